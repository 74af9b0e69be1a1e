import type { DossierFiguresAnswer, DossierFigures, Grouping } from '../../../protocol/dossiers.ts'
import { FigureSum } from './figures.ts'
import { codeOf, headOf } from './heads.ts'
import { groupTest, type DossierFilter, type DossierView } from './view.ts'

/** Figures of everything that a filter leaves, and by a grouping; worst first. */
export function groupedFigures(
  view: DossierView,
  by: Grouping,
  filter: DossierFilter,
): Pick<DossierFiguresAnswer, 'total' | 'groups'> {
  const isMeant = groupTest(view, filter)
  const whole = new FigureSum(view)
  const sums = new Map<string, FigureSum>()
  for (const [number, group] of view.book.groups.all.entries()) {
    if (!isMeant(group)) continue
    const code = codeOf(view, group, by)
    const sum = sums.get(code) ?? new FigureSum(view)
    sums.set(code, sum)
    sum.add(group, number)
    whole.add(group, number)
  }
  const groups = [...sums].map(([code, sum]) => ({
    head: headOf(view, by, code),
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
