import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packFlags, QUALITIES, type Origin, type Quality } from '../../../protocol/sample.ts'
import type { Aggregation } from '../../../protocol/screen.ts'
import type { Metric, Site, Unit } from '../sites/site.ts'
import { planDerivation } from './plan.ts'
import type { DerivedRow, Reading } from './reading.ts'
import { deriveStep, markSeries, startMarks } from './step.ts'

const LIMITS = { cadenceMs: 100, graceMs: 50, staleAfterMs: 200, expireAfterMs: 1_000 }
const DATE = '2025-10-27'

function metric(id: string, aggregation: Aggregation, decimals = 2): Metric {
  const text = { vi: id, en: id }
  return {
    id,
    name: text,
    shortName: text,
    unitOfMeasure: text,
    decimals,
    channel: 'c',
    subjects: 'unit',
    direction: 'neither',
    hardRange: { min: -1e9, max: 1e9 },
    freshness: LIMITS,
    owner: text,
    aggregation,
  }
}

function unit(code: string, parent?: string, validity = {}): Unit {
  return {
    code,
    name: { vi: code, en: code },
    kind: 'commune',
    validity,
    ...(parent !== undefined && { parent }),
  }
}

const UNITS = [
  unit('root'),
  unit('d1', 'root'),
  unit('d2', 'root'),
  unit('a', 'd1'),
  unit('b', 'd1'),
  unit('c', 'd2'),
  unit('old', 'd2', { to: '2025-06-30' }),
]
const METRICS = [
  metric('sum', { kind: 'sum' }),
  metric('mean', { kind: 'mean' }, 6),
  metric('min', { kind: 'min' }),
  metric('max', { kind: 'max' }),
  metric('rate', { kind: 'ratio', numerator: 'sum', denominator: 'part', factor: 100 }, 4),
  metric('part', { kind: 'sum' }),
]

function siteOf(units: readonly Unit[] = UNITS, metrics: readonly Metric[] = METRICS): Site {
  const text = { vi: '', en: '' }
  return {
    id: 'root',
    name: text,
    subtitle: text,
    timeZone: 'Asia/Ho_Chi_Minh',
    rootUnit: 'root',
    validity: {},
    parents: [],
    units,
    sensors: [],
    metrics,
    channels: [],
    maps: [],
    alarms: { rules: [], maintenance: [] },
    layout: { scenes: [] },
    retention: {
      streamHours: 24,
      streamMaxBytes: 1,
      history: { rawDays: 30, rawMaxBytes: 1 << 30, rollupDays: 730 },
    },
  }
}

/** A feed in a map: what is applied is held, as the real state does it. */
function bench(site = siteOf(), date = DATE) {
  const plan = planDerivation(site, date)
  const marks = startMarks(plan)
  const held = new Map<string, Reading>()
  const put = (key: string, value: number | null, at: number, flags: number) => {
    held.set(key, { isEmpty: value === null, value: value ?? 0, flags, exactAt: at, carriedAt: at })
    markSeries(plan, marks, key)
  }
  return {
    held,
    sample(
      key: string,
      value: number | null,
      at: number,
      more: { quality?: Quality; origin?: Origin } = {},
    ) {
      const { quality = 'good', origin = 'real' } = more
      put(key, value, at, packFlags({ quality, origin, underReview: false }))
    },
    step(now: number): readonly DerivedRow[] {
      const rows = deriveStep(plan, marks, (m, u) => held.get(`${m}/${u}`), now)
      for (const row of rows) put(`${row.metric}/${row.unit}`, row.value, row.sampledAt, row.flags)
      return rows
    },
    value(key: string): number | null | undefined {
      const reading = held.get(key)
      return reading && (reading.isEmpty ? null : reading.value)
    },
  }
}

