import type { DossierViews } from '../core/dossiers/view.ts'
import { civilDate } from '../core/sites/civil-date.ts'
import { isCommuneLevel, unitsInForce } from '../core/sites/in-force.ts'
import type { Site } from '../core/sites/site.ts'
import type { Dossiers, ViewAnswer } from './dossiers.ts'
import type { SiteClock } from './site-clock.ts'

/** A site whose dossiers are asked for. */
export interface DossierSite {
  readonly site: () => Site
  readonly clock: Pick<SiteClock, 'now'>
  readonly dossiers: Pick<Dossiers, 'take' | 'view' | 'eventsOf' | 'reported'>
  /** Sites whose figures this one takes over on an ISO date. */
  readonly children: (date: string) => readonly DossierSite[]
}

export type ViewsAnswer =
  | {
      readonly ok: true
      readonly views: DossierViews
      /** Whose views they are, in the same order. */
      readonly sites: readonly DossierSite[]
      readonly silentUnits: readonly string[]
    }
  | (ViewAnswer & { readonly ok: false })

/**
 * The dossiers of a site and of all sites that report to it on the day, now or at a moment (ms since
 * 1970) of the past. Each unit is of one view: that of the site nearest to it.
 */
export async function viewsOf(asked: DossierSite, at: number | undefined): Promise<ViewsAnswer> {
  if (!asked.site().dossiers) return { ok: false, reason: 'no-dossiers' }
  const date = civilDate(at ?? asked.clock.now(), asked.site().timeZone)
  const { sites, elsewhere } = withChildren(asked, date)
  const answers = await Promise.all(
    sites.map((site) => site.dossiers.view(elsewhere.get(site) ?? new Set(), at)),
  )
  const views = []
  for (const answer of answers) {
    if (!answer.ok) return answer
    views.push(answer.view)
  }
  const [own, ...others] = views
  if (!own) throw new Error('a site without a view of its own was answered')
  return { ok: true, views: [own, ...others], sites, silentUnits: silentUnits(sites, date) }
}

interface Family {
  /** The site that is asked for, then those that report to it, with dossiers. */
  readonly sites: readonly DossierSite[]
  /** By site, the units that sites below it answer for. */
  readonly elsewhere: ReadonlyMap<DossierSite, ReadonlySet<string>>
}

function withChildren(asked: DossierSite, date: string): Family {
  const elsewhere = new Map<DossierSite, ReadonlySet<string>>()
  const seen = new Set<DossierSite>()
  /** Answers the units of the site and of those below it that have dossiers. */
  const visit = (site: DossierSite): ReadonlySet<string> => {
    seen.add(site)
    const hasDossiers = site.site().dossiers !== undefined
    const below = new Set<string>()
    // Its place comes before those below it.
    if (hasDossiers) elsewhere.set(site, below)
    for (const child of site.children(date)) {
      if (!seen.has(child)) for (const code of visit(child)) below.add(code)
    }
    const own = hasDossiers ? unitsInForce(site.site(), date) : []
    return new Set([...below, ...own.map(({ code }) => code)])
  }
  visit(asked)
  return { sites: [...elsewhere.keys()], elsewhere }
}

/** Communes in force of which no site of the family was ever told anything. */
function silentUnits(sites: readonly DossierSite[], date: string): readonly string[] {
  const heard = new Set(sites.flatMap((site) => [...site.dossiers.reported().keys()]))
  const communes = sites
    .flatMap((site) => unitsInForce(site.site(), date))
    .filter(({ code, kind }) => isCommuneLevel(kind) && !heard.has(code))
  return [...new Set(communes.map(({ code }) => code))]
}
