import type { DossierEvent, DossierLimit, DossierReceived } from '../../../protocol/dossiers.ts'
import type { Limit } from '../calendar/working-calendar.ts'
import { isoDate } from '../dossiers/civil-year.ts'
import type { DossierProcedure } from '../sites/site.ts'
import { courseOf, type DemoOffice } from './dossier-course.ts'
import { isCutOff, receiptHour } from './dossier-hours.ts'
import { dayOfIsoDate, momentOf } from './office-time.ts'
import { shareOf } from './population.ts'
import type { Field } from './scenario-data.ts'
import { seeded, seededBetween } from './seeded.ts'

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

/** Where the catalogue has no procedure of a field. */
const OTHER_LIMIT: Limit = { unit: 'working-days', count: 15 }
/** The communes began on this day. */
const FIRST_DAY = dayOfIsoDate('2025-07-01')
const LAST_DAY = dayOfIsoDate('2025-11-01')
/** The numbers below are those of the briefing. */
const FIRST_NUMBER = 1_001
const POSTED = 0.12
const IN_THE_EVENING = 0.14
const FULLY_ONLINE = 0.6

/**
 * The invented dossiers of a unit, each with everything that happens to it. Counters receive in office
 * hours, the portal at any time; nothing comes in while the unit is cut off.
 */
export function inventDossiers(
  unit: string,
  procedures: readonly DossierProcedure[],
  office: DemoOffice,
): readonly (readonly DossierEvent[])[] {
  const pace = seededBetween(`${unit} pace`, 1, 4)
  const days = Array.from({ length: LAST_DAY - FIRST_DAY }, (_, index) => FIRST_DAY + index)
  return days.flatMap((day) => {
    const isOpen = office.calendar.isWorkingDay(isoDate(day))
    const count = seededBetween(`${unit} dossiers ${day}`, 0, isOpen ? pace : 1)
    return Array.from({ length: count }, (_, index) =>
      receptionOf(codeOf(unit, day, index), unit, day, isOpen, procedures),
    )
      .filter(({ at }) => !isCutOff(unit, at, office.isolated))
      .map((reception) => [reception, ...courseOf(reception, office)])
  })
}

function codeOf(unit: string, day: number, index: number): string {
  const date = isoDate(day).slice(2).replaceAll('-', '')
  return `DEMO-${unit}-${date}-${FIRST_NUMBER + index}`
}

function receptionOf(
  code: string,
  unit: string,
  day: number,
  isOpen: boolean,
  procedures: readonly DossierProcedure[],
): DossierReceived {
  const field = fieldOf(code)
  const procedure = procedureOf(code, field, procedures)
  const isOnline = !isOpen || seeded(`${code} online`) < shareOf(unit, 'online', 0.55, 0.9)
  const hour = hourOf(code, isOpen, isOnline)
  return {
    id: 'received',
    dossier: code,
    type: 'received',
    at: Math.floor(momentOf(day, hour) / 1_000) * 1_000,
    unit,
    field,
    ...(procedure && { procedure: procedure.code }),
    ...(isOnline
      ? { channel: 'online', level: seeded(`${code} level`) < FULLY_ONLINE ? 'full' : 'partial' }
      : { channel: seeded(`${code} post`) < POSTED ? 'post' : 'in-person' }),
    limit: statedLimit(procedure?.limit ?? OTHER_LIMIT),
  }
}

function hourOf(code: string, isOpen: boolean, isOnline: boolean): number {
  const share = seeded(`${code} hour`)
  if (!isOpen) return 8 + 14 * share
  const isEvening = isOnline && seeded(`${code} evening`) < IN_THE_EVENING
  return isEvening ? 18.5 + 4 * share : receiptHour(share)
}

function statedLimit({ unit, count }: Limit): DossierLimit {
  switch (unit) {
    case 'working-days':
      return { workingDays: count }
    case 'working-hours':
      return { workingHours: count }
    case 'calendar-days':
      return { calendarDays: count }
  }
}

function fieldOf(key: string): Field {
  let left = seeded(`${key} field`) * 100
  for (const [field, share] of SHARES) {
    left -= share
    if (left < 0) return field
  }
  return 'land'
}

/** One of the field's; the longer it takes, the more seldom it is asked for. */
function procedureOf(
  key: string,
  field: Field,
  procedures: readonly DossierProcedure[],
): DossierProcedure | undefined {
  const own = procedures.filter((one) => one.field === field)
  const weightOf = ({ limit }: DossierProcedure) => 1 / Math.max(1, limit?.count ?? 1)
  let left = seeded(`${key} procedure`) * own.reduce((sum, one) => sum + weightOf(one), 0)
  for (const procedure of own) {
    left -= weightOf(procedure)
    if (left < 0) return procedure
  }
  return own[0]
}
