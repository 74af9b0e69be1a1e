import type { Readable } from 'node:stream'
import type { RegisterCell, RegisterLine } from '../../core/register/register-cell.ts'
import { placeOf } from './cell-place.ts'
import { FileRefused } from './file-refused.ts'
import { MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS } from './limits.ts'
import { createMergedFiller, type MergedColumn } from './merged-cells.ts'
import { readXml, type Attributes } from './read-xml.ts'
import { createTextGatherer } from './shared-strings.ts'

export interface SheetRules {
  readonly strings: readonly string[]
  readonly dateStyles: readonly boolean[]
  readonly merged: readonly MergedColumn[]
}

/** The rows of a sheet that hold something, some at a time. */
export async function* readSheet(
  part: string,
  stream: Readable,
  rules: SheetRules,
): AsyncGenerator<readonly RegisterLine[], void, undefined> {
  const sheet = new SheetInHand(part, rules)
  const handlers = {
    open: (name: string, attributes: Attributes) => sheet.open(name, attributes),
    close: (name: string) => sheet.close(name),
    text: (text: string) => sheet.text(text),
  }
  yield* readXml(part, stream, handlers, () => sheet.take())
}

interface CellInHand {
  readonly column: number
  readonly type: string
  readonly style: number
}

/** A sheet while it is read: the row and the cell that are open, and the lines that are done. */
class SheetInHand {
  private lines: RegisterLine[] = []
  private readonly inline = createTextGatherer()
  private readonly filler
  private row = 0
  private filledRows = 0
  private cells: (RegisterCell | undefined)[] = []
  private cell: CellInHand | undefined
  private nextColumn = 0
  private value = ''
  private isValue = false
  private readonly part: string
  private readonly rules: SheetRules

  constructor(part: string, rules: SheetRules) {
    this.part = part
    this.rules = rules
    this.filler = createMergedFiller(rules.merged)
  }

  take(): readonly RegisterLine[] {
    const done = this.lines
    this.lines = []
    return done
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'row') this.openRow(attributes)
    else if (name === 'c') this.openCell(attributes)
    else if (name === 'v') this.isValue = true
    else this.inline.open(name)
  }

  text(text: string): void {
    if (this.isValue) this.value += text
    else this.inline.text(text)
  }

  close(name: string): void {
    if (name === 'v') this.isValue = false
    else if (name === 'c') this.closeCell()
    else if (name === 'row') this.closeRow()
    else this.inline.close(name)
  }

  private openRow({ r }: Attributes): void {
    const row = r === undefined ? this.row + 1 : Number(r)
    if (!(Number.isInteger(row) && row > this.row && row <= 1_048_576)) {
      throw new FileRefused('broken', `${this.part} has its rows out of order`)
    }
    this.row = row
    this.cells = []
    this.nextColumn = 0
  }

  private openCell({ r, t = 'n', s = '0' }: Attributes): void {
    const place = r === undefined ? undefined : placeOf(r)
    if (r !== undefined && place?.row !== this.row) {
      throw new FileRefused(
        'broken',
        `${this.part} has a cell ${r.slice(0, 20)} in row ${this.row}`,
      )
    }
    const column = place?.column ?? this.nextColumn
    this.nextColumn = column + 1
    this.cell = { column, type: t, style: Number(s) }
    this.value = ''
  }

  private closeCell(): void {
    const { cell } = this
    this.cell = undefined
    const inlineText = this.inline.take()
    if (!cell) return
    const read = this.read(cell, inlineText)
    if (read === undefined) return
    if (cell.column >= MAX_COLUMNS) {
      const message = `row ${this.row} has more than ${MAX_COLUMNS} columns`
      throw new FileRefused('too-many-columns', message)
    }
    this.cells[cell.column] = read
  }

  private closeRow(): void {
    this.filler.fill(this.row, this.cells)
    if (this.cells.length === 0) return
    this.filledRows += 1
    if (this.filledRows > MAX_ROWS) {
      throw new FileRefused('too-many-rows', `the sheet has more than ${MAX_ROWS} rows`)
    }
    this.lines.push({ row: this.row, cells: this.cells })
  }

  private read({ type, style }: CellInHand, inlineText: string): RegisterCell | undefined {
    const { value } = this
    switch (type) {
      case 'inlineStr':
        return textOrNone(inlineText)
      case 's': {
        const text = this.rules.strings[Number(value)]
        if (value !== '' && text === undefined) {
          throw new FileRefused('broken', `${this.part} refers to a text that is not there`)
        }
        return textOrNone(text ?? '')
      }
      case 'b':
        return value === ''
          ? undefined
          : { kind: 'boolean', value: value === '1' || value === 'true' }
      case 'e':
        return { kind: 'error', text: value.slice(0, 20) }
      // What a formula came to, and dates that are written out, are texts.
      case 'str':
      case 'd':
        return textOrNone(value)
      default:
        return value === '' ? undefined : this.number(Number(value), style)
    }
  }

  private number(value: number, style: number): RegisterCell {
    if (!Number.isFinite(value)) {
      throw new FileRefused('broken', `${this.part} has a number out of form in row ${this.row}`)
    }
    return { kind: this.rules.dateStyles[style] === true ? 'serial' : 'number', value }
  }
}

function textOrNone(text: string): RegisterCell | undefined {
  if (text === '') return undefined
  const isCut = text.length > MAX_CELL_CHARACTERS
  const short = isCut ? text.slice(0, MAX_CELL_CHARACTERS) : text
  return { kind: 'text', text: short.normalize('NFC'), ...(isCut && { isCut }) }
}
