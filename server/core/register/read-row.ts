import { LINE_OF_TEXT } from '../../../protocol/people.ts'
import { createCodeFinder, ownCode, type CodeFinder } from './find-code.ts'
import { createUnitFinder, type UnitFinder } from './find-unit.ts'
import { foldText } from './fold-text.ts'
import { createLocalTime } from './local-time.ts'
import type { Mapping, RegisterColumn, StatusMeaning } from './mapping.ts'
import { readMoment, type Moment, type MomentRules } from './read-moment.ts'
import { readLimit } from './read-number.ts'
import { stepsOf } from './read-steps.ts'
import { cellText, type DateSystem, type RegisterCell, type RegisterLine } from './register-cell.ts'
import type { FoundColumns, ReadRow, RegisterRow, RowFault } from './register-row.ts'
import type { RegisterWords } from './register-words.ts'

export interface RowRules {
  readonly mapping: Mapping
  readonly words: RegisterWords
  readonly columns: FoundColumns
  readonly dateSystem: DateSystem
}

/** Reads a row that is a dossier; `skipped` when its status says that it is none. */
export type RowReader = (line: RegisterLine) => ReadRow | 'skipped'

interface Tools extends RowRules {
  readonly moments: MomentRules
  readonly unit: UnitFinder
  readonly field: CodeFinder
  readonly procedure: CodeFinder
  readonly level: CodeFinder
  readonly fieldOfProcedure: ReadonlyMap<string, string>
  readonly channels: ReadonlyMap<string, RegisterRow['channel']>
  readonly statuses: ReadonlyMap<string, StatusMeaning>
}

export function createRowReader(rules: RowRules): RowReader {
  const tools = toolsOf(rules)
  return (line) => {
    const cells = cellsOf(line, tools)
    const status = statusOf(cells, tools)
    if (status === 'not-received') return 'skipped'
    const dossier = dossierOf(line.row, cells, status, tools)
    const { faults } = cells
    if (faults.length > 0 || dossier === undefined) return { kind: 'faulty', row: line.row, faults }
    return { kind: 'dossier', dossier }
  }
}

function toolsOf(rules: RowRules): Tools {
  const { mapping, words } = rules
  const { timeZone } = words
  const folded = <T>(record: Readonly<Record<string, T>>): ReadonlyMap<string, T> =>
    new Map(Object.entries(record).map(([text, value]) => [foldText(text), value]))
  return {
    ...rules,
    moments: {
      dates: mapping.dates,
      midnight: mapping.midnight,
      dateSystem: rules.dateSystem,
      timeZone,
      localTime: createLocalTime(timeZone),
    },
    unit: createUnitFinder(words, mapping.units.names),
    field: createCodeFinder(words.fields, mapping.fields.names),
    procedure: createCodeFinder(words.procedures),
    level: createCodeFinder(words.levels, mapping.levels),
    fieldOfProcedure: new Map(words.procedures.map(({ code, field }) => [code, field])),
    channels: folded(mapping.channels),
    statuses: folded(mapping.statuses),
  }
}

/** The cells of one row by column, and what is wrong with them. */
interface Cells {
  readonly get: (column: RegisterColumn) => RegisterCell | undefined
  readonly text: (column: RegisterColumn) => string
  readonly date: (column: RegisterColumn) => Moment | undefined
  readonly fault: (column: RegisterColumn, code: RowFault['code'], message: string) => void
  readonly faults: readonly RowFault[]
}

function cellsOf({ cells }: RegisterLine, { columns, moments }: Tools): Cells {
  const faults: RowFault[] = []
  const fault: Cells['fault'] = (column, code, message) => {
    if (!faults.some((one) => one.column === column)) faults.push({ column, code, message })
  }
  const get: Cells['get'] = (column) => {
    const cell = cells[columns[column]?.index ?? -1]
    if (cell === undefined || cellText(cell) === '') return undefined
    if (cell.kind === 'error') fault(column, 'error-value', `the formula came to ${cell.text}`)
    else if (cell.kind === 'text' && cell.isCut)
      fault(column, 'cell-too-long', 'the cell holds too much text')
    else return cell
    return undefined
  }
  return {
    get,
    text: (column) => cellText(get(column)),
    date(column) {
      const cell = get(column)
      if (cell === undefined) return undefined
      const moment = readMoment(cell, moments)
      if (!moment) fault(column, 'bad-date', `${quoted(cellText(cell))} is not a date`)
      return moment
    },
    fault,
    faults,
  }
}

