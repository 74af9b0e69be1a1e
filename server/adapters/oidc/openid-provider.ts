import * as client from 'openid-client'
import { claimValues } from '../../core/access/role-mapping.ts'
import type {
  OidcIdentity,
  OidcProvider,
  OidcQuestion,
  OidcRefusal,
} from '../../services/oidc-provider.ts'

export interface OpenidOptions {
  readonly issuer: string
  readonly clientId: string
  /** Absent: a public client, which PKCE alone protects. */
  readonly clientSecret: string | undefined
  readonly scope: string
  /** Asked for at the userinfo endpoint where the ID token does not have it. */
  readonly rolesClaim: string
}

const TIMEOUT_S = 5
const CLOCK_TOLERANCE_S = 60
/** It bounds only what the library takes; how fresh it must be is decided where the question is known. */
const MOST_AUTH_AGE_S = 900

/**
 * Looks at the provider's description whenever somebody signs in, and never before: it may be away for
 * days, and then the person is told so here instead of being sent to where nobody answers.
 */
export function createOpenidProvider(options: OpenidOptions): OidcProvider {
  let known: client.Configuration | undefined
  let looking: Promise<client.Configuration> | undefined

  async function look(): Promise<client.Configuration> {
    looking ??= discover(options).finally(() => {
      looking = undefined
    })
    known = await looking
    return known
  }

  return {
    ask: (question) =>
      unlessRefused(async () => {
        const url = client.buildAuthorizationUrl(
          await look(),
          await parametersOf(options, question),
        )
        return { ok: true, url: url.href }
      }),
    take: (query, question) =>
      unlessRefused(async () => {
        const config = known ?? (await look())
        return { ok: true, identity: await identityOf(config, options, query, question) }
      }),
  }
}

async function unlessRefused<T>(work: () => Promise<T>): Promise<T | OidcRefusal> {
  try {
    return await work()
  } catch (error) {
    return refusalOf(error)
  }
}

function discover({
  issuer,
  clientId,
  clientSecret,
}: OpenidOptions): Promise<client.Configuration> {
  const url = new URL(issuer)
  // Only loopback gets through the configuration without TLS.
  const insecure = url.protocol === 'http:' ? [client.allowInsecureRequests] : []
  return client.discovery(
    url,
    clientId,
    { [client.clockTolerance]: CLOCK_TOLERANCE_S },
    clientSecret === undefined ? client.None() : secretAuth(clientSecret),
    { timeout: TIMEOUT_S, execute: [...insecure, client.enableNonRepudiationChecks] },
  )
}

/** As the provider takes it; where it does not say, HTTP Basic (OpenID Connect Discovery 1.0, section 3). */
function secretAuth(secret: string): client.ClientAuth {
  const [basic, post] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)]
  return (server, metadata, body, headers) => {
    const taken = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const auth = taken.includes('client_secret_basic') ? basic : post
    return auth(server, metadata, body, headers)
  }
}

async function parametersOf(
  { scope }: OpenidOptions,
  { redirectUri, state, nonce, verifier, isConfirmation }: OidcQuestion,
): Promise<Record<string, string>> {
  return {
    redirect_uri: redirectUri,
    scope,
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(isConfirmation && { prompt: 'login', max_age: '0' }),
  }
}

async function identityOf(
  config: client.Configuration,
  { rolesClaim }: OpenidOptions,
  query: string,
  { redirectUri, state, nonce, verifier, isConfirmation }: OidcQuestion,
): Promise<OidcIdentity> {
  const tokens = await client.authorizationCodeGrant(config, new URL(redirectUri + query), {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
    ...(isConfirmation && { maxAge: MOST_AUTH_AGE_S }),
  })
  const claims = tokens.claims()
  if (claims === undefined) throw new Error('the provider gave no ID token')
  const isWhole = claimValues(claims, rolesClaim).length > 0
  const hasMore = config.serverMetadata().userinfo_endpoint !== undefined
  const more =
    isWhole || !hasMore ? {} : await client.fetchUserInfo(config, tokens.access_token, claims.sub)
  const { auth_time: provenAtS } = claims
  return {
    subject: claims.sub,
    claims: { ...more, ...claims },
    provenAt: provenAtS === undefined ? undefined : provenAtS * 1_000,
  }
}

function refusalOf(error: unknown): OidcRefusal {
  const detail = wordsOf(error)
  if (error instanceof client.AuthorizationResponseError && error.error === 'access_denied') {
    return { ok: false, reason: 'cancelled', detail }
  }
  return { ok: false, reason: isOutOfReach(error) ? 'unreachable' : 'refused', detail }
}

const NO_ANSWER = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'])

function isOutOfReach(error: unknown): boolean {
  // fetch says so when nobody answers, with the network's own error as its cause.
  if (error instanceof TypeError) return error.cause instanceof Error
  return error instanceof client.ClientError && NO_ANSWER.has(error.code ?? '')
}

/** Never what was sent: that holds secrets. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no error'
  const { cause, message } = error
  const because = cause instanceof Error ? `: ${cause.message}` : ''
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : ''
  const said =
    error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError
      ? `: ${error.error} ${error.error_description ?? ''}`
      : ''
  return `${message}${code}${said}${because}`.slice(0, 500)
}
