import { fadeIn, writeText } from '../fading.ts'
import { shownColumns } from './heatmap-layout.ts'
import type { HeatmapCell, HeatmapRow } from './heatmap-rows.ts'

interface WrittenCell {
  readonly element: HTMLTableCellElement
  readonly text: HTMLElement
  shown: HeatmapCell | undefined
}

interface WrittenRow {
  readonly element: HTMLTableRowElement
  readonly name: HTMLTableCellElement
  readonly cells: WrittenCell[]
  shown: HeatmapRow | undefined
}

/**
 * Writes rows of cells straight into a table body, and only what differs from what stands there:
 * a heatmap of hundreds of cells changes four times a second, and comparing virtual nodes for each
 * cost more than the changes. DOM and not canvas, so that the cells are the accessible table.
 */
export class CellWriter {
  readonly #body: HTMLTableSectionElement
  readonly #rows: WrittenRow[] = []

  constructor(body: HTMLTableSectionElement) {
    this.#body = body
  }

  write(rows: readonly HeatmapRow[], columnCount: number, hasTotal: boolean): void {
    while (this.#rows.length > rows.length) this.#rows.pop()?.element.remove()
    for (const [index, row] of rows.entries()) {
      const written = this.#rows[index] ?? this.#addRow()
      writeRow(written, row, shownColumns(row.cells, columnCount, hasTotal))
    }
  }

  #addRow(): WrittenRow {
    const element = document.createElement('tr')
    const name = document.createElement('th')
    name.scope = 'row'
    element.append(name)
    this.#body.append(element)
    const row: WrittenRow = { element, name, cells: [], shown: undefined }
    this.#rows.push(row)
    return row
  }
}

function writeRow(written: WrittenRow, row: HeatmapRow, cells: readonly HeatmapCell[]): void {
  const { shown } = written
  if (shown?.name !== row.name) writeText(written.name, row.name)
  if (shown?.isGroup !== row.isGroup) written.element.classList.toggle('is-group', row.isGroup)
  written.shown = row
  while (written.cells.length > cells.length) written.cells.pop()?.element.remove()
  for (const [index, cell] of cells.entries()) {
    writeCell(written.cells[index] ?? addCell(written), cell)
  }
}

function addCell({ element, cells }: WrittenRow): WrittenCell {
  const cell: WrittenCell = {
    element: document.createElement('td'),
    text: document.createElement('span'),
    shown: undefined,
  }
  cell.element.append(cell.text)
  element.append(cell.element)
  cells.push(cell)
  return cell
}

function writeCell(written: WrittenCell, cell: HeatmapCell): void {
  const { element, shown } = written
  if (shown?.look !== cell.look || shown.isQuiet !== cell.isQuiet) {
    element.className = cell.isQuiet ? `look-${cell.look} is-quiet` : `look-${cell.look}`
  }
  if (shown === undefined || shown.series !== cell.series) {
    if (cell.series === undefined) delete element.dataset['series']
    else element.dataset['series'] = cell.series
  }
  if (shown?.text !== cell.text) {
    writeText(written.text, cell.text)
    // Another place in this row is another number, not a changed one.
    if (shown !== undefined && shown.series === cell.series) fadeIn(written.text)
  }
  written.shown = cell
}
