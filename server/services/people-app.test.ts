import { describe, expect, it } from 'vitest'
import type { Grant } from '../../protocol/access.ts'
import { buildPeople } from '../testing/build-people.ts'
import { buildSite } from '../testing/build-site.ts'
import type { Actor } from './accounts.ts'
import type { Visitor } from './sign-in.ts'

const HOUR = 3_600_000
const GOOD = 'cầu ái nghĩa lúc sáng'
const OTHER = 'ruộng bậc thang mùa gặt'
const ADMIN: Actor = {
  noted: { kind: 'person', id: 'root' },
  grants: [{ site: '*', role: 'admin' }],
}
const HERE: Actor = {
  noted: { kind: 'person', id: 'here' },
  grants: [{ site: 'dai-loc', role: 'admin' }],
}

function open(isDemo = false) {
  const clock = { now: 1_000_000 }
  const sites = new Map(
    ['dai-loc', 'hiep-duc'].map((id) => [
      id,
      {
        site: buildSite,
        keys: { verify: async () => ({ ok: false, reason: 'unknown-key' }) as const },
      },
    ]),
  )
  const app = buildPeople({ now: () => clock.now, isDemo, sites })
  return { ...app, clock }
}
type App = ReturnType<typeof open>

const from = (address: string, more: Partial<Visitor> = {}): Visitor => ({
  address,
  agent: 'test',
  device: undefined,
  isLocal: false,
  ...more,
})

async function withPerson(app: App, id: string, grants: readonly Grant[], password = GOOD) {
  const made = await app.accounts.create(ADMIN, { id, name: `Name of ${id}`, grants })
  if (!made.ok) throw new Error(made.reason)
  const accepted = await app.ownAccount.accept(
    { token: made.invitation.token, password },
    from('10.0.0.1'),
  )
  if (!accepted.ok) throw new Error(accepted.reason)
  return accepted
}

const who = async (app: App, session: string | undefined, isLocal = false) => {
  const found = await app.door.identify({ session, isLocal }, undefined)
  return found.ok ? found.principal : found.reason
}

describe('the first start', () => {
  it('gives a link that makes one administrator, once', async () => {
    const app = open()
    expect(await app.ownAccount.isSetUp()).toBe(false)
    const token = (await app.ownAccount.setupLink()) ?? ''
    const second = (await app.ownAccount.setupLink()) ?? ''
    expect(await app.ownAccount.look(token)).toEqual({ kind: 'setup' })
    const order = { token, id: 'lan', name: 'Nguyễn Thị Lan' }
    expect(await app.ownAccount.accept({ ...order, password: 'short' }, from('a'))).toMatchObject({
      reason: 'password-refused',
      refusal: 'too-short',
    })
    const tries = await Promise.all([
      app.ownAccount.accept({ ...order, password: GOOD }, from('a')),
      app.ownAccount.accept({ ...order, id: 'eve', password: GOOD }, from('b')),
    ])
    expect(tries.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await app.ownAccount.isSetUp()).toBe(true)
    expect(await app.ownAccount.setupLink()).toBeUndefined()
    for (const used of [token, second]) {
      expect(await app.ownAccount.look(used)).toBeUndefined()
      const again = { ...order, id: 'mal', token: used, password: GOOD }
      expect(await app.ownAccount.accept(again, from('c'))).toMatchObject({ ok: false })
    }
    expect(await app.people.list()).toHaveLength(1)
  })

  it('forgets a link after a day', async () => {
    const app = open()
    const token = (await app.ownAccount.setupLink()) ?? ''
    app.clock.now += 24 * HOUR
    expect(await app.ownAccount.look(token)).toBeUndefined()
  })
})

