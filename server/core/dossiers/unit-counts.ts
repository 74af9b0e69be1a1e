import type { DossierCount, Metric } from '../sites/site.ts'
import { AGEING_DAYS, FigureSum, FORECAST_HOURS } from './figures.ts'
import { groupsOf, unitCodeOf, type DossierView } from './view.ts'

/** A figure of a unit that its dossiers give. */
export interface UnitFigure {
  readonly metric: string
  readonly unit: string
  readonly value: number
}

/** What metrics with `counts` are for units, by the dossiers that these answer for at the view's moment. */
export function unitFigures(
  view: DossierView,
  metrics: readonly Metric[],
  units: ReadonlySet<string>,
): readonly UnitFigure[] {
  const counted = metrics.flatMap(({ id, counts }) => (counts ? [{ id, counts }] : []))
  const fields = new Set(counted.map(({ counts }) => counts.field))
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
    counted.map(({ id, counts }) => ({
      metric: id,
      unit,
      value: countOf(sums.get(keyOf(unit, counts.field)) ?? none, counts),
    })),
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
