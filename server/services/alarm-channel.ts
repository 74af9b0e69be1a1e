import { ALARM_CHANNEL_INDEX, encodeAlarmBody } from '../../protocol/alarm-frame.ts'
import type { ByteWriter } from '../../protocol/byte-writer.ts'
import type { Health } from '../../protocol/frame.ts'
import { DEFAULT_TIME_GRID_MS } from '../../protocol/sample.ts'
import { VERSION_ZERO, type Version } from '../../protocol/version.ts'
import { rowsOf } from '../core/alarms/alarm-state.ts'
import { readPulse } from './alarm-cursor.ts'
import type { AlarmFollower } from './alarm-follower.ts'
import type { ChannelSource, EncodedChange } from './channel-source.ts'

/** Somebody works the rules out who has said so within this time. */
const EVALUATED_WITHIN_MS = 15_000

export interface AlarmChannelParts {
  readonly follower: Pick<
    AlarmFollower,
    | 'book'
    | 'head'
    | 'epoch'
    | 'record'
    | 'isStoreSound'
    | 'pulse'
    | 'readToEnd'
    | 'onEpoch'
    | 'onMoved'
  >
  readonly isClockSound: () => boolean
  readonly monotonicNow: () => number
  readonly writer: ByteWriter
}

/** `onEpoch`: it has another epoch. `onMoved`: it has a newer version. */
export type AlarmChannel = ChannelSource & Pick<AlarmFollower, 'onEpoch' | 'onMoved'>

/** The channel `alarms`: what changed in the book since an entry of its journal. */
export function createAlarmChannel(parts: AlarmChannelParts): AlarmChannel {
  const { follower, monotonicNow } = parts
  const version = (): Version => ({ ms: follower.head().seq, n: 0 })
  /** Of this tick: what is asked for again by others is encoded once. */
  let encoded = { key: '', changes: new Map<number, EncodedChange>() }

  function health(): Health {
    return {
      store: follower.isStoreSound(),
      ingest: monotonicNow() - follower.pulse().movedAt < EVALUATED_WITHIN_MS,
      clock: parts.isClockSound(),
    }
  }

  return {
    index: () => (follower.epoch() === '' ? undefined : ALARM_CHANNEL_INDEX),
    epoch: () => follower.epoch(),
    version,
    // Alarms stay in the book when they are over, so that every older position can be answered.
    floor: () => VERSION_ZERO,
    canAccountFor: (epoch, { ms }) => epoch === follower.epoch() && ms <= follower.head().seq,
    schemaRevision: () => 0,
    gridMs: () => DEFAULT_TIME_GRID_MS,
    health,
    since(from) {
      const pulse = follower.pulse().text ?? ''
      const key = `${follower.epoch()} ${follower.head().seq} ${pulse}`
      if (encoded.key !== key) encoded = { key, changes: new Map() }
      const after = from?.ms ?? -1
      const change = encoded.changes.get(after) ?? encode(parts, after, pulse)
      encoded.changes.set(after, change)
      return change
    },
    readToEnd: (timeoutMs) => follower.readToEnd(timeoutMs),
    record: () => follower.record(),
    reachesHidden: true,
    onEpoch: (listener) => follower.onEpoch(listener),
    onMoved: (listener) => follower.onMoved(listener),
  }
}

/** `after` −1: everything there is. */
function encode(
  { follower, writer }: Pick<AlarmChannelParts, 'follower' | 'writer'>,
  after: number,
  pulseText: string,
): EncodedChange {
  const book = follower.book()
  const changed = book
    .changedAfter(after)
    .map(({ value }) => ({ id: value.id, rows: rowsOf(value) }))
  const gone = changed.filter(({ rows }) => rows.length === 0).map(({ id }) => id)
  const { since } = book.posture.value
  const pulse = readPulse(pulseText)
  const bytes = encodeAlarmBody(writer, {
    rows: changed.flatMap(({ rows }) => rows),
    gone: after < 0 ? [] : gone,
    flood: { ...(since !== undefined && { since }), raises: pulse?.raises ?? 0 },
    watch: book.watch.value,
    canaryAt: pulse?.canaryAt ?? 0,
  })
  return { bytes, isIdle: after >= follower.head().seq }
}
