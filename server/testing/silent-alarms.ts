import { VERSION_ZERO } from '../../protocol/version.ts'
import type { AlarmChannel } from '../services/alarm-channel.ts'

/** The channel of alarms of a site that has none to tell. */
export function silentAlarms(): AlarmChannel {
  return {
    index: () => undefined,
    epoch: () => '',
    version: () => VERSION_ZERO,
    floor: () => VERSION_ZERO,
    canAccountFor: () => false,
    schemaRevision: () => 0,
    gridMs: () => 250,
    health: () => ({ store: true, ingest: true, clock: true }),
    since: () => ({ bytes: new Uint8Array(0), isIdle: true }),
    readToEnd: () => Promise.resolve(true),
    record: () => undefined,
    reachesHidden: true,
    onEpoch: () => () => undefined,
    onMoved: () => () => undefined,
  }
}
