import { EVERY_SITE, PERSON_ROLES, type Grant, type PersonRole } from '../../../protocol/access.ts'

export type GrantReading =
  | { readonly ok: true; readonly grant: Grant }
  /** In words for the operator. */
  | { readonly ok: false; readonly message: string }

const SITE = /^[a-z0-9][a-z0-9-]{0,62}$/

/** A grant as operators write it: `site:role`, `*:role` for every site, `site:reporter:Agency`. */
export function readGrant(text: string): GrantReading {
  const [site = '', role = '', ...rest] = text.split(':').map((part) => part.trim())
  const agency = rest.join(':')
  const isSite = site === EVERY_SITE || SITE.test(site)
  if (!isSite || !isRole(role)) {
    return refused(`write site:role, the role one of ${PERSON_ROLES.join(', ')}`)
  }
  if ((role === 'reporter') !== (agency !== '')) {
    return refused('a reporter, and nobody else, has an agency: site:reporter:Name')
  }
  return { ok: true, grant: agency === '' ? { site, role } : { site, role, agency } }
}

function isRole(text: string): text is PersonRole {
  return PERSON_ROLES.some((role) => role === text)
}

function refused(message: string): GrantReading {
  return { ok: false, message }
}

const MOST_TEXT = 500

/** Grants in one line, as journals keep them. */
export function grantsText(grants: readonly Grant[]): string {
  const parts = grants.map(({ site, role, agency }) =>
    agency === undefined ? `${site}:${role}` : `${site}:${role}(${agency})`,
  )
  return parts.join(' ').slice(0, MOST_TEXT)
}
