import type { DossierCount, Metric } from '../sites/site.ts'
import { AGEING_DAYS, FigureSum, FORECAST_HOURS } from './figures.ts'
import { groupsOf, unitCodeOf, type DossierView } from './view.ts'

/** A figure of a unit that its dossiers give. */
export interface UnitFigure {
  readonly metric: string
  readonly unit: string
  /** null = a share of nothing. */
  readonly value: number | null
}

/** A metric that dossiers give: a count, or the ratio of two counts. */
interface CountedMetric {
  readonly id: string
  readonly parts: readonly DossierCount[]
  readonly valueOf: (parts: readonly number[]) => number | null
}

/** The metrics of a site that its dossiers give: those with `counts`, and ratios of two of them. */
export function countedMetrics(metrics: readonly Metric[]): readonly CountedMetric[] {
  const counts = new Map(metrics.flatMap(({ id, counts: of }) => (of ? [[id, of] as const] : [])))
  return metrics.flatMap(({ id, aggregation, decimals }): readonly CountedMetric[] => {
    const own = counts.get(id)
    const scale = 10 ** decimals
    // Sums of working days move all the time: what nobody sees of it is not said.
    const rounded = (value: number) => Math.round(scale * value) / scale
    if (own) return [{ id, parts: [own], valueOf: ([value = 0]) => rounded(value) }]
    if (aggregation.kind !== 'ratio') return []
    const numerator = counts.get(aggregation.numerator)
    const denominator = counts.get(aggregation.denominator)
    if (!numerator || !denominator) return []
    const { factor } = aggregation
    const valueOf: CountedMetric['valueOf'] = ([part = 0, whole = 0]) =>
      whole === 0 ? null : rounded((factor * part) / whole)
    return [{ id, parts: [numerator, denominator], valueOf }]
  })
}

/** What the counted metrics are for units, by the dossiers that these answer for at the view's moment. */
export function unitFigures(
  view: DossierView,
  metrics: readonly Metric[],
  units: ReadonlySet<string>,
): readonly UnitFigure[] {
  const counted = countedMetrics(metrics)
  const fields = new Set(counted.flatMap(({ parts }) => parts.map((part) => part.field)))
  const sums = new Map<string, FigureSum>()
  for (const one of groupsOf([view], {})) {
    const unit = unitCodeOf(view, one.group.unit)
    if (!units.has(unit)) continue
    for (const field of [undefined, one.group.field]) {
      if (!fields.has(field)) continue
      const key = keyOf(unit, field)
      const sum = sums.get(key) ?? new FigureSum()
      sums.set(key, sum)
      sum.add(one)
    }
  }
  const none = new FigureSum()
  return [...units].flatMap((unit) =>
    counted.map(({ id, parts, valueOf }) => {
      const counts = parts.map((part) => countOf(sums.get(keyOf(unit, part.field)) ?? none, part))
      return { metric: id, unit, value: valueOf(counts) }
    }),
  )
}

function keyOf(unit: string, field: string | undefined): string {
  return `${unit}\n${field ?? ''}`
}

function countOf(sum: FigureSum, { measure, from, to, workingHours }: DossierCount): number {
  const figures = sum.figures()
  switch (measure) {
    case 'open':
      return figures.open
    case 'in-time':
      return figures.inTime
    case 'due-soon':
      return figures.dueSoon
    case 'overdue':
      return figures.overdue
    case 'paused':
      return figures.paused
    case 'received':
      return figures.received
    case 'received-online':
      return figures.receivedOnline
    case 'resolved':
      return figures.resolved
    case 'resolved-early':
      return figures.early
    case 'resolved-on-time':
      return figures.early + figures.onTime
    case 'resolved-late':
      return figures.late
    case 'withdrawn':
      return figures.withdrawn
    case 'overdue-days':
      return sum.lateDays
    case 'ageing':
      return sum.ageing(from ?? 0, to ?? Infinity)
    case 'forecast':
      return sum.forecast(workingHours ?? 0)
  }
}

/** The thresholds at which the metrics of a site, and the answers of every site, count. */
export function thresholdsOf(
  metrics: readonly Metric[],
  dueSoon: readonly { readonly hours: number }[],
): { readonly aheadHours: readonly number[]; readonly lateDays: readonly number[] } {
  const counts = metrics.flatMap((metric) => metric.counts ?? [])
  return {
    aheadHours: [
      ...FORECAST_HOURS,
      ...dueSoon.map((rule) => rule.hours),
      ...counts.flatMap((one) => one.workingHours ?? []),
    ],
    lateDays: [
      ...AGEING_DAYS,
      ...counts.flatMap(({ from, to }) => [from, to]).filter((days) => days !== undefined),
    ].filter((days) => days > 0),
  }
}
