import {
  ageAt,
  freshnessOf,
  type Freshness,
  type FreshnessLimits,
} from '../../../protocol/freshness.ts'
import { SLOT, unpackFlags } from '../../../protocol/sample.ts'
import type { Schema } from '../../../protocol/schema.ts'
import type { ScreenMessage } from '../../../protocol/screen.ts'

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
  readonly total: number
}

/**
 * Which source each shown series belongs to. A source is a sensor, or what one unit sends on one
 * channel: it is late when even the newest of its series is.
 */
export interface SourceIndex {
  readonly count: number
  /** By position: series number, source, limits. */
  readonly rows: readonly {
    readonly number: number
    readonly source: number
    readonly limits: FreshnessLimits
  }[]
}

export function indexSources(schema: Schema, screen: ScreenMessage): SourceIndex {
  const limits = new Map(screen.metrics.map((one) => [one.id, one.freshness]))
  const units = new Set(screen.units.map((one) => one.code))
  const sensors = new Set(screen.sensors.map((one) => one.id))
  const bySensor = new Map<string, number>()
  const byUnit = schema.channels.map(() => new Map<string, number>())
  const rows: SourceIndex['rows'][number][] = []
  let count = 0
  for (const { number, metric, subject, channel } of schema.series) {
    const isUnit = subject.kind === 'unit'
    const found = limits.get(metric)
    const positions = isUnit ? byUnit[channel] : bySensor
    if (!found || !positions || !(isUnit ? units : sensors).has(subject.id)) continue
    const source = positions.get(subject.id) ?? count++
    positions.set(subject.id, source)
    rows.push({ number, source, limits: found })
  }
  return { count, rows }
}

const SILENT = 0
const LATE = 1
const UP = 2

/** How many sources are up at a site time. Derived series are ours, so they prove no source. */
export function countSources(
  index: SourceIndex,
  columns: SeriesColumns,
  siteTime: number,
): SourceCount {
  const slot = columns.slot()
  const flags = columns.flags()
  const sampledAt = columns.sampledAt()
  const states = new Uint8Array(index.count)
  for (const { number, source, limits } of index.rows) {
    const held = slot[number]
    if (held !== SLOT.value && held !== SLOT.empty) continue
    if (unpackFlags(flags[number] ?? 0).origin === 'derived') continue
    const freshness = freshnessOf(ageAt(siteTime, sampledAt[number] ?? 0), limits)
    states[source] = Math.max(states[source] ?? SILENT, isLate(freshness) ? LATE : UP)
  }
  let up = 0
  let total = 0
  for (const state of states) {
    if (state !== SILENT) total++
    if (state === UP) up++
  }
  return { up, total }
}

function isLate(freshness: Freshness): boolean {
  return freshness === 'stale' || freshness === 'expired' || freshness === 'none'
}
