import { isOriginAllowed } from './origin.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What a browser says of where a request comes from. */
export interface RequestOrigin {
  readonly method: string
  readonly origin: string | undefined
  readonly secFetchSite: string | undefined
}

/**
 * True for a request that a page of another site made its visitor's browser send, and that may change
 * something: it must not act with the visitor's session. Every browser since 2020 says one of both
 * headers with such requests; what says neither is a program, which has no session by accident.
 * Sec-Fetch-Site first, for it cannot be set by a page (Fetch Metadata Request Headers, W3C).
 */
export function isCrossSite(request: RequestOrigin, allowed: ReadonlySet<string>): boolean {
  if (SAFE.has(request.method)) return false
  const { secFetchSite, origin } = request
  // Another origin of the same list, e.g. behind another name of this server, is no foreign one.
  if (origin !== undefined && !isOriginAllowed(origin, allowed)) return true
  if (secFetchSite === undefined || secFetchSite === 'same-origin' || secFetchSite === 'none') {
    return false
  }
  return origin === undefined
}
