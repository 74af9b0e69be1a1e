import { ageAt, freshnessOf, type FreshnessLimits } from '../../../protocol/freshness.ts'
import { unpackFlags } from '../../../protocol/sample.ts'

/** The latest state of a series. Times are ms since 1970. */
export interface Reading {
  readonly isEmpty: boolean
  /** 0 when empty. */
  readonly value: number
  readonly flags: number
  readonly exactAt: number
  /** What walls hold and count the age from. */
  readonly carriedAt: number
}

/** Looks up a unit's series; undefined when there is none or it was removed. */
export type ReadSeries = (metric: string, unit: string) => Reading | undefined

/** One row to be appended with origin `derived`; null = no value. */
export interface DerivedRow {
  readonly metric: string
  readonly unit: string
  readonly value: number | null
  readonly flags: number
  readonly sampledAt: number
}

/** True when the wall shows no number for a reading any more. */
export function isExpired(reading: Reading, limits: FreshnessLimits, siteTime: number): boolean {
  return freshnessOf(ageAt(siteTime, reading.carriedAt), limits) === 'expired'
}

/** True for what came in from outside, false for what the system worked out. */
export function isOwnSample(reading: Reading): boolean {
  return unpackFlags(reading.flags).origin !== 'derived'
}

/** True when a row would say nothing that the reading does not say already. */
export function isSaidAlready(row: DerivedRow, current: Reading): boolean {
  return (
    current.isEmpty === (row.value === null) &&
    current.value === (row.value ?? 0) &&
    current.flags === row.flags &&
    current.exactAt === row.sampledAt
  )
}