describe('derived series', () => {
  it('combine units to their parent and on to the root by the rule of the metric', () => {
    const feed = bench()
    for (const id of ['sum', 'mean', 'min', 'max']) {
      feed.sample(`${id}/a`, 1, 10)
      feed.sample(`${id}/b`, 2, 20)
      feed.sample(`${id}/c`, 6, 30)
    }
    feed.step(100)
    expect(feed.value('sum/d1')).toBe(3)
    expect(feed.value('sum/root')).toBe(9)
    expect(feed.value('mean/d1')).toBe(1.5)
    expect(feed.value('mean/root')).toBe(3.75)
    expect(feed.value('min/root')).toBe(1)
    expect(feed.value('max/root')).toBe(6)
    expect(feed.value('sum.coverage/d1')).toBe(2)
    expect(feed.value('sum.coverage/root')).toBe(2)
    expect(feed.held.get('sum/root')?.exactAt).toBe(10)
  })

  it('weigh a ratio by its parts and leave out units that lack one of them', () => {
    const feed = bench()
    feed.sample('sum/a', 9, 10)
    feed.sample('part/a', 10, 10)
    feed.sample('sum/b', 0, 10)
    feed.sample('part/b', 30, 10)
    feed.sample('sum/c', 5, 10)
    feed.step(100)
    expect(feed.value('rate/d1')).toBe(22.5)
    expect(feed.value('rate.coverage/d1')).toBe(2)
    expect(feed.value('rate/d2')).toBeUndefined()
    feed.sample('part/c', 0, 20)
    feed.step(100)
    expect(feed.value('rate/d2')).toBeNull()
    expect(feed.value('rate.coverage/d2')).toBe(1)
  })

  it('lose an input when it expires and become empty with the last one', () => {
    const feed = bench()
    feed.sample('sum/a', 1, 0)
    feed.sample('sum/b', 2, 500)
    feed.step(600)
    expect(feed.step(1_000)).toEqual([])
    feed.step(1_001)
    expect(feed.value('sum/d1')).toBe(2)
    expect(feed.value('sum.coverage/d1')).toBe(1)
    expect(feed.held.get('sum/d1')?.exactAt).toBe(500)
    feed.step(1_501)
    expect(feed.value('sum/d1')).toBeNull()
    expect(feed.value('sum.coverage/d1')).toBe(0)
    expect(feed.value('sum/root')).toBeNull()
    expect(feed.step(9_999)).toEqual([])
  })

  it('are as bad as the worst input', () => {
    const feed = bench()
    feed.sample('sum/a', 1, 0)
    feed.sample('sum/b', 1, 0, { quality: 'uncertain' })
    feed.step(1)
    expect((feed.held.get('sum/root')?.flags ?? 0) & 0b11).toBe(QUALITIES.indexOf('uncertain'))
  })

  it('do not count units that are not in force', () => {
    const feed = bench()
    feed.sample('sum/old', 100, 0)
    feed.sample('sum/c', 1, 0)
    feed.step(1)
    expect(feed.value('sum/d2')).toBe(1)
    const before = bench(siteOf(), '2025-06-30')
    before.sample('sum/old', 100, 0)
    before.sample('sum/c', 1, 0)
    before.step(1)
    expect(before.value('sum/d2')).toBe(101)
  })

  it('leave the unexpired own sample of a parent unit alone and take over when it expires', () => {
    const feed = bench()
    feed.sample('sum/a', 1, 900)
    feed.sample('sum/d1', 50, 100)
    feed.step(950)
    expect(feed.value('sum/d1')).toBe(50)
    expect(feed.value('sum/root')).toBe(50)
    expect(feed.value('sum.coverage/d1')).toBeUndefined()
    feed.step(1_101)
    expect(feed.value('sum/d1')).toBe(1)
    expect(feed.value('sum/root')).toBe(1)
  })

  it('say nothing of metrics and parents that never had an input', () => {
    expect(bench().step(1)).toEqual([])
  })
})

interface Event {
  readonly key: string
  readonly value: number | null
  readonly quality: Quality
  readonly waitMs: number
}

const events = fc.array(
  fc.record<Event>({
    key: fc
      .tuple(
        fc.constantFrom('sum', 'mean', 'min', 'max', 'part'),
        fc.constantFrom('a', 'b', 'c', 'old'),
      )
      .map(([m, u]) => `${m}/${u}`),
    value: fc.option(fc.integer({ min: -1_000, max: 1_000 }).map((n) => n / 100)),
    quality: fc.constantFrom(...QUALITIES),
    waitMs: fc.integer({ min: 0, max: 700 }),
  }),
  { maxLength: 40 },
)

/** The root's figures from scratch, straight from the rules. */
function naive(held: ReadonlyMap<string, Reading>, now: number) {
  const live = (id: string, codes: readonly string[]) =>
    codes
      .map((code) => held.get(`${id}/${code}`))
      .filter((one) => one !== undefined && !one.isEmpty && now - one.carriedAt <= 1_000)
      .map((one) => one as Reading)
  const groups = (id: string) => [live(id, ['a', 'b']), live(id, ['c'])].filter((g) => g.length > 0)
  const sumOf = (readings: readonly Reading[]) => readings.reduce((t, one) => t + one.value, 0)
  const all = (id: string) => live(id, ['a', 'b', 'c'])
  const fold = (id: string, combine: (values: number[]) => number) => {
    const values = groups(id).map((group) => combine(group.map((one) => one.value)))
    return values.length === 0 ? null : combine(values)
  }
  return {
    sum: all('sum').length ? sumOf(all('sum')) : null,
    mean: fold('mean', (values) => values.reduce((a, b) => a + b, 0) / values.length),
    min: fold('min', (values) => Math.min(...values)),
    max: fold('max', (values) => Math.max(...values)),
    coverage: groups('sum').length,
    oldest: all('sum').reduce((t, one) => Math.min(t, one.exactAt), Infinity),
    worst: Math.max(0, ...all('sum').map((one) => one.flags & 0b11)),
  }
}

describe('over any sequence of samples and waits', () => {
  it('the root equals what a naive computation gives, and a second step adds nothing', () => {
    fc.assert(
      fc.property(events, (sequence) => {
        const feed = bench()
        let now = 10_000
        for (const event of sequence) {
          now += event.waitMs
          feed.sample(event.key, event.value, now, { quality: event.quality })
          feed.step(now)
          expect(feed.step(now)).toEqual([])
          const truth = naive(feed.held, now)
          for (const id of ['sum', 'mean', 'min', 'max'] as const) {
            const seen = feed.value(`${id}/root`) ?? null
            if (truth[id] === null) expect(seen).toBeNull()
            else expect(seen).toBeCloseTo(truth[id], 4)
          }
          expect(feed.value('sum.coverage/root') ?? 0).toBe(truth.coverage)
          if (truth.sum === null) continue
          expect(feed.held.get('sum/root')?.exactAt).toBe(truth.oldest)
          expect((feed.held.get('sum/root')?.flags ?? 0) & 0b11).toBe(truth.worst)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('a node that takes over in the middle has nothing to add', () => {
    fc.assert(
      fc.property(events, (sequence) => {
        const feed = bench()
        let now = 10_000
        for (const event of sequence) {
          now += event.waitMs
          feed.sample(event.key, event.value, now)
        }
        feed.step(now)
        const plan = planDerivation(siteOf(), DATE)
        const read = (m: string, u: string) => feed.held.get(`${m}/${u}`)
        expect(deriveStep(plan, startMarks(plan), read, now)).toEqual([])
      }),
    )
  })
})
