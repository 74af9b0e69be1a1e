import type { DossierEvent, DossierReceived, DossierStep } from '../../../protocol/dossiers.ts'
import type { DayTimes } from './day-times.ts'
import type { RegisterColumn } from './mapping.ts'
import type { RegisterRow, RowFault, StepType, When } from './register-row.ts'

const PREFIX = 'register:'
const SECOND_MS = 1_000
/** Two clocks of one office differ by that much. */
const CLOCKS_DIFFER_MS = 5 * 60_000

export type RowEvents =
  | { readonly ok: true; readonly events: readonly DossierEvent[] }
  | { readonly ok: false; readonly fault: RowFault }

/** The id of the event that a register tells of: one of each type and dossier, whatever the file. */
export function registerEventId(type: DossierEvent['type']): string {
  return `${PREFIX}${type}`
}

export function isOfRegister({ id }: Pick<DossierEvent, 'id'>): boolean {
  return id.startsWith(PREFIX)
}

/** What happened to the dossier of a row, in order. The same row always gives the same events. */
export function rowEvents(row: RegisterRow, days: DayTimes): RowEvents {
  const receivedAt = momentOf(row.received, days.opening)
  const dueAt = row.due === undefined ? undefined : momentOf(row.due, days.due)
  const isDueOnDayBefore = typeof row.due === 'string' && row.due < days.dateOf(receivedAt)
  if (isDueOnDayBefore || (dueAt !== undefined && dueAt < receivedAt)) {
    return refused('due', 'it was due before it was received')
  }
  const steps: DossierStep[] = []
  let before = receivedAt
  for (const { type, when } of row.steps) {
    const at = stepAt(when, { receivedAt, before }, days)
    if (at === undefined) return refused(COLUMN_OF_STEP[type], 'it lies before the reception')
    steps.push({ id: registerEventId(type), dossier: row.code, at, type })
    before = Math.max(before, at)
  }
  return { ok: true, events: [receivedOf(row, receivedAt, dueAt), ...steps] }
}

function receivedOf(row: RegisterRow, at: number, due: number | undefined): DossierReceived {
  const { code: dossier, unit, field, procedure, channel, level, limit } = row
  return {
    id: registerEventId('received'),
    dossier,
    at,
    type: 'received',
    unit,
    field,
    ...(procedure !== undefined && { procedure }),
    ...(channel !== undefined && { channel }),
    ...(level !== undefined && { level }),
    ...(limit && { limit }),
    ...(due !== undefined && { due }),
  }
}

/** Where a step would stand in a register, to say which cell is wrong. */
export const COLUMN_OF_STEP: Readonly<Record<StepType, RegisterColumn>> = {
  'supplement-requested': 'supplementRequested',
  'financial-duty-requested': 'financialDuty',
  resumed: 'resumed',
  completed: 'completed',
  returned: 'returned',
  withdrawn: 'withdrawn',
}

function momentOf(when: When, onDay: (date: string) => number): number {
  return typeof when === 'number' ? when : onDay(when)
}

/** Undefined = before the reception. Days alone never turn the order of a row around. */
function stepAt(
  when: When | undefined,
  { receivedAt, before }: { readonly receivedAt: number; readonly before: number },
  days: DayTimes,
): number | undefined {
  if (when === undefined) return before + SECOND_MS
  const at = momentOf(when, days.opening)
  const isSameDay = typeof when === 'string' && when === days.dateOf(before)
  if (isSameDay && at <= before) return before + SECOND_MS
  if (at > receivedAt) return at
  return receivedAt - at <= CLOCKS_DIFFER_MS ? receivedAt + SECOND_MS : undefined
}

function refused(column: RegisterColumn, message: string): RowEvents {
  return { ok: false, fault: { column, code: 'before-reception', message } }
}
