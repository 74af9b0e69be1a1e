import { packFlags } from '../../protocol/sample.ts'
import { isSaidAlready, type DerivedRow, type ReadSeries } from '../core/derive/reading.ts'
import { unitFigures, type UnitFigure } from '../core/dossiers/unit-counts.ts'
import { unitCodeOf, viewOf } from '../core/dossiers/view.ts'
import type { Site } from '../core/sites/site.ts'
import type { DossierKeeper } from './dossier-keeper.ts'

/** Every so many calls everything is looked at: a year may have ended, an append may have been lost. */
const ALL_EVERY_CALLS = 10

export type DossierRows = (
  site: Site,
  held: ReadSeries,
  /** Units whose figures come from a child site. */
  elsewhere: ReadonlySet<string>,
) => readonly DerivedRow[]

/**
 * The figures of units that their dossiers give, as far as the feed does not say them already. Their
 * time is that up to which the unit was reported: a source that is silent lets them grow old.
 */
export function createDossierRows(keeper: DossierKeeper): DossierRows {
  let calls = 0
  let before: ReadonlyMap<string, number> = new Map()
  return (site, read, elsewhere) => {
    const dossiers = keeper.held()
    if (!dossiers) return []
    const { book, reported, simulatedUnits } = dossiers
    const view = viewOf(book, book.counts, book.now)
    const changed = new Set(book.takeChangedUnits().map((unit) => unitCodeOf(view, unit)))
    const isAll = calls++ % ALL_EVERY_CALLS === 0
    const isDue = ([unit, until]: readonly [string, number]) =>
      isAll || changed.has(unit) || before.get(unit) !== until
    const units = [...reported].filter(isDue).map(([unit]) => unit)
    before = reported
    if (units.length === 0) return []
    const meant = new Set(units.filter((unit) => !elsewhere.has(unit)))
    const simulated = new Set([...simulatedUnits].map((unit) => unitCodeOf(view, unit)))
    return unitFigures(view, site.metrics, meant).flatMap((figure) => {
      const row = rowOf(figure, reported.get(figure.unit) ?? 0, simulated.has(figure.unit))
      const current = read(figure.metric, figure.unit)
      return current && isSaidAlready(row, current) ? [] : [row]
    })
  }
}

function rowOf(figure: UnitFigure, sampledAt: number, isSimulated: boolean): DerivedRow {
  const origin = isSimulated ? 'simulated' : 'derived'
  return {
    ...figure,
    flags: packFlags({ quality: 'good', origin, underReview: false }),
    sampledAt,
  }
}
