import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Grant } from '../../../protocol/access.ts'
import { secretHash } from '../../services/secrets.ts'
import { FROM_ELSEWHERE, startHttp, type RunningHttp } from '../../testing/build-http.ts'
import { startOidcService, type OidcService } from '../../testing/oidc-service.ts'

const MINUTE_MS = 60_000
const BEGIN = '/api/v1/session/oidc'
const CALLBACK = `${BEGIN}/callback`
const ADMIN = { noted: { kind: 'server' }, grants: [{ site: '*', role: 'admin' }] } as const
const RULES: readonly { readonly value: string; readonly grant: Grant }[] = [
  { value: 'ioc-officers', grant: { site: 'test-site', role: 'officer' } },
  { value: 'ioc-admins', grant: { site: '*', role: 'admin' } },
]

let service: OidcService
let running: RunningHttp

beforeAll(async () => {
  service = await startOidcService()
  running = await startHttp({
    oidc: {
      issuer: service.issuer,
      clientId: 'wall',
      clientSecret: 'a secret of the client',
      label: 'Cổng của tỉnh',
      scope: 'openid profile',
      rolesClaim: 'roles',
      rules: RULES,
    },
  })
  running.time.now = Date.now()
  const redirectUris = [running.url + CALLBACK]
  service.serve({ id: 'wall', secret: 'a secret of the client', redirectUris })
})
afterAll(async () => {
  await running.stop()
  await service.down()
})
beforeEach(() => {
  running.time.now = Date.now()
  service.accounts.clear()
  service.accounts.set('lan', { name: 'Nguyễn Thị Lan', claims: { roles: ['ioc-officers'] } })
  service.visitor = 'lan'
})

/** A browser, as far as signing in needs one: it keeps cookies by origin and follows what it is told to. */
class Browser {
  readonly jars = new Map<string, Map<string, string>>()
  /** Every address that was asked for. */
  readonly asked: string[] = []

  async get(address: string): Promise<Response> {
    const { origin } = new URL(address)
    const jar = this.jars.get(origin) ?? new Map<string, string>()
    this.jars.set(origin, jar)
    this.asked.push(address)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(address, { redirect: 'manual', headers: { cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const [name = '', ...value] = pair.split('=')
      if (/expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name)
      else jar.set(name, value.join('='))
    }
    return answer
  }

  /** Follows until an address that is said, or a page; answers that address without asking for it. */
  async follow(address: string, until = ''): Promise<string> {
    let next = address
    for (let hops = 0; hops < 12; hops++) {
      if (until !== '' && next.startsWith(until)) return next
      const answer = await this.get(next)
      const location = answer.headers.get('location')
      if (location === null) return next
      next = new URL(location, next).href
      if (next.startsWith(`${running.url}/`) && !next.startsWith(running.url + BEGIN)) return next
    }
    throw new Error(`round and round: ${next}`)
  }

  cookie(name: string): string | undefined {
    return this.jars.get(running.url)?.get(name)
  }
}

const pathOf = (address: string): string => address.replace(running.url, '')
const signIn = async (browser: Browser, query = ''): Promise<string> =>
  pathOf(await browser.follow(running.url + BEGIN + query))
/** As far as the address with which the provider sends the browser back. */
const untilBack = (browser: Browser, query = ''): Promise<string> =>
  browser.follow(running.url + BEGIN + query, running.url + CALLBACK)
const person = async (browser: Browser) => {
  const answer = await browser.get(`${running.url}/session`)
  const state = (await answer.json()) as {
    person?: { id: string; name: string; source: string; grants: Grant[]; confirmedUntil?: number }
  }
  return state.person
}
const notedSince = (before: number) =>
  running.people.noted.slice(before).map(({ action, subject, detail }) => ({
    action,
    subject,
    ...detail,
  }))

describe('signing in through the organisation', () => {
  it('makes an account with the rights of the claims, and leads to where one was going', async () => {
    const before = running.people.noted.length
    const browser = new Browser()
    expect(await signIn(browser, '?to=/wall/test-site%3Fscene=a%23b')).toBe(
      '/wall/test-site?scene=a#b',
    )
    const found = await person(browser)
    expect(found).toMatchObject({
      id: expect.stringMatching(/^oidc-[0-9a-f]{12}$/),
      name: 'Nguyễn Thị Lan',
      source: 'oidc',
      grants: [{ site: 'test-site', role: 'officer' }],
    })
    const { id = '' } = found ?? {}
    expect(notedSince(before)).toMatchObject([
      { action: 'person.created', subject: id, grants: 'test-site:officer', method: 'oidc' },
      { action: 'session.opened', method: 'oidc' },
    ])
    expect(await signIn(new Browser())).toBe('/')
    expect(notedSince(before)).toHaveLength(3)
  })

  it('asks with PKCE, state and nonce, and leaves none of them in a readable cookie', async () => {
    const browser = new Browser()
    const begun = await browser.get(`${running.url}${BEGIN}?to=/m`)
    const [cookie = ''] = begun.headers.getSetCookie()
    expect(begun.status).toBe(303)
    expect(cookie).toMatch(/^__Host-iocwall-oidc=.*; Max-Age=600; Path=\/; .*HttpOnly; Secure; /)
    expect(cookie).toContain('SameSite=Lax')
    const asked = new URL(begun.headers.get('location') ?? '').searchParams
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid profile',
      redirect_uri: running.url + CALLBACK,
    })
    const sealed = Buffer.from(cookie.slice(21), 'base64url').toString('latin1')
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(asked.get(name)).toHaveLength(43)
      expect(sealed).not.toContain(asked.get(name))
    }
    const other = new Browser()
    const again = new URL(await other.follow(running.url + BEGIN, `${service.issuer}/auth?`))
    expect(again.searchParams.get('state')).not.toBe(asked.get('state'))
  })

