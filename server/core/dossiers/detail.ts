import type { DossierDetail, DossierEvent } from '../../../protocol/dossiers.ts'
import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import { wordsOfPause, wordsOfStart, type ClockLine } from './clock-words.ts'
import { foldDossier } from './fold.ts'
import { headOf } from './heads.ts'
import type { DossierHistory } from './history.ts'
import { classOf, isoTime } from './list.ts'
import { inOrder } from './order.ts'
import { unitCodeOf, type DossierView } from './view.ts'

/** One dossier with its events and its clock in words; undefined = its reception is not known. */
export function detailOf(
  view: DossierView,
  number: number,
  events: readonly DossierEvent[],
): Pick<DossierDetail, 'dossier' | 'events' | 'clock'> | undefined {
  const { book, at } = view
  const history = foldDossier(events, book.rules.catalogue)
  const group = book.groupOf(number)
  if (!history || !group) return undefined
  const { calendar } = group
  const { facts, stretches, receivedAt } = history
  const last = stretches.findLast((one) => one.from <= at) ?? stretches[0]
  const due = last?.due ?? Infinity
  const slot = book.slotOf(number)
  const isRunning = last?.phase === 'running'
  const refusals = new Map(history.refused.map(({ event, reason }) => [event, reason]))
  return {
    dossier: {
      code: book.codeOf(number),
      unit: headOf(view, 'unit', unitCodeOf(view, group.unit)),
      field: headOf(view, 'field', group.field),
      ...(facts.procedure !== undefined && {
        procedure: headOf(view, 'procedure', facts.procedure),
      }),
      ...(facts.level !== undefined && { level: headOf(view, 'level', facts.level) }),
      ...(facts.channel && { channel: facts.channel }),
      receivedAt: isoTime(receivedAt),
      ...(due !== Infinity && { dueAt: isoTime(due) }),
      ...(slot >= 0 && { class: classOf(view, group, slot) }),
      ...(isRunning && due !== Infinity && { workingMsLeft: calendar.workingTimeBetween(at, due) }),
      ...endOf(last),
    },
    events: inOrder(events).map((event) => {
      const refusal = refusals.get(event)
      const { id, type } = event
      return { id, type, at: isoTime(event.at), ...(refusal && { refusal }) }
    }),
    clock: clockOf(history, calendar).map(({ at: when, words }) => ({
      ...(when !== undefined && { at: isoTime(when) }),
      words,
    })),
  }
}

function endOf(
  last: DossierHistory['stretches'][number] | undefined,
): Pick<DossierDetail['dossier'], 'ended'> {
  if (!last || last.phase === 'running' || last.phase === 'paused') return {}
  return { ended: { at: isoTime(last.from), as: last.phase } }
}

/** Starts and pauses in the order in which they happened. */
function clockOf(
  { starts, stretches }: DossierHistory,
  calendar: WorkingCalendar,
): readonly ClockLine[] {
  const parts = [
    ...starts.map((start) => ({ from: start.at, lines: wordsOfStart(start, calendar) })),
    ...stretches
      .filter((one) => one.phase === 'paused')
      .map(({ from, due }) => ({ from, lines: [wordsOfPause(from, due, calendar)] })),
  ]
  return parts.toSorted((a, b) => a.from - b.from).flatMap(({ lines }) => lines)
}
