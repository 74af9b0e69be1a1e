import type { Request } from 'express'
import { isLocalRequest } from '../../core/access/origin.ts'
import type { KeyScope } from '../../services/keys.ts'
import type { HttpParts, HttpSite } from './http-parts.ts'
import { HttpProblem } from './problem.ts'

const DEMO_KEY = 'demo'

/** The site a request is about. */
export function siteOf(parts: HttpParts, req: Request): HttpSite {
  const { site } = req.params
  const found = typeof site === 'string' ? parts.sites.get(site) : undefined
  if (found === undefined) {
    throw new HttpProblem('no-such-site', 'this server has no site of that name')
  }
  return found
}

export function isFromLoopback({ trustedProxies }: HttpParts, req: Request): boolean {
  return isLocalRequest(req.ip, req.headers, trustedProxies)
}

/** Who posts: the id of the key, which also keeps idempotency keys of different programs apart. */
export interface Poster {
  readonly keyId: string
  readonly isDemo: boolean
}

/** Samples need an ingest key; in the demo, from this machine, `demo` is one. */
export async function requireIngestKey(
  parts: HttpParts,
  site: HttpSite,
  req: Request,
): Promise<Poster> {
  const text = bearerOf(req)
  if (parts.isDemo && text === DEMO_KEY) {
    if (isFromLoopback(parts, req)) return { keyId: DEMO_KEY, isDemo: true }
    throw new HttpProblem('scope-missing', 'the key demo works from the server’s own machine only')
  }
  return { keyId: await verified(site, text, ['ingest']), isDemo: false }
}

/** What walls show is open on loopback, in the demo and with WALL_ACCESS=open; otherwise it needs a key. */
export async function requireRead(parts: HttpParts, site: HttpSite, req: Request): Promise<void> {
  if (isOpenTo(parts, req)) return
  await verified(site, bearerOf(req), ['read', 'officer'])
}

export async function mayRead(parts: HttpParts, site: HttpSite, req: Request): Promise<boolean> {
  if (isOpenTo(parts, req)) return true
  const text = bearerOf(req)
  return text !== undefined && (await site.keys.verify(text, ['read', 'officer'])).ok
}

function isOpenTo(parts: HttpParts, req: Request): boolean {
  return parts.isWallOpen || parts.isDemo || isFromLoopback(parts, req)
}

async function verified(
  site: HttpSite,
  text: string | undefined,
  scopes: readonly KeyScope[],
): Promise<string> {
  if (text === undefined) {
    throw new HttpProblem(
      'key-required',
      `send Authorization: Bearer with a key of scope ${scopes[0]}`,
      {
        headers: { 'WWW-Authenticate': 'Bearer realm="ioc-wall"' },
      },
    )
  }
  const verdict = await site.keys.verify(text, scopes)
  if (verdict.ok) return verdict.key.id
  switch (verdict.reason) {
    case 'unknown':
      throw new HttpProblem('key-refused', 'the key is unknown to this site or was revoked', {
        headers: { 'WWW-Authenticate': 'Bearer realm="ioc-wall", error="invalid_token"' },
      })
    case 'wrong-scope':
      throw new HttpProblem('scope-missing', `this needs a key of scope ${scopes.join(' or ')}`, {
        headers: { 'WWW-Authenticate': 'Bearer realm="ioc-wall", error="insufficient_scope"' },
      })
    case 'store-unavailable':
      throw new HttpProblem('store-unavailable', 'keys cannot be looked up, try again', {
        headers: { 'Retry-After': '1' },
      })
  }
}

function bearerOf(req: Request): string | undefined {
  return /^Bearer +([\x21-\x7e]+) *$/i.exec(req.headers.authorization ?? '')?.[1]
}
