import type {
  DossierEvent,
  DossierExtended,
  DossierReceived,
  DossierStep,
} from '../../../protocol/dossiers.ts'
import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import { limitOf } from '../dossiers/catalogue.ts'
import { afterHours, isCutOff } from './dossier-hours.ts'
import { shareOf } from './population.ts'
import type { ScenarioData } from './scenario-data.ts'
import { seeded } from './seeded.ts'

/** What the one-stop shops of the demo live with. */
export interface DemoOffice {
  readonly calendar: WorkingCalendar
  readonly isolated: ScenarioData['isolated']
}

/** How far a dossier has come: what has happened to it, and the limit that runs. */
interface Stage {
  readonly events: readonly DossierEvent[]
  readonly from: number
  readonly due: number
}

const HOURS_PER_DAY = 8
const DAYS_TO_RECOVER = 2
/** A limit of fewer days leaves no time for detours. */
const DETOUR_FROM_DAYS = 3
const EXTENSION_FROM_DAYS = 5
const SUPPLEMENTED = 0.09
const DUTY_OF_LAND = 0.21
const EXTENDED = 0.95
const WITHDRAWN = 0.015
const HANDED_OVER = 0.85

/**
 * What happens to an invented dossier after its reception, in the order of time: most are done within
 * their limit, some after a supplement, a payment or an extension, some late, land above all.
 */
export function courseOf(reception: DossierReceived, office: DemoOffice): readonly DossierEvent[] {
  const stage = detourOf(reception, office)
  return [...stage.events, ...endOf(reception, stage, office)]
}

/** An event of a dossier, whose type names it. */
export function stepOf(dossier: string, type: DossierStep['type'], at: number): DossierStep {
  return { id: type, dossier, type, at }
}

function detourOf(reception: DossierReceived, office: DemoOffice): Stage {
  const { dossier, at, field, limit } = reception
  const days = limit?.workingDays ?? 0
  const begun: Stage = { events: [], from: at, due: dueFrom(reception, at, office) }
  const luck = seeded(`${dossier} detour`)
  if (days < DETOUR_FROM_DAYS) return begun
  if (luck < SUPPLEMENTED) return supplemented(reception, begun, office)
  if (luck < DUTY_OF_LAND && field === 'land') return dutyPaid(reception, begun, office)
  if (luck >= EXTENDED && days >= EXTENSION_FROM_DAYS) return extended(reception, begun, office)
  return begun
}

/** What is missing is asked for within three working days; then the limit begins anew. */
function supplemented(reception: DossierReceived, { from, due }: Stage, office: DemoOffice): Stage {
  const { dossier } = reception
  const hours = 1 + 19 * seeded(`${dossier} asked`)
  const askedAt = later(reception, from, hours, office)
  if (askedAt >= due) return { events: [], from, due }
  const days = 1 + 7 * seeded(`${dossier} supplements`)
  const resumedAt = later(reception, askedAt, days * HOURS_PER_DAY, office)
  return {
    events: [
      stepOf(dossier, 'supplement-requested', askedAt),
      stepOf(dossier, 'resumed', resumedAt),
    ],
    from: resumedAt,
    due: dueFrom(reception, resumedAt, office),
  }
}

/** What is left of the limit runs on when fees or taxes are paid. */
function dutyPaid(reception: DossierReceived, { from, due }: Stage, office: DemoOffice): Stage {
  const { dossier } = reception
  const wholeHours = workingHours(from, due, office)
  const half = wholeHours * (0.3 + 0.4 * seeded(`${dossier} assessed`))
  const askedAt = later(reception, from, half, office)
  if (askedAt >= due) return { events: [], from, due }
  const days = 0.5 + 5 * seeded(`${dossier} paid`)
  const paidAt = later(reception, askedAt, days * HOURS_PER_DAY, office)
  return {
    events: [
      stepOf(dossier, 'financial-duty-requested', askedAt),
      stepOf(dossier, 'resumed', paidAt),
    ],
    from: paidAt,
    due: afterHours(office.calendar, paidAt, workingHours(askedAt, due, office)),
  }
}

