import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Grant, PersonRole } from '../../../protocol/access.ts'
import { createOpenApi } from './openapi.ts'
import { FROM_ELSEWHERE, startHttp, type RunningHttp } from '../../testing/build-http.ts'

const OWN = 'own-site'
const OTHER = 'other-site'
const PASSWORD = 'cầu ái nghĩa lúc sáng'

/** Everybody who may come to the door; all rights are for the own site, but for the last one's. */
const ASKERS = [
  'nobody',
  'somebody in the room',
  'key-ingest',
  'key-read',
  'key-officer',
  'viewer',
  'reporter',
  'officer',
  'editor',
  'admin',
  'admin everywhere',
] as const
type Asker = (typeof ASKERS)[number]

const ADMINS = ['admin', 'admin everywhere'] as const
const PEOPLE = ['viewer', 'reporter', 'officer', 'editor', ...ADMINS] as const
const VIEWERS = ['somebody in the room', 'key-read', 'key-officer', ...PEOPLE] as const
const OFFICERS = ['officer', 'key-officer'] as const
const READERS_OF_ALARMS = [...OFFICERS, 'editor', ...ADMINS] as const

/** Whom each address is for, written down by hand: a route that is not here fails the test. */
const MEANT_FOR: Readonly<Record<string, 'everybody' | readonly Asker[]>> = {
  'get /healthz': 'everybody',
  'get /readyz': 'everybody',
  'get /metrics': 'everybody',
  'get /session': 'everybody',
  'post /session': 'everybody',
  'delete /session': 'everybody',
  'post /session/confirm': PEOPLE,
  'get /api/v1/session': 'everybody',
  'post /api/v1/session': 'everybody',
  'delete /api/v1/session': 'everybody',
  'post /api/v1/session/confirm': PEOPLE,
  'get /api/v1/session/oidc': 'everybody',
  'get /api/v1/session/oidc/callback': 'everybody',
  'post /api/v1/invitations/look': 'everybody',
  'post /api/v1/invitations/accept': 'everybody',
  'get /api/v1/account/sessions': PEOPLE,
  'delete /api/v1/account/sessions/:id': PEOPLE,
  'post /api/v1/account/password': PEOPLE,
  'get /api/v1/people': ADMINS,
  'post /api/v1/people': ADMINS,
  'patch /api/v1/people/:id': ADMINS,
  'post /api/v1/people/:id/invitation': ADMINS,
  'get /api/v1/people/:id/sessions': ADMINS,
  'delete /api/v1/people/:id/sessions': ADMINS,
  'get /api/v1/sites/:site/keys': ADMINS,
  'post /api/v1/sites/:site/keys': ADMINS,
  'delete /api/v1/sites/:site/keys/:id': ADMINS,
  'get /api/v1/sites/:site/journal': ADMINS,
  'get /api/v1/journal': ['admin everywhere'],
  'get /api/v1/self-check': ADMINS,
  'get /api/v1/sites': 'everybody',
  'get /api/v1/build': 'everybody',
  'get /api/v1/sites/:site/snapshot': VIEWERS,
  'get /api/v1/sites/:site/screen': VIEWERS,
  'get /api/v1/sites/:site/series/:metric/:subject/history': VIEWERS,
  'get /api/v1/sites/:site/replay': VIEWERS,
  'post /api/v1/sites/:site/samples': ['key-ingest', 'reporter'],
  'post /api/v1/sites/:site/dossiers': ['key-ingest', 'reporter'],
  'get /api/v1/sites/:site/dossiers/mappings': ['reporter'],
  'post /api/v1/sites/:site/dossiers/register': ['reporter'],
  'get /api/v1/sites/:site/dossiers': VIEWERS,
  'get /api/v1/sites/:site/dossiers/heatmap': VIEWERS,
  'get /api/v1/sites/:site/dossiers/figures': VIEWERS,
  'get /api/v1/sites/:site/dossiers/by-code': VIEWERS,
  'get /api/v1/sites/:site/dossiers/:code': VIEWERS,
  'get /api/v1/sites/:site/alarms': VIEWERS,
  'get /api/v1/sites/:site/alarms/:id': VIEWERS,
  'get /api/v1/sites/:site/alarms/:id/journal': READERS_OF_ALARMS,
  'get /api/v1/sites/:site/alarm-journal': READERS_OF_ALARMS,
  'post /api/v1/sites/:site/alarms/:id/acknowledge': OFFICERS,
  'post /api/v1/sites/:site/alarms/:id/unacknowledge': OFFICERS,
  'post /api/v1/sites/:site/alarms/:id/reset': OFFICERS,
  'post /api/v1/sites/:site/alarms/:id/shelve': OFFICERS,
  'post /api/v1/sites/:site/alarms/:id/unshelve': OFFICERS,
  'post /api/v1/sites/:site/alarms/:id/out-of-service': OFFICERS,
  'post /api/v1/sites/:site/alarms/:id/return-to-service': OFFICERS,
  'post /api/v1/sites/:site/alarms/:id/comment': OFFICERS,
  'post /api/v1/sites/:site/alarms/:id/assign': OFFICERS,
  'post /api/v1/sites/:site/alarm-commands': OFFICERS,
  'get /api/v1/sites/:site/alarm-kpis': VIEWERS,
  'get /api/v1/sites/:site/drill': READERS_OF_ALARMS,
  'get /api/v1/sites/:site/announced': VIEWERS,
  'post /api/v1/sites/:site/announced': ['officer'],
  'get /api/v1/sites/:site/readings': ['reporter', 'officer'],
  'get /api/v1/sites/:site/readings/:metric/:sensor': ['reporter', 'officer'],
  'post /api/v1/sites/:site/readings': ['reporter', 'officer'],
  'get /api/v1/sites/:site/shifts': READERS_OF_ALARMS,
  'get /api/v1/sites/:site/shifts/:shift': READERS_OF_ALARMS,
  'post /api/v1/sites/:site/shifts': ['officer'],
  'post /api/v1/sites/:site/shifts/handover': ['officer'],
  'post /api/v1/sites/:site/shifts/keep': ['officer'],
  'post /api/v1/sites/:site/shifts/end': ['officer'],
  'get /media/:site/:file': 'everybody',
  'get /api/v1/openapi.json': 'everybody',
  'get /api/docs': 'everybody',
  'get /api/docs/start.js': 'everybody',
  'get /api/docs/swagger-ui.css': 'everybody',
  'get /api/docs/swagger-ui-bundle.js': 'everybody',
  'get /': 'everybody',
  'get /wall': 'everybody',
  'get /wall/*path': 'everybody',
  'get /m': 'everybody',
  'get /m/*path': 'everybody',
  'get /sign-in': 'everybody',
  'get /setup': 'everybody',
  'get /set-password': 'everybody',
  'get /account': 'everybody',
  'get /admin': 'everybody',
  'get /admin/*path': 'everybody',
  'get /desk/*path': 'everybody',
}

