import { carriedTime, DEFAULT_TIME_GRID_MS, SLOT } from '../../../protocol/sample.ts'
import type { FrameColumns } from '../../../protocol/frame.ts'
import { compareVersions, VERSION_ZERO, type Version } from '../../../protocol/version.ts'
import type { Batch } from './batch.ts'

/**
 * The state of a site as its stream made it, by series number. `exactAt` is min(sampledAt,
 * receivedAt) as it was; `carriedAt` the same on the channel's grid, which is what walls hold.
 */
export interface FeedState {
  readonly slot: Uint8Array
  readonly value: Float64Array
  readonly flags: Uint8Array
  readonly exactAt: Float64Array
  readonly carriedAt: Float64Array
  readonly changedMs: Float64Array
  readonly changedN: Float64Array
  readonly channelOf: Uint8Array
  /** Series numbers by channel, ascending. */
  readonly members: readonly Uint32Array[]
  readonly gridMs: readonly number[]
  readonly epoch: string
  /** Position of the last entry applied. */
  readonly version: Version
  /** Positions before this cannot be accounted for: removals may have been forgotten. */
  readonly floor: Version
}

/** What the schema says about the series a state holds. */
export interface StateShape {
  readonly channelOf: Uint8Array
  readonly channelCount: number
  readonly gridMs: readonly number[]
}

/** An empty state at the start of an epoch. */
export function emptyState(epoch: string, shape: StateShape): FeedState {
  return reshapeState(
    {
      slot: new Uint8Array(0),
      value: new Float64Array(0),
      flags: new Uint8Array(0),
      exactAt: new Float64Array(0),
      carriedAt: new Float64Array(0),
      changedMs: new Float64Array(0),
      changedN: new Float64Array(0),
      channelOf: new Uint8Array(0),
      members: [],
      gridMs: [],
      epoch,
      version: VERSION_ZERO,
      floor: VERSION_ZERO,
    },
    shape,
  )
}

/** The same state with room for the series of a longer schema; carried times follow a changed grid. */
export function reshapeState(state: FeedState, shape: StateShape): FeedState {
  const rows = shape.channelOf.length
  const carriedAt = widen(state.carriedAt, new Float64Array(rows))
  for (let number = 0; number < Math.min(rows, state.exactAt.length); number++) {
    const grid = gridOf(shape.gridMs, shape.channelOf[number])
    const exact = state.exactAt[number] ?? 0
    carriedAt[number] = carriedTime(exact, exact, grid)
  }
  return {
    ...state,
    slot: widen(state.slot, new Uint8Array(rows)),
    value: widen(state.value, new Float64Array(rows)),
    flags: widen(state.flags, new Uint8Array(rows)),
    exactAt: widen(state.exactAt, new Float64Array(rows)),
    carriedAt,
    changedMs: widen(state.changedMs, new Float64Array(rows)),
    changedN: widen(state.changedN, new Float64Array(rows)),
    channelOf: shape.channelOf,
    gridMs: shape.gridMs,
    members: Array.from({ length: shape.channelCount }, (_, channel) =>
      Uint32Array.from(numbersOf(shape.channelOf, channel)),
    ),
  }
}

function gridOf(grids: readonly number[], channel: number | undefined): number {
  return grids[channel ?? -1] ?? DEFAULT_TIME_GRID_MS
}

function widen<T extends Uint8Array | Float64Array>(from: T, to: T): T {
  to.set(from.subarray(0, to.length))
  return to
}

function* numbersOf(channelOf: Uint8Array, channel: number): Iterable<number> {
  for (let number = 0; number < channelOf.length; number++) {
    if (channelOf[number] === channel) yield number
  }
}

export interface Applied {
  readonly state: FeedState
  /** Rows of the batch that changed the latest state. */
  readonly changed: number
  /** Rows older than what was held: for the history only. */
  readonly late: number
  /** Rows of series the shape does not know: the schema must be read again first. */
  readonly unknown: number
}

/**
 * Applies one stream entry, whole. A newer or equal time replaces (last write wins), an older one
 * does not; what is held counts as no newer than this receipt; the same value again is a change, for it proves life. The arrays are changed in place;
 * the returned state carries the new version.
 */
