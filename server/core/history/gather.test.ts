import { describe, expect, it } from 'vitest'
import { packFlags, SLOT } from '../../../protocol/sample.ts'
import { allocateBatch, packBatch, type Batch } from '../feed/batch.ts'
import { gatherPoints, gatherSeries, isSeriesOfDays, SHARD_COUNT, shardOf } from './gather.ts'
import { splitByDay } from './points.ts'

interface Row {
  readonly series: number
  readonly at: number
  readonly value?: number
  readonly slot?: number
  readonly isDerived?: boolean
}

function batchOf(rows: readonly Row[]): Batch {
  const batch = allocateBatch(rows.length)
  for (const [row, one] of rows.entries()) {
    batch.series[row] = one.series
    batch.sampledAt[row] = one.at
    batch.value[row] = one.value ?? 0
    batch.slot[row] = one.slot ?? SLOT.value
    const origin = one.isDerived ? 'derived' : 'real'
    batch.flags[row] = packFlags({ quality: 'good', origin, underReview: false })
  }
  return batch
}

const never = () => false

describe('points gathered from the stream', () => {
  it('stand in order of their own time, late ones too, the later entry winning at equal times', () => {
    const points = gatherPoints(
      [
        {
          receivedAt: 100,
          batch: batchOf([
            { series: 1, at: 50, value: 5 },
            { series: 2, at: 1, value: 1 },
          ]),
        },
        {
          receivedAt: 200,
          batch: batchOf([
            { series: 1, at: 20, value: 2 },
            { series: 1, at: 50, value: 6 },
          ]),
        },
      ],
      never,
    )
    expect([...(points.get(1)?.at ?? [])]).toEqual([20, 50])
    expect([...(points.get(1)?.value ?? [])]).toEqual([2, 6])
    expect([...(points.get(2)?.at ?? [])]).toEqual([1])
  })

  it('keep explicit "no value" and leave removals out', () => {
    const batch = batchOf([
      { series: 1, at: 1, slot: SLOT.empty },
      { series: 1, at: 2, slot: SLOT.removed },
      { series: 3, at: 2, slot: SLOT.removed },
    ])
    const points = gatherPoints([{ receivedAt: 9, batch }], never)
    expect([...(points.get(1)?.value ?? [])]).toEqual([NaN])
    expect(points.has(3)).toBe(false)
  })

  it('of derived series stand at their time of receipt', () => {
    const batch = batchOf([{ series: 1, at: 1, value: 4, isDerived: true }])
    expect([...(gatherPoints([{ receivedAt: 70.9, batch }], never).get(1)?.at ?? [])]).toEqual([70])
  })

  it('of derived series of days stand at their day, what was worked out last in the place of the rest', () => {
    const batch = batchOf([
      { series: 1, at: 1, value: 4, isDerived: true },
      { series: 1, at: 2, value: 5, isDerived: true },
      { series: 1, at: 1, value: 6, isDerived: true },
    ])
    const points = gatherPoints([{ receivedAt: 70, batch }], (series) => series === 1).get(1)
    expect([[...(points?.at ?? [])], [...(points?.value ?? [])]]).toEqual([
      [1, 2],
      [6, 5],
    ])
    expect(gatherSeries([{ receivedAt: 70, body: packBatch(batch) }], 1, true).count).toBe(2)
    const [sensor, unit] = (['sensor', 'unit'] as const).map((kind) => ({ kind, id: 'a' }))
    expect(isSeriesOfDays({ metric: 'fire.dc', subject: sensor! })).toBe(true)
    expect(isSeriesOfDays({ metric: 'fire.dc', subject: unit! })).toBe(false)
    expect(isSeriesOfDays({ metric: 'rain.24h', subject: sensor! })).toBe(false)
  })

  it('of one series are what all give for it, damaged entries left out', () => {
    const batches = [
      batchOf([
        { series: 7, at: 5, value: 1 },
        { series: 300, at: 5, value: 2 },
      ]),
      batchOf([{ series: 300, at: 4, value: 3 }]),
    ]
    const bodies = batches.map((batch) => ({ receivedAt: 9, body: packBatch(batch) }))
    const damaged = { receivedAt: 9, body: Uint8Array.from([1, 200, 1]) }
    const points = gatherSeries([...bodies, damaged], 300, false)
    expect([...points.at]).toEqual([4, 5])
    expect([...points.value]).toEqual([3, 2])
    expect(gatherSeries(bodies, 8, false).count).toBe(0)
  })

  it('are cut at UTC midnights', () => {
    const batch = batchOf([-1, 0, 86_399_999, 86_400_000].map((at) => ({ series: 0, at })))
    const points = gatherPoints([{ receivedAt: 0, batch }], never).get(0)
    expect(points && splitByDay(points).map(({ day, points: { at } }) => [day, ...at])).toEqual([
      [-1, -1],
      [0, 0, 86_399_999],
      [1, 86_400_000],
    ])
  })
})

describe('shardOf', () => {
  it('spreads series evenly', () => {
    const counts = new Array<number>(SHARD_COUNT).fill(0)
    for (let unit = 0; unit < 241; unit++) {
      for (let metric = 0; metric < 40; metric++) {
        const shard = shardOf({
          metric: `m${metric}`,
          subject: { kind: 'unit', id: `${20_000 + unit}` },
        })
        counts[shard] = (counts[shard] ?? 0) + 1
      }
    }
    const fair = (241 * 40) / SHARD_COUNT
    expect(Math.min(...counts)).toBeGreaterThan(fair * 0.8)
    expect(Math.max(...counts)).toBeLessThan(fair * 1.2)
  })
})