/** Names of the problems that turn somebody away. */
const TURNED_AWAY = /:(key-required|key-refused|scope-missing|sign-in-required|not-allowed)$/

const UNBOUND = { windowMs: 1, most: 1e9 }

let running: RunningHttp
const headersOf = new Map<Asker, Record<string, string>>()

beforeAll(async () => {
  const rates = { address: UNBOUND, person: UNBOUND, key: UNBOUND, guess: UNBOUND }
  running = await startHttp({ siteIds: [OWN, OTHER], rates })
  headersOf.set('nobody', FROM_ELSEWHERE)
  headersOf.set('somebody in the room', {})
  for (const scope of ['ingest', 'read', 'officer'] as const) {
    headersOf.set(`key-${scope}`, {
      ...FROM_ELSEWHERE,
      Authorization: `Bearer ${running.keys[scope]}`,
    })
  }
  for (const role of ['viewer', 'reporter', 'officer', 'editor', 'admin'] as const) {
    headersOf.set(role, await signedIn(role, OWN))
  }
  headersOf.set('admin everywhere', await signedIn('admin', '*'))
})
afterAll(() => running.stop())

async function signedIn(role: PersonRole, site: string): Promise<Record<string, string>> {
  const { people } = running
  const grants: readonly Grant[] = [{ site, role, agency: 'IOC' }]
  const root = { noted: { kind: 'server' }, grants: [{ site: '*', role: 'admin' }] } as const
  const id = `${role}-${site === '*' ? 'all' : 'one'}`
  const made = await people.accounts.create(root, { id, name: id, grants })
  if (!made.ok) throw new Error(made.reason)
  const visitor = { address: '192.0.2.7', agent: '', device: undefined, isLocal: false }
  const { token } = made.invitation
  const opened = await people.ownAccount.accept({ token, password: PASSWORD }, visitor)
  if (!opened.ok) throw new Error(opened.reason)
  return { ...FROM_ELSEWHERE, Cookie: cookie(opened.secret) }
}

/** A request that names 127.0.0.1 as its host but comes from elsewhere is no secure context. */
function cookie(secret: string): string {
  return `iocwall=${secret}`
}

