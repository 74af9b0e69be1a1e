import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { EVERY_SITE, type Grant } from '../../../protocol/access.ts'
import { buildFakeState } from './fake-server.ts'
import { useSessionStore } from './session-store.ts'

beforeEach(() => setActivePinia(createPinia()))

function signedIn(...grants: readonly Grant[]) {
  const store = useSessionStore()
  store.take(buildFakeState(grants).session)
  return store
}

describe('the session', () => {
  it('lets nobody do anything before the server has answered', () => {
    const store = useSessionStore()
    expect([store.person, store.maySomewhere('wall.view')]).toEqual([undefined, false])
  })

  it('follows the one table of rights, site by site', () => {
    const store = signedIn(
      { site: 'dai-loc', role: 'admin' },
      { site: 'hiep-duc', role: 'officer' },
    )
    expect(store.may('keys.change', 'dai-loc')).toBe(true)
    expect(store.may('keys.change', 'hiep-duc')).toBe(false)
    expect(store.may('journal.read', EVERY_SITE)).toBe(false)
    expect(store.sitesFor('keys.read').map(({ id }) => id)).toEqual(['dai-loc'])
    expect(store.sitesFor('wall.view')).toHaveLength(2)
  })

  it('knows rights everywhere, also where no site is served', () => {
    const store = useSessionStore()
    const { session } = buildFakeState([{ site: EVERY_SITE, role: 'admin' }])
    store.take({ ...session, sites: [] })
    expect(store.maySomewhere('people.read')).toBe(true)
  })

  it('forgets the person when the server does, and keeps what is known of the server', () => {
    const store = signedIn({ site: EVERY_SITE, role: 'admin' })
    store.ended()
    expect(store.person).toBeUndefined()
    expect(store.may('people.read', EVERY_SITE)).toBe(false)
    expect(store.state?.sites).toHaveLength(2)
  })
})
