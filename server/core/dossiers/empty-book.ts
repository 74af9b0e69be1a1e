import type { DossierRules, Site } from '../sites/site.ts'
import { DossierBook } from './book.ts'
import { createCatalogue } from './catalogue.ts'
import { createStages } from './stages.ts'
import { thresholdsOf } from './unit-counts.ts'

/** A book for the dossiers of a site, with none in it yet; `now` in ms since 1970. */
export function emptyBook(site: Site, rules: DossierRules, now: number): DossierBook {
  const stages = createStages(thresholdsOf(site.metrics, rules.dueSoon))
  return new DossierBook({ units: site.units, catalogue: createCatalogue(rules), stages }, now)
}
