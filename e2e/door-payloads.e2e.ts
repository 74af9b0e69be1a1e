import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, askAll, problemOf, type Answer } from './harness/ask.ts'
import { BODIED, COMMANDED, GRANT, PLACED, QUERIED, SITE } from './harness/door-routes.ts'
import { accept, invite, post, setUp, signIn, type SignedIn } from './harness/people.ts'
import { headOf, speak } from './harness/raw-http.ts'
import { report } from './harness/report.ts'
import { onEither, startStack, type Stack } from './harness/stores.ts'
import { wrongBodies, type GoodBody, type WrongBody } from './harness/wrong-bodies.ts'
import { notOneValue, WRONG_PARTS } from './harness/wrong-places.ts'

const SITES = [SITE, 'hiep-duc'] as const
const AT_ONCE = 8
const tried = new Set<string>()

/** What is refused at the door never comes to a store; the long run looks at both all the same. */
const KINDS = onEither('embedded')

describe.each(KINDS)('what must not get in, %s store', (kind) => {
  let stack: Stack
  let admin: SignedIn
  let officer: SignedIn
  let token: string

  beforeAll(async () => {
    stack = await startStack(kind)
    const { server } = stack
    admin = await setUp(server, 'here')
    const { invitation } = await invite(server, admin, { id: 'thu', name: 'Thu', grants: [] })
    await accept(server, 'here', invitation.token, { user: 'thu' })
    await signIn(server, 'here', 'thu')
    const truc = { id: 'truc', name: 'Trực', grants: [{ site: SITE, role: 'officer' }] } as const
    const onDuty = await invite(server, admin, truc)
    officer = await accept(server, 'here', onDuty.invitation.token, { user: 'truc' })
    const nga = { id: 'nga', name: 'Nga', grants: [GRANT] }
    token = (await invite(server, admin, nga)).invitation.token
    await post(server, `/sites/${SITE}/keys`, { name: 'cũ', scope: 'read' }, admin.headers)
  })
  afterAll(() => stack.stop())

  function put(method: string, path: string, more: Partial<WrongBody> = {}): Promise<Answer> {
    const typed = { 'Content-Type': 'application/json' }
    // An administrator is no officer.
    const who = /\/(alarm|announced|readings|shifts)/.test(path) ? officer : admin
    const headers = { ...who.headers, ...typed, ...more.headers }
    return ask(stack.server.origin, { method, path, headers, body: more.body })
  }

  /** All that could have been changed: people, keys, sessions, and what the journals say of it. */
  async function everything(): Promise<string> {
    const sites = SITES.flatMap((site) => [`/sites/${site}/keys`, `/sites/${site}/journal`])
    const paths = ['/people', '/journal?limit=200', '/account/sessions', ...sites]
    const held = await Promise.all(
      paths.map(async (path) => {
        const { status, text } = await put('GET', `/api/v1${path}`)
        expect([path, status]).toEqual([path, 200])
        const { entries, ...rest } = JSON.parse(text) as { entries?: { action: string }[] }
        // A wrong password is noted: that is no change.
        return { ...rest, entries: entries?.filter(({ action }) => action !== 'session.refused') }
      }),
    )
    const moving = ['usedAt', 'endsAt']
    return JSON.stringify(held, (name, value: unknown) => (moving.includes(name) ? 0 : value))
  }

  /** Each must be refused, none may break anything, and nothing may be different afterwards. */
  async function refusesAll(
    wrong: readonly { readonly what: string; readonly put: () => Promise<Answer> }[],
    isRefused = ({ status }: Answer): boolean => status >= 400 && status < 500,
  ): Promise<void> {
    const before = await everything()
    const answers = await askAll(wrong, AT_ONCE, async (one) => one.put())
    const taken = answers.flatMap((answer, index) =>
      isRefused(answer)
        ? []
        : [`${wrong[index]?.what}: ${answer.status} ${answer.text.slice(0, 200)}`],
    )
    for (const { what } of wrong) tried.add(what)
    expect(taken).toEqual([])
    expect(await everything()).toBe(before)
    expect((await ask(stack.server.origin, { path: '/readyz' })).status).toBe(200)
  }

  it('are tried at every route of the API that reads a body or has a place', async () => {
    const { text } = await put('GET', '/api/v1/openapi.json')
    const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, object>> }
    const formOf = (route: string): string => route.replace(/(?<=\/)(:\w+|\{\w+\})/g, '*')
    const tables = [...BODIED, ...COMMANDED, ...PLACED].map(([route]) =>
      formOf(route.replace('people/nga', 'people/:0').replace(`sites/${SITE}`, 'sites/:0')),
    )
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { ...of }]) => 'requestBody' in of || path.includes('{'))
        .map(([method]) => formOf(`${method.toUpperCase()} ${path}`)),
    )
    expect(described.length).toBeGreaterThan(15)
    expect(described.filter((route) => !tables.includes(route))).toEqual([])
  })

  it.each([...BODIED, ...COMMANDED])('refuses every wrong body at %s', async (...of) => {
    const [route, good, kinds, mostBytes] = of
    const [method = '', path = ''] = route.split(' ')
    const real = 'token' in good ? { ...good, token } : good
    await refusesAll(
      wrongBodies(real, kinds, mostBytes).map((one) => ({
        what: one.what,
        put: () => put(method, path, one),
      })),
      // What is far too large may be cut off while it is still on its way.
      ({ status }) => (status >= 400 && status < 500) || status === 0,
    )
  })

  it.each(PLACED)('finds nothing at wrong places of %s', async (route, found, body) => {
    const [method = '', pattern = ''] = route.split(' ')
    const wrong = found.flatMap((_, at) =>
      WRONG_PARTS.map((part) => {
        const parts = found.with(at, part)
        const path = pattern.replace(
          /:(\d)/g,
          (_whole, place: string) => parts[Number(place)] ?? '',
        )
        const text = body && JSON.stringify(body)
        return {
          what: `place ${part}`,
          put: () => put(method, path, text === undefined ? {} : { body: text }),
        }
      }),
    )
    await refusesAll(wrong)
  })

  it('answers nothing but the page itself wherever a page is asked for', async () => {
    const { text: page } = await put('GET', '/')
    const wrong = ['/wall/', '/m/', '/admin/', '/', '//', '/api/', '/session/'].flatMap((folder) =>
      WRONG_PARTS.map((part) => ({ what: `place ${part}`, put: () => put('GET', folder + part) })),
    )
    await refusesAll(wrong, ({ status, text }) => {
      return status === 200 ? text === page : status >= 400 && status < 500
    })
  })

  it.each(QUERIED)('takes no parameter that means nothing at %s', async (path, wrong, free) => {
    const queries = [
      ...Object.entries(wrong).flatMap(([name, values]) => [
        ...values.map((value) => `${name}=${value}`),
        ...notOneValue(name, '1'),
      ]),
      ...free.flatMap((name) => notOneValue(name, 'root')),
    ]
    await refusesAll(
      queries.map((query) => ({ what: query, put: () => put('GET', `${path}?${query}`) })),
    )
  })

  it('refuses heads that are too much or say two things', async () => {
    const { origin } = stack.server
    const many = (count: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`X-${index}`, '1']))
    const body = JSON.stringify({ name: 'trạm', scope: 'read' })
    const typed = { 'Content-Type': 'application/json', Connection: 'close' }
    const json = { ...typed, ...admin.headers }
    const heads: readonly Readonly<Record<string, string>>[] = [
      { ...json, ...many(100) },
      { ...many(100), ...json },
      { ...json, ...many(3_000) },
      { ...json, 'X-Large': 'x'.repeat(64 * 1024) },
      { ...json, Cookie: `${admin.headers['Cookie']}; a=${'x'.repeat(64 * 1024)}` },
      { ...json, 'Transfer-Encoding': 'chunked' },
      { ...json, 'Transfer-Encoding': 'chunked, identity' },
      { ...json, 'Transfer-Encoding': 'xchunked' },
      { ...json, 'Content-Length ': '2' },
      { ...json, 'Content-Length': '-1' },
      { ...json, 'Content-Length': '0x50' },
      { ...json, 'Content-Length': `${body.length},${body.length}` },
      { ...json, 'X-Break': 'a\r\n b' },
      { ...json, 'X-Nul': 'a\u0000b' },
      { ...json, Host: 'a\r\nHost: b' },
    ]
    const before = await everything()
    const answers = await Promise.all(
      heads.map((head) => {
        const length = { 'Content-Length': String(Buffer.byteLength(body)) }
        const line = headOf(`POST /api/v1/sites/${SITE}/keys`, { ...length, ...head })
        return speak(origin, { parts: [line, body], giveUpMs: 5_000 })
      }),
    )
    for (const { status, isClosed } of answers) {
      // Who goes on sending what is not read any more may lose the answer.
      expect(isClosed && (status === 0 || (status >= 400 && status < 500))).toBe(true)
    }
    expect(await everything()).toBe(before)
  })

  it('takes what is right, and says nowhere that something went wrong', async () => {
    const needsPassword = (good: GoodBody): boolean => 'password' in good || 'current' in good
    // Whoever signs in as somebody else, or anew, is not signed in as before any more.
    const place = ([, good]: (typeof BODIED)[number]): number =>
      'user' in good && !('token' in good) ? 2 : needsPassword(good) ? 1 : 0
    const inOrder = BODIED.toSorted((a, b) => place(a) - place(b))
    for (const [route, good] of [...inOrder, ...COMMANDED]) {
      const [method = '', path = ''] = route.split(' ')
      const body = JSON.stringify('token' in good ? { ...good, token } : good)
      const answer = await put(method, path, { body })
      // Wrong passwords were tried above, so whoever gives the right one now may have to wait.
      const isTaken = answer.status < 300 || problemOf(answer) === 'too-many-attempts'
      expect([route, answer.status, isTaken]).toEqual([route, answer.status, true])
      if (!needsPassword(good)) expect(answer.status).toBeLessThan(300)
    }
    expect(stack.server.log()).not.toMatch(/"level":50|request failed/)
    expect(stack.server.exitCode()).toBeUndefined()
    report(`different payloads, ${kind}`, tried.size, '')
    expect(tried.size).toBeGreaterThanOrEqual(200)
  })
})
