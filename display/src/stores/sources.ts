import {
  ageAt,
  freshnessOf,
  type Freshness,
  type FreshnessLimits,
} from '../../../protocol/freshness.ts'
import { SLOT, unpackFlags } from '../../../protocol/sample.ts'
import type { Schema } from '../../../protocol/schema.ts'
import type { ScreenMessage } from '../../../protocol/screen.ts'
import { leafUnits, sensorsOf } from './places.ts'

/** The replica's columns, by series number. */
export interface SeriesColumns {
  readonly schema: () => Schema
  readonly slot: () => Uint8Array
  readonly value: () => Float64Array
  readonly flags: () => Uint8Array
  readonly sampledAt: () => Float64Array
}

export interface SourceCount {
  readonly up: number
  /** Heard once, and not lately; a source that was never heard is neither up nor late. */
  readonly late: number
  readonly total: number
}

/**
 * The sources that this screen expects, and which of them each series belongs to. A source is a
 * sensor, or what one unit of the lowest level sends on one channel: it is late when even the newest
 * of its series is.
 */
export interface SourceIndex {
  readonly count: number
  /** The first so many are expected; the others count only once they were heard. */
  readonly expected: number
  /** By position: series number, source, limits. */
  readonly rows: readonly {
    readonly number: number
    readonly source: number
    readonly limits: FreshnessLimits
  }[]
}

export function indexSources(schema: Schema, screen: ScreenMessage): SourceIndex {
  const sources = expectedSources(screen)
  const expected = sources.size
  const units = new Set(screen.units.map((one) => one.code))
  const metrics = new Map(screen.metrics.map((one) => [one.id, one]))
  const rows: SourceIndex['rows'][number][] = []
  for (const { number, metric, subject } of schema.series) {
    const found = metrics.get(metric)
    if (!found) continue
    const isUnit = subject.kind === 'unit'
    const name = isUnit ? unitSource(subject.id, found.channel) : subject.id
    // A unit above the lowest level may send, too; a sensor that is not on the list is not shown.
    if (!sources.has(name) && !(isUnit && units.has(subject.id))) continue
    const source = sources.get(name) ?? sources.size
    sources.set(name, source)
    rows.push({ number, source, limits: found.freshness })
  }
  return { count: sources.size, expected, rows }
}

function expectedSources(screen: ScreenMessage): Map<string, number> {
  const sources = new Map<string, number>()
  const add = (name: string): void => {
    if (!sources.has(name)) sources.set(name, sources.size)
  }
  for (const metric of screen.metrics) {
    if (metric.subjects === 'sensor') for (const { id } of sensorsOf(metric, screen)) add(id)
    else for (const { code } of leafUnits(screen)) add(unitSource(code, metric.channel))
  }
  return sources
}

function unitSource(code: string, channel: string): string {
  return `${code} ${channel}`
}

const SILENT = 0
/** Heard by another site, which passes it on. */
const ELSEWHERE = 1
const LATE = 2
const UP = 3

/** How many sources are up at a site time. Derived series are ours, so they prove no source. */
export function countSources(
  index: SourceIndex,
  columns: SeriesColumns,
  siteTime: number,
  rate = 1,
): SourceCount {
  const slot = columns.slot()
  const flags = columns.flags()
  const sampledAt = columns.sampledAt()
  const states = new Uint8Array(index.count)
  for (const { number, source, limits } of index.rows) {
    const held = slot[number]
    if (held !== SLOT.value && held !== SLOT.empty) continue
    const isDerived = unpackFlags(flags[number] ?? 0).origin === 'derived'
    const freshness = freshnessOf(ageAt(siteTime, sampledAt[number] ?? 0, rate), limits)
    const state = isDerived ? ELSEWHERE : isLate(freshness) ? LATE : UP
    states[source] = Math.max(states[source] ?? SILENT, state)
  }
  let up = 0
  let late = 0
  for (const state of states) {
    if (state === UP) up++
    if (state === LATE) late++
  }
  const silent = states.subarray(0, index.expected).filter((state) => state === SILENT).length
  return { up, late, total: up + late + silent }
}

function isLate(freshness: Freshness): boolean {
  return freshness === 'stale' || freshness === 'expired' || freshness === 'none'
}
