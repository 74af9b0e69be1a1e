import path from 'node:path'
import { calendarFile } from '../../core/calendar/calendar-file.ts'
import { createCalendar } from '../../core/calendar/create-calendar.ts'
import type { WorkingCalendar } from '../../core/calendar/working-calendar.ts'
import { parseFile } from './parse-file.ts'
import { formatProblems } from './problem.ts'
import { readText } from './read-text.ts'
import { readYaml } from './read-yaml.ts'

export type CalendarOutcome =
  | { readonly ok: true; readonly value: WorkingCalendar }
  | { readonly ok: false; readonly message: string }

/** Reads one calendar file by itself; what is wrong comes back as lines of `file:line:column: message`. */
export async function readCalendar(file: string): Promise<CalendarOutcome> {
  const text = await readText(file)
  if (!text.ok) return { ok: false, message: formatProblems([text.problem]) }
  const parsed = parseFile(readYaml(file, text.text), calendarFile)
  if (!parsed.ok) return { ok: false, message: formatProblems(parsed.problems) }
  const id = path.basename(file).replace(/\.ya?ml$/, '')
  return { ok: true, value: createCalendar(id, parsed.parsed.value) }
}
