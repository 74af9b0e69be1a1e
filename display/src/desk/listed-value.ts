import type { AlarmLine } from '../alarms/alarm-line.ts'
import { withUnit } from '../i18n/numbers.ts'
import { valueText } from '../i18n/value-text.ts'
import type { PanelContext } from '../panels/panel-context.ts'
import { freshnessOn, hasNumber } from '../panels/panel-state.ts'
import type { Trend } from '../panels/trend.ts'
import type { Reading } from '../stores/readings.ts'

/** The one figure that a line of the list has room for. */
export interface ListedValue {
  /** `hiện 9,24 m`, or `khi báo 9,00 m`. */
  readonly text: string
  readonly isNow: boolean
  readonly trend: Trend | undefined
}

/** The figure of now where there is one to be trusted, else that of the raise; undefined without either. */
export function listedValue(
  { row, then }: Pick<AlarmLine, 'row' | 'then'>,
  reading: Reading | undefined,
  { layer, locale, messages, screen }: PanelContext,
): ListedValue | undefined {
  const metric = screen.metrics.find(({ id }) => id === row.metric)
  const freshness = freshnessOn(reading, layer)
  if (metric && hasNumber(reading) && (freshness === 'fresh' || freshness === 'ageing')) {
    const value = withUnit(valueText(reading.value, metric, locale), metric.unitOfMeasure[locale])
    return { text: messages.alarms.atPresent(value), isNow: true, trend: reading.trend }
  }
  return then === '' ? undefined : { text: then, isNow: false, trend: undefined }
}
