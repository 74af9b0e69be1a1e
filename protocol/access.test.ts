import { describe, expect, it } from 'vitest'
import { ACTIONS, mayGrants, mayRole, ROLES, rolesIn, type Action, type Role } from './access.ts'

/** Written down a second time, by hand: the table is right only if both say the same. */
const EXPECTED: Readonly<Record<Action, readonly Role[]>> = {
  'wall.view': [
    'viewer',
    'reporter',
    'officer',
    'editor',
    'admin',
    'screen',
    'key-read',
    'key-officer',
  ],
  'samples.post': ['reporter', 'key-ingest'],
  'readings.post': ['reporter', 'officer'],
  'announced.post': ['officer'],
  'dossiers.post': ['reporter', 'key-ingest'],
  'registers.import': ['reporter'],
  'alarms.command': ['officer', 'key-officer'],
  'alarms.journal': ['officer', 'editor', 'admin', 'key-officer'],
  'shifts.change': ['officer'],
  'keys.read': ['admin'],
  'keys.change': ['admin'],
  'people.read': ['admin'],
  'people.change': ['admin'],
  'journal.read': ['admin'],
  'self-check.read': ['admin'],
}

describe('who may do what', () => {
  it.each(ROLES)('allows %s what is meant for it, and nothing else', (role) => {
    for (const action of ACTIONS) {
      expect([action, mayRole(role, action)]).toEqual([action, EXPECTED[action].includes(role)])
    }
  })

  it('denies an action that the table does not know', () => {
    for (const role of ROLES) expect(mayRole(role, 'alarms.acknowledge' as Action)).toBe(false)
  })
})

describe('grants', () => {
  const grants = [
    { site: 'dai-loc', role: 'admin' },
    { site: '*', role: 'viewer' },
  ] as const

  it('hold at their site, and everywhere for *', () => {
    expect(rolesIn(grants, 'dai-loc')).toEqual(['admin', 'viewer'])
    expect(rolesIn(grants, 'hiep-duc')).toEqual(['viewer'])
    expect(rolesIn([], 'dai-loc')).toEqual([])
  })

  it('of one site say nothing of another or of all', () => {
    expect(mayGrants(grants, 'keys.change', 'dai-loc')).toBe(true)
    expect(mayGrants(grants, 'keys.change', 'hiep-duc')).toBe(false)
    expect(mayGrants(grants, 'keys.change', '*')).toBe(false)
  })
})
