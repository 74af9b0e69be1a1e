import { roundTo } from '../../../../protocol/rise.ts'
import type { ScreenMetric, ScreenSensor, ScreenStorage } from '../../../../protocol/screen.ts'
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

/** Where a level stands by the wording of bulletins: `dưới MNDBT 0,97 m`, `trên MNDBT 0,12 m`. */
export function storageWords(
  level: number,
  { decimals, unitOfMeasure }: ScreenMetric,
  { dead, full }: ScreenStorage,
  { locale, messages }: PanelContext,
): string {
  const words = messages.panels.reservoirs
  const above = (mark: number): number => roundTo(level, decimals) - roundTo(mark, decimals)
  const distance = (mark: number): string =>
    withUnit(formatNumber(Math.abs(above(mark)), decimals, locale), unitOfMeasure[locale])
  if (above(dead) < 0) return words.belowDead(distance(dead))
  if (above(full) < 0) return words.belowFull(distance(full))
  return above(full) === 0 ? words.atFull : words.aboveFull(distance(full))
}

const MARKS = ['dead', 'floodLimit', 'full', 'designFlood'] as const

/** The marks of a reservoir by name, ascending; nothing for what is none. */
export function storageMarks(
  sensor: Pick<ScreenSensor, 'storage'> | undefined,
  names: Readonly<Record<(typeof MARKS)[number], string>>,
): readonly { readonly name: string; readonly value: number }[] {
  return MARKS.flatMap((mark) => {
    const value = sensor?.storage?.[mark]
    return value === undefined ? [] : [{ name: names[mark], value }]
  })
}
