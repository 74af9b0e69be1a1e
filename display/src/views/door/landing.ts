import { EVERY_SITE } from '../../../../protocol/access.ts'
import { OIDC_FAILURES, type OidcFailure } from '../../../../protocol/people.ts'
import type { useSessionStore } from '../../people/session-store.ts'

/** Where somebody goes after signing in who was on the way to nowhere. */
export function landing(
  session: Pick<ReturnType<typeof useSessionStore>, 'may' | 'maySomewhere'>,
): '/admin' | '/' {
  const isAdmin =
    session.may('people.read', EVERY_SITE) ||
    session.maySomewhere('keys.read') ||
    session.maySomewhere('journal.read')
  return isAdmin ? '/admin' : '/'
}

/** Why the organisation's service did not sign somebody in, from `#failed=<reason>`. */
export function failureOf(hash: string): OidcFailure | 'unknown' | undefined {
  const reason = new URLSearchParams(hash.slice(1)).get('failed')
  if (reason === null) return undefined
  return OIDC_FAILURES.find((one) => one === reason) ?? 'unknown'
}
