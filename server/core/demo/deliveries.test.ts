import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deliveryTimes } from './deliveries.ts'
import { dayOf, isWorkingDay, monthOf, weekdayOf } from './office-time.ts'
import { DELIVERIES, type ScenarioData } from './scenario-data.ts'

const title = { vi: 'Thử', en: 'Try' }
const START = Date.parse('2025-10-01T00:00:00+07:00')
const END = Date.parse('2025-11-01T00:00:00+07:00')
const CUT_FROM = Date.parse('2025-10-28T00:00:00+07:00')
const CUT_TO = Date.parse('2025-10-31T00:00:00+07:00')
const OWED_SINCE = Date.parse('2025-10-10T00:00:00+07:00')

const data: ScenarioData = {
  scenarios: {
    flood: { title, start: START, end: END },
    briefing: { title, start: START, end: END },
  },
  levels: [],
  reservoirs: [],
  events: [],
  briefing: [],
  signalLossMs: 1,
  feedbackSurge: { count: 1, durationMs: 1, units: ['u'] },
  isolated: { units: ['island'], from: CUT_FROM, to: CUT_TO },
  silentUnits: [],
  owed: [{ delivery: 'documents', unit: 'debtor', since: OWED_SINCE }],
  scores: [],
}

const UNITS = Array.from({ length: 60 }, (_, index) => `unit ${index}`)
const hourOf = (at: number) => ((at / 3_600_000 + 7) % 24) + 0

describe('deliveryTimes', () => {
  it('closes the documents of working days by 17:00, a few of them later', () => {
    const times = UNITS.flatMap((unit) => deliveryTimes('documents', unit, data)(START, END))
    const workingDays = 23
    expect(times.every((at) => isWorkingDay(dayOf(at)))).toBe(true)
    const late = times.filter((at) => hourOf(at) > 17).length
    expect(late).toBeGreaterThan(0)
    expect(late).toBeLessThan(times.length / 8)
    expect(times).toHaveLength(UNITS.length * workingDays)
  })

  it('tells of dengue on Monday and of a month at the beginning of the next', () => {
    const mondays = UNITS.flatMap((unit) => deliveryTimes('dengue', unit, data)(START, END))
    expect(mondays.every((at) => weekdayOf(dayOf(at)) <= 2)).toBe(true)
    for (const unit of UNITS) {
      const months = deliveryTimes('economy', unit, data)(0, END).map((at) => monthOf(dayOf(at)))
      expect(new Set(months).size).toBe(months.length)
      expect(months).toHaveLength(3)
    }
  })

  it('hears nothing from a unit that is cut off, nor from one that owes', () => {
    const island = deliveryTimes('visits', 'island', data)(START, END)
    expect(island.filter((at) => at >= CUT_FROM && at < CUT_TO)).toEqual([])
    expect(island.some((at) => at >= CUT_TO)).toBe(true)
    expect(Math.max(...deliveryTimes('documents', 'debtor', data)(START, END))).toBeLessThan(
      OWED_SINCE,
    )
    expect(Math.max(...deliveryTimes('visits', 'debtor', data)(START, END))).toBeGreaterThan(
      OWED_SINCE,
    )
  })

  it('is the same in steps as at once, in ascending order', () => {
    const cuts = fc.array(fc.integer({ min: START, max: END }), { maxLength: 20 })
    fc.assert(
      fc.property(fc.constantFrom(...DELIVERIES), fc.string(), cuts, (delivery, unit, inner) => {
        const times = deliveryTimes(delivery, unit, data)
        const ends = [...inner.toSorted((a, b) => a - b), END]
        const steps = ends.flatMap((to, index) => times(ends[index - 1] ?? START, to))
        expect(steps).toEqual(times(START, END))
        expect(steps).toEqual(steps.toSorted((a, b) => a - b))
      }),
    )
  })
})
