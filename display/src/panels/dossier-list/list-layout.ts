import type { BoxSize } from '../box-size.ts'
import { listLayout, type ListLayout } from '../list-layout.ts'
import type { ListItem } from './list-view.ts'

export interface DossierListLayout extends ListLayout {
  /** Everything that would not fit beside another on two lines stands under it, on three. */
  readonly isNarrow: boolean
}

/** All in rem. */
export const GAP_REM = 4.8
const ROWS = { two: { leastRow: 6, tallestRow: 7.6 }, three: { leastRow: 8.4, tallestRow: 9.6 } }
const LETTER = { body: 1.24, fine: 0.98 }
/** Between what stands at both ends of a line. */
const BETWEEN = 2.4

/** Two lines a dossier: its code and how long there is, under them whose it is and when it is due. A column is as wide as the longest of them. */
export function dossierListLayout(
  items: readonly Pick<ListItem, 'code' | 'time' | 'unit' | 'field' | 'due'>[],
  size: BoxSize | undefined,
): DossierListLayout {
  const leastColumn = items.reduce((most, { code, time, unit, field, due }) => {
    const upper = (code.length + time.length) * LETTER.body
    const lower = (unit.length + field.length + due.length + 3) * LETTER.fine
    return Math.max(most, upper + BETWEEN, lower + BETWEEN)
  }, 0)
  const isNarrow = size !== undefined && leastColumn > size.width / size.rem
  const rows = isNarrow ? ROWS.three : ROWS.two
  return { ...listLayout(items.length, size, { ...rows, leastColumn, gap: GAP_REM }), isNarrow }
}
