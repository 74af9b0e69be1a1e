import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ATTEMPT_RULES } from '../server/core/access/attempts.ts'
import { RATES } from '../server/core/access/rates.ts'
import { ask, askAll, problemOf, type Answer } from './harness/ask.ts'
import { likeness, random } from './harness/likeness.ts'
import * as people from './harness/people.ts'
import { report } from './harness/report.ts'
import { sleep } from './harness/until.ts'
import { startWallServer, type WallServer } from './harness/wall-server.ts'

const SITE = 'dai-loc'
const MIB = 1024 * 1024
const AT_ONCE = 8
const GUESSES = process.env['LONG'] === '1' ? 100_000 : 2_000
/** So many from each address that none is turned away unseen. */
const OF_ADDRESS = RATES.guess.most - 20
const HOME = { address: '192.0.2.7' }

const addressOf = (index: number): string =>
  `10.${Math.floor(index / 65_536)}.${Math.floor(index / 256) % 256}.${index % 256}`
const statuses = (answers: readonly Answer[]): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>()
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1)
  return counts
}

describe('guesses', () => {
  let server: WallServer
  let owner: people.SignedIn
  let key: string
  /** What was right once. */
  let past: { readonly keys: readonly string[]; readonly sessions: readonly string[] }

  beforeAll(async () => {
    server = await startWallServer({ env: { TRUST_PROXY: '1' } })
    owner = await people.setUp(server, HOME)
    key = (await makeKey(SITE)).text
    past = { keys: await pastKeys(), sessions: await pastSessions() }
  })
  afterAll(() => server.stop())

  async function makeKey(site: string, more: object = {}): Promise<{ text: string; id: string }> {
    const order = { name: 'màn hình', scope: 'read', ...more }
    const answer = await people.post(server, `/sites/${site}/keys`, order, owner.headers)
    expect(answer.status).toBe(201)
    const made = JSON.parse(answer.text) as { text: string; key: { id: string } }
    return { text: made.text, id: made.key.id }
  }

  /** A key that was revoked, one that has expired, one of another site, and one that may only send. */
  async function pastKeys(): Promise<readonly string[]> {
    const [revoked, expired] = [
      await makeKey(SITE),
      await makeKey(SITE, { expiresAt: Date.now() + 1_500 }),
    ]
    const path = `/api/v1/sites/${SITE}/keys/${revoked.id}`
    const { status } = await put({ method: 'DELETE', path, headers: owner.headers })
    expect(status).toBe(204)
    await sleep(1_500)
    return [revoked.text, expired.text, (await makeKey('hiep-duc')).text, revoked.id, 'demo']
  }

  /** Sessions that were left, ended, and of somebody who was shut out; and what only names one. */
  async function pastSessions(): Promise<readonly string[]> {
    const [left, ended] = [await signInAgain(), await signInAgain()]
    await put({ method: 'DELETE', path: '/api/v1/session', headers: left.headers })
    const id = createHash('sha256').update(ended.secret).digest('hex').slice(0, 16)
    const path = `/api/v1/account/sessions/${id}`
    expect((await put({ method: 'DELETE', path, headers: owner.headers })).status).toBe(204)
    const order = { id: 'thu', name: 'Thu', grants: [{ site: '*', role: 'admin' }] } as const
    const { token } = (await people.invite(server, owner, order)).invitation
    const out = await people.accept(server, HOME, token, { user: 'thu' })
    const body = JSON.stringify({ isDisabled: true })
    const typed = { ...owner.headers, 'Content-Type': 'application/json' }
    const shut = { method: 'PATCH', path: '/api/v1/people/thu', headers: typed, body }
    expect((await put(shut)).status).toBe(200)
    return [left.secret, ended.secret, out.secret, id, owner.device, token]
  }

  const put = (question: Parameters<typeof ask>[1]): Promise<Answer> => ask(server.origin, question)
  const signInAgain = (): Promise<people.SignedIn> =>
    people.signIn(server, HOME, 'root', { Cookie: `iocwall-device=${owner.device}` })

  function guess(index: number, address: string): Promise<Answer> {
    const from = people.comingFrom({ address })
    const turn = Math.floor(index / 2)
    if (index % 2 === 0) {
      const { keys } = past
      const text = turn % 8 === 0 ? (keys[(turn / 8) % keys.length] ?? '') : likeness(key, turn)
      const headers = { ...from, Authorization: `Bearer ${text}` }
      return put({ path: `/api/v1/sites/${SITE}/screen`, headers })
    }
    const { sessions } = past
    const secret =
      turn % 8 === 0 ? (sessions[(turn / 8) % sessions.length] ?? '') : likeness(owner.secret, turn)
    const headers = { ...from, Cookie: people.cookieOf({ address }, secret) }
    return put({ path: index % 4 === 1 ? '/api/v1/people' : `/api/v1/sites/${SITE}/keys`, headers })
  }

  /** What is right is let in, from an address that guesses or from another. */
  async function rightOnesWork(address: string): Promise<void> {
    const from = people.comingFrom({ address })
    const withKey = { ...from, Authorization: `Bearer ${key}` }
    const withCookie = { ...from, Cookie: people.cookieOf({ address }, owner.secret) }
    const answers = await Promise.all([
      put({ path: `/api/v1/sites/${SITE}/screen`, headers: withKey }),
      put({ path: '/api/v1/people', headers: withCookie }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
  }

  it(`lets in none of ${GUESSES} keys and sessions, and the right ones all the while`, async () => {
    const rss = (): Promise<number> => server.metric('process_resident_memory_bytes')
    const all = Array.from({ length: GUESSES }, (_, index) => index)
    const look = (some: readonly number[]): Promise<readonly Answer[]> =>
      askAll(some, AT_ONCE, async (index) => {
        if (index % 500 === 0) await rightOnesWork(HOME.address)
        return guess(index, addressOf(Math.floor(index / OF_ADDRESS)))
      })
    const startedAt = performance.now()
    // The first half makes room for what every request needs.
    const first = await look(all.slice(0, GUESSES / 2))
    const before = await rss()
    const second = await look(all.slice(GUESSES / 2))
    report('guesses looked at', (GUESSES * 1_000) / (performance.now() - startedAt), '1/s')
    const grownMib = ((await rss()) - before) / MIB
    report(`memory grown under the second half of ${GUESSES} guesses`, grownMib, 'MiB')
    expect([...statuses([...first, ...second])]).toEqual([[401, GUESSES]])
    expect(grownMib).toBeLessThan(96)
    await rightOnesWork(HOME.address)
  })

  it('turns away who guesses too much, and lets in what is right from the same address', async () => {
    const address = '10.255.0.2'
    const all = Array.from({ length: 4 * RATES.guess.most }, (_, index) => index)
    const counts = statuses(await askAll(all, AT_ONCE, (index) => guess(index, address)))
    expect([...counts.keys()].toSorted()).toEqual([401, 429])
    expect(counts.get(401)).toBe(RATES.guess.most)
    await rightOnesWork(address)
  })

  it('lets in no guessed link, and does not use up the right one', async () => {
    const grants = [{ site: SITE, role: 'viewer' }] as const
    const made = await people.invite(server, owner, { id: 'nga', name: 'Nga', grants })
    const { token } = made.invitation
    const all = Array.from({ length: GUESSES / 4 }, (_, index) => index)
    const answers = await askAll(all, AT_ONCE, (index) => {
      const guessed = index % 10 === 0 ? (past.sessions[index % 6] ?? '') : likeness(token, index)
      const from = people.comingFrom({ address: addressOf(index) })
      const isLook = index % 2 === 0
      const body = isLook ? { token: guessed } : { token: guessed, password: people.PASSWORD }
      return people.post(server, `/invitations/${isLook ? 'look' : 'accept'}`, body, from)
    })
    expect([...statuses(answers)]).toEqual([[404, all.length]])
    expect((await people.post(server, '/invitations/look', { token })).status).toBe(200)
  })

  it('lets one of fifty in who use a link at once, and nobody afterwards', async () => {
    const order = { id: 'nam', name: 'Nam', grants: [] }
    const { token } = (await people.invite(server, owner, order)).invitation
    const body = { token, password: people.PASSWORD }
    const use = (): Promise<Answer> => people.post(server, '/invitations/accept', body)
    const answers = await Promise.all(Array.from({ length: 50 }, use))
    const counts = statuses(answers)
    expect(counts.get(200)).toBe(1)
    // Who comes when too many passwords are being looked at is asked to come again.
    expect((counts.get(404) ?? 0) + (counts.get(503) ?? 0)).toBe(49)
    expect((await use()).status).toBe(404)
    expect((await people.post(server, '/invitations/look', { token })).status).toBe(404)
  })

  it('does not use up a link while too many passwords are being looked at', async () => {
    let first = 200
    for (let round = 0; round < 10 && first === 200; round++) {
      const order = { id: `hoa-${round}`, name: 'Hoa', grants: [] }
      const { token } = (await people.invite(server, owner, order)).invitation
      const body = { token, password: people.PASSWORD }
      const crowd = Array.from({ length: 60 }, (_, index) => {
        const guessed = { user: `ai-${round}-${index}`, password: 'x' }
        const from = people.comingFrom({ address: `10.254.${round}.${index}` })
        return people.post(server, '/session', guessed, from)
      })
      await sleep(10 * round)
      first = (await people.post(server, '/invitations/accept', body)).status
      await Promise.all(crowd)
      const second = (await people.post(server, '/invitations/accept', body)).status
      expect([first, second]).toEqual(first === 200 ? [200, 404] : [503, 200])
    }
    expect(first).toBe(503)
  })

  describe('of passwords', () => {
    const { pair, address, person } = ATTEMPT_RULES

    function tryPassword(user: string, from: string, headers = {}): Promise<Answer> {
      const body = { user, password: `sai ${random(8)}` }
      return people.post(server, '/session', body, {
        ...people.comingFrom({ address: from }),
        ...headers,
      })
    }
    async function makePerson(id: string): Promise<people.SignedIn> {
      const { token } = (await people.invite(server, owner, { id, name: id, grants: [] }))
        .invitation
      return people.accept(server, HOME, token, { user: id })
    }
    const isSlowed = (answer: Answer): boolean =>
      problemOf(answer) === 'too-many-attempts' && Number(answer.headers['retry-after']) >= 1

    it('are slowed down from one address, more with each', async () => {
      const tries = Array.from({ length: 30 }, () => tryPassword('root', '10.1.0.1'))
      const atOnce = await Promise.all(tries)
      expect(statuses(atOnce).get(401)).toBe(pair.freeCount)
      expect(atOnce.filter(isSlowed)).toHaveLength(30 - pair.freeCount)
      // After 1 s one more is looked at, then after 2 s, then after 4 s.
      const later: Answer[] = []
      const until = performance.now() + 4_500
      while (performance.now() < until) {
        later.push(await tryPassword('root', '10.1.0.1'))
        await sleep(50)
      }
      expect(later.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(2)
      expect(later.every((one) => one.status === 401 || isSlowed(one))).toBe(true)
    })

    it('are slowed down from one address at many people, of whom most are nobody', async () => {
      const all = Array.from({ length: 2 * address.freeCount }, (_, index) => index)
      const answers = await askAll(all, AT_ONCE, (index) =>
        tryPassword(index % 10 === 0 ? 'root' : `ai${index}`, '10.1.0.2'),
      )
      const looked = statuses(answers).get(401) ?? 0
      expect(looked).toBeGreaterThanOrEqual(address.freeCount - 1)
      // A slow machine may take longer than the first waits of 1 s and 2 s.
      expect(looked).toBeLessThanOrEqual(address.freeCount + 3)
      expect(answers.every((one) => one.status === 401 || isSlowed(one))).toBe(true)
    })

    it('are slowed down from many addresses, and the owner gets in by a known browser', async () => {
      const chu = await makePerson('chu')
      const all = Array.from({ length: person.freeCount + 40 }, (_, index) => index)
      const answers = await askAll(all, AT_ONCE, (index) =>
        // Whoever says to be known by something else is not known.
        tryPassword('chu', addressOf(300_000 + index), { Cookie: `iocwall-device=${random(43)}` }),
      )
      const looked = statuses(answers).get(401) ?? 0
      expect(looked).toBeGreaterThanOrEqual(person.freeCount - 1)
      expect(looked).toBeLessThanOrEqual(person.freeCount + 2)
      expect(answers.every((one) => one.status === 401 || isSlowed(one))).toBe(true)
      const right = { user: 'chu', password: people.PASSWORD }
      const stranger = people.comingFrom({ address: '10.1.0.3' })
      expect(isSlowed(await people.post(server, '/session', right, stranger))).toBe(true)
      const known = { ...stranger, Cookie: `iocwall-device=${chu.device}` }
      expect((await people.post(server, '/session', right, known)).status).toBe(200)
      // Others are not slowed down by it.
      expect((await signInAgain()).secret).toHaveLength(43)
    })
  })
})

describe('the link of the first start', () => {
  let server: WallServer
  beforeAll(async () => {
    server = await startWallServer()
  })
  afterAll(() => server.stop())

  it('makes one administrator of fifty who use it at once, and none afterwards', async () => {
    const token = await people.setupToken(server)
    const use = (index: number): Promise<Answer> =>
      people.post(server, '/invitations/accept', {
        ...{ token, password: people.PASSWORD, user: `root${index}`, name: `Root ${index}` },
      })
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => use(index)))
    const winner = answers.find(({ status }) => status === 200)
    expect(statuses(answers).get(200)).toBe(1)
    expect((await use(99)).status).toBe(404)
    const cookie = winner?.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    const listed = await ask(server.origin, { path: '/api/v1/people', headers: { Cookie: cookie } })
    expect((JSON.parse(listed.text) as { people: unknown[] }).people).toHaveLength(1)
  })
})
