import type { DemoDossier, YearBefore } from './dossiers.ts'
import { addWorkingDays, dayOfIsoDate, isWorkingDay, momentOf } from './office-time.ts'
import { FIRST_PAST_DAY } from './past.ts'
import type { BriefingDossier, Field, ScenarioData } from './scenario-data.ts'
import { seeded, seededBetween } from './seeded.ts'

/** Working days a field is given, after the services that the briefing quotes. */
const LIMITS: Readonly<Record<Field, number>> = {
  land: 10,
  'civil-status': 1,
  construction: 15,
  certification: 1,
  business: 3,
  social: 22,
  environment: 15,
}

/** How often a field occurs, in hundredths. Land leads, as in the briefing. */
const SHARES: readonly (readonly [Field, number])[] = [
  ['land', 52],
  ['certification', 14],
  ['civil-status', 14],
  ['business', 9],
  ['construction', 5],
  ['social', 4],
  ['environment', 2],
]

const OPENS_AT_HOUR = 7
/** Long enough for the slowest dossiers of the first past day to have begun before it. */
const LEAD_WORKING_DAYS = 22
const LATE_OF_LEFT_OVER = 0.6
const LAST_DAY = dayOfIsoDate('2025-11-01')
const BRIEFING_DAY = dayOfIsoDate('2025-10-27')

type Isolation = ScenarioData['isolated']

/** The dossiers of a unit: those of the briefing if it has any there, else invented ones, and what comes in later. */
export function dossiersOf(
  unit: string,
  briefing: readonly BriefingDossier[],
  isolated: Isolation,
): readonly DemoDossier[] {
  const quoted = briefing
    .filter((one) => one.unit === unit)
    .map((one) => fromBriefing(one, isolated))
  const open = quoted.length > 0 ? quoted : inventOpen(unit, isolated)
  return [...inventPast(unit), ...open, ...inventArrivals(unit, isolated)]
}

/** What a unit had resolved this year before all that: 88 to 99 % of it on time, 55 to 90 % of it filed online. */
export function yearBefore(unit: string): YearBefore {
  const resolved = seededBetween(`${unit} resolved`, 350, 1_600)
  return {
    resolved,
    onTime: Math.round(resolved * (0.88 + 0.11 * seeded(`${unit} on time`))),
    online: Math.round(resolved * onlineShare(unit)),
  }
}

function onlineShare(unit: string): number {
  return 0.55 + 0.35 * seeded(`${unit} online`)
}

function fromBriefing(one: BriefingDossier, isolated: Isolation): DemoDossier {
  const dueDay = dayOfIsoDate(one.due)
  return {
    field: one.field,
    receivedAt: momentOf(dayOfIsoDate(one.received), OPENS_AT_HOUR),
    dueDay,
    limitWorkingDays: one.limitWorkingDays,
    doneAt: doneAt(one.id, one.unit, dueDay, isolated),
    isPaused: one.isPaused,
    isOnline: one.isOnline,
  }
}

function inventOpen(unit: string, isolated: Isolation): readonly DemoDossier[] {
  const count = seededBetween(`${unit} open`, 18, 60)
  return Array.from({ length: count }, (_, index) => `${unit} open ${index}`).flatMap((key) => {
    const field = fieldOf(key)
    const received = addWorkingDays(BRIEFING_DAY, -seededBetween(`${key} received`, 1, 20))
    const dueDay = addWorkingDays(received, LIMITS[field])
    const isDoneByNow = dueDay < BRIEFING_DAY && seeded(`${key} kept`) >= leftOver(field)
    if (isDoneByNow) return []
    return {
      field,
      receivedAt: momentOf(received, OPENS_AT_HOUR),
      dueDay,
      limitWorkingDays: LIMITS[field],
      doneAt: doneAt(key, unit, dueDay, isolated),
      isPaused: seeded(`${key} paused`) < 0.08,
      isOnline: seeded(`${key} online`) < onlineShare(unit),
    }
  })
}

/** Which share of what is past its due day lies there still: land above all. */
function leftOver(field: Field): number {
  return field === 'land' ? 0.35 : 0.08
}

