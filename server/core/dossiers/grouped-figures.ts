import type { DossierFiguresAnswer, DossierFigures, Grouping } from '../../../protocol/dossiers.ts'
import { FigureSum } from './figures.ts'
import { codeOf, headOf } from './heads.ts'
import { groupsOf, reportedUnits, type DossierFilter, type DossierViews } from './view.ts'

/** Figures of everything that a filter leaves, and by a grouping; worst first. */
export function groupedFigures(
  views: DossierViews,
  by: Grouping,
  filter: DossierFilter,
): Pick<DossierFiguresAnswer, 'total' | 'groups'> {
  const whole = new FigureSum()
  const sums = new Map<string, FigureSum>()
  for (const one of groupsOf(views, filter)) {
    const code = codeOf(one, by)
    const sum = sums.get(code) ?? new FigureSum()
    sums.set(code, sum)
    sum.add(one)
    whole.add(one)
  }
  const known = new Set(by === 'unit' ? reportedUnits(views, filter) : [])
  for (const code of known) if (!sums.has(code)) sums.set(code, new FigureSum())
  const shown = [...sums].filter(([code, sum]) => known.has(code) || !sum.isEmpty)
  const groups = shown.map(([code, sum]) => ({
    head: headOf(views[0], by, code),
    figures: sum.figures(),
  }))
  return { total: whole.figures(), groups: groups.toSorted((a, b) => byWorst(a, b)) }
}

interface Headed {
  readonly head: { readonly code: string }
  readonly figures: DossierFigures
}

function byWorst(a: Headed, b: Headed): number {
  return (
    b.figures.overdue - a.figures.overdue ||
    b.figures.dueSoon - a.figures.dueSoon ||
    b.figures.open - a.figures.open ||
    (a.head.code < b.head.code ? -1 : 1)
  )
}
