import { EVERY_SITE, type Action } from '../../../../protocol/access.ts'
import type { ListedSite } from '../../people/session-store.ts'

/** The pages of administration, and what of the one table of rights each needs. */
export const PLACES = [
  { name: 'people', action: 'people.read' },
  { name: 'keys', action: 'keys.read' },
  { name: 'journal', action: 'journal.read' },
  { name: 'selfCheck', action: 'self-check.read' },
] as const satisfies readonly { readonly name: string; readonly action: Action }[]
export type Place = (typeof PLACES)[number]
export type PlaceName = Place['name']

export interface Rights {
  readonly may: (action: Action, site: string) => boolean
  readonly maySomewhere: (action: Action) => boolean
  readonly sitesFor: (action: Action) => readonly ListedSite[]
}

/** Where somebody may go. */
export function openPlaces({ maySomewhere }: Pick<Rights, 'maySomewhere'>): readonly Place[] {
  return PLACES.filter(({ action }) => maySomewhere(action))
}

/** Path of a page; keys and journals are of a site, which is kept from one to the other. */
export function placePath(name: PlaceName, site: string | undefined): string {
  switch (name) {
    case 'people':
      return '/admin/people'
    case 'keys':
    case 'journal':
      return site === undefined ? `/admin/${name}` : `/admin/${name}/${encodeURIComponent(site)}`
    case 'selfCheck':
      return '/admin/self-check'
  }
}

/** What a page is of, by its address: a site, the installation itself, or nothing that may be seen. */
export type Subject =
  | { readonly kind: 'site'; readonly site: ListedSite }
  | { readonly kind: 'installation' }
  | { readonly kind: 'denied' }

export function subjectOf(action: Action, asked: string, rights: Rights): Subject {
  const sites = rights.sitesFor(action)
  const hasOwn = action === 'journal.read' && rights.may(action, EVERY_SITE)
  if (asked === '') {
    if (hasOwn) return { kind: 'installation' }
    const [first] = sites
    return first ? { kind: 'site', site: first } : { kind: 'denied' }
  }
  const site = sites.find(({ id }) => id === asked)
  return site ? { kind: 'site', site } : { kind: 'denied' }
}
