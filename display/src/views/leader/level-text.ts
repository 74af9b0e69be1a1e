import type { ScreenMetric } from '../../../../protocol/screen.ts'
import type { Locale } from '../../i18n/messages.ts'
import { formatNumber, withUnit } from '../../i18n/numbers.ts'

/** A named level of a sensor, as in `BĐ1 6,50 m`. */
export function levelText(
  level: { readonly name: string; readonly value: number },
  { decimals, unitOfMeasure }: ScreenMetric,
  locale: Locale,
): string {
  const value = withUnit(formatNumber(level.value, decimals, locale), unitOfMeasure[locale])
  return `${level.name} ${value}`.replaceAll(' ', '\u00a0')
}
