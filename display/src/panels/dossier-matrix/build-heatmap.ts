import type { Heatmap, HeatmapHead } from '../../../../protocol/dossiers.ts'

export function headOf(code: string, given: Partial<HeatmapHead> = {}): HeatmapHead {
  return { code, name: { vi: code, en: code }, ...given }
}

/** An answer for tests, with the totals that its cells come to. */
export function buildHeatmap(
  rows: Readonly<Record<string, readonly (number | null)[]>>,
  given: Partial<Heatmap> = {},
): Heatmap {
  const cells = Object.values(rows).map((row) => [...row])
  const sumOf = (all: readonly (number | null | undefined)[]): number | null => {
    const known = all.filter((one) => typeof one === 'number')
    return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0)
  }
  const columnCount = cells[0]?.length ?? 0
  return {
    site: 'dai-loc',
    at: '2025-10-15T09:42:18+07:00',
    measure: 'overdue',
    name: { vi: 'Quá hạn', en: 'Overdue' },
    unitOfMeasure: { vi: '', en: '' },
    decimals: 0,
    classes: [1, 3, 6, 9],
    direction: 'lower-is-better',
    rows: Object.keys(rows).map((code) => headOf(code)),
    columns: ['civil', 'land', 'social', 'business']
      .slice(0, columnCount)
      .map((code) => headOf(code, code === 'land' ? { apart: true } : {})),
    cells,
    rowTotals: cells.map(sumOf),
    columnTotals: Array.from({ length: columnCount }, (_, column) =>
      sumOf(cells.map((row) => row[column])),
    ),
    total: sumOf(cells.flat()),
    silentUnits: [],
    ...given,
  }
}
