import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PERSON_ROLES } from '../../../protocol/access.ts'
import { claimValues, grantsOf, parseRoleMapping, unknownSites } from './role-mapping.ts'

const rulesOf = (text: string) => {
  const mapping = parseRoleMapping(text)
  if (!mapping.ok) throw new Error(mapping.problems.join('\n'))
  return mapping.rules
}

describe('the mapping of roles', () => {
  it('reads values, sites and roles, what holds commas in quotes', () => {
    const text =
      ' duty = dai-loc:officer, boss=*:admin,"CN=ioc,OU=wall,DC=vn"=dai-loc:viewer,' +
      'nong-nghiep="dai-loc:reporter:Phòng Kinh tế, Hạ tầng"'
    expect(rulesOf(text)).toEqual([
      { value: 'duty', grant: { site: 'dai-loc', role: 'officer' } },
      { value: 'boss', grant: { site: '*', role: 'admin' } },
      { value: 'CN=ioc,OU=wall,DC=vn', grant: { site: 'dai-loc', role: 'viewer' } },
      {
        value: 'nong-nghiep',
        grant: { site: 'dai-loc', role: 'reporter', agency: 'Phòng Kinh tế, Hạ tầng' },
      },
    ])
  })

  it.each([
    ['', /^entry 1 \(\): write value=site:role$/],
    ['a=x:viewer,,b=x:viewer', /^entry 2 \(\): write value/],
    ['a', /^entry 1 \(a\): write value/],
    ['=x:viewer', /^entry 1 .*write value/],
    ['a=x:viewer,b=x', /^entry 2 \(b=x\): write site:role, the role one of viewer/],
    ['a=x:king', /the role one of/],
    ['a=X Y:viewer', /write site:role/],
    ['a=x:reporter', /has an agency/],
    ['a=x:admin:Sở', /has an agency/],
    ['a=b=x:viewer', /write value/],
    ['"a=x:viewer', /write value/],
  ])('refuses %j with the place', (text, words) => {
    expect(parseRoleMapping(text)).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([expect.stringMatching(words)]),
    })
  })

  it('gives back what was written, whatever the values are', () => {
    const value = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => {
      return !text.includes('"') && text.trim() === text
    })
    const role = fc.constantFrom(...PERSON_ROLES.filter((one) => one !== 'reporter'))
    fc.assert(
      fc.property(fc.array(fc.tuple(value, role), { minLength: 1 }), (entries) => {
        const text = entries.map(([one, held]) => `"${one}"=dai-loc:${held}`).join(',')
        expect(rulesOf(text)).toEqual(
          entries.map(([one, held]) => ({ value: one, grant: { site: 'dai-loc', role: held } })),
        )
      }),
    )
  })

  it('names the sites that there are not', () => {
    const rules = rulesOf('a=dai-loc:viewer,b=nowhere:viewer,c=*:viewer')
    expect(unknownSites(rules, (id) => id === 'dai-loc')).toEqual([
      'entry 2 (b): this server has no site nowhere',
    ])
  })
})

describe('the worth of claims', () => {
  const rules = rulesOf('a=dai-loc:viewer,b=dai-loc:officer,b=*:viewer,c=dai-loc:officer')

  it('is every grant of every value, once', () => {
    expect(grantsOf(rules, { roles: ['c', 'b', 'b', 'x', 7, null] }, 'roles')).toEqual([
      { site: 'dai-loc', role: 'officer' },
      { site: '*', role: 'viewer' },
    ])
    expect(grantsOf(rules, { roles: 'a' }, 'roles')).toEqual([{ site: 'dai-loc', role: 'viewer' }])
    for (const roles of [undefined, null, 7, 'x', 'a b', [], {}, [['a']], { a: true }]) {
      expect(grantsOf(rules, { roles }, 'roles')).toEqual([])
    }
  })

  it('is found by a path, or by a name that has dots itself', () => {
    expect(claimValues({ realm_access: { roles: ['a'] } }, 'realm_access.roles')).toEqual(['a'])
    const named = { 'https://ioc.example/roles': ['a'], https: 1 }
    expect(claimValues(named, 'https://ioc.example/roles')).toEqual(['a'])
    expect(claimValues({ a: ['x'] }, 'a.0')).toEqual(['x'])
    expect(claimValues({ a: 'x' }, 'a.length')).toEqual([])
    expect(claimValues({}, 'constructor.name')).toEqual([])
    expect(claimValues({}, '__proto__')).toEqual([])
  })
})
