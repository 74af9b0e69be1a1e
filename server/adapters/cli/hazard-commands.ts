import { InvalidArgumentError, type Command } from 'commander'
import { STANDARD_LATITUDE } from '../../core/hazards/day-lengths.ts'
import { START_CODES, type MoistureCodes } from '../../core/hazards/fire-weather.ts'
import { readMeasure, type Measure } from '../../core/hazards/measures.ts'
import type { RainGauge } from '../../core/hazards/rain-readings.ts'
import { REFUSED, type Answer, type End, type Output } from './command-parts.ts'
import { printBatch, type Batch } from './print-batch.ts'

export interface FireWeatherOrder {
  readonly file: string
  readonly start: MoistureCodes
  readonly latitude: number
}

export interface PIndexOrder {
  readonly file: string
  /** P of the day before the first row. */
  readonly start: number
  /** A name under config/fire-bands. */
  readonly bands: string
}

export interface RainOrder {
  readonly file: string
  readonly gauge: RainGauge
}

export interface HazardActions {
  readonly fireWeather: (order: FireWeatherOrder) => Promise<Answer<Batch>>
  readonly pIndex: (order: PIndexOrder) => Promise<Answer<Batch>>
  readonly rain: (order: RainOrder) => Promise<Answer<Batch>>
}

const MINUTE_MS = 60_000

interface BatchFlags {
  readonly batch: string
  readonly json?: true
}

export function addHazards(
  program: Command,
  actions: HazardActions,
  output: Output,
  end: End,
): void {
  const hazards = program
    .command('hazards')
    .description('indices of fire danger and totals of rain, one row of results per row of a file')
  const print = ({ batch: file, json }: BatchFlags, answer: Answer<Batch>): void => {
    if (!answer.ok) {
      output.error(`${answer.message}\n`)
      return end(REFUSED)
    }
    const { text, words, isRefused } = printBatch(answer.value, file, json === true)
    output.out(text)
    if (words !== '') output.error(words)
    end(isRefused ? REFUSED : 0)
  }
  addFireWeather(hazards, actions, print)
  addPIndex(hazards, actions, print)
  addRain(hazards, actions, print)
}

type Print = (flags: BatchFlags, answer: Answer<Batch>) => void

function addBatch(parent: Command, name: string, description: string, columns: string): Command {
  return parent
    .command(name)
    .description(description)
    .requiredOption('--batch <file.csv>', columns)
    .option('--json', 'print JSON, one object a line')
}

interface FireWeatherFlags extends BatchFlags, MoistureCodes {
  readonly latitude: number
}

function addFireWeather(parent: Command, actions: HazardActions, print: Print): void {
  addBatch(
    parent,
    'fwi',
    'the Canadian fire weather index (Van Wagner 1987), day after day: ffmc, dmc, dc, isi, bui, fwi',
    'one day a row, at noon: month (1-12), temp (°C), rh (%), wind (km/h), rain (mm in 24 hours)',
  )
    .option('--latitude <degrees>', 'for day lengths', measured('latitude'), STANDARD_LATITUDE)
    .option('--ffmc <code>', 'of the day before', measured('ffmc'), START_CODES.ffmc)
    .option('--dmc <code>', 'of the day before', measured('code'), START_CODES.dmc)
    .option('--dc <code>', 'of the day before', measured('code'), START_CODES.dc)
    .action(async (flags: FireWeatherFlags) => {
      const { batch: file, latitude, ffmc, dmc, dc } = flags
      print(flags, await actions.fireWeather({ file, latitude, start: { ffmc, dmc, dc } }))
    })
}

interface PIndexFlags extends BatchFlags {
  readonly start: number
  readonly bands: string
}

function addPIndex(parent: Command, actions: HazardActions, print: Print): void {
  addBatch(
    parent,
    'p-index',
    'the index P (Nesterov as used in Viet Nam) and its level, day after day: p, level (I to V)',
    'one day a row: date (optional), t13 (°C), rh13 (%) or d13 (hPa), rain (mm of the day)',
  )
    .option('--bands <name>', 'what P means, a name under config/fire-bands', 'hue-2022')
    .option('--start <p>', 'P of the day before', measured('index'), 0)
    .action(async (flags: PIndexFlags) => {
      const { batch: file, start, bands } = flags
      print(flags, await actions.pIndex({ file, start, bands }))
    })
}

interface RainFlags extends BatchFlags {
  readonly kind: RainGauge['kind']
  readonly every?: number
  readonly wrapsAt?: number
}

function addRain(parent: Command, actions: HazardActions, print: Print): void {
  addBatch(
    parent,
    'rain',
    'rain in the 1, 3, 6, 12 and 24 hours up to each reading, how much of the time is covered (0 to 1), which totals are uncertain, and why',
    'one reading a row, in any order: sensor (optional), at, value (mm; empty = no value)',
  )
    .option(
      '--kind <kind>',
      'interval: mm since the last reading; cumulative: a counter',
      readKind,
      'interval',
    )
    .option('--every <minutes>', 'between readings (default: as seen)', measured('minutes'))
    .option('--wraps-at <mm>', 'where a counter starts again from 0', measured('wrap'))
    .action(async (flags: RainFlags) => {
      const { batch: file, kind, every, wrapsAt } = flags
      const everyMs = every === undefined ? undefined : every * MINUTE_MS
      print(flags, await actions.rain({ file, gauge: { kind, everyMs, wrapsAt } }))
    })
}

function readKind(text: string): RainGauge['kind'] {
  if (text === 'interval' || text === 'cumulative') return text
  throw new InvalidArgumentError('Give interval or cumulative.')
}

function measured(measure: Measure): (text: string) => number {
  return (text) => {
    const read = readMeasure(measure, text)
    if (!read.ok) throw new InvalidArgumentError(`${read.message}.`)
    return read.value
  }
}
