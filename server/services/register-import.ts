import type { DossierEvent } from '../../protocol/dossiers.ts'
import type { RowChange } from '../core/register/against-kept.ts'
import { createDayTimes, type DayTimes, type RegisterDays } from '../core/register/day-times.ts'
import { columnLetters } from '../core/register/register-cell.ts'
import type { FoundColumns, OtherRows, ReadRow, RowFault } from '../core/register/register-row.ts'
import { COLUMN_OF_STEP, rowEvents } from '../core/register/row-events.ts'
import { createTally, type Judgement, type Tally } from '../core/register/tally.ts'

/** A register, read to its end; or why nothing of it is taken. */
export type RegisterReading =
  | { readonly ok: false; readonly reason: string; readonly message: string }
  | {
      readonly ok: true
      readonly columns: FoundColumns
      readonly others: OtherRows
      readonly facts: { readonly sheet?: string; readonly encoding?: string }
      readonly batches: Iterable<readonly ReadRow[]>
    }

/** What became of one dossier that a register told of. */
export type DossierOutcome =
  | { readonly outcome: RowChange; readonly is: Judgement }
  | {
      readonly outcome: 'rejected'
      readonly code: string
      readonly message: string
      /** Of the event that was not taken. */
      readonly type: DossierEvent['type']
    }

/** Takes what a register tells of some dossiers: all of its events of each. Outcomes are in the order given. */
export type TakeDossiers = (
  dossiers: readonly (readonly DossierEvent[])[],
) => Promise<
  | { readonly ok: true; readonly outcomes: readonly DossierOutcome[] }
  | { readonly ok: false; readonly message: string }
>

export interface RejectedRow {
  readonly row: number
  /** Letters of the column; null where it is about the row as a whole. */
  readonly column: string | null
  /** Its address, e.g. F17. */
  readonly cell: string | null
  readonly code: string
  readonly message: string
  /** What else is wrong with the row. */
  readonly more?: readonly Omit<RejectedRow, 'row' | 'more'>[]
}

export interface RegisterSummary extends Tally {
  /** Dossiers: accepted and rejected ones. */
  readonly rows: number
  /** Those of `new`, `changed` and `known`. */
  readonly accepted: number
  readonly rejected: readonly RejectedRow[]
  readonly new: number
  readonly changed: number
  /** Nothing changed: the register had said the same before. */
  readonly known: number
  /** Rows that are no dossiers. */
  readonly others: OtherRows
  readonly sheet?: string
  readonly encoding?: string
}

/** One of the first rows, for a preview. */
export interface PreviewRow {
  readonly row: number
  readonly events: readonly DossierEvent[]
  /** Absent where the row is among the rejected. */
  readonly outcome?: RowChange
  readonly is?: Judgement
}

export interface RegisterReport {
  readonly summary: RegisterSummary
  readonly preview: readonly PreviewRow[]
}

export type RegisterImport =
  | { readonly ok: true; readonly report: RegisterReport }
  | { readonly ok: false; readonly reason: string; readonly message: string }

export interface RegisterOrder {
  readonly reading: RegisterReading
  readonly calendar: RegisterDays
  readonly take: TakeDossiers
  /** How many of the first rows are shown as what they become. */
  readonly previewRows?: number
}

/** As many at once as fit into one message and one step of the store. */
const DOSSIERS_AT_ONCE = 200

/** Turns a register into events and has them taken, some dossiers at a time. */
export async function importRegister(order: RegisterOrder): Promise<RegisterImport> {
  const { reading, calendar, take, previewRows = 0 } = order
  if (!reading.ok) return reading
  const report = new ReportInHand(reading.columns, previewRows)
  const days = createDayTimes(calendar)
  let waiting: Waiting[] = []
  const send = async (): Promise<string | undefined> => {
    const sent = waiting
    waiting = []
    if (sent.length === 0) return undefined
    const taken = await take(sent.map(({ events }) => events))
    if (!taken.ok) return taken.message
    for (const [index, one] of sent.entries()) report.taken(one, taken.outcomes[index])
    return undefined
  }
  for (const rows of reading.batches) {
    for (const row of rows) {
      const one = waitingOf(row, days)
      if (one.ok) waiting.push(one)
      else report.rejected(one.row, one.faults)
      if (waiting.length < DOSSIERS_AT_ONCE) continue
      const refusal = await send()
      if (refusal !== undefined) return { ok: false, reason: 'not-taken', message: refusal }
    }
  }
  const refusal = await send()
  if (refusal !== undefined) return { ok: false, reason: 'not-taken', message: refusal }
  return { ok: true, report: report.result(reading.others, reading.facts) }
}

