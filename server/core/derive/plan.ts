import type { FreshnessLimits } from '../../../protocol/freshness.ts'
import { unitsInForce } from '../sites/in-force.ts'
import type { Metric, Site, Unit } from '../sites/site.ts'

/** One aggregate: a metric of a parent unit, from its units in force. */
export interface DeriveNode {
  readonly metric: Metric
  readonly parent: string
  readonly children: readonly string[]
  /** The metrics that are read of each child: the metric itself, or numerator and denominator. */
  readonly inputs: readonly NodeInput[]
}

export interface NodeInput {
  readonly metric: string
  readonly limits: FreshnessLimits
}

/** What a site works out for itself on one date, lower parents before higher ones. */
export interface DerivePlan {
  readonly nodes: readonly DeriveNode[]
  /** Indexes of the nodes to compute again when a series (`metric/unit`) changes, ascending. */
  readonly nodesOf: ReadonlyMap<string, readonly number[]>
}

/**
 * The aggregates of a site on an ISO date: every metric with an aggregation, for every unit in force
 * that is a parent on some date. One without units in force on this date aggregates nothing and
 * becomes empty.
 */
export function planDerivation(site: Site, date: string): DerivePlan {
  const units = unitsInForce(site, date)
  const everParents = new Set(site.units.map((unit) => unit.parent))
  const parents = units
    .filter((unit) => everParents.has(unit.code))
    .toSorted((a, b) => heightOf(a.code, units) - heightOf(b.code, units))
  const metrics = new Map(site.metrics.map((metric) => [metric.id, metric]))
  const nodes = parents.flatMap((parent) => {
    const children = units.filter((unit) => unit.parent === parent.code).map((unit) => unit.code)
    return site.metrics
      .filter((metric) => metric.subjects === 'unit' && metric.aggregation.kind !== 'none')
      .map((metric) => ({
        metric,
        parent: parent.code,
        children,
        inputs: inputsOf(metric, metrics),
      }))
  })
  return { nodes, nodesOf: indexNodes(nodes) }
}

function heightOf(code: string, units: readonly Unit[], depth = 0): number {
  if (depth > units.length) throw new Error(`unit ${code} is its own ancestor`)
  const children = units.filter((unit) => unit.parent === code)
  return children.reduce(
    (height, child) => Math.max(height, 1 + heightOf(child.code, units, depth + 1)),
    0,
  )
}

function inputsOf(metric: Metric, metrics: ReadonlyMap<string, Metric>): readonly NodeInput[] {
  const { aggregation } = metric
  const ids =
    aggregation.kind === 'ratio' ? [aggregation.numerator, aggregation.denominator] : [metric.id]
  return ids.map((id) => {
    const input = metrics.get(id)
    if (!input) throw new Error(`metric ${metric.id} aggregates the unknown metric ${id}`)
    return { metric: id, limits: input.freshness }
  })
}

function indexNodes(nodes: readonly DeriveNode[]): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>()
  for (const [position, node] of nodes.entries()) {
    const keys = node.children.flatMap((child) =>
      node.inputs.map((one) => `${one.metric}/${child}`),
    )
    for (const key of [...keys, `${node.metric.id}/${node.parent}`]) {
      const known = index.get(key)
      if (known) known.push(position)
      else index.set(key, [position])
    }
  }
  return index
}
