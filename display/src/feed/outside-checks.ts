import type { AlarmReplica } from '../../../protocol/alarm-replica.ts'
import type { AlarmRow } from '../../../protocol/alarms.ts'
import type { ChannelPosition, Replica } from '../../../protocol/replica.ts'
import { hashState } from '../../../protocol/state-hash.ts'

/** What checks from outside may ask a wall's page, as `window.iocwall`. Read-only. */
export interface OutsideChecks {
  /** The hash of what this wall holds of a channel: equal to the server's when both hold the same. */
  readonly stateHash: (channel: string) => string
  /** Epoch and version held of a channel; undefined before its first frame. */
  readonly position: (channel: string) => ChannelPosition | undefined
  /** The rows held of the site's alarms, by alarm and occurrence as they came. */
  readonly alarms: () => readonly AlarmRow[]
  /** Epoch and version held of them; undefined before their first frame. */
  readonly alarmPosition: () => ChannelPosition | undefined
}

declare global {
  interface Window {
    iocwall?: OutsideChecks
  }
}

export function outsideChecks(
  replica: Replica,
  alarms: Pick<AlarmReplica, 'alarms' | 'position'>,
): OutsideChecks {
  return Object.freeze({
    stateHash(channel: string): string {
      const { channels, channelOf } = replica.schema()
      const wanted = channels.indexOf(channel)
      return hashState({
        members: Array.from(channelOf.keys()).filter((number) => channelOf[number] === wanted),
        slot: replica.slot(),
        value: replica.value(),
        flags: replica.flags(),
        sampledAt: replica.sampledAt(),
      })
    },
    position: (channel: string) => replica.position(channel),
    alarms: () => [...alarms.alarms().values()].flat(),
    alarmPosition: () => alarms.position(),
  })
}
