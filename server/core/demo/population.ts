import { FIRST_PAST_MONTH } from './past.ts'
import { seeded, seededBetween } from './seeded.ts'

const PEOPLE_PER_HOUSEHOLD = 3.7
const GROWTH_PER_MONTH = 0.0006

/** The invented people of a unit in a month, counted as `monthOf` does. */
export function populationOf(unit: string, month: number): number {
  const base = seededBetween(`${unit} people`, 11_000, 46_000)
  return Math.round(base * (1 + GROWTH_PER_MONTH * (month - FIRST_PAST_MONTH)))
}

export function householdsOf(unit: string, month: number): number {
  return Math.round(populationOf(unit, month) / PEOPLE_PER_HOUSEHOLD)
}

/** A share between two bounds that belongs to a unit and a purpose. */
export function shareOf(unit: string, purpose: string, from: number, to: number): number {
  return from + (to - from) * seeded(`${unit} ${purpose}`)
}
