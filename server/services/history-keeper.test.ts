import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SHARD_COUNT } from '../core/history/gather.ts'
import { DAY_MS, dayOf } from '../core/history/points.ts'
import { stepStart } from '../core/history/step.ts'
import {
  DAILY,
  createHistoryUnderTest,
  LEVEL,
  type HistoryUnderTest,
} from '../testing/site-history.ts'
import type { HistoryReader } from './history-reader.ts'
import type { SeriesName } from '../../protocol/schema.ts'
import { VERSION_ZERO } from '../../protocol/version.ts'

const NOW = Date.parse('2025-10-27T06:00:00Z')
const DAY = dayOf(NOW)
const FOREVER = [NOW - 3_000 * DAY_MS, NOW + DAY_MS] as const

const sample = (at: number, value: number | null, series = LEVEL) => ({ series, at, value })

async function daysOf(under: HistoryUnderTest) {
  const { days } = await under.store.history.facts()
  return days.map(({ day, openBytes, chunkBytes, rollupBytes }) => [
    day - DAY,
    [openBytes, chunkBytes, rollupBytes].map((bytes) => bytes > 0),
  ])
}

/** What a keyframe does: everything that may go goes. */
async function trimStream(under: HistoryUnderTest): Promise<void> {
  const { tail } = await under.store.inspect()
  const { epoch } = under.feed.state()
  const order = { before: Infinity, maxBytes: 1e12, minutelyAfter: 0, hourlyAfter: 0 }
  const keyframe = { version: tail, epoch, receivedAt: NOW, body: new Uint8Array([1]) }
  await under.store.writeKeyframe(keyframe, 1, order)
}