interface Waiting {
  readonly row: number
  readonly events: readonly DossierEvent[]
}

type Looked =
  | (Waiting & { readonly ok: true })
  | { readonly ok: false; readonly row: number; readonly faults: readonly RowFault[] }

function waitingOf(read: ReadRow, days: DayTimes): Looked {
  if (read.kind === 'faulty') return { ok: false, row: read.row, faults: read.faults }
  const { row } = read.dossier
  const made = rowEvents(read.dossier, days)
  return made.ok ? { ok: true, row, events: made.events } : { ok: false, row, faults: [made.fault] }
}

/** What an import has done so far. */
class ReportInHand {
  private readonly changes: { [change in RowChange]: number } = { new: 0, changed: 0, known: 0 }
  private readonly rejectedRows: RejectedRow[] = []
  private readonly preview: PreviewRow[] = []
  private readonly tally = createTally()
  private readonly columns: FoundColumns
  private readonly previewRows: number

  constructor(columns: FoundColumns, previewRows: number) {
    this.columns = columns
    this.previewRows = previewRows
  }

  taken({ row, events }: Waiting, outcome: DossierOutcome | undefined): void {
    if (!outcome) throw new Error('a dossier has no outcome')
    if (outcome.outcome === 'rejected') {
      const { code, message, type } = outcome
      this.reject(row, [{ ...this.place(row, columnOf(type)), code, message }])
      this.show({ row, events })
      return
    }
    this.changes[outcome.outcome] += 1
    this.tally.add(outcome.is)
    this.show({ row, events, outcome: outcome.outcome, is: outcome.is })
  }

  rejected(row: number, faults: readonly RowFault[]): void {
    const told = faults.map(({ column, code, message }) => ({
      ...this.place(row, column),
      code,
      message,
    }))
    this.reject(row, told)
    this.show({ row, events: [] })
  }

  result(others: OtherRows, facts: RegisterFacts): RegisterReport {
    const { changes, rejectedRows } = this
    const accepted = changes.new + changes.changed + changes.known
    const byRow = rejectedRows.toSorted((a, b) => a.row - b.row)
    const rows = accepted + byRow.length
    const counts = { rows, accepted, rejected: byRow, ...this.tally.result() }
    return {
      summary: { ...counts, ...changes, others, ...facts },
      preview: this.preview.toSorted((a, b) => a.row - b.row).slice(0, this.previewRows),
    }
  }

  private reject(row: number, told: readonly Omit<RejectedRow, 'row' | 'more'>[]): void {
    const [first, ...more] = told
    if (!first) throw new Error(`row ${row} has no fault`)
    this.rejectedRows.push({ row, ...first, ...(more.length > 0 && { more }) })
  }

  /** Rows that wait come later than rejected ones, so some more than are shown are kept. */
  private show(shown: PreviewRow): void {
    if (this.preview.length < this.previewRows + DOSSIERS_AT_ONCE) this.preview.push(shown)
  }

  private place(row: number, column: RowFault['column']): Pick<RejectedRow, 'column' | 'cell'> {
    const found = column === undefined ? undefined : this.columns[column]
    if (!found) return { column: null, cell: null }
    const letters = columnLetters(found.index)
    return { column: letters, cell: `${letters}${row}` }
  }
}

type RegisterFacts = Pick<RegisterSummary, 'sheet' | 'encoding'>

function columnOf(type: DossierEvent['type']): RowFault['column'] {
  switch (type) {
    case 'received':
      return 'received'
    case 'extended':
    case 'retracted':
      return undefined
    case 'supplement-requested':
    case 'financial-duty-requested':
    case 'resumed':
    case 'completed':
    case 'returned':
    case 'withdrawn':
      return COLUMN_OF_STEP[type]
  }
}
