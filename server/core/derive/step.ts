import { packFlags } from '../../../protocol/sample.ts'
import { aggregateNode, type Aggregate } from './aggregate.ts'
import type { DeriveNode, DerivePlan } from './plan.ts'
import {
  isExpired,
  isOwnSample,
  isSaidAlready,
  type DerivedRow,
  type Reading,
  type ReadSeries,
} from './reading.ts'

/** What must be looked at again, by position in the plan. Changed in place. */
export interface DeriveMarks {
  readonly dirty: Uint8Array
  /** Site time after which the node is due even if nothing changes. */
  readonly expiresAt: Float64Array
}

const COVERAGE_FLAGS = packFlags({ quality: 'good', origin: 'derived', underReview: false })

/** Marks for a plan of which nothing has been computed yet. */
export function startMarks(plan: DerivePlan): DeriveMarks {
  const { length } = plan.nodes
  return {
    dirty: new Uint8Array(length).fill(1),
    expiresAt: new Float64Array(length).fill(Infinity),
  }
}

/** Notes that a series (`metric/unit`) has changed. */
export function markSeries(plan: DerivePlan, marks: DeriveMarks, key: string): void {
  for (const position of plan.nodesOf.get(key) ?? []) marks.dirty[position] = 1
}

/**
 * Computes the marked and the expired nodes at a site time (ms since 1970) and answers the rows that
 * differ from what is held. `copied` are rows of the same batch that are not held yet. A parent
 * unit's own unexpired sample stands: then nothing is worked out for it.
 */
export function deriveStep(
  plan: DerivePlan,
  marks: DeriveMarks,
  held: ReadSeries,
  siteTime: number,
  copied: readonly DerivedRow[] = [],
): readonly DerivedRow[] {
  const fresh = new Map<string, Reading>()
  const rows: DerivedRow[] = []
  const read: ReadSeries = (metric, unit) => fresh.get(`${metric}/${unit}`) ?? held(metric, unit)
  const note = (row: DerivedRow) => {
    fresh.set(`${row.metric}/${row.unit}`, readingOf(row))
    markSeries(plan, marks, `${row.metric}/${row.unit}`)
  }
  copied.forEach(note)
  for (const [position, node] of plan.nodes.entries()) {
    const isDue = marks.dirty[position] === 1 || siteTime > (marks.expiresAt[position] ?? Infinity)
    if (!isDue) continue
    const outcome = computeNode(node, read, siteTime)
    outcome.rows.forEach(note)
    rows.push(...outcome.rows)
    marks.expiresAt[position] = outcome.expiresAt
    marks.dirty[position] = 0
  }
  return rows
}

function computeNode(
  node: DeriveNode,
  read: ReadSeries,
  siteTime: number,
): { readonly rows: readonly DerivedRow[]; readonly expiresAt: number } {
  const { metric, parent } = node
  const coverageMetric = `${metric.id}.coverage`
  const current = read(metric.id, parent)
  const coverage = read(coverageMetric, parent)
  if (current && isOwnSample(current) && !isExpired(current, metric.freshness, siteTime)) {
    const nothing = { value: null, flags: COVERAGE_FLAGS, sampledAt: siteTime }
    return {
      rows: unlessSaid({ metric: coverageMetric, unit: parent, ...nothing }, coverage),
      expiresAt: current.carriedAt + metric.freshness.expireAfterMs,
    }
  }
  const aggregate = aggregateNode(node, read, siteTime)
  return {
    rows: [
      ...valueRow(node, aggregate, current),
      ...unlessSaid(
        {
          metric: coverageMetric,
          unit: parent,
          value: aggregate.coverage,
          flags: COVERAGE_FLAGS,
          sampledAt: aggregate.sampledAt,
        },
        coverage,
        aggregate.coverage === 0,
      ),
    ],
    expiresAt: aggregate.expiresAt,
  }
}

function valueRow(
  { metric, parent }: DeriveNode,
  aggregate: Aggregate,
  current: Reading | undefined,
): readonly DerivedRow[] {
  const { value, flags, sampledAt, coverage } = aggregate
  const hasNothingToSay = coverage === 0 && current !== undefined && isOwnSample(current)
  if (hasNothingToSay) return []
  return unlessSaid(
    { metric: metric.id, unit: parent, value, flags, sampledAt },
    current,
    coverage === 0,
  )
}

/** With no inputs (`isBare`) a row is only worth its value: nothing has a time, and what never was need not be taken back. */
function unlessSaid(
  row: DerivedRow,
  current: Reading | undefined,
  isBare = row.value === null,
): readonly DerivedRow[] {
  if (current === undefined) return isBare ? [] : [row]
  const isSaid = isBare
    ? current.isEmpty === (row.value === null) && current.value === (row.value ?? 0)
    : isSaidAlready(row, current)
  return isSaid ? [] : [row]
}

function readingOf(row: DerivedRow): Reading {
  const { value, flags, sampledAt } = row
  return {
    isEmpty: value === null,
    value: value ?? 0,
    flags,
    exactAt: sampledAt,
    carriedAt: sampledAt,
  }
}
