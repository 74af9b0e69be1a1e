import type { ScreenMetric, ValueState } from '../../../protocol/screen.ts'
import type { Locale } from './messages.ts'
import { formatNumber } from './numbers.ts'

type Written = Pick<ScreenMetric, 'decimals' | 'states'>

/** The state that a value is, where the values of a metric have names. */
export function stateOf(value: number, { states }: Written): ValueState | undefined {
  return states?.find((state) => state.value === value)
}

/** A value as it is written: `1.234,5`, or the name of the state that it is, such as `Cấp IV`. */
export function valueText(value: number, metric: Written, locale: Locale): string {
  return stateOf(value, metric)?.name[locale] ?? formatNumber(value, metric.decimals, locale)
}
