import { describe, expect, it } from 'vitest'
import type { Grant } from '../../../protocol/access.ts'
import { mayAct, mayManage, mayRegrant, rolesAt, type Asker, type Principal } from './principal.ts'

const person = (grants: readonly Grant[]): Principal => ({
  kind: 'person',
  id: 'lan',
  name: 'Lan',
  grants,
  sessionId: 's',
  confirmedAt: 0,
  isDemo: false,
})
const key: Principal = {
  kind: 'key',
  site: 'dai-loc',
  id: 'k',
  name: 'gauge',
  scope: 'ingest',
  isDemo: false,
}
const asker = (principal: Principal, isOpenRoom = false): Asker => ({ principal, isOpenRoom })

describe('who asks', () => {
  it('is nobody until something says otherwise', () => {
    expect(rolesAt(asker({ kind: 'nobody' }), 'dai-loc')).toEqual([])
    expect(rolesAt(asker({ kind: 'nobody' }, true), 'dai-loc')).toEqual(['screen'])
  })

  it('has a key for one site only', () => {
    expect(mayAct(asker(key), 'samples.post', 'dai-loc')).toBe(true)
    expect(mayAct(asker(key), 'samples.post', 'hiep-duc')).toBe(false)
    expect(mayAct(asker(key), 'samples.post', '*')).toBe(false)
    expect(mayAct(asker(key), 'wall.view', 'dai-loc')).toBe(false)
  })

  it('may watch in an open room whatever else it is', () => {
    expect(mayAct(asker(person([]), true), 'wall.view', 'dai-loc')).toBe(true)
    expect(mayAct(asker(person([]), true), 'keys.read', 'dai-loc')).toBe(false)
  })
})

describe('accounts of others', () => {
  const here = [{ site: 'dai-loc', role: 'admin' }] as const
  const everywhere = [{ site: '*', role: 'admin' }] as const

  it('are managed by who administers all their sites', () => {
    expect(mayManage(here, [{ site: 'dai-loc', role: 'officer' }])).toBe(true)
    expect(mayManage(here, [...here, { site: 'hiep-duc', role: 'viewer' }])).toBe(false)
    expect(mayManage(here, everywhere)).toBe(false)
    expect(mayManage(everywhere, [...here, ...everywhere])).toBe(true)
    expect(mayManage([{ site: '*', role: 'editor' }], here)).toBe(false)
  })

  it('gain and lose rights only where the other administers', () => {
    const other: Grant = { site: 'hiep-duc', role: 'viewer' }
    const officer: Grant = { site: 'dai-loc', role: 'officer' }
    expect(mayRegrant(here, [other], [other, officer])).toBe(true)
    expect(mayRegrant(here, [other, officer], [other])).toBe(true)
    expect(mayRegrant(here, [other], [])).toBe(false)
    expect(mayRegrant(here, [], [{ site: '*', role: 'viewer' }])).toBe(false)
    expect(mayRegrant(here, [], [{ site: 'dai-loc', role: 'reporter', agency: 'Sở Y tế' }])).toBe(
      true,
    )
  })
})
