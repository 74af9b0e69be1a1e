import {
  ageAt,
  freshnessOf,
  type Freshness,
  type FreshnessLimits,
} from '../../../protocol/freshness.ts'
import { SLOT, unpackFlags } from '../../../protocol/sample.ts'
import type { Schema, Series } from '../../../protocol/schema.ts'
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
  const shown = new Set([
    ...screen.units.map((one) => `unit ${one.code}`),
    ...screen.sensors.map((one) => `sensor ${one.id}`),
  ])
  const positions = new Map<string, number>()
  const rows: SourceIndex['rows'][number][] = []
  for (const series of schema.series) {
    const found = limits.get(series.metric)
    if (!found || !shown.has(`${series.subject.kind} ${series.subject.id}`)) continue
    const name = sourceName(series)
    const source = positions.get(name) ?? positions.size
    positions.set(name, source)
    rows.push({ number: series.number, source, limits: found })
  }
  return { count: positions.size, rows }
}

function sourceName({ subject, channel }: Series): string {
  return subject.kind === 'sensor' ? `sensor ${subject.id}` : `unit ${subject.id} ${channel}`
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