/** An apology in time, a good day before the limit ends. */
function extended(reception: DossierReceived, begun: Stage, office: DemoOffice): Stage {
  const { dossier, unit, limit } = reception
  const hours = HOURS_PER_DAY * (1.2 + seeded(`${dossier} apology`))
  const at = afterHours(office.calendar, begun.due, -hours)
  if (at <= begun.from || isCutOff(unit, at, office.isolated)) return begun
  const workingDays = Math.ceil((limit?.workingDays ?? 0) / 2)
  const extension: DossierExtended = {
    id: 'extended',
    dossier,
    type: 'extended',
    at,
    limit: { workingDays },
  }
  const due = office.calendar.moved(begun.due, { unit: 'working-days', count: workingDays })
  return { events: [extension], from: begun.from, due }
}

function endOf(
  reception: DossierReceived,
  stage: Stage,
  office: DemoOffice,
): readonly DossierStep[] {
  const { dossier } = reception
  const wholeHours = workingHours(stage.from, stage.due, office)
  const lastAt = stage.events.at(-1)?.at ?? reception.at
  const endedAt = Math.max(
    lastAt,
    later(reception, stage.from, endAfter(reception, wholeHours), office),
  )
  if (seeded(`${dossier} withdrawn`) < WITHDRAWN) return [stepOf(dossier, 'withdrawn', endedAt)]
  const completed = stepOf(dossier, 'completed', endedAt)
  if (seeded(`${dossier} handed over`) >= HANDED_OVER) return [completed]
  const handedOverAt = later(reception, endedAt, 12 * seeded(`${dossier} fetched`) ** 2, office)
  return [completed, stepOf(dossier, 'returned', handedOverAt)]
}

/** Working hours until it ends, of a limit of so many. */
function endAfter({ dossier, unit, field }: DossierReceived, wholeHours: number): number {
  const { lateShare, delayFactor } = latenessOf(unit, field)
  if (seeded(`${dossier} late`) >= lateShare) {
    return wholeHours * (0.25 + 0.73 * seeded(`${dossier} done`) ** 0.7)
  }
  const delayDays = delayFactor * (0.2 + 14 * seeded(`${dossier} delay`) ** 2)
  return wholeHours + HOURS_PER_DAY * delayDays
}

interface Lateness {
  readonly lateShare: number
  readonly delayFactor: number
}

/** Few are late, but for land, and there some units drag far behind the others. */
function latenessOf(unit: string, field: string): Lateness {
  if (field !== 'land') {
    return { lateShare: shareOf(unit, 'late', 0.005, 0.05), delayFactor: 1 }
  }
  const drag = seeded(`${unit} land late`) ** 3
  return { lateShare: 0.03 + 0.5 * drag, delayFactor: 1 + 2.5 * drag }
}

/** Some working hours after a moment; what falls into isolation is made up for in the days after it. */
function later(
  { dossier, unit }: DossierReceived,
  at: number,
  hours: number,
  { calendar, isolated }: DemoOffice,
): number {
  const planned = afterHours(calendar, at, hours)
  if (!isCutOff(unit, planned, isolated)) return planned
  const delay = DAYS_TO_RECOVER * HOURS_PER_DAY * seeded(`${dossier} made up ${planned}`)
  return afterHours(calendar, isolated.to, delay)
}

function dueFrom({ limit }: DossierReceived, at: number, { calendar }: DemoOffice): number {
  const given = limitOf(limit)
  if (!given) throw new RangeError('a dossier of the demo has a limit')
  return calendar.due(at, given)
}

function workingHours(from: number, to: number, { calendar }: DemoOffice): number {
  return calendar.workingTimeBetween(from, to) / 3_600_000
}
