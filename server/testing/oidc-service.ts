import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** Somebody that the service knows. */
export interface OidcAccount {
  readonly name?: string
  readonly claims?: Readonly<Record<string, unknown>>
}

/** A real OpenID provider on loopback, where whoever is named in `visitor` signs in without a form. */
export interface OidcService {
  readonly issuer: string
  readonly accounts: Map<string, OidcAccount>
  /** Who sits before the browser; undefined turns back. */
  visitor: string | undefined
  /** What people were asked to do, in order: `login`, `consent`. */
  readonly prompts: string[]
  /** Lets a client send people back to these addresses; begins the service. */
  readonly serve: (client: OidcClient) => void
  /** Nobody answers at its address until it is up again. */
  readonly down: () => Promise<void>
  readonly up: () => Promise<void>
}

export interface OidcClient {
  readonly id: string
  /** Absent: a public client. */
  readonly secret?: string
  readonly redirectUris: readonly string[]
}

export async function startOidcService(): Promise<OidcService> {
  let answer: (req: IncomingMessage, res: ServerResponse) => void = (_req, res) => res.end()
  let server: Server
  const open = async (port: number): Promise<number> => {
    server = createServer((req, res) => answer(req, res))
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }
  const port = await open(0)
  const service: OidcService = {
    issuer: `http://127.0.0.1:${port}`,
    accounts: new Map(),
    visitor: undefined,
    prompts: [],
    serve(client) {
      const provider = providerFor(service, client)
      const callback = provider.callback()
      answer = (req, res) => {
        if (req.url?.startsWith('/interaction/')) void interact(provider, service, req, res)
        else void callback(req, res)
      }
    },
    async down() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
    async up() {
      await open(port)
    },
  }
  return service
}

function providerFor({ issuer, accounts }: OidcService, client: OidcClient): Provider {
  const { id, secret, redirectUris } = client
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return new Provider(issuer, {
    clients: [
      {
        client_id: id,
        redirect_uris: [...redirectUris],
        id_token_signed_response_alg: 'ES256',
        ...(secret === undefined
          ? { token_endpoint_auth_method: 'none' }
          : { client_secret: secret }),
      },
    ],
    cookies: { keys: ['for tests'] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] },
    ttl: { AccessToken: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
    claims: { openid: ['sub'], profile: ['name', 'roles', 'realm_access'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, accountId) => ({
      accountId,
      async claims() {
        const { name, claims } = accounts.get(accountId) ?? {}
        return { sub: accountId, ...(name !== undefined && { name }), ...claims }
      },
    }),
  })
}

/** What a person would do with forms. */
async function interact(
  provider: Provider,
  service: OidcService,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(req, res)
  service.prompts.push(prompt.name)
  const { visitor } = service
  const options = { mergeWithLastSubmission: true }
  if (visitor === undefined) {
    return provider.interactionFinished(req, res, { error: 'access_denied' }, options)
  }
  if (prompt.name === 'login') {
    return provider.interactionFinished(req, res, { login: { accountId: visitor } }, options)
  }
  const grant = new provider.Grant({
    accountId: session?.accountId ?? visitor,
    clientId: String(params['client_id']),
  })
  grant.addOIDCScope(String(params['scope']))
  const grantId = await grant.save()
  return provider.interactionFinished(req, res, { consent: { grantId } }, options)
}
