import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, problemOf, type Answer } from './harness/ask.ts'
import * as people from './harness/people.ts'
import { RawSocket } from './harness/raw-socket.ts'
import { until } from './harness/until.ts'
import { startWallServer, type WallServer } from './harness/wall-server.ts'
import { WRONG_ORIGINS } from './harness/wrong-origins.ts'

const SITE = 'dai-loc'
const FROM = [
  ['on the server’s own machine', 'here'],
  ['elsewhere', { address: '192.0.2.7' }],
] as const satisfies readonly (readonly [string, people.From])[]

type Headers = Readonly<Record<string, string>>

/** What a browser says of requests that pages of others make it send. */
const OF_OTHERS: readonly (readonly [from: string, headers: (port: number) => Headers])[] = [
  ...WRONG_ORIGINS.map(
    ([from, originOf]) => [from, (port: number) => ({ Origin: originOf(port) })] as const,
  ),
  ['two origins', (port) => ({ Origin: `http://127.0.0.1:${port}, http://evil.example` })],
  ['capitals', (port) => ({ Origin: `HTTP://127.0.0.1:${port}` })],
  ['a blank behind it', (port) => ({ Origin: `http://127.0.0.1:${port}\u00a0` })],
  ['another site that hides it', () => ({ 'Sec-Fetch-Site': 'cross-site' })],
  ['a neighbour that hides it', () => ({ 'Sec-Fetch-Site': 'same-site' })],
  ['something that is not known yet', () => ({ 'Sec-Fetch-Site': 'other' })],
  [
    'an address with a name and a password in it',
    () => ({ Origin: 'http://evil.example', Authorization: 'Basic cm9vdDpyb290' }),
  ],
  [
    'one that says to be the same',
    () => ({ Origin: 'http://evil.example', 'Sec-Fetch-Site': 'same-origin' }),
  ],
]

describe.each(FROM)('pages of others, in a browser %s', (_where, from) => {
  let server: WallServer
  let admin: people.SignedIn
  let keyId: string

  beforeAll(async () => {
    server = await startWallServer()
    admin = await people.setUp(server, from)
    await people.invite(server, admin, { id: 'nga', name: 'Nga', grants: [] })
    const order = { name: 'màn hình', scope: 'read' }
    const made = await people.post(server, `/sites/${SITE}/keys`, order, admin.headers)
    keyId = (JSON.parse(made.text) as { key: { id: string } }).key.id
  })
  afterAll(() => server.stop())

  /** All that changes something with nothing but the cookie, each as it would be taken. */
  const acts = (): readonly (readonly [method: string, path: string, body?: object])[] => [
    ['POST', '/people', { id: 'evil', name: 'E', grants: [{ site: '*', role: 'admin' }] }],
    ['PATCH', '/people/nga', { grants: [{ site: '*', role: 'admin' }] }],
    ['POST', '/people/nga/invitation'],
    ['DELETE', '/people/nga/sessions'],
    ['POST', `/sites/${SITE}/keys`, { name: 'evil', scope: 'ingest' }],
    ['DELETE', `/sites/${SITE}/keys/${keyId}`],
    ['POST', '/account/password', { current: people.PASSWORD, next: 'trăng rằm trên núi chúa' }],
    ['POST', '/session', { user: 'root', password: people.PASSWORD }],
    ['POST', '/session/confirm', { password: people.PASSWORD }],
    ['POST', '/invitations/look', { token: 'x' }],
    ['POST', '/invitations/accept', { token: 'x', password: people.PASSWORD }],
    ['DELETE', '/account/sessions/none'],
    ['DELETE', '/session'],
  ]

  function act(
    [method, path, body]: ReturnType<typeof acts>[number],
    said: Headers,
  ): Promise<Answer> {
    const typed = body && { 'Content-Type': 'application/json' }
    const headers = { ...admin.headers, ...typed, ...said }
    const text = body && JSON.stringify(body)
    return ask(server.origin, { method, path: `/api/v1${path}`, headers, body: text })
  }

  async function everything(): Promise<string> {
    const paths = ['people', 'journal', 'account/sessions', `sites/${SITE}/keys`]
    const answers = await Promise.all(
      paths.map((path) => ask(server.origin, { path: `/api/v1/${path}`, headers: admin.headers })),
    )
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200))
    return answers.map(({ text }) => text).join('\n')
  }

  it.each(OF_OTHERS)('cannot act with its session from %s', async (_from, saidOf) => {
    const before = await everything()
    for (const one of acts()) {
      const answer = await act(one, saidOf(server.port))
      expect([one[0], one[1], answer.status, problemOf(answer)]).toEqual([
        ...[one[0], one[1], 403, 'cross-site'],
      ])
      expect(answer.headers['set-cookie']).toBeUndefined()
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    }
    expect(await everything()).toBe(before)
  })

  it('are told nothing about what they may ask', async () => {
    const headers = { Origin: 'http://evil.example', 'Access-Control-Request-Method': 'PATCH' }
    const path = '/api/v1/people/nga'
    const answer = await ask(server.origin, { method: 'OPTIONS', path, headers })
    const told = Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))
    expect(told).toEqual([])
  })

  async function opens(origin: string, headers: Headers): Promise<boolean> {
    const socket = new RawSocket(server.origin, { ...headers, origin })
    await until('it is refused or open', 10_000, () => {
      return socket.refusedWith !== undefined || socket.isOpen
    })
    if (!socket.isOpen) return false
    socket.join(SITE, ['hydro'])
    await until('it is in or out', 10_000, () => socket.received.length > 0)
    const { isIn } = socket
    socket.close()
    return isIn
  }

  it.each(WRONG_ORIGINS)('open no socket with its session from %s', async (_from, originOf) => {
    expect(await opens(originOf(server.port), admin.headers)).toBe(false)
  })

  it('are not the server’s own, which open a socket and act', async () => {
    expect(await opens(server.origin, admin.headers)).toBe(true)
    // Elsewhere it is the session that opens it.
    expect(await opens(server.origin, people.comingFrom(from))).toBe(from === 'here')
    const own = { Origin: server.origin, 'Sec-Fetch-Site': 'same-origin' }
    const found: number[] = []
    for (const one of acts().slice(0, 6)) found.push((await act(one, own)).status)
    expect(found).toEqual([201, 200, 201, 204, 201, 204])
  })
})
