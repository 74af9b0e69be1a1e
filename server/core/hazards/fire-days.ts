import { packFlags } from '../../../protocol/sample.ts'
import { startOfCivilDay } from '../ingest/day-bounds.ts'
import { FIRE_LEVELS, fireLevelOf } from './fire-bands.ts'
import { nearest, rainOfDay, type Known } from './fire-input.ts'
import { FWI_METRICS, P_METRICS, WEATHER, type FireMetric } from './fire-metrics.ts'
import type { FirePlan } from './fire-plan.ts'
import { nextFireWeather, type MoistureCodes } from './fire-weather.ts'
import type { GaugeSample, TotalRow } from './gauge-totals.ts'
import { nextPIndex, saturationDeficit, toldPIndex } from './p-index.ts'

const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
/** Of the day, as the clocks of a zone without summer time show it. */
export const NOON_MS = 12 * HOUR_MS
export const AIR_AT_13_MS = 13 * HOUR_MS

/** What history holds, by metric. */
export interface FirePast {
  /** Of the station and of its rain, as read for `fireInputs`. */
  readonly readings: ReadonlyMap<string, readonly GaugeSample[]>
  /** The station's own indices, under the moments that they stand for. */
  readonly indices: ReadonlyMap<FireMetric, readonly GaugeSample[]>
}

/** ISO dates, inclusive, and the site's time, ms since 1970. */
export interface FireSpan {
  readonly from: string
  readonly to: string
  readonly now: number
}

/**
 * The indices of the days of a span, each worked out from the day before, as far as they differ from
 * what was said; behind the first that differs all that follow, so that the newest day is said last.
 * A day whose readings are not there is waited for until they are late and then told as not known,
 * and so is what rests on it; P begins anew with a day that has enough rain.
 */
export function fireRows(plan: FirePlan, past: FirePast, span: FireSpan): readonly TotalRow[] {
  const dates = datesOf(span.from, span.to)
  const { p, fwi } = plan.fire
  return [
    ...(p ? newsOf(pRows(plan, past, dates, span.now), past) : []),
    ...(fwi ? newsOf(weatherRows(plan, past, dates, span.now), past) : []),
  ]
}

/** The rows of one day; of a day that is not known without values. */
type DayRows = readonly TotalRow[]

function pRows(
  plan: FirePlan,
  past: FirePast,
  dates: readonly string[],
  now: number,
): readonly DayRows[] {
  const { sensor, timeZone, fire } = plan
  let before: Known | undefined
  return dates.flatMap((date, index): readonly DayRows[] => {
    const at = startOfCivilDay(date, timeZone) + AIR_AT_13_MS
    if (index === 0) before = pBefore(plan, past, date, at)
    const day = now < at ? undefined : pOfDay(plan, past, at, before)
    before = day
    if (day === undefined && now < at + plan.graceMs) return []
    const level = day && levelOf(day.value, fire)
    return [rowsOf(P_METRICS, day && [day.value, level ?? 0], day, sensor, at)]
  })
}

function levelOf(p: number, { p: options }: FirePlan['fire']): number | undefined {
  return options && FIRE_LEVELS.indexOf(fireLevelOf(toldPIndex(p), options.bands)) + 1
}

function pBefore(plan: FirePlan, past: FirePast, date: string, at: number): Known | undefined {
  const { from, p } = plan.fire
  if (date > from) return heldAt(past, 'fire.p', at - DAY_MS)
  return p?.start === undefined ? undefined : { value: p.start, isDoubted: false }
}

function pOfDay(
  plan: FirePlan,
  past: FirePast,
  at: number,
  before: Known | undefined,
): Known | undefined {
  const rain = rainAt(plan, past, at)
  const resetRain = plan.fire.p?.bands.resetRain ?? Infinity
  // Whatever the air was like, and whatever was before.
  if (rain !== undefined && rain.value >= resetRain) return { ...rain, value: 0 }
  const temperature = readAt(plan, past, WEATHER.temperature, at)
  const humidity = readAt(plan, past, WEATHER.humidity, at)
  if (!rain || !temperature || !humidity || !before) return undefined
  const t13 = temperature.value
  const day = { t13, d13: saturationDeficit(t13, humidity.value), rain: rain.value }
  const value = nextPIndex(before.value, day, resetRain)
  return { value, isDoubted: [rain, temperature, humidity, before].some(isDoubted) }
}

/** Codes with the indices of their day, once there are any. */
interface KnownCodes extends MoistureCodes {
  readonly isDoubted: boolean
}

