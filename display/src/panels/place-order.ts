import type { ScreenMessage, ScreenMetric, ScreenSensor } from '../../../protocol/screen.ts'
import type { Locale } from '../i18n/messages.ts'
import { leafUnits, type Place } from '../stores/places.ts'

/** A place with what orders it; the same for as long as the screen is. */
export interface NamedPlace {
  readonly id: string
  readonly name: string
  /** Position of the name among all, in the order of the alphabet: decides between equal values. */
  readonly nameOrder: number
  /** Of a sensor: only metrics of its kind are measured there. */
  readonly sensorKind: ScreenSensor['kind'] | undefined
}

export function namedPlaces(
  places: readonly (Place & { readonly kind?: ScreenSensor['kind'] })[],
  locale: Locale,
): readonly NamedPlace[] {
  const { compare } = new Intl.Collator(locale)
  const alphabet = places.toSorted((a, b) => compare(a.name[locale], b.name[locale]))
  const orders = new Map(alphabet.map(({ id }, order) => [id, order]))
  return places.map(({ id, name, kind }) => ({
    id,
    name: name[locale],
    nameOrder: orders.get(id) ?? 0,
    sensorKind: kind,
  }))
}

/** Where any of several metrics is measured: the units of the lowest level, or the sensors that give one of them. */
export function placesOfAny(
  metrics: readonly ScreenMetric[],
  rows: 'unit' | 'sensor',
  screen: ScreenMessage,
  locale: Locale,
): readonly NamedPlace[] {
  if (rows === 'unit') {
    return namedPlaces(
      leafUnits(screen).map(({ code, name }) => ({ id: code, name })),
      locale,
    )
  }
  const kinds = new Set(metrics.map((metric) => metric.sensorKind))
  return namedPlaces(
    screen.sensors.filter((sensor) => kinds.has(sensor.kind)),
    locale,
  )
}

export function isMeasuredAt(metric: ScreenMetric, place: NamedPlace): boolean {
  return metric.sensorKind === place.sensorKind
}

/** What is missing comes last, whichever end is first. */
export function compareValues(
  a: number | undefined,
  b: number | undefined,
  isLowestFirst: boolean,
): number {
  if (a === undefined || b === undefined) {
    return Number(a === undefined) - Number(b === undefined)
  }
  return isLowestFirst ? a - b : b - a
}

/** Where neither end is worse, the highest is looked at first. */
export function isLowestWorst({ direction }: ScreenMetric): boolean {
  return direction === 'higher-is-better'
}
