import { packFlags, QUALITIES, unpackFlags } from '../../../protocol/sample.ts'
import type { Aggregation } from '../../../protocol/screen.ts'
import type { DeriveNode } from './plan.ts'
import { isExpired, type Reading, type ReadSeries } from './reading.ts'

export interface Aggregate {
  /** Rounded to the metric's decimals; null with no inputs, and for a ratio over nothing. */
  readonly value: number | null
  readonly flags: number
  /** The oldest input's sample time; the site time when there is none. */
  readonly sampledAt: number
  /** How many units had an unexpired value. */
  readonly coverage: number
  /** Site time after which the next input is expired; Infinity when there is none. */
  readonly expiresAt: number
}

/**
 * Combines the unexpired values of a node's units at a site time (ms since 1970) by the metric's
 * rule. Quality is the worst of the inputs, and it is under review when one of them is. A mean is
 * the plain mean over the direct units.
 */
export function aggregateNode(node: DeriveNode, read: ReadSeries, siteTime: number): Aggregate {
  const rows: number[][] = []
  const used: Reading[] = []
  let expiresAt = Infinity
  for (const child of node.children) {
    const row = node.inputs.map((input) => unexpired(input, read(input.metric, child), siteTime))
    const whole = row.filter((reading) => reading !== undefined)
    if (whole.length < row.length) continue
    rows.push(whole.map((reading) => reading.value))
    used.push(...whole)
    for (const [index, reading] of whole.entries()) {
      const limits = node.inputs[index]?.limits
      expiresAt = Math.min(expiresAt, reading.carriedAt + (limits?.expireAfterMs ?? 0))
    }
  }
  return {
    value: rounded(combine(node.metric.aggregation, rows), node.metric.decimals),
    flags: worstFlags(used),
    sampledAt: used.reduce((oldest, one) => Math.min(oldest, one.exactAt), siteTime),
    coverage: rows.length,
    expiresAt,
  }
}

function unexpired(
  input: DeriveNode['inputs'][number],
  reading: Reading | undefined,
  siteTime: number,
): Reading | undefined {
  if (reading === undefined || reading.isEmpty) return undefined
  return isExpired(reading, input.limits, siteTime) ? undefined : reading
}

/**
 * One value for several units by a metric's rule; a row holds a unit's value of the metric itself, or
 * of numerator and denominator for a ratio. Null without rows, for a ratio over nothing, and where
 * values do not combine.
 */
export function combine(
  aggregation: Aggregation,
  rows: readonly (readonly number[])[],
): number | null {
  const first = rows.map((row) => row[0] ?? 0)
  if (first.length === 0) return null
  switch (aggregation.kind) {
    case 'none':
      return null
    case 'sum':
      return sum(first)
    case 'mean':
      return sum(first) / first.length
    case 'min':
      return first.reduce((a, b) => Math.min(a, b))
    case 'max':
      return first.reduce((a, b) => Math.max(a, b))
    case 'ratio': {
      const denominator = sum(rows.map((row) => row[1] ?? 0))
      return denominator === 0 ? null : (sum(first) / denominator) * aggregation.factor
    }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

function rounded(value: number | null, decimals: number): number | null {
  if (value === null) return null
  const scale = 10 ** decimals
  const result = Math.round(value * scale) / scale
  if (Number.isFinite(result)) return result + 0
  return Number.isFinite(value) ? value : null
}

function worstFlags(used: readonly Reading[]): number {
  const all = used.map((reading) => unpackFlags(reading.flags))
  const worst = Math.max(0, ...all.map((flags) => QUALITIES.indexOf(flags.quality)))
  return packFlags({
    quality: QUALITIES[worst] ?? 'bad',
    origin: 'derived',
    underReview: all.some((flags) => flags.underReview),
  })
}
