import type { ScreenMetric } from '../../../protocol/screen.ts'
import { formatNumber, withUnit } from '../i18n/numbers.ts'
import type { Locale } from '../i18n/messages.ts'

/** How far a value, as it is shown, lies on the wrong side of its target; undefined where it does not, or where neither side is wrong. */
export function missBy(value: number, metric: ScreenMetric): number | undefined {
  const { target, direction, decimals } = metric
  if (target === undefined || direction === 'neither') return undefined
  const shown = Number(value.toFixed(decimals))
  const miss = direction === 'higher-is-better' ? target - shown : shown - target
  return miss > 0 ? miss : undefined
}

/** A target of 95 is not written 95,0. */
export function targetText(metric: ScreenMetric, locale: Locale): string | undefined {
  const { target, decimals, unitOfMeasure } = metric
  if (target === undefined) return undefined
  const text = formatNumber(target, Number.isInteger(target) ? 0 : decimals, locale)
  return withUnit(text, unitOfMeasure[locale])
}
