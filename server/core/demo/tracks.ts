import { WEATHER } from '../hazards/fire-metrics.ts'
import { WEATHER_RAIN } from '../hazards/rain-totals.ts'
import type { IncomingSample } from '../ingest/incoming-sample.ts'
import type { Site } from '../sites/site.ts'
import { monotoneCurve, type Curve } from './interpolate.ts'
import { createRain } from './rain.ts'
import type { ReservoirRow, ScenarioData } from './scenario-data.ts'
import { seededBetween } from './seeded.ts'
import { every, everyHour, type Times } from './times.ts'
import { unitTracks } from './unit-tracks.ts'
import { createWeather } from './weather.ts'

/** A sample of the demo always has its time. */
export type DemoSample = IncomingSample & { readonly at: number }

/** Something that reports at times of its own. */
export interface Track {
  readonly times: Times
  readonly samplesAt: (at: number) => readonly DemoSample[]
}

const MINUTE = 60_000
const RIVER_EVERY_MS = 5 * MINUTE
const RAIN_EVERY_MS = 10 * MINUTE
/** The upper stations, which answer first to rain. */
const RAIN_RIVERS = ['hoi-khach', 'nong-son']

/**
 * Everything that reports in the demo of a site on an ISO date, only for metrics, sensors and units
 * that the site has. `unitsElsewhere` report to another site of the demo.
 */
export function planTracks(
  site: Site,
  data: ScenarioData,
  date: string,
  unitsElsewhere: ReadonlySet<string>,
): readonly Track[] {
  const metrics = new Set(site.metrics.map((metric) => metric.id))
  const tracks = [
    ...riverTracks(site, data),
    ...rainTracks(site, data),
    ...weatherTracks(site, data),
    ...reservoirTracks(site, data),
    ...unitTracks(site, data, date, unitsElsewhere),
  ]
  return tracks.map((track) => ({
    times: track.times,
    samplesAt: (at) => track.samplesAt(at).filter((sample) => metrics.has(sample.metric)),
  }))
}

/** The samples of all tracks within (from, to], in the order of their times. */
export function samplesBetween(
  tracks: readonly Track[],
  from: number,
  to: number,
): readonly DemoSample[] {
  return inOrder(tracks.flatMap((track) => track.times(from, to).flatMap(track.samplesAt)))
}

/** Reaches back to the first month that the demo tells of. */
const LOOK_BACK_MS = 125 * 24 * 60 * MINUTE

/** What each track said last up to a moment, so that the first picture is whole. */
export function samplesBefore(tracks: readonly Track[], at: number): readonly DemoSample[] {
  return inOrder(
    tracks.flatMap((track) => timesBefore(track, at).slice(-1).flatMap(track.samplesAt)),
  )
}

/** What each track said before that: for the history only. */
export function samplesOfPast(tracks: readonly Track[], at: number): readonly DemoSample[] {
  return inOrder(
    tracks.flatMap((track) => timesBefore(track, at).slice(0, -1).flatMap(track.samplesAt)),
  )
}

function timesBefore(track: Track, at: number): readonly number[] {
  return track.times(at - LOOK_BACK_MS, at)
}

function inOrder(samples: readonly DemoSample[]): readonly DemoSample[] {
  return samples.toSorted((a, b) => a.at - b.at)
}

function curvesOf(data: ScenarioData): ReadonlyMap<string, Curve> {
  const stations = grouped(data.levels, (row) => row.station)
  return new Map(
    [...stations].map(([station, rows]) => {
      const points = rows.map(({ at, level }) => ({ at, value: level }))
      return [station, monotoneCurve(points)]
    }),
  )
}

function riverTracks(site: Site, data: ScenarioData): readonly Track[] {
  const curves = curvesOf(data)
  return site.sensors.flatMap((sensor) => {
    const curve = curves.get(sensor.id)
    if (sensor.kind !== 'river' || !curve) return []
    const losses = data.events.filter((one) => one.type === 'sensor' && one.station === sensor.id)
    const isLost = (at: number) =>
      losses.some((loss) => at >= loss.at && at < loss.at + data.signalLossMs)
    return {
      times: every(RIVER_EVERY_MS, 0),
      samplesAt: (at) => {
        const level = isLost(at) ? undefined : curve(at)
        if (level === undefined) return []
        return [sensorSample('river.level', sensor.id, Math.round(level * 100) / 100, at)]
      },
    }
  })
}

function rainRivers(data: ScenarioData): readonly Curve[] {
  const curves = curvesOf(data)
  return RAIN_RIVERS.flatMap((station) => curves.get(station) ?? [])
}

function rainTracks(site: Site, data: ScenarioData): readonly Track[] {
  const rivers = rainRivers(data)
  return site.sensors
    .filter((sensor) => sensor.kind === 'rain')
    .map(({ id }) => {
      const rain = createRain(id, rivers)
      return {
        times: every(RAIN_EVERY_MS, seededBetween(`${id} shift`, 0, 9) * MINUTE),
        samplesAt: (at) => [
          sensorSample('rain.1h', id, rain.rain1h(at), at),
          sensorSample('rain.24h', id, rain.rain24h(at), at),
        ],
      }
    })
}

/** A weather station has the rain of the gauge in its commune. */
function weatherTracks(site: Site, data: ScenarioData): readonly Track[] {
  const rivers = rainRivers(data)
  return site.sensors
    .filter((sensor) => sensor.kind === 'weather')
    .map(({ id, unit }) => {
      const gauge = site.sensors.find((one) => one.kind === 'rain' && one.unit === unit)
      const rain = createRain(gauge?.id ?? id, rivers)
      const weatherAt = createWeather(id, rain.rain1h)
      return {
        times: everyHour,
        samplesAt: (at) => {
          const { temperature, humidity, wind } = weatherAt(at)
          return [
            sensorSample(WEATHER.temperature, id, temperature, at),
            sensorSample(WEATHER.humidity, id, humidity, at),
            sensorSample(WEATHER.wind, id, wind, at),
            sensorSample(WEATHER_RAIN, id, rain.rain24h(at), at),
          ]
        },
      }
    })
}

function reservoirTracks(site: Site, data: ScenarioData): readonly Track[] {
  const ids = new Set(
    site.sensors.filter((sensor) => sensor.kind === 'reservoir').map((sensor) => sensor.id),
  )
  const rows = data.reservoirs.filter((row) => ids.has(row.reservoir))
  const series = grouped(rows, (row) => `${metricOf(row)} ${row.reservoir}`)
  return [...series.values()].map((readings) => ({
    times: (from, to) => readings.map((row) => row.at).filter((at) => at > from && at <= to),
    samplesAt: (at) =>
      readings
        .filter((row) => row.at === at)
        .map((row) => ({
          ...sensorSample(metricOf(row), row.reservoir, row.value, at),
          quality: row.isExact ? 'good' : 'uncertain',
        })),
  }))
}

function metricOf({ quantity }: ReservoirRow): string {
  return `reservoir.${quantity}`
}

function sensorSample(metric: string, sensor: string, value: number, at: number): DemoSample {
  return { metric, subject: { kind: 'sensor', id: sensor }, value, at }
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}
