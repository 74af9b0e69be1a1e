import type { SensorFire } from '../sites/site.ts'

/** What a weather station tells of the air. */
export const WEATHER = {
  temperature: 'weather.temperature',
  humidity: 'weather.humidity',
  wind: 'weather.wind',
} as const

export const P_METRICS = ['fire.p', 'fire.level'] as const
export const FWI_METRICS = [
  'fire.ffmc',
  'fire.dmc',
  'fire.dc',
  'fire.isi',
  'fire.bui',
  'fire.fwi',
] as const
export type FireMetric = (typeof P_METRICS)[number] | (typeof FWI_METRICS)[number]

const ALL: ReadonlySet<string> = new Set([...P_METRICS, ...FWI_METRICS])

/**
 * True for a metric that has one value a day, which stands for the noon or the 13:00 of that day: worked
 * out again it takes the place of what was said of the day before.
 */
export function isFireMetric(metric: string): metric is FireMetric {
  return ALL.has(metric)
}

/** The metrics that are worked out for a station. */
export function fireMetricsOf({ p, fwi }: SensorFire): readonly FireMetric[] {
  return [...(p ? P_METRICS : []), ...(fwi ? FWI_METRICS : [])]
}

/** The metrics that the indices of a station rest on, beside rain. */
export function weatherMetricsOf({ fwi }: Pick<SensorFire, 'fwi'>): readonly string[] {
  return [WEATHER.temperature, WEATHER.humidity, ...(fwi ? [WEATHER.wind] : [])]
}
