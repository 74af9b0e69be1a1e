import type { DossierLimit } from '../../../protocol/dossiers.ts'
import type { LimitUnit, Mapping } from './mapping.ts'
import { foldText } from './fold-text.ts'
import { cellText, type RegisterCell } from './register-cell.ts'

const WITH_COMMA = /^-?\d{1,3}(?:(?:\.\d{3})+|\d*)(?:,\d+)?$/
const WITH_POINT = /^-?\d{1,3}(?:(?:,\d{3})+|\d*)(?:\.\d+)?$/

/** A number as people write it: `1.234,5` or `1,234.5`. */
export function readNumber(text: string, style: Mapping['numbers']): number | undefined {
  if (text.length > 24) return undefined
  switch (style) {
    case '1.234,5':
      return WITH_COMMA.test(text) ? Number(text.replaceAll('.', '').replace(',', '.')) : undefined
    case '1,234.5':
      return WITH_POINT.test(text) ? Number(text.replaceAll(',', '')) : undefined
  }
}

const MOST = 10_000
const PARTS = /^(-?[\d.,]+)\s*(\D*)$/

const UNITS: readonly (readonly [RegExp, LimitUnit])[] = [
  [/^(gio|h|hours?|working hours?)( |$)/, 'working-hours'],
  [/^(ngay lich|ngay duong lich|calendar days?)( |$)/, 'calendar-days'],
  [/^(ngay lam viec|ngay lv|working days?|business days?)( |$)/, 'working-days'],
]

/**
 * A time limit: a number, with its unit or in the unit of the mapping. Zero is none. Whole numbers of
 * days only, for nothing says what half of one is.
 */
export function readLimit(
  cell: RegisterCell,
  style: Mapping['numbers'],
  unitWithoutWord: LimitUnit,
): DossierLimit | 'none' | undefined {
  if (cell.kind === 'number') return limitOf(cell.value, unitWithoutWord)
  if (cell.kind !== 'text') return undefined
  const [, digits, rest = ''] = PARTS.exec(cellText(cell)) ?? []
  const count = digits === undefined ? undefined : readNumber(digits, style)
  const word = foldText(rest)
  const named = UNITS.find(([pattern]) => pattern.test(word))?.[1]
  // "10 ngày" alone is of the kind that the register counts in.
  const isDays = /^(ngay|days?)$/.test(word) && unitWithoutWord !== 'working-hours'
  if (count === undefined || !(named !== undefined || word === '' || isDays)) return undefined
  return limitOf(count, named ?? unitWithoutWord)
}

function limitOf(count: number, unit: LimitUnit): DossierLimit | 'none' | undefined {
  if (count === 0) return 'none'
  if (!(count > 0 && count <= MOST)) return undefined
  switch (unit) {
    case 'working-hours':
      return { workingHours: count }
    case 'working-days':
      return Number.isInteger(count) ? { workingDays: count } : undefined
    case 'calendar-days':
      return Number.isInteger(count) ? { calendarDays: count } : undefined
  }
}
