import type { Sensor, SensorFire, SensorGauge, Site } from '../sites/site.ts'
import { dayLengthsAt, type DayLengths } from './day-lengths.ts'
import { fireMetricsOf, weatherMetricsOf, type FireMetric } from './fire-metrics.ts'
import { rainMetric, WEATHER_RAIN } from './rain-totals.ts'

/** A series of a sensor. */
export interface SensorSeries {
  readonly metric: string
  readonly sensor: string
}

/** Where the rain of a day is read: amounts of 24 hours, or what a gauge tells, to be added up. */
export interface FireRain extends SensorSeries {
  readonly gauge?: SensorGauge
}

/** A weather station whose fire indices are worked out. */
export interface FirePlan {
  readonly sensor: string
  readonly timeZone: string
  readonly fire: SensorFire
  /** Of its latitude. */
  readonly lengths: DayLengths
  readonly rain: FireRain
  /** What is to be told. */
  readonly metrics: readonly FireMetric[]
  /** Readings may be so late, ms, before a day is told as not known. */
  readonly graceMs: number
}

export function firePlans(site: Site): readonly FirePlan[] {
  const sensors = new Map(site.sensors.map((sensor) => [sensor.id, sensor]))
  return site.sensors.flatMap((sensor): readonly FirePlan[] => {
    const { fire } = sensor
    const rain = fire && rainOf(sensors.get(fire.rain ?? sensor.id))
    if (fire === undefined || rain === undefined) return []
    const metrics = fireMetricsOf(fire)
    const graces = site.metrics.flatMap(({ id, freshness }) =>
      metrics.some((one) => one === id) ? [freshness.graceMs] : [],
    )
    return [
      {
        ...{ sensor: sensor.id, timeZone: site.timeZone, fire, rain, metrics },
        // Without a place there is no Canadian index: the configuration is refused.
        lengths: dayLengthsAt(sensor.point?.lat ?? 0),
        graceMs: Math.max(0, ...graces),
      },
    ]
  })
}

function rainOf(sensor: Sensor | undefined): FireRain | undefined {
  if (sensor === undefined) return undefined
  const { id, kind, gauge } = sensor
  if (gauge !== undefined) return { metric: gauge.metric, sensor: id, gauge }
  return { metric: kind === 'rain' ? rainMetric(24) : WEATHER_RAIN, sensor: id }
}

/** What a station's indices are worked out from, rain last. */
export function fireInputs({ sensor, fire, rain }: FirePlan): readonly SensorSeries[] {
  return [...weatherMetricsOf(fire).map((metric) => ({ metric, sensor })), rain]
}
