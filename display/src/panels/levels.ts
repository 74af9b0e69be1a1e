import { levelsReached, roundTo } from '../../../protocol/rise.ts'
import type { ScreenMetric, ScreenSensor } from '../../../protocol/screen.ts'
import { formatNumber, withUnit } from '../i18n/numbers.ts'
import type { PanelContext } from './panel-context.ts'

/** Named levels reached, counted from the lowest, and how many there are. */
export interface LevelMark {
  readonly reached: number
  readonly count: number
}

/** Undefined where the sensor has no named levels. A value at a level has reached it. */
export function levelReached(
  value: number,
  { decimals }: ScreenMetric,
  sensor: ScreenSensor | undefined,
): LevelMark | undefined {
  if (!sensor?.levels || sensor.levels.length === 0) return undefined
  const { levels } = sensor
  return { reached: levelsReached(value, levels, decimals), count: levels.length }
}

/** How far a value lies from the highest level it has reached, or (below zero) from the first. */
export function levelDistance(
  value: number,
  metric: ScreenMetric,
  sensor: ScreenSensor | undefined,
): { readonly name: string; readonly distance: number } | undefined {
  const mark = levelReached(value, metric, sensor)
  const level = mark && sensor?.levels?.[Math.max(0, mark.reached - 1)]
  if (!level) return undefined
  const { decimals } = metric
  const distance = roundTo(value, decimals) - roundTo(level.value, decimals)
  return { name: level.name, distance: roundTo(distance, decimals) }
}

/** The wording of flood bulletins: `trên BĐ3 1,06 m`; without the unit of measure where a list's head says it. */
export function levelWords(
  value: number,
  metric: ScreenMetric,
  sensor: ScreenSensor | undefined,
  { locale, messages }: PanelContext,
  unitOfMeasure: string = metric.unitOfMeasure[locale],
): string | undefined {
  const found = levelDistance(value, metric, sensor)
  if (!found) return undefined
  const { name, distance } = found
  if (distance === 0) return messages.value.atLevel(name)
  const words = withUnit(formatNumber(Math.abs(distance), metric.decimals, locale), unitOfMeasure)
  return distance > 0 ? messages.value.above(name, words) : messages.value.below(name, words)
}
