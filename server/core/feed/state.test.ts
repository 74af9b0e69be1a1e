import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packFlags, SLOT, type Origin } from '../../../protocol/sample.ts'
import { compareVersions, VERSION_ZERO, type Version } from '../../../protocol/version.ts'
import { allocateBatch, type Batch } from './batch.ts'
import { packKeyframe, unpackKeyframe } from './keyframe.ts'
import {
  applyBatch,
  canAccountFor,
  deltaSince,
  emptyState,
  forgetTombstones,
  reshapeState,
  type FeedState,
  type StateShape,
} from './state.ts'

const EPOCH = '00000000000000e0'
const SHAPE: StateShape = {
  channelOf: Uint8Array.of(0, 1, 0, 1, 0, 0),
  channelCount: 2,
  gridMs: [250, 1],
}
const at = (ms: number, n = 0): Version => ({ ms, n })

interface Row {
  readonly series: number
  readonly value?: number | 'none' | 'removed'
  readonly sampledAt?: number
  readonly origin?: Origin
}

function batchOf(rows: readonly Row[]): Batch {
  const batch = allocateBatch(rows.length)
  for (const [index, { series, value = 0, sampledAt = 0, origin = 'real' }] of rows.entries()) {
    batch.series[index] = series
    batch.slot[index] =
      value === 'none' ? SLOT.empty : value === 'removed' ? SLOT.removed : SLOT.value
    batch.value[index] = typeof value === 'number' ? value : 0
    batch.flags[index] = packFlags({ quality: 'good', origin, underReview: false })
    batch.sampledAt[index] = sampledAt
  }
  return batch
}

/** A state that the entries made, one version each: 1-0, 2-0, … All are received long after they were sampled. */
function stateOf(...entries: readonly (readonly Row[])[]): FeedState {
  return entries.reduce(
    (state, rows, index) => applyBatch(state, batchOf(rows), 1e6, at(index + 1)).state,
    emptyState(EPOCH, SHAPE),
  )
}

const valueOf = (state: FeedState, series: number): number | undefined =>
  state.slot[series] === SLOT.value ? state.value[series] : undefined
const numbers = (state: FeedState, channel: number, since?: Version): number[] =>
  Array.from(deltaSince(state, channel, since).series)

describe('applying an entry', () => {
  it('[A1] replaces by a newer and by an equal time, and keeps what is newer than the sample', () => {
    const first: Row = { series: 0, value: 1, sampledAt: 1_000 }
    const after = (sampledAt: number): FeedState =>
      stateOf([first], [{ series: 0, value: 2, sampledAt }])
    expect(valueOf(after(1_001), 0)).toBe(2)
    expect(valueOf(after(1_000), 0)).toBe(2)
    expect(valueOf(after(999), 0)).toBe(1)
    expect(numbers(after(999), 0, at(1))).toEqual([])
  })

  it('[A1] is not shut out by what was received before the clock was set back', () => {
    const hourAhead = applyBatch(
      emptyState(EPOCH, SHAPE),
      batchOf([{ series: 0, value: 1, sampledAt: 9e6 }]),
      9e6,
      at(1),
    ).state
    const after = (sampledAt: number): FeedState =>
      applyBatch(hourAhead, batchOf([{ series: 0, value: 2, sampledAt }]), 5e6, at(2)).state
    expect(valueOf(after(4.9e6), 0)).toBe(1)
    expect(valueOf(after(5e6), 0)).toBe(2)
    expect(hourAhead.carriedAt[0]).toBe(5e6)
  })

  it('[A1] tells newer by the exact time even where both are carried alike', () => {
    const state = stateOf(
      [{ series: 0, value: 1, sampledAt: 1_010.5 }],
      [{ series: 0, value: 2, sampledAt: 1_010 }],
    )
    expect(valueOf(state, 0)).toBe(1)
    expect(state.carriedAt[0]).toBe(1_000)
  })

  it('[A1] takes the same value again as a change', () => {
    const state = stateOf(
      [{ series: 0, value: 1, sampledAt: 1 }],
      [{ series: 0, value: 1, sampledAt: 1 }],
    )
    expect(numbers(state, 0, at(1))).toEqual([0])
  })

  it('[A1] takes the time of receipt for a sample from the future', () => {
    const { state } = applyBatch(
      emptyState(EPOCH, SHAPE),
      batchOf([{ series: 0, sampledAt: 9_999 }]),
      5_001,
      at(1),
    )
    expect(state.exactAt[0]).toBe(5_001)
    expect(state.carriedAt[0]).toBe(5_000)
  })

  it('[A1] lets removals and derived values replace whatever their time', () => {
    const first: Row = { series: 0, value: 1, sampledAt: 1_000 }
    expect(numbers(stateOf([first], [{ series: 0, value: 'removed', sampledAt: 1 }]), 0)).toEqual(
      [],
    )
    const derived: Row = { series: 0, value: 2, sampledAt: 1, origin: 'derived' }
    expect(valueOf(stateOf([first], [derived]), 0)).toBe(2)
    const again = stateOf([first], [{ series: 0, value: 'removed' }], [{ ...first, sampledAt: 1 }])
    expect(valueOf(again, 0)).toBe(1)
  })

  it('[A1] counts later rows of an entry later, and says what it did with each', () => {
    const rows: Row[] = [
      { series: 0, value: 1, sampledAt: 10 },
      { series: 0, value: 2, sampledAt: 9 },
      { series: 0, value: 3, sampledAt: 10 },
      { series: 6, value: 1 },
    ]
    const applied = applyBatch(emptyState(EPOCH, SHAPE), batchOf(rows), 1e6, at(1))
    expect(applied).toMatchObject({ changed: 2, late: 1, unknown: 1 })
    expect(valueOf(applied.state, 0)).toBe(3)
    expect(applied.state.version).toEqual(at(1))
  })
})

