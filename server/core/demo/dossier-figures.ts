import type { DossierEvent } from '../../../protocol/dossiers.ts'
import { emptyBook } from '../dossiers/empty-book.ts'
import { foldDossier } from '../dossiers/fold.ts'
import { countsAt } from '../dossiers/past-counts.ts'
import { unitFigures } from '../dossiers/unit-counts.ts'
import { viewOf } from '../dossiers/view.ts'
import type { DossierRules, Site } from '../sites/site.ts'
import type { DemoSample } from './tracks.ts'

/** What a site would have counted of a unit's dossiers at moments of the past (ms since 1970), in their order. */
export function pastDossierFigures(
  site: Site,
  rules: DossierRules,
  unit: string,
  events: readonly DossierEvent[],
): (moments: readonly number[]) => readonly DemoSample[] {
  const book = emptyBook(site, rules, events.at(-1)?.at ?? 0)
  for (const [code, own] of byDossier(events)) {
    book.set(code, foldDossier(own, book.rules.catalogue))
  }
  const units = new Set([unit])
  const figuresAt = (at: number) =>
    unitFigures(viewOf(book, wholly(countsAt(book, at)), at), site.metrics, units)
  return (moments) =>
    moments.flatMap((at) =>
      figuresAt(at).map(({ metric, value }): DemoSample => ({
        metric,
        subject: { kind: 'unit', id: unit },
        value,
        at,
      })),
    )
}

function byDossier(events: readonly DossierEvent[]): ReadonlyMap<string, readonly DossierEvent[]> {
  const dossiers = new Map<string, DossierEvent[]>()
  for (const event of events) {
    const own = dossiers.get(event.dossier)
    if (own) own.push(event)
    else dossiers.set(event.dossier, [event])
  }
  return dossiers
}

/** A unit has too few dossiers for slices. */
function wholly<T>(slices: Generator<undefined, T>): T {
  for (;;) {
    const slice = slices.next()
    if (slice.done === true) return slice.value
  }
}
