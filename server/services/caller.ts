import { parseCookie } from 'cookie'
import { clientAddress, isLocalHost, isLocalRequest } from '../core/access/origin.ts'

/** What a connection and its request say of themselves. Header names in lower case. */
export interface RequestFacts {
  /** The TCP peer; it may be a proxy. */
  readonly peer: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly isTls: boolean
}

/** Who calls, as far as the request tells: an address and what was brought along. Nothing is proven yet. */
export interface Caller {
  readonly address: string
  /** Made on this machine, for this machine. */
  readonly isLocal: boolean
  /** Nobody on the way can read along: TLS, or this machine itself. Decides the cookies' names. */
  readonly isSecure: boolean
  readonly bearer: string | undefined
  readonly session: string | undefined
  readonly device: string | undefined
  /** What was begun with the organisation's sign-in service. */
  readonly oidc: string | undefined
  readonly agent: string
}

/**
 * `__Host-` binds a cookie to this very host, over TLS or loopback. On plain http browsers refuse
 * such a name, so there is a plain one, which is not believed where the other is possible: a
 * neighbour's page could have set it.
 */
export function cookieNames(isSecure: boolean): {
  readonly session: string
  readonly device: string
  readonly oidc: string
} {
  const prefix = isSecure ? '__Host-' : ''
  const session = `${prefix}iocwall`
  return { session, device: `${session}-device`, oidc: `${session}-oidc` }
}

export function callerOf({ peer, headers, isTls }: RequestFacts, trustedProxies: number): Caller {
  const address = clientAddress(peer, headers, trustedProxies)
  const isLocal = isLocalRequest(address, headers, trustedProxies)
  const forwardedProto = trustedProxies > 0 ? lastOf(headers['x-forwarded-proto']) : undefined
  const isSecure = isTls || forwardedProto === 'https' || (isLocal && isLocalHost(headers))
  const names = cookieNames(isSecure)
  const cookies = parseCookie(lastOf(headers['cookie']) ?? '')
  return {
    address: address ?? 'unknown',
    isLocal,
    isSecure,
    bearer: bearerOf(lastOf(headers['authorization'])),
    session: cookies[names.session],
    device: cookies[names.device],
    oidc: cookies[names.oidc],
    agent: lastOf(headers['user-agent']) ?? '',
  }
}

function lastOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.at(-1)
}

function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? '')?.[1]
}
