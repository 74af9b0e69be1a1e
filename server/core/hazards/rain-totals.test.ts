import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RainGauge, RainReading } from './rain-readings.ts'
import { RAIN_HOURS, rainRecord, rainTotals } from './rain-totals.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const NOW = Date.parse('2025-10-27T07:00:00+07:00')

const INTERVAL: RainGauge = { kind: 'interval' }
const COUNTER: RainGauge = { kind: 'cumulative' }

/** Readings so many minutes apart, the last one now. */
function every(minutes: number, values: readonly (number | null)[]): RainReading[] {
  return values.map((value, index) => ({
    at: NOW - (values.length - 1 - index) * minutes * MINUTE_MS,
    value,
  }))
}

function totalsOf(readings: readonly RainReading[], gauge: RainGauge, at = NOW) {
  return rainTotals(rainRecord(readings, gauge), at)
}

const amounts = (readings: readonly RainReading[], gauge: RainGauge, at = NOW) =>
  totalsOf(readings, gauge, at).map(({ amount }) => amount)

const uncertain = (readings: readonly RainReading[], gauge: RainGauge, at = NOW) =>
  totalsOf(readings, gauge, at).flatMap(({ hours, isUncertain }) => (isUncertain ? [hours] : []))

const steady = (hours: number, amount: number) =>
  every(
    10,
    Array.from({ length: hours * 6 + 1 }, () => amount),
  )

