import { dayOf, isWorkingDay, monthOf, weekdayOf } from './office-time.ts'
import { percent } from './percent.ts'
import { populationOf, shareOf } from './population.ts'
import { seeded } from './seeded.ts'

const VISITS_PER_PERSON = 0.0022
const WEEKEND_SHARE = 0.4
const DENGUE_PER_PERSON = 0.00012
const BIRTHS_PER_PERSON = 0.013

/** Consultations of a unit on the day of a moment. */
export function visitFigures(unit: string, at: number): ReadonlyMap<string, number> {
  const day = dayOf(at)
  const usual = populationOf(unit, monthOf(day)) * VISITS_PER_PERSON
  const share = isWorkingDay(day) ? 1 : WEEKEND_SHARE
  const visits = Math.round(usual * share * (0.75 + 0.5 * seeded(`${unit} visits ${day}`)))
  return new Map([['health.visits', visits]])
}

/** Dengue cases of a unit in the last whole week (Monday to Sunday) before a moment. */
export function dengueFigures(unit: string, at: number): ReadonlyMap<string, number> {
  const day = dayOf(at)
  const monday = day - weekdayOf(day) - 7
  const mean = populationOf(unit, monthOf(day)) * DENGUE_PER_PERSON * shareOf(unit, 'dengue', 0, 2)
  return new Map([
    ['health.dengue-cases', Math.round(2 * mean * seeded(`${unit} dengue ${monday}`))],
  ])
}

/** Insurance and immunisation of a unit at the end of the month before a moment. */
export function healthFigures(unit: string, at: number): ReadonlyMap<string, number> {
  const month = monthOf(dayOf(at)) - 1
  const population = populationOf(unit, month)
  const insured = Math.round(population * (shareOf(unit, 'insured', 0.87, 0.955) + monthly(month)))
  const yearsInfants = populationOf(unit, month - (month % 12)) * BIRTHS_PER_PERSON
  const due = Math.round((yearsInfants * ((month % 12) + 1)) / 12)
  const immunised = Math.round(due * (shareOf(unit, 'immunised', 0.83, 0.965) + monthly(month)))
  return new Map([
    ['health.population', population],
    ['health.insured', insured],
    ['health.insurance-rate', percent(insured, population)],
    ['health.infants-due', due],
    ['health.infants-immunised', immunised],
    ['health.immunisation-rate', percent(immunised, due)],
  ])
}

/** What a month adds to a share that grows over the year. */
function monthly(month: number): number {
  return 0.002 * (month % 12)
}