function weatherRows(
  plan: FirePlan,
  past: FirePast,
  dates: readonly string[],
  now: number,
): readonly DayRows[] {
  const { sensor, timeZone, graceMs } = plan
  let before: KnownCodes | undefined
  return dates.flatMap((date, index): readonly DayRows[] => {
    const at = startOfCivilDay(date, timeZone) + NOON_MS
    if (index === 0) before = codesBefore(plan, past, date, at)
    const day = now < at ? undefined : weatherOfDay(plan, past, date, at, before)
    before = day
    if (day === undefined && now < at + graceMs) return []
    const values = day && [day.ffmc, day.dmc, day.dc, day.isi, day.bui, day.fwi]
    return [rowsOf(FWI_METRICS, values, day, sensor, at)]
  })
}

function codesBefore(
  { fire }: FirePlan,
  past: FirePast,
  date: string,
  at: number,
): KnownCodes | undefined {
  if (date <= fire.from) return fire.fwi && { ...fire.fwi, isDoubted: false }
  const ffmc = heldAt(past, 'fire.ffmc', at - DAY_MS)
  const dmc = heldAt(past, 'fire.dmc', at - DAY_MS)
  const dc = heldAt(past, 'fire.dc', at - DAY_MS)
  if (!ffmc || !dmc || !dc) return undefined
  const codes = { ffmc: ffmc.value, dmc: dmc.value, dc: dc.value }
  return { ...codes, isDoubted: [ffmc, dmc, dc].some(isDoubted) }
}

function weatherOfDay(
  plan: FirePlan,
  past: FirePast,
  date: string,
  at: number,
  before: KnownCodes | undefined,
) {
  const temperature = readAt(plan, past, WEATHER.temperature, at)
  const humidity = readAt(plan, past, WEATHER.humidity, at)
  const wind = readAt(plan, past, WEATHER.wind, at)
  const rain = rainAt(plan, past, at)
  if (!temperature || !humidity || !wind || !rain || !before) return undefined
  const day = {
    month: Number(date.slice(5, 7)),
    temperature: temperature.value,
    humidity: humidity.value,
    wind: wind.value,
    rain: rain.value,
  }
  const weather = nextFireWeather(before, day, plan.lengths)
  return { ...weather, isDoubted: [temperature, humidity, wind, rain, before].some(isDoubted) }
}

function readAt({ fire }: FirePlan, { readings }: FirePast, metric: string, at: number) {
  return nearest(readings.get(metric) ?? [], at, fire.withinMs)
}

function rainAt({ fire, rain }: FirePlan, { readings }: FirePast, at: number) {
  return rainOfDay(rain, readings.get(rain.metric) ?? [], at, fire.withinMs)
}

function isDoubted({ isDoubted: is }: Pick<Known, 'isDoubted'>): boolean {
  return is
}

/** An index as it was said of a moment. */
function heldAt({ indices }: FirePast, metric: FireMetric, at: number): Known | undefined {
  const found = indices.get(metric)?.findLast((one) => one.at === at)
  return found && nearest([found], at, 0)
}

function rowsOf(
  metrics: readonly FireMetric[],
  values: readonly number[] | undefined,
  day: Pick<Known, 'isDoubted'> | undefined,
  sensor: string,
  sampledAt: number,
): DayRows {
  const quality = day?.isDoubted ? 'uncertain' : 'good'
  const flags = packFlags({ quality, origin: 'derived', underReview: false })
  return metrics.map((metric, index) => ({
    ...{ metric, sensor, value: values?.[index] ?? null, flags, sampledAt },
  }))
}

/** From the first day on of which something else was said; a day without values is news only as the newest. */
function newsOf(days: readonly DayRows[], past: FirePast): readonly TotalRow[] {
  const isNews = days.map((rows, index) => {
    const isNewest = index === days.length - 1
    return rows.some((row) => isOther(row, past, isNewest))
  })
  const first = isNews.indexOf(true)
  return first === -1 ? [] : days.slice(first).flat()
}

function isOther(row: TotalRow, { indices }: FirePast, isNewest: boolean): boolean {
  const said = indices.get(row.metric as FireMetric)?.findLast(({ at }) => at === row.sampledAt)
  if (said === undefined) return isNewest || row.value !== null
  const value = Number.isNaN(said.value) ? null : said.value
  return value !== row.value || said.flags !== row.flags
}

function datesOf(from: string, to: string): readonly string[] {
  const first = Date.parse(`${from}T00:00:00Z`)
  const count = Math.round((Date.parse(`${to}T00:00:00Z`) - first) / DAY_MS) + 1
  return Array.from({ length: Math.max(0, count) }, (_, day) =>
    new Date(first + day * DAY_MS).toISOString().slice(0, 10),
  )
}
