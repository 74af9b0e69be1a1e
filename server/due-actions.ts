import path from 'node:path'
import type { Answer } from './adapters/cli/command-parts.ts'
import type { DueActions, DueStep } from './adapters/cli/due-commands.ts'
import { readCalendar } from './adapters/site-files/read-calendar.ts'
import { answerRow, readBatch, type CellOf, type RowAnswer } from './batch-file.ts'
import { readConfig } from './config.ts'
import { parseLimit } from './core/calendar/limit-bounds.ts'
import { isoInZone, parseMoment } from './core/calendar/wall-clock.ts'
import type { ClockStep, Limit, WorkingCalendar } from './core/calendar/working-calendar.ts'
import { wordsOfStep } from './core/dossiers/clock-words.ts'

const LIMIT_COLUMNS = ['working-days', 'working-hours', 'calendar-days'] as const

/** What `due` does. */
export const dueActions: DueActions = {
  async dueOf({ calendar: name, opened, limit }) {
    const found = await calendarOf(name)
    if (!found.ok) return found
    const calendar = found.value
    const due = dueOf(calendar, opened, limit)
    if (!due.ok) return due
    const steps = calendar.explain(due.value.opened, limit)
    return {
      ok: true,
      value: {
        due: isoInZone(due.value.at, calendar.timeZone),
        steps: steps.map((step) => stepOf(step, calendar)),
        uncoveredYears: steps.flatMap((step) => (step.kind === 'not-covered' ? [step.year] : [])),
      },
    }
  },

  async dueBatch({ calendar: name, file }) {
    const found = await calendarOf(name)
    if (!found.ok) return found
    const read = await readBatch(file, columnFault)
    if (!read.ok) return read
    const { columns, rows } = read.value
    const answered = rows.map((row) => answerRow(row, (cellOf) => dueOfRow(found.value, cellOf)))
    return { ok: true, value: { columns, resultColumns: ['due'], rows: answered } }
  },
}

function refuse(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message }
}

async function calendarOf(name: string): Promise<Answer<WorkingCalendar>> {
  const isFile = /[/\\]|\.ya?ml$/.test(name)
  if (isFile) return readCalendar(name)
  const read = readConfig()
  if (!read.ok) return refuse(read.problems.join('\n'))
  return readCalendar(path.join(read.config.folders.config, 'calendars', `${name}.yaml`))
}

function dueOf(
  calendar: WorkingCalendar,
  text: string,
  limit: Limit,
): Answer<{ readonly opened: number; readonly at: number }> {
  const opened = parseMoment(text, calendar.timeZone)
  if (opened === undefined) {
    return refuse(`"${text}" is no moment; write e.g. 2025-10-20T16:10, with or without an offset`)
  }
  try {
    return { ok: true, value: { opened, at: calendar.due(opened, limit) } }
  } catch (error) {
    if (error instanceof RangeError) return refuse(`not to be told: ${error.message}`)
    throw error
  }
}

function stepOf(step: ClockStep, calendar: WorkingCalendar): DueStep {
  const iso = (at: number) => isoInZone(at, calendar.timeZone)
  return {
    ...step,
    ...('at' in step && { at: iso(step.at) }),
    ...('from' in step && { from: iso(step.from) }),
    words: wordsOfStep(step, calendar).words.en,
  }
}

function columnFault(columns: readonly string[]): string | undefined {
  if (!columns.includes('opened')) return 'column "opened" is missing'
  return LIMIT_COLUMNS.some((name) => columns.includes(name))
    ? undefined
    : `one of the columns ${LIMIT_COLUMNS.join(', ')} is needed`
}

function dueOfRow(calendar: WorkingCalendar, cellOf: CellOf): RowAnswer {
  const given = LIMIT_COLUMNS.filter((name) => (cellOf(name)?.text ?? '') !== '')
  const [unit] = given
  if (unit === undefined || given.length > 1) {
    return refuse(`give one of ${LIMIT_COLUMNS.join(', ')}`)
  }
  const written = cellOf(unit)
  const limit = parseLimit(unit, written?.text ?? '')
  if (limit === undefined)
    return { ...refuse(`"${written?.text}" is no number of ${unit}`), at: written }
  const opened = cellOf('opened')
  const due = dueOf(calendar, opened?.text ?? '', limit)
  if (!due.ok) return { ...due, at: opened }
  return { ok: true, value: [isoInZone(due.value.at, calendar.timeZone)] }
}
