import type { BoxSize } from '../box-size.ts'
import { listLayout, type ListLayout } from '../list-layout.ts'
import type { ListItem } from './list-view.ts'

/** All in rem. */
export const GAP_REM = 4.8
const LEAST_ROW = 6
const TALLEST_ROW = 7.6
const LETTER = { body: 1.3, fine: 1.06 }
/** Between what stands at both ends of a line. */
const BETWEEN = 2.4

/** Two lines a dossier: its code and how long there is, under them whose it is and when it is due. A column is as wide as the longest of them. */
export function dossierListLayout(
  items: readonly Pick<ListItem, 'code' | 'time' | 'unit' | 'field' | 'due'>[],
  size: BoxSize | undefined,
): ListLayout {
  const widest = items.reduce((most, { code, time, unit, field, due }) => {
    const upper = (code.length + time.length) * LETTER.body
    const lower = (unit.length + field.length + due.length + 3) * LETTER.fine
    return Math.max(most, upper + BETWEEN, lower + BETWEEN)
  }, 0)
  return listLayout(items.length, size, {
    ...{ leastRow: LEAST_ROW, tallestRow: TALLEST_ROW, gap: GAP_REM },
    leastColumn: widest,
  })
}
