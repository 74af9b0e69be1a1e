import { InvalidArgumentError, Option, type Command } from 'commander'
import { parseLimit } from '../../core/calendar/limit-bounds.ts'
import type { Limit } from '../../core/calendar/working-calendar.ts'
import { REFUSED, type Answer, type End, type Output } from './command-parts.ts'
import { printBatch, type Batch } from './print-batch.ts'
import { printDue } from './print-due.ts'

export interface DueOrder {
  /** A file, or a name under config/calendars. */
  readonly calendar: string
  /** A moment; without an offset wall-clock time of the calendar's zone. */
  readonly opened: string
  readonly limit: Limit
}

export interface DueReport {
  readonly due: string
  /** How it comes about, one step a line. */
  readonly steps: readonly DueStep[]
  /** Years whose days off were not all known when the calendar was written. */
  readonly uncoveredYears: readonly number[]
}

/** A step as the calendar has it, its moments as ISO texts, and in words. */
export interface DueStep {
  readonly kind: string
  readonly words: string
}

export interface DueBatchOrder {
  readonly calendar: string
  /** CSV with the columns `opened` and working-days, working-hours or calendar-days. */
  readonly file: string
}

export interface DueActions {
  readonly dueOf: (order: DueOrder) => Promise<Answer<DueReport>>
  readonly dueBatch: (order: DueBatchOrder) => Promise<Answer<Batch>>
}

interface Flags {
  readonly calendar: string
  readonly opened?: string
  readonly workingDays?: Limit
  readonly workingHours?: Limit
  readonly calendarDays?: Limit
  readonly batch?: string
  readonly explain?: true
  readonly json?: true
}

const LIMITS = ['workingDays', 'workingHours', 'calendarDays'] as const

export function addDue(program: Command, actions: DueActions, output: Output, end: End): void {
  const due = program
    .command('due')
    .description('when a limit ends, by a calendar of working days and hours')
    .requiredOption('--calendar <name|file>', 'a name under config/calendars, or a file')
    .option('--opened <moment>', 'without an offset: wall-clock time of the calendar’s zone')
    .addOption(limitOption('--working-days <n>', 'a limit in working days', 'working-days'))
    .addOption(limitOption('--working-hours <n>', 'a limit in working hours', 'working-hours'))
    .addOption(limitOption('--calendar-days <n>', 'a limit in calendar days', 'calendar-days'))
    .option(
      '--batch <file.csv>',
      'one limit a row: opened, and working-days, working-hours or calendar-days',
    )
    .option('--explain', 'also say how it comes about')
    .option('--json', 'print JSON, of a batch one object a line')
  due.action(async (flags: Flags) => {
    const { calendar, opened, batch, explain, json } = flags
    const given = LIMITS.flatMap((name) => flags[name] ?? [])
    const [limit] = given
    if (batch !== undefined) {
      if (opened !== undefined || limit !== undefined || explain) {
        return due.error('error: --batch stands alone: moments and limits are in its rows')
      }
      const answer = await actions.dueBatch({ calendar, file: batch })
      if (!answer.ok) return refuse(answer.message)
      const { text, words, isRefused } = printBatch(answer.value, batch, json === true)
      output.out(text)
      if (words !== '') output.error(words)
      return end(isRefused ? REFUSED : 0)
    }
    if (opened === undefined || limit === undefined || given.length > 1) {
      return due.error(
        'error: give --opened and one of --working-days, --working-hours, --calendar-days; or --batch',
      )
    }
    const answer = await actions.dueOf({ calendar, opened, limit })
    if (!answer.ok) return refuse(answer.message)
    const { text, warnings } = printDue(answer.value, {
      explain: explain === true,
      json: json === true,
    })
    output.out(text)
    if (warnings !== '') output.error(warnings)
  })

  function refuse(message: string): void {
    output.error(`${message}\n`)
    end(REFUSED)
  }
}

function limitOption(flags: string, description: string, unit: Limit['unit']): Option {
  return new Option(flags, description).argParser((text: string) => {
    const limit = parseLimit(unit, text)
    if (limit === undefined)
      throw new InvalidArgumentError(`Give a number of ${unit.replace('-', ' ')}.`)
    return limit
  })
}