export function applyBatch(
  state: FeedState,
  batch: Batch,
  receivedAt: number,
  version: Version,
): Applied {
  const { slot, value, flags, exactAt, carriedAt, changedMs, changedN, channelOf, gridMs } = state
  let changed = 0
  let late = 0
  let unknown = 0
  for (let row = 0; row < batch.count; row++) {
    const number = batch.series[row] ?? 0
    if (number >= slot.length) {
      unknown++
      continue
    }
    const exact = Math.min(batch.sampledAt[row] ?? 0, receivedAt)
    const rowSlot = batch.slot[row] ?? SLOT.absent
    const rowFlags = batch.flags[row] ?? 0
    // A derived value may rest on an older input than before, and a removal is an order: both are
    // ordered by the stream alone.
    const isOrderedByStream = rowSlot === SLOT.removed || isDerived(rowFlags)
    // What dates after this receipt was received by a clock that has been set back since: taken at its
    // word it would shut out everything until that time comes again.
    const heldAt = Math.min(exactAt[number] ?? 0, receivedAt)
    if (!isOrderedByStream && exact < heldAt && isHeld(state, number)) {
      late++
      continue
    }
    slot[number] = rowSlot
    value[number] = rowSlot === SLOT.value ? (batch.value[row] ?? NaN) : 0
    flags[number] = rowFlags
    exactAt[number] = exact
    carriedAt[number] = carriedTime(exact, receivedAt, gridOf(gridMs, channelOf[number]))
    changedMs[number] = version.ms
    changedN[number] = version.n
    changed++
  }
  return { state: { ...state, version }, changed, late, unknown }
}

const DERIVED_ORIGIN = 3

function isDerived(flags: number): boolean {
  return ((flags >> 2) & 0b11) === DERIVED_ORIGIN
}

function isHeld(state: FeedState, number: number): boolean {
  const slot = state.slot[number]
  return slot === SLOT.value || slot === SLOT.empty
}

/** True when `deltaSince` can answer a holder of this position. */
export function canAccountFor(state: FeedState, epoch: string, version: Version): boolean {
  return (
    epoch === state.epoch &&
    compareVersions(version, state.floor) >= 0 &&
    compareVersions(version, state.version) <= 0
  )
}

/**
 * The series of a channel that changed after `since`, as frame columns; undefined = since nothing,
 * a keyframe without tombstones. One scan; serves tick, reconnect, slow screen, join and replay alike.
 */
export function deltaSince(
  state: FeedState,
  channel: number,
  since: Version | undefined,
): FrameColumns {
  const members = state.members[channel] ?? new Uint32Array(0)
  return columnsOf(state, since ? changedAfter(state, members, since) : heldOf(state, members))
}

/** The hottest loop of a tick: all series of the channel, few of which have changed. */
function changedAfter(state: FeedState, members: Uint32Array, since: Version): Uint32Array {
  const { slot, changedMs, changedN } = state
  const { ms, n } = since
  const picked = new Uint32Array(members.length)
  let count = 0
  for (let index = 0; index < members.length; index++) {
    const number = members[index] ?? 0
    const at = changedMs[number] ?? 0
    if (at < ms || (at === ms && (changedN[number] ?? 0) <= n)) continue
    if (slot[number] === SLOT.absent) continue
    picked[count++] = number
  }
  return picked.subarray(0, count)
}

function heldOf(state: FeedState, members: Uint32Array): Uint32Array {
  return members.filter((number) => isHeld(state, number))
}

function columnsOf(state: FeedState, series: Uint32Array): FrameColumns {
  const { slot, value, flags, carriedAt } = state
  const count = series.length
  const columns = {
    count,
    series,
    slot: new Uint8Array(count),
    value: new Float64Array(count),
    flags: new Uint8Array(count),
    sampledAt: new Float64Array(count),
  }
  for (let row = 0; row < count; row++) {
    const number = series[row] ?? 0
    columns.slot[row] = slot[number] ?? 0
    columns.value[row] = value[number] ?? 0
    columns.flags[row] = flags[number] ?? 0
    columns.sampledAt[row] = carriedAt[number] ?? 0
  }
  return columns
}

/**
 * The state without tombstones set before a store time (ms); positions before the newest of them can
 * no longer be accounted for. The same state when there is none.
 */
export function forgetTombstones(state: FeedState, beforeMs: number): FeedState {
  let floor = state.floor
  for (let number = 0; number < state.slot.length; number++) {
    const changed = { ms: state.changedMs[number] ?? 0, n: state.changedN[number] ?? 0 }
    if (state.slot[number] !== SLOT.removed || changed.ms >= beforeMs) continue
    state.slot[number] = SLOT.absent
    if (compareVersions(changed, floor) > 0) floor = changed
  }
  return floor === state.floor ? state : { ...state, floor }
}
