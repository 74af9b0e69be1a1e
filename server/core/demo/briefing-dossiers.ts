import type { DossierEvent, DossierExtended, DossierReceived } from '../../../protocol/dossiers.ts'
import { stepOf, type DemoOffice } from './dossier-course.ts'
import { afterHours, BEFORE_CUT_OFF, isCutOff, receiptHour } from './dossier-hours.ts'
import { dayOfIsoDate, momentOf } from './office-time.ts'
import type { BriefingDossier } from './scenario-data.ts'
import { seeded, seededBetween } from './seeded.ts'

/** Monday, 27 October 2025, 07:30: the moment as of which the briefing tells of open dossiers. */
export const BRIEFING_AT = momentOf(dayOfIsoDate('2025-10-27'), 7.5)
const BRIEFING_DAY = dayOfIsoDate('2025-10-27')
/** Those of the day of the briefing have come in over night. */
const EARLY_HOUR = 7
const EARLY_HOURS = 0.3
/** An apology on the last day or later, when the limit cannot be moved any more. */
const APOLOGY_HOUR = 15.5
const APOLOGY_DAYS = 3
const ASKED_WITHIN_HOURS = 16

/** Everything that happens to a dossier of the briefing, before it and after. */
export function briefingEvents(one: BriefingDossier, office: DemoOffice): readonly DossierEvent[] {
  const reception = receptionOf(one)
  const before = [reception, ...pauseOf(one, reception.at, office), ...apologyOf(one)]
  return [...before, ...laterOf(one, office)]
}

function receptionOf(one: BriefingDossier): DossierReceived {
  const { id, unit, field, procedure, channel, level, limitWorkingDays } = one
  const day = dayOfIsoDate(one.received)
  const share = seeded(`${id} hour`)
  const hour =
    day < BRIEFING_DAY ? receiptHour(BEFORE_CUT_OFF * share) : EARLY_HOUR + EARLY_HOURS * share
  return {
    id: 'received',
    dossier: id,
    type: 'received',
    at: Math.floor(momentOf(day, hour) / 1_000) * 1_000,
    unit,
    field,
    procedure,
    channel,
    ...(level !== undefined && { level }),
    limit: { workingDays: limitWorkingDays },
  }
}

/** Papers are asked for within three working days of reception, and always before the briefing. */
function pauseOf(
  { id, waitsFor }: BriefingDossier,
  receivedAt: number,
  { calendar }: DemoOffice,
): readonly DossierEvent[] {
  if (waitsFor === undefined) return []
  const hours = calendar.workingTimeBetween(receivedAt, BRIEFING_AT) / 3_600_000
  const share = 0.1 + 0.9 * seeded(`${id} asked`)
  const at = afterHours(calendar, receivedAt, share * Math.min(hours, ASKED_WITHIN_HOURS))
  const type = waitsFor === 'supplement' ? 'supplement-requested' : 'financial-duty-requested'
  return [stepOf(id, type, at)]
}

function apologyOf({ id, due, hasApology }: BriefingDossier): readonly DossierExtended[] {
  if (!hasApology) return []
  const at = momentOf(dayOfIsoDate(due), APOLOGY_HOUR + seeded(`${id} apology`))
  return [
    { id: 'extended', dossier: id, type: 'extended', at, limit: { workingDays: APOLOGY_DAYS } },
  ]
}

/** What is done of it in the days after the briefing: the nearer its due day, the likelier it is. */
function laterOf(one: BriefingDossier, office: DemoOffice): readonly DossierEvent[] {
  const { id, unit, waitsFor, due } = one
  const dueDay = dayOfIsoDate(due)
  const likelihood = dueDay < BRIEFING_DAY ? 0.5 : dueDay <= BRIEFING_DAY + 4 ? 0.8 : 0.3
  if (seeded(`${id} done`) >= likelihood) return []
  const at = momentOf(
    BRIEFING_DAY + seededBetween(`${id} day`, 0, 4),
    receiptHour(seeded(`${id} done at`)),
  )
  const madeUpAt = momentOf(BRIEFING_DAY + 4, receiptHour(seeded(`${id} made up`)))
  const doneAt = isCutOff(unit, at, office.isolated) ? madeUpAt : at
  if (isCutOff(unit, doneAt, office.isolated)) return []
  return [stepOf(id, waitsFor === undefined ? 'completed' : 'resumed', Math.floor(doneAt))]
}
