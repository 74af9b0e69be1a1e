import { dayOf, monthOf } from './office-time.ts'
import { percentOrNull } from './percent.ts'
import { populationOf } from './population.ts'
import type { ScenarioData } from './scenario-data.ts'
import { seeded } from './seeded.ts'

const PEOPLE_PER_SCHOOL = 3_200
const PUPILS_PER_PERSON = 0.19

/** Schools and pupils of a unit on the day of a moment, by metric id; over no expected pupils there is no rate. */
export function educationFigures(
  unit: string,
  isolated: ScenarioData['isolated'],
  at: number,
): ReadonlyMap<string, number | null> {
  const day = dayOf(at)
  const people = populationOf(unit, monthOf(day) - (monthOf(day) % 12))
  const schools = 2 + Math.round(people / PEOPLE_PER_SCHOOL)
  const closed = Math.round(schools * closedShare(unit, day, isolated))
  const expected = Math.round((people * PUPILS_PER_PERSON * (schools - closed)) / schools)
  const usual = 0.972 + 0.02 * seeded(`${unit} attendance`)
  const present = Math.round(expected * (usual - 0.03 * seeded(`${unit} absent ${day}`)))
  return new Map([
    ['education.schools', schools],
    ['education.schools-closed', closed],
    ['education.pupils-expected', expected],
    ['education.pupils-present', present],
    ['education.attendance-rate', percentOrNull(present, expected)],
  ])
}

/** The flood closes every school of the units it cuts off, the day before and after half of them, and a few elsewhere. */
function closedShare(
  unit: string,
  day: number,
  { units, from, to }: ScenarioData['isolated'],
): number {
  const isFlood = day >= dayOf(from) - 1 && day <= dayOf(to)
  if (!isFlood) return 0
  if (!units.includes(unit)) return seeded(`${unit} flooded`) < 0.25 ? 0.3 : 0
  return day >= dayOf(from) && day < dayOf(to) ? 1 : 0.5
}