  it('takes the rights anew at each sign-in, also those that are gone', async () => {
    const browser = new Browser()
    await signIn(browser)
    service.accounts.set('lan', { name: 'Lan', claims: { roles: 'ioc-admins' } })
    const again = new Browser()
    expect(await signIn(again)).toBe('/admin')
    expect(await person(again)).toMatchObject({
      name: 'Lan',
      grants: [{ site: '*', role: 'admin' }],
    })
    // The session of before has them at once, too.
    expect((await person(browser))?.grants).toEqual([{ site: '*', role: 'admin' }])
    service.accounts.set('lan', { name: 'Lan', claims: { roles: ['something-else'] } })
    const before = running.people.noted.length
    expect(await signIn(new Browser(), '?to=/m')).toBe('/sign-in?to=%2Fm#failed=no-role')
    expect((await person(browser))?.grants).toEqual([])
    expect(notedSince(before)).toMatchObject([
      { action: 'person.changed', grants: '' },
      { action: 'session.refused', why: 'no-role' },
    ])
  })

  it('makes no account for who has no role here', async () => {
    service.accounts.set('minh', { name: 'Minh' })
    service.visitor = 'minh'
    const count = (await running.people.people.list()).length
    expect(await signIn(new Browser())).toBe('/sign-in#failed=no-role')
    expect(await running.people.people.list()).toHaveLength(count)
  })

