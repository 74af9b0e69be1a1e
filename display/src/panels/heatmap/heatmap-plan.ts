import type { HeatmapOptions } from '../../../../protocol/panels/heatmap.ts'
import type { ScreenMessage, ScreenMetric } from '../../../../protocol/screen.ts'
import type { Locale } from '../../i18n/messages.ts'
import { metricOf, type PanelContext } from '../panel-context.ts'
import { placesOfAny, type NamedPlace } from '../place-order.ts'

/** What a heatmap draws, whatever the values: the same for as long as the screen is. */
export interface HeatmapPlan {
  readonly columns: readonly ScreenMetric[]
  readonly total: ScreenMetric | undefined
  readonly places: readonly NamedPlace[]
  /** The unit whose own series are the columns' totals; sensors have none. */
  readonly root: string | undefined
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
  const isOfUnits = options.rows === 'unit'
  const places = placesOfAny(columns, options.rows, screen, locale)
  const drawn = new Set(places.map(({ id }) => id))
  const kinds = screen.units.filter(({ code }) => drawn.has(code)).map(({ kind }) => kind)
  return {
    columns,
    total,
    places,
    root: isOfUnits ? screen.site.rootUnit : undefined,
    noun: isOfUnits ? messages.value.unitNoun(new Set(kinds)) : messages.panels.heatmap.sensorNoun,
  }
}

export function heatmapKeys(plan: HeatmapPlan): readonly string[] {
  const subjects = plan.places.map(({ id }) => id)
  if (plan.root !== undefined) subjects.push(plan.root)
  return metricsOf(plan).flatMap(({ id }) => subjects.map((subject) => `${id}/${subject}`))
}

/** The columns, the total last. */
export function metricsOf({ columns, total }: HeatmapPlan): readonly ScreenMetric[] {
  return total ? [...columns, total] : columns
}
