import type { HistoryBreak, HistoryPoint } from './history-window.ts'

export interface HistoryPage {
  readonly points: readonly HistoryPoint[]
  readonly breaks: readonly HistoryBreak[]
  /** Where the next page begins. */
  readonly next: string | undefined
}

/** One answer never holds more than that; what lies beyond is refused whole. */
const MOST_ROWS = 50_000
const MOST_BREAKS = 16
const MOST_LETTERS = 200

type Fields = Readonly<Record<string, unknown>>

function isFields(data: unknown): data is Fields {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
}

/** Reads an answer of the history route; undefined where it is none. Points come out ascending, each moment once. */
export function parseHistory(data: unknown): HistoryPage | undefined {
  if (!isFields(data)) return undefined
  const { columns, points: rows, breaks, next } = data
  if (!Array.isArray(columns) || !Array.isArray(rows) || rows.length > MOST_ROWS) return undefined
  const readRow = rowReader(columns)
  if (!readRow) return undefined
  const points: HistoryPoint[] = []
  for (const row of rows as readonly unknown[]) {
    const point = Array.isArray(row) ? readRow(row) : undefined
    if (!point) return undefined
    points.push(point)
  }
  return {
    points: inOrder(points),
    breaks: readBreaks(breaks),
    next: typeof next === 'string' ? next : undefined,
  }
}

type Row = readonly unknown[]

/** By the names of the columns, so that more of them may come later. */
function rowReader(columns: Row): ((row: Row) => HistoryPoint | undefined) | undefined {
  const cell = (row: Row, name: string): unknown => row[columns.indexOf(name)]
  if (!columns.includes('at')) return undefined
  if (columns.includes('value')) {
    return (row) => {
      const at = instantOf(cell(row, 'at'))
      const value = cell(row, 'value')
      if (at === undefined || (value !== null && !isNumber(value))) return undefined
      const isTrusted = value !== null && cell(row, 'quality') !== 'bad'
      return { at, value: isTrusted ? value : null, min: value ?? NaN, max: value ?? NaN }
    }
  }
  if (!['min', 'max', 'last'].every((name) => columns.includes(name))) return undefined
  return (row) => {
    const at = instantOf(cell(row, 'at'))
    const [min, max, last] = [cell(row, 'min'), cell(row, 'max'), cell(row, 'last')]
    if (at === undefined || !isNumber(min) || !isNumber(max) || !isNumber(last)) return undefined
    return { at, value: last, min, max }
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function instantOf(text: unknown): number | undefined {
  const at = typeof text === 'string' ? Date.parse(text) : NaN
  return Number.isNaN(at) ? undefined : at
}

/** Of equal moments the later row stays. */
function inOrder(points: readonly HistoryPoint[]): readonly HistoryPoint[] {
  const sorted = points.toSorted((a, b) => a.at - b.at)
  return sorted.filter((point, index) => sorted[index + 1]?.at !== point.at)
}

function readBreaks(data: unknown): readonly HistoryBreak[] {
  if (!Array.isArray(data)) return []
  const rows: readonly unknown[] = data
  return rows.slice(0, MOST_BREAKS).flatMap((one): readonly HistoryBreak[] => {
    const at = isFields(one) ? instantOf(one['at']) : undefined
    const words = isFields(one) ? wordsOf(one['words']) : undefined
    return at === undefined || !words ? [] : [{ at, words }]
  })
}

function wordsOf(data: unknown): HistoryBreak['words'] | undefined {
  if (typeof data === 'string') return { vi: bounded(data), en: bounded(data) }
  if (!isFields(data)) return undefined
  const { vi, en } = data
  if (typeof vi !== 'string' || typeof en !== 'string') return undefined
  return { vi: bounded(vi), en: bounded(en) }
}

function bounded(text: string): string {
  return text.slice(0, MOST_LETTERS)
}
