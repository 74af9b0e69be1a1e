import { packFlags, unpackFlags } from '../../../protocol/sample.ts'
import { unitsInForce } from '../sites/in-force.ts'
import type { Site } from '../sites/site.ts'
import type { DerivePlan } from './plan.ts'
import {
  isOwnSample,
  isSaidAlready,
  type DerivedRow,
  type Reading,
  type ReadSeries,
} from './reading.ts'

/** One series of a child site that the parent site takes over. */
export interface CopyPair {
  /** Position among the child sites. */
  readonly child: number
  readonly metric: string
  readonly unit: string
}

/**
 * The series a parent site takes from its child sites on an ISO date: metrics and units that both
 * have, units in force. Left out: coverage, and what the parent site aggregates itself, so that
 * nothing is worked out twice. A unit that two child sites have is taken from the first.
 */
export function planCopies(
  parent: Site,
  plan: DerivePlan,
  children: readonly Site[],
  date: string,
): readonly CopyPair[] {
  const aggregated = new Set(plan.nodes.map((node) => `${node.metric.id}/${node.parent}`))
  const metrics = new Set(
    parent.metrics
      .filter((metric) => metric.subjects === 'unit' && metric.coverageOf === undefined)
      .map((metric) => metric.id),
  )
  const units = new Set(unitsInForce(parent, date).map((unit) => unit.code))
  const taken = new Set<string>()
  return children.flatMap((site, child) => {
    const shared = unitsInForce(site, date)
      .map((unit) => unit.code)
      .filter((unit) => units.has(unit) && !taken.has(unit))
    for (const unit of shared) taken.add(unit)
    return site.metrics
      .filter((metric) => metrics.has(metric.id))
      .flatMap(({ id: metric }) => shared.map((unit) => ({ child, metric, unit })))
      .filter((pair) => !aggregated.has(`${pair.metric}/${pair.unit}`))
  })
}

/**
 * The row that brings a parent site's series to what its child site says at a site time, or
 * undefined. The parent site's own sample stands until the child's is newer; at equal times the own
 * one stands. What the child does not have, or dates after now, is not taken.
 */
export function copyRow(
  pair: Pick<CopyPair, 'metric' | 'unit'>,
  theirs: Reading | undefined,
  ours: Reading | undefined,
  siteTime: number,
): DerivedRow | undefined {
  if (theirs === undefined || theirs.exactAt > siteTime) return undefined
  const { quality, underReview } = unpackFlags(theirs.flags)
  const row: DerivedRow = {
    metric: pair.metric,
    unit: pair.unit,
    value: theirs.isEmpty ? null : theirs.value,
    flags: packFlags({ quality, origin: 'derived', underReview }),
    sampledAt: theirs.exactAt,
  }
  if (ours === undefined) return row
  if (isOwnSample(ours)) return theirs.exactAt > ours.exactAt ? row : undefined
  return isSaidAlready(row, ours) ? undefined : row
}

/** Every row that a parent site must take over now. */
export function copyRows(
  pairs: readonly CopyPair[],
  readChild: (child: number, metric: string, unit: string) => Reading | undefined,
  readOurs: ReadSeries,
  siteTime: number,
): readonly DerivedRow[] {
  return pairs.flatMap((pair) => {
    const theirs = readChild(pair.child, pair.metric, pair.unit)
    return copyRow(pair, theirs, readOurs(pair.metric, pair.unit), siteTime) ?? []
  })
}
