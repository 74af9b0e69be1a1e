import { readFileSync } from 'node:fs'
import { indexSchema, type Schema, type Series } from '../protocol/schema.ts'
import { SLOT } from '../protocol/sample.ts'
import type { FrameColumns, FrameHeader } from '../protocol/frame.ts'

/** The yardstick of every bench: 241 communes × 40 metrics and 2,000 sensors, each a random walk. */
export const METRICS_PER_UNIT = 40
export const SENSOR_COUNT = 2_000

const UNITS = new URL('../config/sites/quang-nam/units.csv', import.meta.url)

/** The communes that the map of the province has cells for. */
export const UNIT_CODES: readonly string[] = readFileSync(UNITS, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))
  .filter(([, , , kind]) => kind !== 'district')
  .map(([code = '']) => code)
export const SERIES_COUNT = UNIT_CODES.length * METRICS_PER_UNIT + SENSOR_COUNT

/** Mulberry32: the same numbers on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Counts, percentages with one digit, money with none, levels with two: as a commune reports them. */
const UNIT_KINDS = [
  { decimals: 0, start: 40, step: 3 },
  { decimals: 1, start: 93, step: 0.4 },
  { decimals: 0, start: 1_800, step: 25 },
  { decimals: 2, start: 7.5, step: 0.06 },
]
export const SENSOR_KIND = { decimals: 2, start: 8, step: 0.05 }

export interface Walk {
  readonly schema: Schema
  readonly value: Float64Array
  /** Moves `count` series drawn at random and answers their numbers, ascending. */
  readonly step: (count: number) => Uint32Array
}

export function createWalk(seed = 7): Walk {
  const random = seededRandom(seed)
  const series: Series[] = []
  for (const id of UNIT_CODES) {
    for (let metric = 0; metric < METRICS_PER_UNIT; metric++) {
      series.push({
        number: series.length,
        metric: `m${metric}`,
        subject: { kind: 'unit', id },
        channel: 0,
        decimals: kindOf(metric).decimals,
      })
    }
  }
  for (let sensor = 0; sensor < SENSOR_COUNT; sensor++) {
    series.push({
      number: series.length,
      metric: 'level',
      subject: { kind: 'sensor', id: `s${sensor}` },
      channel: 0,
      decimals: SENSOR_KIND.decimals,
    })
  }
  const value = Float64Array.from(series, (one) => kindOfSeries(one.number).start)
  return {
    schema: indexSchema(1, ['all'], series),
    value,
    step(count) {
      const picked = new Set<number>()
      while (picked.size < count) picked.add(Math.floor(random() * SERIES_COUNT))
      const numbers = Uint32Array.from(picked).sort()
      for (const number of numbers) {
        const kind = kindOfSeries(number)
        const power = 10 ** kind.decimals
        const moved = Math.max(0, (value[number] ?? 0) + (random() * 2 - 1) * kind.step)
        value[number] = Math.round(moved * power) / power
      }
      return numbers
    },
  }
}

export function kindOf(metric: number): { decimals: number; start: number; step: number } {
  return UNIT_KINDS[metric % UNIT_KINDS.length] ?? SENSOR_KIND
}

function kindOfSeries(number: number): { decimals: number; start: number; step: number } {
  return number < UNIT_CODES.length * METRICS_PER_UNIT
    ? kindOf(number % METRICS_PER_UNIT)
    : SENSOR_KIND
}

/** Columns of the moved series; `spreadMs` > 0 gives each its own time within it. */
export function columnsOf(
  walk: Walk,
  numbers: Uint32Array,
  at: number,
  gridMs: number,
  spread: () => number,
): FrameColumns {
  return {
    count: numbers.length,
    series: numbers,
    slot: new Uint8Array(numbers.length).fill(SLOT.value),
    value: Float64Array.from(numbers, (number) => walk.value[number] ?? 0),
    flags: new Uint8Array(numbers.length),
    sampledAt: Float64Array.from(numbers, () => Math.floor((at - spread()) / gridMs) * gridMs),
  }
}

export function headerOf(tick: number, at: number, gridMs: number): FrameHeader {
  return {
    kind: 'delta',
    channel: 0,
    health: { store: true, ingest: true, clock: true },
    scenario: false,
    schemaRevision: 1,
    epoch: '0123456789abcdef',
    from: { ms: at - 250, n: 0 },
    to: { ms: at, n: 0 },
    tick,
    siteTime: at,
    realTime: at,
    rate: 1,
    gridMs,
  }
}

/** The same delta as a JSON relay would send it: one object per change. */
export function jsonOf(walk: Walk, columns: FrameColumns): string {
  const { series } = walk.schema
  return JSON.stringify({
    type: 'delta',
    changes: Array.from(columns.series, (number, row) => ({
      metric: series[number]?.metric,
      subject: series[number]?.subject.id,
      value: columns.value[row],
      at: new Date(columns.sampledAt[row] ?? 0).toISOString(),
      quality: 'good',
    })),
  })
}
