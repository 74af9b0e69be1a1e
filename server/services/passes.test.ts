import { describe, expect, it } from 'vitest'
import {
  EVENT_ACTIONS,
  KEY_SCOPES,
  PERSON_ROLES,
  type PersonRole,
  type Role,
} from '../../protocol/access.ts'
import type { Principal } from '../core/access/principal.ts'
import type { Caller } from './caller.ts'
import type { Credentials, Door } from './door.ts'
import { createPasses } from './passes.ts'

const caller = (more: Partial<Caller>): Caller => ({
  address: '192.0.2.7',
  isLocal: false,
  isSecure: false,
  bearer: undefined,
  session: undefined,
  device: undefined,
  oidc: undefined,
  agent: '',
  ...more,
})

/** A door that answers what it is told to, and counts how often it is asked. */
function open() {
  const answers = new Map<string, Principal | 'unknown'>()
  let askedCount = 0
  const answerTo = ({ bearer, session }: Credentials): Principal | 'unknown' =>
    answers.get(bearer ?? session ?? '') ?? { kind: 'nobody' }
  const door: Door = {
    async identify(credentials) {
      const principal = answerTo(credentials)
      if (principal === 'unknown') return { ok: false, reason: 'store-unavailable' }
      return { ok: true, principal }
    },
    async recheck(credentials) {
      askedCount++
      return answerTo(credentials)
    },
  }
  const passes = createPasses({ door, isOpenRoom: ({ isLocal }) => isLocal })
  return { answers, passes, asked: () => askedCount }
}

const readKey: Principal & { readonly kind: 'key' } = {
  kind: 'key',
  site: 'a',
  id: 'k',
  name: 'k',
  scope: 'read',
  isDemo: false,
}
const person = (role: PersonRole, site = 'a'): Principal => ({
  kind: 'person',
  id: 'lan',
  name: 'Lan',
  grants: [{ site, role }],
  sessionId: 's',
  confirmedAt: 0,
  isDemo: false,
})

/** Whom the wall's socket is for, and with it each of its events; written down by hand. */
const WATCHERS: Readonly<Record<Role, boolean>> = {
  screen: true,
  viewer: true,
  reporter: true,
  officer: true,
  editor: true,
  admin: true,
  'key-ingest': false,
  'key-read': true,
  'key-officer': true,
}

describe('the socket’s events', () => {
  const events = Object.keys(EVENT_ACTIONS) as (keyof typeof EVENT_ACTIONS)[]

  it.each(Object.entries(WATCHERS))('are %s: %s', async (role, isMeant) => {
    for (const site of ['a', 'b']) {
      const { answers, passes } = open()
      const scope = KEY_SCOPES.find((one) => role === `key-${one}`)
      const own = PERSON_ROLES.find((one) => one === role)
      if (scope) answers.set('who', { ...readKey, scope })
      if (own) answers.set('who', person(own))
      const brought = scope ? { bearer: 'who' } : { session: 'who' }
      const pass = await passes.give(caller({ ...brought, isLocal: role === 'screen' }), site)
      const isHere = site === 'a' || role === 'screen'
      expect([site, pass !== undefined]).toEqual([site, isMeant && isHere])
      for (const event of events) {
        const isAllowed = pass?.may(EVENT_ACTIONS[event]) ?? false
        expect([site, event, isAllowed]).toEqual([site, event, isMeant && isHere])
      }
    }
  })
})

describe('passes of those who stay connected', () => {
  it('are given to whom the table lets look at the site, and to nobody else', async () => {
    const { answers, passes } = open()
    answers.set('key', readKey)
    answers.set('lan', person('viewer', 'b'))
    expect(await passes.give(caller({ bearer: 'key' }), 'a')).toBeDefined()
    expect(await passes.give(caller({ bearer: 'key' }), 'b')).toBeUndefined()
    expect(await passes.give(caller({ session: 'lan' }), 'a')).toBeUndefined()
    expect(await passes.give(caller({ session: 'lan' }), 'b')).toBeDefined()
    expect(await passes.give(caller({}), 'a')).toBeUndefined()
    expect(await passes.give(caller({ isLocal: true }), 'a')).toBeDefined()
  })

  it('are taken back once, when the right is gone', async () => {
    const { answers, passes } = open()
    answers.set('key', readKey)
    const pass = await passes.give(caller({ bearer: 'key' }), 'a')
    let told = 0
    pass?.onRevoked(() => told++)
    await passes.recheck()
    expect(told).toBe(0)
    answers.delete('key')
    await passes.recheck()
    await passes.recheck()
    expect(told).toBe(1)
    expect(pass?.may('wall.view')).toBe(false)
    // Taken back while the connection was still being made.
    pass?.onRevoked(() => told++)
    expect(told).toBe(2)
  })

  it('outlast a store that does not answer', async () => {
    const { answers, passes } = open()
    answers.set('key', readKey)
    const pass = await passes.give(caller({ bearer: 'key' }), 'a')
    let told = 0
    pass?.onRevoked(() => told++)
    answers.set('key', 'unknown')
    await passes.recheck()
    expect([told, pass?.may('wall.view')]).toEqual([0, true])
  })

  it('keep a wall in an open room when the session beside it ends', async () => {
    const { answers, passes } = open()
    answers.set('lan', person('officer'))
    const pass = await passes.give(caller({ session: 'lan', isLocal: true }), 'a')
    let told = 0
    pass?.onRevoked(() => told++)
    answers.delete('lan')
    await passes.recheck()
    expect([told, pass?.may('wall.view')]).toEqual([0, true])
  })

  it('of many with one key ask once, and of none that was given back', async () => {
    const { answers, passes, asked } = open()
    answers.set('key', readKey)
    const all = await Promise.all(
      Array.from({ length: 50 }, () => passes.give(caller({ bearer: 'key' }), 'a')),
    )
    await passes.recheck()
    expect(asked()).toBe(1)
    for (const pass of all) pass?.giveBack()
    await passes.recheck()
    expect(asked()).toBe(1)
  })
})