async function isLetIn(route: string, asker: Asker, site: string): Promise<boolean> {
  const [method = '', pattern = ''] = route.split(' ')
  const path = pattern.replace(':site', site).replace(/[:*](\w+)/g, 'x')
  const headers = { ...headersOf.get(asker), 'Content-Type': 'application/json' }
  const isRead = method === 'get'
  const answer = await fetch(running.url + path, {
    method: method.toUpperCase(),
    headers,
    ...(!isRead && { body: '{}' }),
  })
  const text = await answer.text()
  if (answer.status !== 401 && answer.status !== 403) return true
  const { type } = JSON.parse(text) as { readonly type: string }
  // What is let in may still be refused for what it asks, e.g. a wrong password.
  return !TURNED_AWAY.test(type)
}

function isMeant(route: string, asker: Asker, site: string): boolean {
  const meant = MEANT_FOR[route]
  if (meant === 'everybody') return true
  if (!meant?.includes(asker)) return false
  // The room's own machine may look at every wall; all else ends at the own site.
  const isOfOneSite = route.includes(':site')
  const isAnywhere = asker === 'admin everywhere' || asker === 'somebody in the room'
  return !isOfOneSite || site === OWN || isAnywhere
}

describe('the door', () => {
  it('serves nothing that is not in the table of routes', () => {
    const served = routesServed(running)
    const declared = running.app.routes.map(({ method, path }) => `${method} ${path}`)
    expect(served.toSorted()).toEqual(declared.toSorted())
    expect(declared.toSorted()).toEqual(Object.keys(MEANT_FOR).toSorted())
  })

  it('describes every address of the API', async () => {
    const { paths } = createOpenApi('test') as { readonly paths: Record<string, object> }
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    const served = running.app.routes
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
      .filter((route) => / \/api\/v1\/(?!openapi)/.test(route))
    expect(served.filter((route) => !described.includes(route))).toEqual([])
    const missing = described.filter(
      (route) => route.includes('/api/v1/') && !served.includes(route),
    )
    expect(missing).toEqual([])
  })

  it.each(Object.keys(MEANT_FOR))('lets in at %s those whom it is meant for', async (route) => {
    // Signing out would sign out those who come after.
    const askers = route.startsWith('delete') && route.endsWith('/session') ? [] : ASKERS
    for (const site of [OWN, OTHER]) {
      for (const asker of askers) {
        const found = { asker, site, isLetIn: await isLetIn(route, asker, site) }
        expect(found).toEqual({ asker, site, isLetIn: isMeant(route, asker, site) })
      }
    }
  })

  it('asks for the password again before an act that matters', async () => {
    const before = running.time.now
    running.time.now += 10 * 60_000
    const sensitive = ['post /api/v1/people', 'post /api/v1/sites/:site/keys'] as const
    for (const route of sensitive) {
      const [, pattern = ''] = route.split(' ')
      const answer = await fetch(running.url + pattern.replace(':site', OWN), {
        method: 'POST',
        headers: { ...headersOf.get('admin'), 'Content-Type': 'application/json' },
        body: '{}',
      })
      expect(await answer.json()).toMatchObject({ type: expect.stringMatching(/:confirmation-/) })
    }
    expect(await isLetIn('get /api/v1/people', 'admin', OWN)).toBe(true)
    running.time.now = before
  })

  it('knows a session only by the cookie that its context allows', async () => {
    const secret = headersOf.get('admin')?.['Cookie']?.split('=')[1] ?? ''
    const asked = async (headers: Record<string, string>) => {
      const answer = await fetch(`${running.url}/session`, { headers })
      return ((await answer.json()) as { person?: { id: string } }).person?.id
    }
    expect(await asked({ ...FROM_ELSEWHERE, Cookie: `iocwall=${secret}` })).toBe('admin-one')
    expect(await asked({ Cookie: `__Host-iocwall=${secret}` })).toBe('admin-one')
    // On this machine, as with TLS, a plain name could have been set by a neighbour's page.
    expect(await asked({ Cookie: `iocwall=${secret}` })).toBeUndefined()
    expect(await asked({ ...FROM_ELSEWHERE, Cookie: `__Host-iocwall=${secret}` })).toBeUndefined()
    expect(await asked({ Cookie: `__Host-iocwall=${secret}x` })).toBeUndefined()
  })
})

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> }
  readonly handle: { readonly stack?: readonly Layer[] }
}

/** Every route that Express itself knows of, at whatever depth. */
function routesServed({ app }: RunningHttp): string[] {
  const { stack } = (
    app.app as unknown as { readonly router: { readonly stack: readonly Layer[] } }
  ).router
  const all: string[] = []
  const walk = (layers: readonly Layer[]): void => {
    for (const { route, handle } of layers) {
      if (route) {
        // `_all` answers 405 for addresses that are served otherwise.
        const methods = Object.keys(route.methods).filter((method) => method !== '_all')
        all.push(...methods.map((method) => `${method} ${route.path}`))
      } else walk(handle.stack ?? [])
    }
  }
  walk(stack)
  return all
}
