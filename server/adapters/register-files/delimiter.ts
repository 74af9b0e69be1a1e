import type { Mapping } from '../../core/register/mapping.ts'

const CANDIDATES = [',', ';', '\t', '|'] as const
const RECORDS = 200

/** What stands between the cells: the mark that cuts most records into the same number of cells, and into most of them. */
export function delimiterOf(text: string, declared: Mapping['delimiter']): string {
  if (declared !== 'auto') return declared === 'tab' ? '\t' : declared
  const records = marksOfRecords(text)
  const rated = CANDIDATES.map((mark, index) => ({ mark, rating: ratingOf(records, index) }))
  const best = rated.reduce((a, b) => (b.rating > a.rating ? b : a))
  return best.mark
}

/** How often each candidate stands outside of quotes, by record. */
function marksOfRecords(text: string): readonly (readonly number[])[] {
  const records: number[][] = []
  let marks = CANDIDATES.map(() => 0)
  let isQuoted = false
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted
    else if (!isQuoted && (character === '\n' || character === '\r')) {
      records.push(marks)
      if (records.length === RECORDS) return records
      marks = CANDIDATES.map(() => 0)
    } else if (!isQuoted) {
      const index = CANDIDATES.findIndex((mark) => mark === character)
      if (index >= 0) marks[index] = (marks[index] ?? 0) + 1
    }
  }
  return [...records, marks]
}

function ratingOf(records: readonly (readonly number[])[], index: number): number {
  const widths = new Map<number, number>()
  for (const marks of records) {
    const width = marks[index] ?? 0
    if (width > 0) widths.set(width, (widths.get(width) ?? 0) + 1)
  }
  return Math.max(0, ...[...widths].map(([width, count]) => width * count))
}
