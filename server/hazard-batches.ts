import type { Batch, BatchRow } from './adapters/cli/print-batch.ts'
import type { Position } from './adapters/site-files/problem.ts'
import { answerRow, type BatchFile, type CellOf, type RowAnswer } from './batch-file.ts'
import { dayLengthsAt } from './core/hazards/day-lengths.ts'
import { fireLevelOf, type FireBands } from './core/hazards/fire-bands.ts'
import { nextFireWeather, type MoistureCodes } from './core/hazards/fire-weather.ts'
import {
  nextPIndex,
  saturationDeficit,
  toldPIndex,
  type PIndexDay,
} from './core/hazards/p-index.ts'
import { isIsoDate } from './core/sites/validity.ts'
import { missingColumn, readMeasures } from './measure-cells.ts'

const DAY_MS = 86_400_000

const WEATHER = { month: 'month', temp: 'temp', rh: 'rh', wind: 'wind', rain: 'rain' } as const
export const WEATHER_COLUMNS = Object.keys(WEATHER)

interface WeatherState extends MoistureCodes {
  /** Undefined before the first row. */
  readonly month: number | undefined
}

/** The fire weather of each row, a day after the row before. */
export function fireWeatherBatch(
  file: BatchFile,
  { start, latitude }: { readonly start: MoistureCodes; readonly latitude: number },
): Batch {
  const lengths = dayLengthsAt(latitude)
  const begin = { ...start, month: undefined }
  const rows = dayByDay<WeatherState>(file, begin, (cellOf, before) => {
    const read = readMeasures(cellOf, WEATHER)
    if (!read.ok) return { ...read, state: undefined }
    if (before === undefined) return { ...unknownBefore(), state: undefined }
    const { month, temp: temperature, rh: humidity, wind, rain } = read.values
    const weather = nextFireWeather(before, { month, temperature, humidity, wind, rain }, lengths)
    const { ffmc, dmc, dc, isi, bui, fwi } = weather
    const warning = monthWarning(before.month, month)
    return {
      ok: true,
      value: [ffmc, dmc, dc, isi, bui, fwi].map(sixDigits),
      state: { ...weather, month },
      ...(warning !== undefined && { warning }),
    }
  })
  const resultColumns = ['ffmc', 'dmc', 'dc', 'isi', 'bui', 'fwi']
  return { columns: file.columns, resultColumns, rows }
}

/** A day is followed by one of its own month or of the next. */
function monthWarning(before: number | undefined, month: number): string | undefined {
  if (before === undefined || month === before || month === (before % 12) + 1) return undefined
  return `month ${month} does not follow month ${before}; each row is taken for the day after the row before it`
}

interface PState {
  readonly p: number
  readonly date: string | undefined
}

/** The index P and its level for each row, a day after the row before. */
export function pIndexBatch(
  file: BatchFile,
  { start, bands }: { readonly start: number; readonly bands: FireBands },
): Batch {
  const rows = dayByDay<PState>(file, { p: start, date: undefined }, (cellOf, before) => {
    const day = readPDay(cellOf)
    if (!day.ok) return { ...day, state: undefined }
    const { t13, d13, rain, date } = day
    const isAgain = rain >= bands.resetRain
    if (before === undefined && !isAgain) return { ...unknownBefore(), state: undefined }
    const gap = gapBetween(before?.date, date?.text)
    if (gap !== undefined && gap < 1) {
      const message = `${date?.text} does not come after ${before?.date}`
      return { ok: false, message, at: date, state: before }
    }
    const p = nextPIndex(before?.p ?? 0, { t13, d13, rain }, bands.resetRain)
    const shown = toldPIndex(p)
    return {
      ok: true,
      value: [shown, fireLevelOf(shown, bands)],
      state: { p, date: date?.text },
      ...(gap !== undefined && gap > 1 && !isAgain && { warning: missingDays(gap - 1) }),
    }
  })
  return { columns: file.columns, resultColumns: ['p', 'level'], rows }
}

/** What is wrong with the columns of a file for the index P. */
export function pIndexColumnFault(columns: readonly string[]): string | undefined {
  const missing = missingColumn(columns, ['t13', 'rain'])
  if (missing !== undefined) return missing
  const given = ['rh13', 'd13'].filter((name) => columns.includes(name))
  return given.length === 1 ? undefined : 'one of the columns rh13 and d13 is needed'
}

type PDay =
  | (PIndexDay & { readonly ok: true; readonly date: ReturnType<CellOf> })
  | { readonly ok: false; readonly message: string; readonly at: Position | undefined }

function readPDay(cellOf: CellOf): PDay {
  const date = cellOf('date')
  if (date !== undefined && !isIsoDate(date.text)) {
    return { ok: false, message: `"${date.text}" is no date; write YYYY-MM-DD`, at: date }
  }
  if (cellOf('d13') !== undefined) {
    const read = readMeasures(cellOf, { t13: 'temp', d13: 'deficit', rain: 'rain' } as const)
    return read.ok ? { ok: true, ...read.values, date } : read
  }
  const read = readMeasures(cellOf, { t13: 'temp', rh13: 'rh', rain: 'rain' } as const)
  if (!read.ok) return read
  const { t13, rh13, rain } = read.values
  return { ok: true, t13, d13: saturationDeficit(t13, rh13), rain, date }
}

type DayAnswer<State> = RowAnswer & { readonly state: State | undefined }

/** Answers each row from what the row before has left; undefined after a row that cannot be told. */
function dayByDay<State>(
  { rows }: BatchFile,
  start: State,
  answer: (cellOf: CellOf, before: State | undefined) => DayAnswer<State>,
): readonly BatchRow[] {
  let before: State | undefined = start
  return rows.map((row) => {
    let after: State | undefined
    const made = answerRow(row, (cellOf) => {
      const { state, ...told } = answer(cellOf, before)
      after = state
      return told
    })
    before = after
    return made
  })
}

function unknownBefore(): { readonly ok: false; readonly message: string } {
  return { ok: false, message: 'not to be told without the row before' }
}

/** Days from one ISO date to another. */
function gapBetween(from: string | undefined, to: string | undefined): number | undefined {
  if (from === undefined || to === undefined) return undefined
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)
}

function missingDays(count: number): string {
  return `${count} ${count === 1 ? 'day is' : 'days are'} missing before it; P lacks what they added`
}

function sixDigits(value: number): number {
  return Number(value.toPrecision(6))
}