describe('signing in', () => {
  it('opens a session that the door knows, and keeps neither password nor secret', async () => {
    const app = open()
    await withPerson(app, 'lan', [{ site: 'dai-loc', role: 'officer' }])
    const result = await app.signIn.withPassword(' LAN ', GOOD, from('10.0.0.1'))
    if (!result.ok) throw new Error(result.reason)
    expect(await who(app, result.secret)).toMatchObject({ kind: 'person', id: 'lan' })
    const kept = JSON.stringify(await app.store.listDocuments(''))
    expect(kept).not.toContain(result.secret)
    expect(kept).not.toContain(result.device ?? '?')
  })

  it('refuses a wrong password and a name nobody has in the same words', async () => {
    const app = open()
    await withPerson(app, 'lan', [])
    const wrong = await app.signIn.withPassword('lan', OTHER, from('10.0.0.1'))
    const nobody = await app.signIn.withPassword('nobody', OTHER, from('10.0.0.1'))
    expect(wrong).toEqual({ ok: false, reason: 'refused' })
    expect(nobody).toEqual(wrong)
    expect(app.noted.filter(({ action }) => action === 'session.refused')).toHaveLength(2)
  })

  it('makes guessers wait longer and longer, without looking at what they try', async () => {
    const app = open()
    await withPerson(app, 'lan', [])
    const tries = []
    for (let at = 0; at < 8; at++) {
      tries.push(await app.signIn.withPassword('lan', `guess ${at}`, from('10.6.6.6')))
    }
    expect(tries.map((one) => !one.ok && one.reason)).toEqual([
      ...Array<string>(5).fill('refused'),
      ...Array<string>(3).fill('wait'),
    ])
    // Even the right one has to wait, or waiting would tell nothing.
    expect(await app.signIn.withPassword('lan', GOOD, from('10.6.6.6'))).toMatchObject({
      reason: 'wait',
    })
    app.clock.now += 1_000
    expect(await app.signIn.withPassword('lan', 'x', from('10.6.6.6'))).toMatchObject({
      reason: 'refused',
    })
    app.clock.now += 1_000
    expect(await app.signIn.withPassword('lan', 'x', from('10.6.6.6'))).toMatchObject({
      reason: 'wait',
    })
  })

  it('lets many at once try no more than one after the other', async () => {
    const app = open()
    await withPerson(app, 'lan', [])
    const tries = await Promise.all(
      Array.from({ length: 200 }, (_, at) =>
        app.signIn.withPassword('lan', `guess ${at}`, from('10.6.6.6')),
      ),
    )
    const looked = tries.filter((one) => !one.ok && one.reason === 'refused')
    expect(looked.length).toBeLessThanOrEqual(6)
  })

  it('cannot be used to lock somebody out of the browser they always use', async () => {
    const app = open()
    await withPerson(app, 'lan', [])
    const first = await app.signIn.withPassword('lan', GOOD, from('10.0.0.1'))
    if (!first.ok) throw new Error(first.reason)
    for (let at = 0; at < 300; at++) {
      await app.signIn.withPassword('lan', 'guess', from(`10.6.${at % 50}.6`))
      await app.signIn.withPassword('lan', 'guess', from('10.0.0.1'))
    }
    const stranger = await app.signIn.withPassword('lan', GOOD, from('10.9.9.9'))
    expect(stranger).toMatchObject({ reason: 'wait' })
    const known = from('10.0.0.1', { device: first.device })
    expect(await app.signIn.withPassword('lan', GOOD, known)).toMatchObject({ ok: true })
  })

  it('takes no notice of a known browser of somebody else', async () => {
    const app = open()
    await withPerson(app, 'lan', [])
    await withPerson(app, 'eve', [])
    const eve = await app.signIn.withPassword('eve', GOOD, from('10.6.6.6'))
    if (!eve.ok) throw new Error(eve.reason)
    const tries = []
    for (let at = 0; at < 8; at++) {
      const visitor = from('10.6.6.6', { device: eve.device })
      tries.push(await app.signIn.withPassword('lan', 'guess', visitor))
    }
    expect(tries.at(-1)).toMatchObject({ reason: 'wait' })
  })

  it('knows the demo’s people in the demo and from this machine only', async () => {
    const app = open(true)
    const here = from('127.0.0.1', { isLocal: true })
    const result = await app.signIn.withPassword('truc-ban', 'demo', here)
    if (!result.ok) throw new Error(result.reason)
    expect(await who(app, result.secret, true)).toMatchObject({ id: 'truc-ban', isDemo: true })
    expect(await who(app, result.secret, false)).toEqual({ kind: 'nobody' })
    expect(await app.signIn.withPassword('truc-ban', 'demo', from('10.0.0.1'))).toMatchObject({
      ok: false,
    })
    expect(await open().signIn.withPassword('truc-ban', 'demo', here)).toMatchObject({ ok: false })
  })
})

describe('a session', () => {
  it('ends without use, in any case after a day, and is used by being looked at', async () => {
    const app = open()
    const { secret } = await withPerson(app, 'lan', [])
    app.clock.now += 11 * HOUR
    expect(await who(app, secret)).toMatchObject({ id: 'lan' })
    app.clock.now += 11 * HOUR
    expect(await who(app, secret)).toMatchObject({ id: 'lan' })
    app.clock.now += 2 * HOUR
    expect(await who(app, secret)).toEqual({ kind: 'nobody' })
    await app.sessions.sweep()
    expect(await app.store.listDocuments('session/')).toEqual([])
  })

  it('is over for everybody but the one who changed the password', async () => {
    const app = open()
    const { secret } = await withPerson(app, 'lan', [])
    app.clock.now += 5
    const visitor = from('10.0.0.2')
    const lan = { id: 'lan', name: 'Lan' }
    const wrong = await app.ownAccount.changePassword(lan, { current: 'x', next: OTHER }, visitor)
    expect(wrong).toMatchObject({ reason: 'refused' })
    const passwords = { current: GOOD, next: OTHER }
    const changed = await app.ownAccount.changePassword(lan, passwords, visitor)
    if (!changed.ok) throw new Error(changed.reason)
    expect(await who(app, secret)).toEqual({ kind: 'nobody' })
    expect(await who(app, changed.secret)).toMatchObject({ id: 'lan' })
    expect(await app.signIn.withPassword('lan', GOOD, visitor)).toMatchObject({ ok: false })
  })

  it('is over once its person is disabled, and not there while the store is away', async () => {
    const app = open()
    const { secret } = await withPerson(app, 'lan', [{ site: 'dai-loc', role: 'viewer' }])
    app.store.isAway = true
    expect(await who(app, secret)).toBe('store-unavailable')
    expect(await app.door.recheck({ session: secret, isLocal: false }, 'dai-loc')).toBe('unknown')
    app.store.isAway = false
    await app.accounts.change(HERE, 'lan', { isDisabled: true })
    expect(await who(app, secret)).toEqual({ kind: 'nobody' })
    await app.accounts.change(HERE, 'lan', { isDisabled: false })
    expect(await who(app, secret)).toEqual({ kind: 'nobody' })
    expect(await app.signIn.withPassword('lan', GOOD, from('10.0.0.1'))).toMatchObject({ ok: true })
  })

  it('follows the rights of its person at once', async () => {
    const app = open()
    const { secret } = await withPerson(app, 'lan', [{ site: 'dai-loc', role: 'viewer' }])
    await app.accounts.change(HERE, 'lan', { grants: [] })
    expect(await who(app, secret)).toMatchObject({ grants: [] })
  })
})

