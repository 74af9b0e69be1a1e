import { Option, type Command } from 'commander'
import { REGISTER_ENCODINGS, type RegisterEncoding } from '../../../protocol/registers.ts'
import type {
  RegisterImport,
  RegisterSummary,
  RejectedRow,
} from '../../services/register-import.ts'
import { REFUSED, type End, type Output } from './command-parts.ts'

export interface RegisterFileOrder {
  readonly file: string
  readonly site: string
  readonly mapping: string
  /** In place of the mapping's own. */
  readonly encoding?: RegisterEncoding
  readonly sheet?: string
  /** Nothing is changed. */
  readonly isTrial: boolean
}

export interface ImportActions {
  readonly importRegister: (order: RegisterFileOrder) => Promise<RegisterImport>
}

interface Flags {
  readonly site: string
  readonly mapping: string
  readonly encoding?: RegisterEncoding
  readonly sheet?: string
  readonly dryRun?: true
  readonly json?: true
}

/** More are in the JSON. */
const SHOWN_REJECTED = 50

export function addImport(
  program: Command,
  actions: ImportActions,
  output: Output,
  end: End,
): void {
  program
    .command('import')
    .description('take in files that people keep')
    .command('register')
    .description('take in a register of dossiers or requests; the same file again changes nothing')
    .argument('<file>', 'CSV or XLSX')
    .requiredOption('--site <id>', 'the site')
    .requiredOption('--mapping <name>', 'how its columns are read: config/mappings/<name>.yaml')
    .addOption(
      new Option('--encoding <name>', 'of a CSV file, in place of the mapping’s').choices([
        ...REGISTER_ENCODINGS,
      ]),
    )
    .option('--sheet <name>', 'of a workbook (default: the first one that is not hidden)')
    .option('--dry-run', 'say what would become of it and change nothing')
    .option('--json', 'print {rows, accepted, rejected, onTime, overdue, open, …} as JSON')
    .action(async (file: string, flags: Flags) => {
      const { site, mapping, encoding, sheet, dryRun, json } = flags
      const done = await actions.importRegister({
        file,
        site,
        mapping,
        ...(encoding !== undefined && { encoding }),
        ...(sheet !== undefined && { sheet }),
        isTrial: dryRun === true,
      })
      if (!done.ok) {
        if (json) output.out(printed(refusalOf(done)))
        else output.error(`${file}: ${done.message}\n`)
        return end(REFUSED)
      }
      const { summary } = done.report
      if (json) output.out(printed(summary))
      else {
        output.error(summary.rejected.slice(0, SHOWN_REJECTED).map(lineOf).join(''))
        output.out(wordsOf(summary, dryRun === true))
      }
      end(summary.accepted === 0 && summary.rows > 0 ? REFUSED : 0)
    })
}

function printed(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}

/** Nothing was taken, and programs get a summary nevertheless. */
function refusalOf({ reason, message }: RegisterImport & { readonly ok: false }): object {
  const rejected = [{ row: null, column: null, cell: null, code: reason, message }]
  return { rows: 0, accepted: 0, rejected, onTime: 0, overdue: 0, open: 0 }
}

function lineOf({ row, cell, message, more = [] }: RejectedRow): string {
  const parts = [{ cell, message }, ...more]
  const words = parts.map((part) =>
    part.cell === null ? part.message : `${part.cell}: ${part.message}`,
  )
  return `row ${row}: ${words.join('; ')}\n`
}

function wordsOf(summary: RegisterSummary, isTrial: boolean): string {
  const { rows, accepted, rejected, known, changed, onTime, overdue, open, others } = summary
  const hidden = rejected.length - SHOWN_REJECTED
  const lines = [
    ...(hidden > 0 ? [`… and ${hidden} more rejected rows (all of them: --json)`] : []),
    `${rows} dossiers: ${accepted} accepted (${summary.new} new, ${changed} changed, ${known} known), ${rejected.length} rejected`,
    `${onTime} on time, ${overdue} overdue; ${open} of them open`,
    `other rows: ${others.blank} blank, ${others.headings} headings, ${others.totals} totals, ${others.footnotes} footnotes, ${others.signatures} signatures, ${others.skipped} not received`,
    ...(isTrial ? ['This was a trial: nothing was changed.'] : []),
  ]
  return `${lines.join('\n')}\n`
}
