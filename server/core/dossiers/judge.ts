import type { DossierClass, DossierEnd, DossierEvent } from '../../../protocol/dossiers.ts'
import type { Catalogue } from './catalogue.ts'
import { dueSoonHours } from './due-soon.ts'
import { foldDossier } from './fold.ts'
import type { DossierHistory, RefusedEvent } from './history.ts'

const HOUR = 3_600_000

export interface DossierJudgement {
  readonly is: DossierClass | DossierEnd
  /** Events that contradict the others. */
  readonly refused: readonly RefusedEvent[]
}

/** What one dossier is at a moment, by its events alone; undefined = its reception is not known. */
export function judgeDossier(
  events: readonly DossierEvent[],
  catalogue: Catalogue,
  now: number,
): DossierJudgement | undefined {
  const history = foldDossier(events, catalogue)
  return history && { is: classAt(history, catalogue, now), refused: history.refused }
}

function classAt(
  { facts, receivedAt, stretches }: DossierHistory,
  catalogue: Catalogue,
  now: number,
): DossierClass | DossierEnd {
  const [first] = stretches
  const last = stretches.findLast(({ from }) => from <= now) ?? first
  if (!first || !last) throw new Error('a dossier has no life')
  if (last.phase !== 'running') return last.phase
  if (now > last.due) return 'overdue'
  if (last.due === Infinity) return 'in-time'
  const calendar = catalogue.calendarOf(catalogue.procedure(facts.procedure))
  const clock = { limit: facts.limit, receivedAt, due: first.due }
  const soonMs = dueSoonHours(catalogue.rules, calendar, clock) * HOUR
  return calendar.workingTimeBetween(now, last.due) <= soonMs ? 'due-soon' : 'in-time'
}
