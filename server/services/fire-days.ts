import { AIR_AT_13_MS, DAY_MS, fireRows, NOON_MS } from '../core/hazards/fire-days.ts'
import type { FireMetric } from '../core/hazards/fire-metrics.ts'
import { fireInputs, firePlans, type FirePlan } from '../core/hazards/fire-plan.ts'
import { RAIN_WINDOW_MS, type GaugeSample, type TotalRow } from '../core/hazards/gauge-totals.ts'
import { startOfCivilDay } from '../core/ingest/day-bounds.ts'
import { civilDate } from '../core/sites/civil-date.ts'
import { allSamples } from './all-samples.ts'
import type { HistoryReader } from './history-reader.ts'
import {
  createStationSeries,
  type StationSeriesParts,
  type StationSeriesService,
} from './station-series.ts'

/** Readings that are later than this change no day any more. */
const LOOK_BACK_MS = 62 * DAY_MS

/**
 * Appends the fire indices of weather stations, one of each a day: from the day on of which a reading
 * came, on top of the series of the day before, which history keeps for ever.
 */
export function createFireDays(parts: StationSeriesParts): StationSeriesService {
  return createStationSeries(parts, {
    what: 'fire indices',
    plansOf: firePlans,
    keysOf: (plan) => fireInputs(plan).map(({ metric, sensor }) => `${metric}/${sensor}`),
    stageOf,
    rowsOf: (plan, since, reader) => rowsOf(plan, since, parts.clock.now(), reader),
  })
}

/** How many times something has become due: at noon, at 13:00, and when the readings of either are late. */
function stageOf({ fire, timeZone, graceMs }: FirePlan, now: number): number {
  const since = now - startOfCivilDay(fire.from, timeZone)
  const moments = [NOON_MS, AIR_AT_13_MS, NOON_MS + graceMs, AIR_AT_13_MS + graceMs]
  return moments.reduce((sum, one) => sum + Math.floor((since - one) / DAY_MS), 0)
}

async function rowsOf(
  plan: FirePlan,
  since: number,
  now: number,
  reader: HistoryReader,
): Promise<readonly TotalRow[]> {
  const { timeZone, fire } = plan
  const to = civilDate(now, timeZone)
  const asked = latest(fire.from, civilDate(Math.max(since, now - LOOK_BACK_MS), timeZone))
  if (asked > to) return []
  const readings = new Map<string, readonly GaugeSample[]>()
  let from = asked
  for (const { metric, sensor } of fireInputs(plan)) {
    const series = { metric, subject: { kind: 'sensor', id: sensor } } as const
    const begin = startOfCivilDay(asked, timeZone) + NOON_MS - fire.withinMs - RAIN_WINDOW_MS
    const { samples, wholeFrom } = await allSamples(reader, { series, from: begin, to: now + 1 })
    readings.set(metric, samples)
    // A day whose readings have been rolled up stays as it was said.
    if (wholeFrom > begin) from = latest(from, civilDate(wholeFrom + 2 * DAY_MS, timeZone))
  }
  const indices = new Map<FireMetric, readonly GaugeSample[]>()
  for (const metric of plan.metrics) {
    const series = { metric, subject: { kind: 'sensor', id: plan.sensor } } as const
    const begin = startOfCivilDay(from, timeZone) - DAY_MS
    const { samples } = await allSamples(reader, { series, from: begin, to: now + 1 })
    indices.set(metric, samples)
  }
  return fireRows(plan, { readings, indices }, { from, to, now })
}

function latest(a: string, b: string): string {
  return a > b ? a : b
}