function inventArrivals(unit: string, isolated: Isolation): readonly DemoDossier[] {
  const days = Array.from({ length: LAST_DAY - BRIEFING_DAY }, (_, index) => BRIEFING_DAY + index)
  return days.filter(isWorkingDay).flatMap((day) => {
    const count = seededBetween(`${unit} arrivals ${day}`, 0, 5)
    return Array.from({ length: count }, (_, index) => `${unit} ${day} ${index}`).flatMap((key) => {
      const receivedAt = momentOf(day, officeHour(key))
      if (isCutOff(unit, receivedAt, isolated)) return []
      const field = fieldOf(key)
      const dueDay = addWorkingDays(day, LIMITS[field])
      const done = doneAt(key, unit, dueDay, isolated)
      return {
        field,
        receivedAt,
        dueDay,
        limitWorkingDays: LIMITS[field],
        doneAt: done > receivedAt ? done : Infinity,
        isPaused: false,
        isOnline: seeded(`${key} online`) < onlineShare(unit),
      }
    })
  })
}

/** Dossiers that came and went before the scenario, so that the days before it have figures of their own. */
function inventPast(unit: string): readonly DemoDossier[] {
  const first = addWorkingDays(FIRST_PAST_DAY, -LEAD_WORKING_DAYS)
  const days = Array.from({ length: BRIEFING_DAY - first }, (_, index) => first + index)
  return days.filter(isWorkingDay).flatMap((day) => {
    const count = seededBetween(`${unit} past ${day}`, 0, 4)
    return Array.from({ length: count }, (_, index) => `${unit} past ${day} ${index}`).flatMap(
      (key) => {
        const field = fieldOf(key)
        const dueDay = addWorkingDays(day, LIMITS[field])
        const isLate = seeded(`${key} kept`) < leftOver(field) * LATE_OF_LEFT_OVER
        const doneDay = isLate
          ? addWorkingDays(dueDay, seededBetween(`${key} late`, 1, 7))
          : addWorkingDays(dueDay, -seededBetween(`${key} early`, 0, (LIMITS[field] - 1) >> 1))
        // What would still lie there is among the open ones already.
        if (doneDay >= BRIEFING_DAY) return []
        return {
          field,
          receivedAt: momentOf(day, officeHour(key)),
          dueDay,
          limitWorkingDays: LIMITS[field],
          doneAt: momentOf(doneDay, officeHour(`${key} done`)),
          isPaused: false,
          isOnline: seeded(`${key} online`) < onlineShare(unit),
        }
      },
    )
  })
}

/** The nearer the due day, the likelier a dossier is done within the scenario; never in a unit that is cut off. */
function doneAt(key: string, unit: string, dueDay: number, isolated: Isolation): number {
  const likelihood = dueDay < BRIEFING_DAY ? 0.5 : dueDay <= BRIEFING_DAY + 4 ? 0.8 : 0.3
  if (seeded(`${key} done`) >= likelihood) return Infinity
  const day = BRIEFING_DAY + seededBetween(`${key} day`, 0, 4)
  const at = momentOf(day, officeHour(`${key} hour`))
  if (!isCutOff(unit, at, isolated)) return at
  const later = momentOf(BRIEFING_DAY + 4, officeHour(`${key} later`))
  return seeded(`${key} made up`) < 0.4 && !isCutOff(unit, later, isolated) ? later : Infinity
}

function isCutOff(unit: string, at: number, { units, from, to }: Isolation): boolean {
  return units.includes(unit) && at >= from && at < to
}

/** Between 07:40 and 11:30, or between 13:30 and 16:50. */
function officeHour(key: string): number {
  const share = seeded(`${key} hour`)
  return share < 0.55 ? 7.67 + (share / 0.55) * 3.83 : 13.5 + ((share - 0.55) / 0.45) * 3.33
}

function fieldOf(key: string): Field {
  let left = seeded(`${key} field`) * 100
  for (const [field, share] of SHARES) {
    left -= share
    if (left < 0) return field
  }
  return 'land'
}
