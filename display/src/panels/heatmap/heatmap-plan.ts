import type { HeatmapOptions } from '../../../../protocol/panels/heatmap.ts'
import type { ScreenMessage, ScreenMetric } from '../../../../protocol/screen.ts'
import type { Locale } from '../../i18n/messages.ts'
import { metricOf, type PanelContext } from '../panel-context.ts'
import { placesOfAny, type NamedPlace } from '../place-order.ts'

/** What a heatmap draws, whatever the values: the same for as long as the screen is. */
export interface HeatmapPlan {
  readonly columns: readonly ScreenMetric[]
  readonly total: ScreenMetric | undefined
  /** The columns, the total last. */
  readonly metrics: readonly ScreenMetric[]
  readonly places: readonly NamedPlace[]
  /** The series of each place, in the order of the metrics: made once, for all are looked up with every change. */
  readonly series: readonly (readonly string[])[]
  /** The root unit's own series, in the order of the metrics; sensors have none. */
  readonly totals: readonly string[]
  readonly noun: string
}

export function heatmapPlan(
  options: HeatmapOptions,
  screen: ScreenMessage,
  messages: PanelContext['messages'],
  locale: Locale,
): HeatmapPlan {
  const columns = options.columns.map((id) => metricOf(screen, id))
  const total = options.total === undefined ? undefined : metricOf(screen, options.total)
  const metrics = total ? [...columns, total] : columns
  const isOfUnits = options.rows === 'unit'
  const places = placesOfAny(columns, options.rows, screen, locale)
  const drawn = new Set(places.map(({ id }) => id))
  const kinds = screen.units.filter(({ code }) => drawn.has(code)).map(({ kind }) => kind)
  return {
    columns,
    total,
    metrics,
    places,
    series: places.map((place) => metrics.map(({ id }) => `${id}/${place.id}`)),
    totals: isOfUnits ? metrics.map(({ id }) => `${id}/${screen.site.rootUnit}`) : [],
    noun: isOfUnits ? messages.value.unitNoun(new Set(kinds)) : messages.panels.heatmap.sensorNoun,
  }
}

export function heatmapKeys({ series, totals }: HeatmapPlan): readonly string[] {
  return [...series.flat(), ...totals]
}