describe('delta and keyframe', () => {
  it('[C2] names the series of the channel that changed after a version, with tombstones', () => {
    const state = stateOf(
      [
        { series: 0, value: 1 },
        { series: 1, value: 1 },
      ],
      [{ series: 2, value: 'none' }],
      [
        { series: 0, value: 'removed' },
        { series: 4, value: 5 },
      ],
    )
    expect(numbers(state, 0, VERSION_ZERO)).toEqual([0, 2, 4])
    expect(numbers(state, 0, at(1))).toEqual([0, 2, 4])
    expect(numbers(state, 0, at(2))).toEqual([0, 4])
    expect(numbers(state, 0, at(3))).toEqual([])
    expect(numbers(state, 1, VERSION_ZERO)).toEqual([1])
    expect(numbers(state, 0)).toEqual([2, 4])
    expect(Array.from(deltaSince(state, 0, at(2)).slot)).toEqual([SLOT.removed, SLOT.value])
    expect(deltaSince(state, 9, undefined).count).toBe(0)
  })

  it('[C2] tells versions of the same ms apart', () => {
    const empty = emptyState(EPOCH, SHAPE)
    const one = applyBatch(empty, batchOf([{ series: 0 }]), 1, at(5, 1)).state
    const two = applyBatch(one, batchOf([{ series: 2 }]), 1, at(5, 2)).state
    expect(numbers(two, 0, at(5, 1))).toEqual([2])
    expect(numbers(two, 0, at(4, 9))).toEqual([0, 2])
  })

  it('[C2] equals what a naive log of changes says, for every version and channel', () => {
    const row = fc.record({
      series: fc.nat({ max: 5 }),
      value: fc.oneof(
        fc.nat({ max: 9 }),
        fc.constant('none' as const),
        fc.constant('removed' as const),
      ),
      sampledAt: fc.nat({ max: 3 }),
    })
    fc.assert(
      fc.property(
        fc.array(fc.array(row, { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
        (entries) => {
          let state = emptyState(EPOCH, SHAPE)
          const changedIn = new Map<number, number>()
          const held = new Map<number, { value: number | string; sampledAt: number }>()
          for (const [index, rows] of entries.entries()) {
            for (const { series, value, sampledAt } of rows) {
              const before = held.get(series)
              const isShown = before !== undefined && before.value !== 'removed'
              if (value !== 'removed' && isShown && sampledAt < before.sampledAt) continue
              held.set(series, { value, sampledAt })
              changedIn.set(series, index + 1)
            }
            state = applyBatch(state, batchOf(rows), 1e6, at(index + 1)).state
          }
          for (let since = 0; since <= entries.length; since++) {
            for (const channel of [0, 1]) {
              const expected = [...changedIn]
                .filter(([series, entry]) => entry > since && SHAPE.channelOf[series] === channel)
                .map(([series]) => series)
                .sort((a, b) => a - b)
              expect(numbers(state, channel, at(since))).toEqual(expected)
              const columns = deltaSince(state, channel, at(since))
              for (const [index, series] of columns.series.entries()) {
                const value = held.get(series)?.value
                const slot = columns.slot[index]
                expect(
                  slot === SLOT.empty
                    ? 'none'
                    : slot === SLOT.removed
                      ? 'removed'
                      : columns.value[index],
                ).toBe(value)
              }
            }
          }
        },
      ),
    )
  })
})

describe('positions that can be accounted for', () => {
  it('[C9] lie in the epoch, from the floor to the version', () => {
    const state = { ...stateOf([], [], []), floor: at(2) }
    expect(canAccountFor(state, EPOCH, at(2))).toBe(true)
    expect(canAccountFor(state, EPOCH, at(3))).toBe(true)
    expect(canAccountFor(state, EPOCH, at(1, 9))).toBe(false)
    expect(canAccountFor(state, EPOCH, at(3, 1))).toBe(false)
    expect(canAccountFor(state, '00000000000000e1', at(3))).toBe(false)
  })

  it('[C9] end at the newest removal that was forgotten', () => {
    const state = stateOf(
      [
        { series: 0, value: 1 },
        { series: 2, value: 1 },
        { series: 4, value: 1 },
      ],
      [{ series: 0, value: 'removed' }],
      [{ series: 2, value: 'removed' }],
      [{ series: 4, value: 'removed' }],
    )
    expect(forgetTombstones(state, 2)).toBe(state)
    const forgotten = forgetTombstones(state, 4)
    expect(forgotten.floor).toEqual(at(3))
    expect(numbers(forgotten, 0, VERSION_ZERO)).toEqual([4])
    expect(canAccountFor(forgotten, EPOCH, at(2))).toBe(false)
    // Who holds the floor has seen every removal that was forgotten.
    expect(canAccountFor(forgotten, EPOCH, at(3))).toBe(true)
  })
})

describe('a longer schema', () => {
  it('[S3] keeps what is held and makes room', () => {
    const state = stateOf([{ series: 0, value: 1, sampledAt: 600 }])
    const shape = {
      channelOf: Uint8Array.of(0, 1, 0, 1, 0, 0, 1),
      channelCount: 2,
      gridMs: [250, 1],
    }
    const wider = reshapeState(state, shape)
    expect(valueOf(wider, 0)).toBe(1)
    expect(wider.carriedAt[0]).toBe(500)
    expect(Array.from(wider.members[1] ?? [])).toEqual([1, 3, 6])
    const { unknown } = applyBatch(wider, batchOf([{ series: 6, value: 2 }]), 1e6, at(2))
    expect(unknown).toBe(0)
  })

  it('[A1] carries times on the new grid when that changes', () => {
    const state = stateOf([{ series: 0, value: 1, sampledAt: 601.5 }])
    expect(reshapeState(state, { ...SHAPE, gridMs: [1, 1] }).carriedAt[0]).toBe(601)
  })
})

describe('keyframe blobs', () => {
  const state = (): FeedState => ({
    ...stateOf(
      [
        { series: 0, value: -0, sampledAt: 601.25 },
        { series: 1, value: 1 / 3, sampledAt: 7 },
      ],
      [
        { series: 2, value: 'none' },
        { series: 4, value: 5 },
      ],
      [{ series: 4, value: 'removed' }],
    ),
    floor: at(1, 7),
  })

  it('give back the whole state: exact times, positions of change, tombstones and floor', () => {
    expect(unpackKeyframe(packKeyframe(state()), EPOCH, SHAPE)).toEqual({
      ok: true,
      state: state(),
    })
    const empty = emptyState(EPOCH, SHAPE)
    expect(unpackKeyframe(packKeyframe(empty), EPOCH, SHAPE)).toEqual({ ok: true, state: empty })
  })

  it('go on exactly where the state stood', () => {
    const read = unpackKeyframe(packKeyframe(state()), EPOCH, SHAPE)
    if (!read.ok) throw new Error(read.reason)
    const entry = batchOf([
      { series: 0, value: 3, sampledAt: 601 },
      { series: 2, value: 4 },
    ])
    const onto = (one: FeedState): FeedState => applyBatch(one, entry, 1e6, at(9)).state
    expect(onto(read.state)).toEqual(onto(state()))
  })

  it('are refused when cut at any byte, longer, of another format or of a longer schema', () => {
    const body = packKeyframe(state())
    for (let length = 0; length < body.length; length++) {
      expect(unpackKeyframe(body.subarray(0, length), EPOCH, SHAPE)).toEqual({
        ok: false,
        reason: 'damaged',
      })
    }
    const longer = Uint8Array.from([...body, 0])
    expect(unpackKeyframe(longer, EPOCH, SHAPE)).toEqual({ ok: false, reason: 'damaged' })
    expect(unpackKeyframe(Uint8Array.of(2), EPOCH, SHAPE)).toEqual({
      ok: false,
      reason: 'unknown-format',
    })
    const shorter = { ...SHAPE, channelOf: SHAPE.channelOf.slice(0, 4) }
    expect(unpackKeyframe(body, EPOCH, shorter)).toEqual({ ok: false, reason: 'unknown-series' })
  })

  it('never throw on damaged bytes', () => {
    const body = packKeyframe(state())
    fc.assert(
      fc.property(fc.nat({ max: body.length - 1 }), fc.nat({ max: 255 }), (index, byte) => {
        const damaged = body.slice()
        damaged[index] = byte
        const read = unpackKeyframe(damaged, EPOCH, SHAPE)
        if (read.ok)
          expect(compareVersions(read.state.version, VERSION_ZERO)).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 500 },
    )
  })
})
