import type { WarningsOptions } from '../../../../protocol/panels/warnings.ts'
import type { ScreenMessage, ScreenMetric } from '../../../../protocol/screen.ts'
import type { Locale } from '../../i18n/messages.ts'
import { valueText } from '../../i18n/value-text.ts'
import { placesOf } from '../../stores/places.ts'
import type { Reading } from '../../stores/readings.ts'
import type { LevelMark } from '../levels.ts'
import { metricOf, type PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber } from '../panel-state.ts'
import { namedPlaces } from '../place-order.ts'
import type { Trend } from '../trend.ts'

/** One line of the list; the kinds are told apart by their mark and words, not by colour. */
export interface Warning {
  readonly kind: 'level' | 'target' | 'silent'
  readonly key: string
  readonly place: string
  /** What is the matter there: never cut. */
  readonly words: string
  /** What may be left out where it is narrow, the most important first. */
  readonly details: readonly string[]
  readonly level: LevelMark | undefined
  readonly trend: Trend | undefined
  readonly value: { readonly series: string; readonly text: string } | undefined
  readonly unitOfMeasure: string
  readonly isOld: boolean
}

/** A series that is watched, with the names of its place. */
export interface Watched {
  readonly metric: ScreenMetric
  readonly series: string
  readonly placeId: string
  readonly placeName: string
  readonly nameOrder: number
}

/** What is watched, whatever the values: the same for as long as the screen is. */
export function watchedSeries(
  { metrics }: WarningsOptions,
  screen: ScreenMessage,
  locale: Locale,
): readonly Watched[] {
  return metrics.flatMap((id) => {
    const metric = metricOf(screen, id)
    const places = namedPlaces(
      placesOf(metric, screen).map((place) => ({ id: place.id, name: place.name })),
      locale,
    )
    return places.map((place) => ({
      metric,
      series: `${id}/${place.id}`,
      placeId: place.id,
      placeName: place.name,
      nameOrder: place.nameOrder,
    }))
  })
}

/** What a line says of its number, whichever kind it is. */
export function valueOf(
  { metric, series }: Watched,
  reading: Reading | undefined,
  { locale, messages, layer }: PanelContext,
): Pick<Warning, 'value' | 'unitOfMeasure' | 'isOld'> {
  return {
    value: {
      series,
      text: hasNumber(reading) ? valueText(reading.value, metric, locale) : messages.emDash,
    },
    unitOfMeasure: hasNumber(reading) ? metric.unitOfMeasure[locale] : '',
    isOld: !hasNumber(reading) || freshnessOn(reading, layer) === 'stale',
  }
}