function statusOf(cells: Cells, { statuses }: Tools): StatusMeaning | undefined {
  const text = cells.text('status')
  if (text === '') return undefined
  const meaning = statuses.get(foldText(text))
  if (meaning === undefined) {
    cells.fault('status', 'unknown-status', `${quoted(text)} is no state that the mapping knows`)
  }
  return meaning
}

function dossierOf(
  row: number,
  cells: Cells,
  status: StatusMeaning | undefined,
  tools: Tools,
): RegisterRow | undefined {
  const code = codeOf(cells)
  const received = cells.date('received')
  if (!received) cells.fault('received', 'missing-value', 'it is not said when it was received')
  const unit = received && unitOf(cells, received.date, tools)
  const procedureText = cells.text('procedure')
  const procedure =
    procedureText === '' ? undefined : (tools.procedure(procedureText) ?? ownCode(procedureText))
  const field = fieldOf(cells, procedure, tools)
  const due = cells.date('due')
  const limit = limitOf(cells, tools)
  const levelText = cells.text('level')
  const level = levelText === '' ? undefined : tools.level(levelText)
  const channel = tools.channels.get(foldText(cells.text('channel')))
  const steps = stepsOf(
    {
      supplementRequested: cells.date('supplementRequested')?.when,
      financialDuty: cells.date('financialDuty')?.when,
      resumed: cells.date('resumed')?.when,
      completed: cells.date('completed')?.when,
      returned: cells.date('returned')?.when,
      withdrawn: cells.date('withdrawn')?.when,
    },
    status,
  )
  if (!steps.ok) cells.fault('status', 'no-date-for-status', steps.message)
  if (code === undefined || !received || unit === undefined || field === undefined || !steps.ok) {
    return undefined
  }
  return {
    row,
    code,
    unit,
    field,
    ...(procedure !== undefined && { procedure }),
    ...(channel !== undefined && { channel }),
    ...(level !== undefined && { level }),
    ...(limit && { limit }),
    received: received.when,
    ...(due && { due: due.when }),
    steps: steps.steps,
  }
}

const MAX_CODE = 64

function codeOf(cells: Cells): string | undefined {
  const text = cells.text('code')
  if (text === '') cells.fault('code', 'missing-value', 'the row has no code')
  else if (text.length > MAX_CODE || !LINE_OF_TEXT.test(text)) {
    cells.fault('code', 'bad-code', `a code is one line of at most ${MAX_CODE} characters`)
  } else return text
  return undefined
}

function unitOf(cells: Cells, date: string, { unit, words, mapping }: Tools): string | undefined {
  const text = cells.text('unit')
  const { whenEmpty } = mapping.units
  if (text === '') {
    if (whenEmpty === undefined) cells.fault('unit', 'missing-value', 'the row names no unit')
    return whenEmpty === 'site' ? words.rootUnit : whenEmpty
  }
  const found = unit(text, date)
  if (found.ok) return found.code
  cells.fault('unit', found.code, found.message)
  return undefined
}

/** What the row says, else the field of its procedure. */
function fieldOf(
  cells: Cells,
  procedure: string | undefined,
  { field, fieldOfProcedure, mapping }: Tools,
): string | undefined {
  const text = cells.text('field')
  if (text !== '') return field(text) ?? ownCode(text)
  const code = fieldOfProcedure.get(procedure ?? '') ?? mapping.fields.whenEmpty
  if (code === undefined) cells.fault('field', 'missing-value', 'the row names no field')
  return code
}

function limitOf(cells: Cells, { mapping }: Tools): RegisterRow['limit'] {
  const cell = cells.get('limit')
  if (cell === undefined) return undefined
  const limit = readLimit(cell, mapping.numbers, mapping.limitUnit)
  if (limit === undefined) {
    cells.fault('limit', 'bad-number', `${quoted(cellText(cell))} is not a time limit`)
  }
  return limit === 'none' ? undefined : limit
}

function quoted(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`
}
