import { roundTo } from '../../../../protocol/rise.ts'
import {
  STORAGE_MARKS,
  type ScreenMetric,
  type ScreenSensor,
  type ScreenStorage,
  type StorageMark,
} from '../../../../protocol/screen.ts'
import { formatNumber, withUnit } from '../../i18n/numbers.ts'
import type { PanelContext } from '../panel-context.ts'

/** How far water stands between two marks: 0 = at the dead level, 1 = at the full one; beyond them where it stands there. */
export function storedShare(level: number, { dead, full }: ScreenStorage): number {
  return (level - dead) / (full - dead)
}

/** A level at the full mark has reached it, as both are written. */
export function isFull(
  level: number,
  { decimals }: ScreenMetric,
  { full }: ScreenStorage,
): boolean {
  return roundTo(level, decimals) >= roundTo(full, decimals)
}

/** False for a mark that no document confirms. */
export function isConfirmed({ unconfirmed = [] }: ScreenStorage, mark: StorageMark): boolean {
  return !unconfirmed.includes(mark)
}

/** Where a level stands by the wording of bulletins: `dưới MNDBT 0,97 m`, `trên MNDBT? 0,12 m`. */
export function storageWords(
  level: number,
  { decimals, unitOfMeasure }: ScreenMetric,
  storage: ScreenStorage,
  { locale, messages }: PanelContext,
): string {
  const words = messages.panels.reservoirs
  const { dead, full } = storage
  const doubt = (mark: StorageMark): string => (isConfirmed(storage, mark) ? '' : words.doubt)
  const above = (mark: number): number => roundTo(level, decimals) - roundTo(mark, decimals)
  const distance = (mark: number): string =>
    withUnit(formatNumber(Math.abs(above(mark)), decimals, locale), unitOfMeasure[locale])
  if (above(dead) < 0) return words.belowDead(distance(dead), doubt('dead'))
  if (above(full) < 0) return words.belowFull(distance(full), doubt('full'))
  if (above(full) === 0) return words.atFull(doubt('full'))
  return words.aboveFull(distance(full), doubt('full'))
}

export interface StorageMarkView {
  readonly name: string
  readonly value: number
  readonly isConfirmed: boolean
}

/** The marks of a reservoir by name, ascending; nothing for what is none. */
export function storageMarks(
  sensor: Pick<ScreenSensor, 'storage'> | undefined,
  names: Readonly<Record<StorageMark, string>>,
): readonly StorageMarkView[] {
  const { storage } = sensor ?? {}
  return STORAGE_MARKS.flatMap((mark) => {
    const value = storage?.[mark]
    if (storage === undefined || value === undefined) return []
    return [{ name: names[mark], value, isConfirmed: isConfirmed(storage, mark) }]
  })
}