describe('rain by amounts since the last reading', () => {
  it('adds up the hours to the last reading, the one at the beginning left out', () => {
    expect(amounts(steady(30, 0.2), INTERVAL)).toEqual([1.2, 3.6, 7.2, 14.4, 28.8])
    expect(uncertain(steady(30, 0.2), INTERVAL)).toEqual([])
  })

  it('is anchored at a reading of the past just the same', () => {
    expect(amounts(steady(30, 0.2), INTERVAL, NOW - 2 * HOUR_MS)[0]).toBe(1.2)
  })

  it('says which totals reach beyond the record', () => {
    const totals = totalsOf(steady(4, 1), INTERVAL)
    expect(totals.map(({ amount }) => amount)).toEqual([6, 18, 25, 25, 25])
    expect(uncertain(steady(4, 1), INTERVAL)).toEqual([6, 12, 24])
    // The first reading stands for ten minutes too.
    expect(totals[2]?.coverage).toBeCloseTo((4 + 1 / 6) / 6)
  })

  it('is uncertain where readings are missing, and says how much is covered', () => {
    const whole = steady(24, 1)
    const holed = whole.filter((_, index) => index !== whole.length - 3)
    const [hour] = totalsOf(holed, INTERVAL)
    expect(hour).toEqual({ hours: 1, amount: 5, coverage: 5 / 6, isUncertain: true })
    expect(uncertain(holed, INTERVAL)).toEqual([...RAIN_HOURS])
    const early = whole.filter((_, index) => index !== whole.length - 1 - 6 * 5)
    expect(uncertain(early, INTERVAL)).toEqual([6, 12, 24])
  })

  it('does not take "no value" for no rain', () => {
    const readings = every(10, [1, 1, 1, 1, null, 1, 1])
    expect(totalsOf(readings, INTERVAL)[0]).toEqual({
      hours: 1,
      amount: 5,
      coverage: 5 / 6,
      isUncertain: true,
    })
    expect(amounts(every(10, [null, null]), INTERVAL)[0]).toBeNull()
  })

  it('counts late readings where they belong, and a reading told twice once', () => {
    const readings = steady(24, 0.5)
    const late = [...readings.slice(0, 3), ...readings.slice(5), ...readings.slice(2, 7)]
    expect(amounts(late, INTERVAL)).toEqual(amounts(readings, INTERVAL))
    expect(uncertain(late, INTERVAL)).toEqual([])
  })

  it('takes the last of two readings of one time', () => {
    const readings = [...every(10, [1, 1, 1, 1, 1, 1, 1]), { at: NOW, value: 3 }]
    expect(amounts(readings, INTERVAL)[0]).toBe(8)
  })

  it('counts a reading whole that began before the hour', () => {
    const readings = every(25, [4, 4, 4, 4])
    expect(amounts(readings, INTERVAL)[0]).toBe(12)
  })

  it('takes the given spacing where readings are read by hand', () => {
    const readings = [0, 12, 24, 27, 30].map((hour) => ({
      at: NOW - (30 - hour) * HOUR_MS,
      value: 2,
    }))
    expect(uncertain(readings, INTERVAL)).toContain(24)
    expect(uncertain(readings, { kind: 'interval', everyMs: 12 * HOUR_MS })).not.toContain(24)
  })

  it('does not take the rain of many hours for that of the last ones', () => {
    const twiceADay = every(12 * 60, [10, 10, 10, 10])
    expect(amounts(twiceADay, INTERVAL)).toEqual([10, 10, 10, 10, 20])
    expect(uncertain(twiceADay, INTERVAL)).toEqual([1, 3, 6])
    expect(uncertain(every(12 * 60, [10, 10, 10, 0]), INTERVAL)).toEqual([])
    // Some minutes to and fro are not many hours.
    const hourly = every(60, [1, 1, 1, 1, 1]).map((one) => ({ ...one, at: one.at - MINUTE_MS }))
    hourly.push({ at: NOW + 5 * MINUTE_MS, value: 1 })
    expect(uncertain(hourly, INTERVAL, NOW + 5 * MINUTE_MS)).not.toContain(1)
  })

  it('adds up as if span by span, wherever its windows begin', () => {
    const spacing = fc.integer({ min: 1, max: 200 })
    const value = fc.option(fc.integer({ min: 0, max: 400 }), { nil: null })
    fc.assert(
      fc.property(fc.array(fc.tuple(spacing, value), { minLength: 1, maxLength: 80 }), (steps) => {
        let at = NOW
        const readings = steps.map(([minutes, tenths]) => {
          at += minutes * MINUTE_MS
          return { at, value: tenths === null ? null : tenths / 10 }
        })
        const record = rainRecord(readings, INTERVAL)
        for (const { hours, amount, coverage } of rainTotals(record, at)) {
          const start = at - hours * HOUR_MS
          const within = record.spans.filter(({ to }) => to > start)
          const fell = within.reduce((sum, one) => sum + one.amount, 0)
          const told = within.reduce((sum, { from, to }) => sum + to - Math.max(from, start), 0)
          if (within.length === 0) expect(amount).toBeNull()
          else expect(amount).toBeCloseTo(fell, 6)
          expect(coverage).toBeCloseTo(told / (hours * HOUR_MS), 9)
        }
      }),
    )
  })

  it('takes no longer for readings of every second', () => {
    const dense = Array.from({ length: 100_000 }, (_, second) => ({
      at: NOW + second * 1_000,
      value: 0.1,
    }))
    const record = rainRecord(dense, INTERVAL)
    const started = performance.now()
    for (const { at } of dense) rainTotals(record, at)
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  it('knows of a single reading only its amount', () => {
    expect(totalsOf([{ at: NOW, value: 7 }], INTERVAL)[0]).toEqual({
      hours: 1,
      amount: 7,
      coverage: 0,
      isUncertain: true,
    })
  })
})

describe('rain by a counter', () => {
  const climbing = (from: number, step: number, count: number) =>
    Array.from({ length: count }, (_, index) => from + step * index)

  it('adds up what the counter went on by', () => {
    const readings = every(10, climbing(612.4, 0.2, 145))
    expect(amounts(readings, COUNTER)).toEqual([1.2, 3.6, 7.2, 14.4, 28.8])
    expect(uncertain(readings, COUNTER)).toEqual([])
  })

  it('loses nothing by missing readings within the hours', () => {
    const readings = every(10, climbing(0, 1, 145))
    const holed = readings.filter((_, index) => index !== 142)
    expect(amounts(holed, COUNTER)).toEqual([6, 18, 36, 72, 144])
    expect(uncertain(holed, COUNTER)).toEqual([])
  })

  it('is uncertain where it is not known whether the rain of a gap fell within the hours', () => {
    const readings = every(10, climbing(0, 1, 145)).filter((_, index) => index < 130 || index > 140)
    const [hour, three] = totalsOf(readings, COUNTER)
    expect(hour).toMatchObject({ amount: 15, isUncertain: true })
    expect(three).toMatchObject({ amount: 18, isUncertain: false })
    const dry = every(10, climbing(5, 0, 145)).filter((_, index) => index < 130 || index > 140)
    expect(totalsOf(dry, COUNTER)[0]).toMatchObject({ amount: 0, isUncertain: false })
  })

  it('starts again after a reset, and says that rain may be missing', () => {
    const readings = every(10, [100, 101, 102, 103, 0.5, 1.5, 2.5])
    expect(totalsOf(readings, COUNTER)[0]).toEqual({
      hours: 1,
      amount: 5.5,
      coverage: 5 / 6,
      isUncertain: true,
    })
    expect(rainRecord(readings, COUNTER).spans.map(({ note }) => note)).toEqual([
      undefined,
      undefined,
      undefined,
      'reset',
      undefined,
      undefined,
    ])
  })

  it('goes on over the end of the counter where that is known', () => {
    const readings = every(10, [997, 998, 999, 0, 1, 2, 3])
    const gauge = { ...COUNTER, wrapsAt: 1_000 }
    expect(totalsOf(readings, gauge)[0]).toMatchObject({ amount: 6, isUncertain: false })
    expect(rainRecord(readings, gauge).spans[2]?.note).toBe('wrap')
    const emptied = every(10, [500, 501, 502, 0, 1, 2, 3])
    expect(rainRecord(emptied, gauge).spans[2]?.note).toBe('reset')
  })

  it('does not take a counter that was corrected a little for rain of all it shows', () => {
    const corrected = every(10, [500, 500.2, 500, 500, 500.4, 500.4, 500.4])
    expect(totalsOf(corrected, COUNTER)[0]).toMatchObject({ amount: 0.6, isUncertain: true })
    const moved = every(10, [900, 900, 400, 400, 401, 401, 401])
    expect(totalsOf(moved, COUNTER)[0]).toMatchObject({ amount: 1, isUncertain: true })
  })

  it('passes over a number that the next one takes back', () => {
    const low = every(10, [100, 101, 101, 0, 101, 102, 102])
    expect(totalsOf(low, COUNTER)[0]).toMatchObject({ amount: 2, isUncertain: false })
    const high = every(10, [100, 101, 101, 655.35, 101, 102, 102])
    expect(totalsOf(high, COUNTER)[0]).toMatchObject({ amount: 2, isUncertain: false })
    expect(rainRecord(high, COUNTER).spans.map(({ note }) => note)).toContain('spike')
  })

  it('counts a leap that may be rain, and doubts it', () => {
    const readings = every(10, [100, 100, 100, 100, 100, 100, 290])
    expect(totalsOf(readings, COUNTER)[0]).toMatchObject({ amount: 190, isUncertain: true })
  })

  it('takes rain after a reset that goes beyond the old number for rain', () => {
    const readings = every(10, [2, 2, 2, 2, 0.2, 2.4, 3])
    expect(totalsOf(readings, COUNTER)[0]).toMatchObject({ amount: 3, isUncertain: true })
  })

  it('says nothing of one reading', () => {
    expect(totalsOf([{ at: NOW, value: 50 }], COUNTER)[0]).toEqual({
      hours: 1,
      amount: null,
      coverage: 0,
      isUncertain: true,
    })
  })
})

describe('over any rain', () => {
  /** Tenths of a mm each ten minutes of a day and a half. */
  const rain = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 217, maxLength: 217 })
  const kept = fc.array(fc.boolean(), { minLength: 217, maxLength: 217 })

  it('longer hours have no less rain, and both kinds of gauges tell the same', () => {
    fc.assert(
      fc.property(rain, fc.double({ min: 0, max: 900, noNaN: true }), (tenths, start) => {
        const fallen = tenths.map((one) => one / 10)
        let count = Math.round(start)
        const counted = fallen.map((one) => (count += one))
        const byAmount = amounts(every(10, fallen), INTERVAL)
        const byCounter = amounts(every(10, counted), COUNTER)
        const ascending = byAmount.toSorted((a, b) => (a ?? 0) - (b ?? 0))
        expect(byAmount).toEqual(ascending)
        for (const [index, amount] of byAmount.entries()) {
          expect(byCounter[index]).toBeCloseTo(amount ?? NaN, 2)
        }
      }),
    )
  })

  it('no total is too low without saying so, whatever is lost, late or told twice', () => {
    const order = fc.array(fc.nat(1_000), { minLength: 217, maxLength: 217 })
    fc.assert(
      fc.property(rain, kept, order, fc.boolean(), (tenths, keeps, keys, isCounter) => {
        let count = 0
        const truth = tenths.map((one) => one / 10)
        const told = every(10, isCounter ? truth.map((one) => (count += one)) : truth)
        const left = told.filter((one, index) => keeps[index] || one.at === NOW)
        const shuffled = [...left, ...left.slice(0, 20)].toSorted(
          (a, b) => (keys[a.at % 217] ?? 0) - (keys[b.at % 217] ?? 0),
        )
        const gauge = {
          kind: isCounter ? 'cumulative' : 'interval',
          everyMs: 10 * MINUTE_MS,
        } as const
        for (const { hours, amount, isUncertain, coverage } of totalsOf(shuffled, gauge)) {
          const fell = truth.slice(-hours * 6).reduce((sum, one) => sum + one, 0)
          expect(coverage).toBeLessThanOrEqual(1)
          if (!isUncertain) expect(amount).toBeGreaterThanOrEqual(fell - 1e-6)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('a counter that starts again anywhere is never too low without saying so', () => {
    fc.assert(
      fc.property(rain, fc.integer({ min: 1, max: 215 }), (tenths, resetAt) => {
        let count = 40
        const truth = tenths.map((one) => one / 10)
        const told = truth.map((one, index) => {
          count = index === resetAt ? 0 : count + one
          return count
        })
        for (const { hours, amount, isUncertain } of totalsOf(every(10, told), COUNTER)) {
          const fell = truth.slice(-hours * 6).reduce((sum, one) => sum + one, 0)
          if (!isUncertain) expect(amount).toBeGreaterThanOrEqual(fell - 1e-6)
        }
      }),
    )
  })
})