  it('keeps out who is disabled here, and gives nobody a password beside it', async () => {
    service.accounts.set('hoa', { claims: { roles: ['ioc-officers'] } })
    service.visitor = 'hoa'
    const browser = new Browser()
    await signIn(browser)
    const { id = '' } = (await person(browser)) ?? {}
    const { accounts } = running.people
    expect(await accounts.invite(ADMIN, id)).toEqual({ ok: false, reason: 'no-password-here' })
    const other = await accounts.create(ADMIN, { id: 'oidc-0123456789ab', name: 'x', grants: [] })
    expect(other).toEqual({ ok: false, reason: 'name-taken' })
    const changed = await fetch(`${running.url}/api/v1/account/password`, {
      method: 'POST',
      headers: {
        cookie: `__Host-iocwall=${browser.cookie('__Host-iocwall') ?? ''}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ current: 'cầu ái nghĩa lúc sáng', next: 'ruộng bậc thang mùa gặt' }),
    })
    expect(await changed.json()).toMatchObject({
      type: expect.stringContaining(':no-password-here'),
    })
    await accounts.change(ADMIN, id, { isDisabled: true })
    expect(await person(browser)).toBeUndefined()
    expect(await signIn(new Browser())).toBe('/sign-in#failed=disabled')
  })

  it('says so when the person turns back', async () => {
    service.visitor = undefined
    expect(await signIn(new Browser(), '?to=/m')).toBe('/sign-in?to=%2Fm#failed=cancelled')
  })
})

describe('an answer of the organisation', () => {
  it('counts once, and only in the browser that asked', async () => {
    const browser = new Browser()
    const back = await untilBack(browser)
    expect(pathOf(await new Browser().follow(back))).toBe('/sign-in#failed=expired')
    const begun = browser.cookie('__Host-iocwall-oidc') ?? ''
    expect(pathOf(await browser.follow(back))).toBe('/')
    expect(browser.cookie('__Host-iocwall-oidc')).toBeUndefined()
    const replay = async (): Promise<string | null> => {
      const cookie = `__Host-iocwall-oidc=${begun}`
      const answer = await fetch(back, { redirect: 'manual', headers: { cookie } })
      expect(answer.headers.getSetCookie().join()).not.toMatch(/__Host-iocwall=[^;]/)
      return answer.headers.get('location')
    }
    expect(await replay()).toBe('/sign-in#failed=expired')
    // A store that has forgotten it: the provider has not.
    const state = new URL(back).searchParams.get('state') ?? ''
    await running.people.store.counters.forget(`oidc/${secretHash(state)}`)
    expect(await replay()).toBe('/sign-in#failed=refused')
  })

  it('is refused with another state, issuer or code, or after 10 minutes', async () => {
    const changed = async (change: (query: URLSearchParams) => void): Promise<string> => {
      const browser = new Browser()
      const back = new URL(await untilBack(browser))
      change(back.searchParams)
      const path = pathOf(await browser.follow(back.href))
      expect(await person(browser)).toBeUndefined()
      return path
    }
    const stolen = new URL(await untilBack(new Browser())).searchParams.get('code') ?? ''
    expect(await changed((query) => query.set('state', 'x'.repeat(43)))).toMatch(/=expired$/)
    expect(await changed((query) => query.delete('state'))).toMatch(/=expired$/)
    expect(await changed((query) => query.set('iss', 'https://evil.example'))).toMatch(/=refused$/)
    expect(await changed((query) => query.delete('iss'))).toMatch(/=refused$/)
    expect(await changed((query) => query.set('code', stolen))).toMatch(/=refused$/)
    expect(await changed((query) => query.delete('code'))).toMatch(/=refused$/)
    expect(await changed(() => (running.time.now += 10 * MINUTE_MS))).toMatch(/=expired$/)
  })

  it('is refused with a cookie that was changed', async () => {
    const browser = new Browser()
    const back = await untilBack(browser)
    const jar = browser.jars.get(running.url)
    const begun = jar?.get('__Host-iocwall-oidc') ?? ''
    jar?.set(
      '__Host-iocwall-oidc',
      `${begun.slice(0, 60)}${begun[60] === 'A' ? 'B' : 'A'}${begun.slice(61)}`,
    )
    expect(pathOf(await browser.follow(back))).toBe('/sign-in#failed=expired')
  })
})

describe('where a sign-in leads', () => {
  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    '/\t/evil.example',
    'wall',
    '',
    '/api/v1/session/oidc',
  ])('refuses %j', async (to) => {
    const answer = await fetch(`${running.url}${BEGIN}?${new URLSearchParams({ to }).toString()}`, {
      redirect: 'manual',
    })
    expect(answer.status).toBe(400)
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it('is never an address that the server does not know as its own', async () => {
    const answer = await fetch(running.url + BEGIN, {
      redirect: 'manual',
      headers: { ...FROM_ELSEWHERE, 'X-Forwarded-Host': 'evil.example' },
    })
    expect(answer.headers.get('location')).toContain(encodeURIComponent(running.url))
    const { port } = new URL(running.url)
    const named = await fetch(`http://localhost:${port}${BEGIN}`, { redirect: 'manual' })
    expect(named.headers.get('location')).toBe('/sign-in#failed=unknown-address')
  })
})

describe('a confirmation by the organisation', () => {
  const until = async (browser: Browser): Promise<number | undefined> =>
    (await person(browser))?.confirmedUntil

  it('makes the person prove it anew, and confirms the session that there was', async () => {
    const browser = new Browser()
    await signIn(browser)
    expect(await until(browser)).toBeUndefined()
    const secret = browser.cookie('__Host-iocwall')
    const before = service.prompts.length
    // Without being asked to, the provider would not ask again.
    expect(await signIn(browser)).toBe('/')
    expect(service.prompts.slice(before)).toEqual([])
    const held = browser.cookie('__Host-iocwall')
    expect(held).not.toBe(secret)
    expect(await signIn(browser, '?confirm=1&to=/admin')).toBe('/admin')
    expect(service.prompts.slice(before)).toContain('login')
    expect(browser.cookie('__Host-iocwall')).toBe(held)
    expect(await until(browser)).toBe(running.time.now + 10 * MINUTE_MS)
  })

  it('is refused to somebody else, and to a session that has ended meanwhile', async () => {
    const browser = new Browser()
    await signIn(browser)
    service.accounts.set('minh', { claims: { roles: ['ioc-admins'] } })
    service.visitor = 'minh'
    browser.jars.delete(service.issuer)
    const count = (await running.people.people.list()).length
    expect(await signIn(browser, '?confirm=1')).toBe('/sign-in#failed=other-person')
    expect(await running.people.people.list()).toHaveLength(count)
    expect(await until(browser)).toBeUndefined()
    service.visitor = 'lan'
    browser.jars.delete(service.issuer)
    const back = await untilBack(browser, '?confirm=1')
    await running.people.sessions.end(browser.cookie('__Host-iocwall') ?? '')
    expect(pathOf(await browser.follow(back))).toBe('/sign-in#failed=expired')
  })

  it('is refused where the proof is from before the question', async () => {
    const browser = new Browser()
    await signIn(browser)
    // By this server's clock the question comes 5 minutes later than the provider's sign-in.
    running.time.now += 5 * MINUTE_MS
    expect(await signIn(browser, '?confirm=1')).toBe('/sign-in#failed=not-proven')
    expect(await until(browser)).toBeUndefined()
  })
})

describe('a store that is away', () => {
  it('keeps people from signing in, in words', async () => {
    const browser = new Browser()
    const back = await untilBack(browser)
    running.people.store.isAway = true
    // Counters and documents are one store; the fake counts in memory.
    const landed = pathOf(await browser.follow(back))
    running.people.store.isAway = false
    expect(landed).toBe('/sign-in#failed=store-unavailable')
    expect(await person(browser)).toBeUndefined()
  })
})

describe('a client without a secret', () => {
  it('is protected by PKCE alone, and finds roles deeper in the claims', async () => {
    const own = await startOidcService()
    const [rule] = RULES
    const common = {
      clientId: 'public',
      clientSecret: undefined,
      label: 'x',
      scope: 'openid profile',
    }
    const wall = await startHttp({
      oidc: {
        ...common,
        issuer: own.issuer,
        rolesClaim: 'realm_access.roles',
        rules: rule ? [rule] : [],
      },
    })
    wall.time.now = Date.now()
    own.serve({ id: 'public', redirectUris: [wall.url + CALLBACK] })
    own.accounts.set('lan', { claims: { realm_access: { roles: ['x', 'ioc-officers'] } } })
    own.visitor = 'lan'
    let next = wall.url + BEGIN
    const browser = new Browser()
    for (let hops = 0; hops < 12 && next !== `${wall.url}/`; hops++) {
      next = new URL((await browser.get(next)).headers.get('location') ?? '', next).href
    }
    expect(next).toBe(`${wall.url}/`)
    expect(await wall.people.people.list()).toMatchObject([{ name: 'lan', source: 'oidc' }])
    await wall.stop()
    await own.down()
  })
})

describe('a service that is away', () => {
  it('is told as such, and found again as soon as it is back', async () => {
    await service.down()
    expect(await signIn(new Browser(), '?to=/m')).toBe('/sign-in?to=%2Fm#failed=unreachable')
    await service.up()
    const browser = new Browser()
    const back = await untilBack(browser)
    await service.down()
    expect(pathOf(await browser.follow(back))).toBe('/sign-in#failed=unreachable')
    await service.up()
    expect(await signIn(browser)).toBe('/')
    expect(await person(browser)).toMatchObject({ name: 'Nguyễn Thị Lan' })
  })
})