describe('accounts', () => {
  it('are managed within the sites of who administers them', async () => {
    const app = open()
    await withPerson(app, 'far', [{ site: 'hiep-duc', role: 'viewer' }])
    await withPerson(app, 'both', [
      { site: 'hiep-duc', role: 'viewer' },
      { site: 'dai-loc', role: 'viewer' },
    ])
    expect((await app.accounts.list(HERE)).map(({ id }) => id)).toEqual(['both'])
    expect((await app.accounts.list(ADMIN)).map(({ id }) => id)).toEqual(['both', 'far'])
    expect(await app.accounts.invite(HERE, 'far')).toMatchObject({ reason: 'not-manageable' })
    expect(await app.accounts.invite(HERE, 'both')).toMatchObject({ reason: 'not-manageable' })
    expect(await app.accounts.change(HERE, 'both', { isDisabled: true })).toMatchObject({
      reason: 'not-manageable',
    })
    const officer: Grant = { site: 'dai-loc', role: 'officer' }
    const grants = [{ site: 'hiep-duc', role: 'viewer' }, officer] as const
    expect(await app.accounts.change(HERE, 'both', { grants })).toMatchObject({ ok: true })
    const everywhere = [{ site: '*', role: 'admin' }] as const
    const order = { id: 'new', name: 'New', grants: everywhere }
    expect(await app.accounts.create(HERE, order)).toMatchObject({ reason: 'not-manageable' })
    const unknown = { ...order, grants: [{ site: 'hue', role: 'viewer' }] } as const
    expect(await app.accounts.create(ADMIN, unknown)).toMatchObject({ reason: 'unknown-site' })
  })

  it('never lose the last administrator', async () => {
    const app = open()
    await withPerson(app, 'root', [{ site: '*', role: 'admin' }])
    const last = { ok: false, reason: 'last-administrator' }
    expect(await app.accounts.change(ADMIN, 'root', { isDisabled: true })).toEqual(last)
    expect(await app.accounts.change(ADMIN, 'root', { grants: [] })).toEqual(last)
    await withPerson(app, 'second', [{ site: '*', role: 'admin' }])
    expect(await app.accounts.change(ADMIN, 'root', { isDisabled: true })).toMatchObject({
      ok: true,
    })
    expect(await app.accounts.change(ADMIN, 'second', { grants: [] })).toEqual(last)
  })

  it('have one link at a time, which ends the sessions of before when it is used', async () => {
    const app = open()
    const { secret } = await withPerson(app, 'lan', [])
    const first = await app.accounts.invite(ADMIN, 'lan')
    const second = await app.accounts.invite(ADMIN, 'lan')
    if (!first.ok || !second.ok) throw new Error('no link')
    expect(await app.ownAccount.look(first.invitation.token)).toBeUndefined()
    expect(await who(app, secret)).toMatchObject({ id: 'lan' })
    app.clock.now += 5
    const { token } = second.invitation
    expect(await app.ownAccount.accept({ token, password: OTHER }, from('a'))).toMatchObject({
      ok: true,
    })
    expect(await who(app, secret)).toEqual({ kind: 'nobody' })
  })

  it('take no password that contains their own name or their site’s', async () => {
    const app = open()
    const made = await app.accounts.create(ADMIN, { id: 'lan', name: 'Trần Thị Lan', grants: [] })
    if (!made.ok) throw new Error(made.reason)
    const { token } = made.invitation
    const refused = await app.ownAccount.accept({ token, password: 'tranthilan2026' }, from('a'))
    expect(refused).toMatchObject({ refusal: 'contains-name' })
    expect(await app.ownAccount.look(token)).toMatchObject({ personId: 'lan' })
  })
})