describe('history', () => {
  it('shows a sample at once, and the same after it has moved into a chunk', async () => {
    const under = await createHistoryUnderTest(NOW)
    await under.post([sample(NOW - 10, 9.01), sample(NOW - 5, null)])
    const wanted = [
      [NOW - 10, 9.01],
      [NOW - 5, null],
    ]
    expect(await under.read(LEVEL, ...FOREVER)).toEqual(wanted)
    await under.keeper.take()
    await trimStream(under)
    expect(under.store.entries).toEqual([])
    expect(await under.read(LEVEL, ...FOREVER)).toEqual(wanted)
    await under.post([sample(NOW - 7, 4)])
    expect(await under.read(LEVEL, NOW - 7, NOW - 5)).toEqual([[NOW - 7, 4]])
  })

  it('reads the stream once for an answer of many series, and again for the next answer', async () => {
    const under = await createHistoryUnderTest(NOW)
    await under.post([sample(NOW - 10, 9), sample(NOW - 10, 3, DAILY)])
    let readCount = 0
    const { read } = under.store
    under.store.read = (...asked) => {
      readCount++
      return read.apply(under.store, asked)
    }
    const last = async (reader: HistoryReader, series: SeriesName) => {
      const steps = await reader.steps({ series, from: NOW - 20, to: NOW }, () => NOW - 20)
      return steps.rows.map((row) => row.last)
    }
    const reader = under.reader.forMany()
    expect([await last(reader, LEVEL), await last(reader, DAILY)]).toEqual([[9], [3]])
    expect([await last(reader.forMany(), LEVEL), readCount]).toEqual([[9], 1])
    await under.post([sample(NOW - 5, 10)])
    expect(await last(under.reader.forMany(), LEVEL)).toEqual([10])
  })

  it('of any samples, taken at any moments, is what was posted: the last of each moment', async () => {
    const row = fc.record({
      at: fc
        .integer({ min: NOW - 2 * DAY_MS, max: NOW - 2 * DAY_MS + 40 })
        .chain((at) => fc.constantFrom(at, at + DAY_MS)),
      value: fc.option(fc.integer({ min: -50, max: 5_000 }).map((scaled) => scaled / 100)),
    })
    const act = fc.oneof(
      { weight: 4, arbitrary: fc.array(row, { minLength: 1, maxLength: 8 }) },
      { weight: 1, arbitrary: fc.constant('take' as const) },
      { weight: 1, arbitrary: fc.constant('upkeep' as const) },
      { weight: 1, arbitrary: fc.constant('trim' as const) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 20 }), async (acts) => {
        const under = await createHistoryUnderTest(NOW)
        const wanted = new Map<number, number | null>()
        for (const one of acts) {
          if (one === 'take') await under.keeper.take()
          else if (one === 'upkeep') await under.keeper.upkeep()
          else if (one === 'trim') {
            await under.keeper.take()
            await trimStream(under)
          } else {
            await under.post(one.map(({ at, value }) => sample(at, value)))
            for (const { at, value } of one) wanted.set(at, value)
          }
        }
        expect(await under.read(LEVEL, ...FOREVER)).toEqual(
          [...wanted].toSorted(([a], [b]) => a - b),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('keeps derived samples under the time at which they were worked out', async () => {
    const under = await createHistoryUnderTest(NOW)
    await under.post([{ ...sample(NOW - 90_000, 7, DAILY), origin: 'derived' }])
    expect(await under.read(DAILY, ...FOREVER)).toEqual([[NOW, 7]])
  })

  it('takes nothing twice and leaves nothing out when a holder dies between two steps', async () => {
    const under = await createHistoryUnderTest(NOW)
    const units = Array.from({ length: 40 }, (_, unit) => ({
      metric: 'mood',
      subject: { kind: 'unit' as const, id: `u${unit}` },
    }))
    await under.post(units.map((series) => sample(NOW - 5, 1, series)))
    const { cursors } = await under.store.history.facts()
    expect(cursors.size).toBe(0)
    // The first shards only, as a step of a holder that died then would have left it.
    const token = (await under.store.readLease('feed'))?.token ?? 0
    const { tail } = await under.store.inspect()
    await under.store.history.append({
      token,
      epoch: under.feed.epoch(),
      shards: [0, 1, 2],
      expected: undefined,
      next: { version: tail, receivedAt: NOW },
      blocks: [],
    })
    await under.post(units.map((series) => sample(NOW - 4, 2, series)))
    await under.keeper.take()
    const facts = await under.store.history.facts()
    expect(facts.cursors.size).toBe(SHARD_COUNT)
    const positions = new Set([...facts.cursors.values()].map((one) => JSON.stringify(one.version)))
    expect(positions.size).toBe(1)
    for (const series of units) {
      expect((await under.read(series, ...FOREVER)).at(-1)).toEqual([NOW - 4, 2])
    }
    const before = under.store.history.appendCount
    await under.keeper.take()
    expect(under.store.history.appendCount).toBe(before)
  })

  it('is left alone by a node that does not hold the lease', async () => {
    const under = await createHistoryUnderTest(NOW)
    await under.post([sample(NOW - 10, 1)])
    under.isHolder = false
    await under.keeper.take()
    await under.keeper.upkeep()
    expect(under.store.history.appendCount).toBe(0)
    expect(under.keeper.lagMs()).toBeUndefined()
  })

  it('tells what left the stream before it was taken', async () => {
    const under = await createHistoryUnderTest(NOW)
    await under.post([sample(NOW - 10, 1)])
    await under.keeper.take()
    under.clock.now = NOW + 1_000
    await under.post([sample(NOW - 9, 2)])
    under.clock.now = NOW + 2_000
    await under.post([sample(NOW - 8, 3)])
    under.store.trimTo(under.store.entries.at(-1)?.version ?? VERSION_ZERO)
    const span = { series: LEVEL, from: NOW - DAY_MS, to: NOW + DAY_MS }
    const losses = [{ from: NOW, to: NOW + 2_000 }]
    expect((await under.reader.points(span, 9)).info.losses).toEqual(losses)
    await under.keeper.take()
    await under.keeper.take()
    expect(under.cuts).toEqual(['stream'])
    expect((await under.reader.points(span, 9)).info.losses).toEqual(losses)
    const later = { ...span, from: NOW + 10_000 }
    expect((await under.reader.points(later, 9)).info.losses).toEqual([])
    expect(await under.read(LEVEL, ...FOREVER)).toEqual([
      [NOW - 10, 1],
      [NOW - 8, 3],
    ])
  })

  it('outlives an epoch that was lost, and goes with a deliberate reset', async () => {
    const under = await createHistoryUnderTest(NOW)
    await under.post([sample(NOW - 10, 1), sample(NOW - 9, 2, DAILY)])
    await under.keeper.take()
    const epoch = under.feed.epoch()
    const next = { epoch: 'e2', identity: 'x', changedAt: NOW, reason: 'store-restarted' } as const
    await under.store.changeEpoch(epoch, next)
    await under.feed.follow()
    await under.post([sample(NOW - 8, 3)])
    await under.keeper.take()
    expect(await under.read(LEVEL, ...FOREVER)).toHaveLength(2)
    const reset = { ...next, epoch: 'e3', reason: 'reset' } as const
    await under.store.changeEpoch('e2', reset, { clear: true })
    await under.feed.follow()
    expect(await under.read(LEVEL, ...FOREVER)).toEqual([])
    const metrics = [{ id: 'census', channel: 'figures', decimals: 1 }]
    await under.store.declareMetrics(metrics, 'e3', NOW)
    // Under the number that the river had before.
    await under.post([sample(NOW - 1, 5, DAILY)])
    await under.keeper.take()
    expect(await under.read(LEVEL, ...FOREVER)).toEqual([])
    expect(await under.read(DAILY, ...FOREVER)).toEqual([[NOW - 1, 5]])
  })
})

describe('the days of a history', () => {
  const old = (days: number, at = 0) => NOW - days * DAY_MS + at

  it('are closed when they are over, and open again for late samples', async () => {
    const under = await createHistoryUnderTest(NOW)
    await under.post([sample(old(1), 1), sample(NOW - 5, 2)])
    await under.keeper.take()
    await under.keeper.upkeep()
    expect(await daysOf(under)).toEqual([
      [-1, [false, true, false]],
      [0, [true, false, false]],
    ])
    await under.post([sample(old(1, 50), 3), sample(old(1), 4)])
    await under.keeper.take()
    expect((await daysOf(under))[0]).toEqual([-1, [true, true, false]])
    await under.keeper.upkeep()
    expect((await daysOf(under))[0]).toEqual([-1, [false, true, false]])
    expect(await under.read(LEVEL, old(2), NOW - 10)).toEqual([
      [old(1), 4],
      [old(1, 50), 3],
    ])
  })

  it('become rollups a month after they were last added to, but for metrics that report once a day or less', async () => {
    const under = await createHistoryUnderTest(NOW)
    await under.post([
      sample(old(31), 5),
      sample(old(31, 1_000), 9),
      sample(old(31, 600_000), 2),
      sample(old(31), 77, DAILY),
      sample(old(800), 66, DAILY),
      sample(old(1), 4),
    ])
    await under.keeper.take()
    await under.keeper.upkeep()
    expect(await under.read(LEVEL, old(40), NOW)).toHaveLength(4)
    under.clock.now = NOW + 29 * DAY_MS
    await under.post([sample(old(1), 4)])
    await under.keeper.take()
    under.clock.now = NOW + 32 * DAY_MS
    await under.keeper.upkeep()
    await under.keeper.upkeep()
    const span = { series: LEVEL, from: old(40), to: NOW }
    const raw = await under.reader.points(span, 9)
    expect([...raw.points.at]).toEqual([old(1)])
    expect(raw.info.rawFrom).toBe((dayOf(old(31)) + 1) * DAY_MS)
    const steps = await under.reader.steps(span, stepStart(3_600_000, 'Asia/Ho_Chi_Minh'))
    expect(steps.rows).toEqual([
      { at: old(31), min: 2, max: 9, last: 2, count: 3 },
      { at: old(1), min: 4, max: 4, last: 4, count: 1 },
    ])
    const forEver = await under.reader.points({ ...span, series: DAILY, from: old(900) }, 9)
    expect([...forEver.points.value]).toEqual([66, 77])
    expect(forEver.info.rawFrom).toBeUndefined()
    expect(under.cuts).toEqual([])
  })

  it('take late samples in after they were rolled up', async () => {
    const under = await createHistoryUnderTest(NOW)
    for (const value of [5, 8]) {
      await under.post([sample(old(31, value), value)])
      await under.keeper.take()
      under.clock.now += 32 * DAY_MS
      await under.keeper.upkeep()
    }
    const span = { series: LEVEL, from: old(40), to: NOW }
    const { rows } = await under.reader.steps(span, stepStart(3_600_000, 'UTC'))
    expect(rows).toEqual([{ at: old(31), min: 5, max: 8, last: 8, count: 2 }])
  })

  it('go early, oldest first and never today, when they are too large, and that is told', async () => {
    const under = await createHistoryUnderTest(NOW)
    await under.post([3, 2, 1, 0].map((days) => sample(old(days, -5), days)))
    await under.keeper.take()
    await under.keeper.upkeep()
    const { days } = await under.store.history.facts()
    const bytesOfDay = days[1]?.chunkBytes ?? 0
    under.retention = { ...under.retention, rawMaxBytes: bytesOfDay * 2.5 }
    await under.keeper.upkeep()
    expect(await daysOf(under)).toEqual([
      [-3, [false, false, true]],
      [-2, [false, true, false]],
      [-1, [false, true, false]],
      [0, [true, false, false]],
    ])
    expect(under.cuts).toEqual(['size'])
    const span = { series: LEVEL, from: old(9), to: NOW }
    expect((await under.reader.points(span, 9)).info.sizeCutTo).toBe((DAY - 2) * DAY_MS)
    under.retention = { ...under.retention, rawMaxBytes: 1 }
    await under.keeper.upkeep()
    expect((await daysOf(under)).at(-1)).toEqual([0, [true, false, false]])
    expect(await under.read(LEVEL, old(9), NOW)).toEqual([[old(0, -5), 0]])
  })

  it('are forgotten when even their rollups are old', async () => {
    const under = await createHistoryUnderTest(NOW)
    await under.post([sample(old(740), 5)])
    await under.keeper.take()
    under.clock.now = NOW + 700 * DAY_MS
    await under.post([sample(old(-699), 6)])
    await under.keeper.take()
    await under.keeper.upkeep()
    expect((await daysOf(under))[0]).toEqual([-740, [false, false, true]])
    under.clock.now = NOW + 740 * DAY_MS
    await under.keeper.upkeep()
    expect(await daysOf(under)).toEqual([[699, [false, false, true]]])
  })

  it('that are damaged are answered without what is damaged, and that is told', async () => {
    const under = await createHistoryUnderTest(NOW)
    await under.post([sample(old(1), 1)])
    await under.keeper.take()
    const { tail } = await under.store.inspect()
    const { cursors } = await under.store.history.facts()
    await under.store.history.append({
      token: 1,
      epoch: under.feed.epoch(),
      shards: [...cursors.keys()],
      expected: tail,
      next: { version: { ms: tail.ms, n: tail.n + 1 }, receivedAt: NOW },
      blocks: [{ series: LEVEL, day: dayOf(old(1)), body: Uint8Array.from([1, 2, 3]) }],
    })
    expect(await under.read(LEVEL, ...FOREVER)).toEqual([[old(1), 1]])
    await under.keeper.upkeep()
    expect(under.cuts).toEqual(['damaged'])
    expect(await under.read(LEVEL, ...FOREVER)).toEqual([[old(1), 1]])
  })
})

describe('reading history', () => {
  it('pages: every sample once, in order', async () => {
    const under = await createHistoryUnderTest(NOW)
    const times = Array.from({ length: 25 }, (_, row) => NOW - 3 * DAY_MS + row * 3 * 3_600_000)
    await under.post(times.map((at, row) => sample(at, row)))
    await under.keeper.take()
    const seen: number[] = []
    let from: number | undefined = NOW - 9 * DAY_MS
    while (from !== undefined) {
      const span = { series: LEVEL, from, to: NOW + DAY_MS }
      const page = await under.reader.points(span, 10)
      expect(page.points.count).toBeLessThanOrEqual(10)
      seen.push(...page.points.at)
      from = page.nextAt
    }
    expect(seen).toEqual(times)
  })

  it('waits for the node to follow a changed epoch, and says so when it does not', async () => {
    const under = await createHistoryUnderTest(NOW)
    await under.post([sample(NOW - 5, 1)])
    const next = { epoch: 'e2', identity: 'x', changedAt: NOW, reason: 'reset' } as const
    await under.store.changeEpoch(under.feed.epoch(), next, { clear: true })
    const span = { series: LEVEL, from: NOW - DAY_MS, to: NOW }
    await expect(under.reader.points(span, 9)).rejects.toThrow(/epoch/)
  })
})
