import { describe, expect, it } from 'vitest'
import { buildMetric, buildSite } from '../../testing/build-site.ts'
import type { Site } from '../sites/site.ts'
import type { AlarmRule, AlarmRules, RuleSubjects } from './alarm-rules.ts'
import { hiddenBy, nextMaintenanceAt, pointsBySeries, pointsOf } from './points.ts'
import { DEFAULT_CHATTERING, DEFAULT_TIMING, type Rule, type RuleCondition } from './rule.ts'

const HIGH: RuleCondition = { kind: 'high', limit: 1, severity: 'high' }

function definition(
  id: string,
  subjects: RuleSubjects,
  settings: Partial<Rule> = {},
  metric?: string,
): AlarmRule {
  return {
    name: { vi: id, en: id },
    ...(metric !== undefined && { metric }),
    subjects,
    settings: {
      id,
      ...DEFAULT_TIMING,
      chattering: DEFAULT_CHATTERING,
      escalation: [],
      maxShelfMs: 1,
      isHiddenInFlood: false,
      ...settings,
    },
    call: [],
    notify: [],
  }
}

const all = (rules: readonly string[], atLeast = 2): RuleCondition => ({
  kind: 'combination',
  rules,
  atLeast,
  severity: 'high',
})

const REASON = { vi: 'Sửa', en: 'Works' }

function siteWith(alarms: Partial<AlarmRules>): Site {
  const base = buildSite()
  return {
    ...base,
    metrics: [...base.metrics, buildMetric('census')],
    units: [
      { code: base.rootUnit, name: REASON, kind: 'area', validity: {} },
      { code: 'D', name: REASON, kind: 'district', validity: { to: '2025-06-30' } },
      { code: 'old', name: REASON, kind: 'commune', validity: { to: '2025-06-30' } },
      { code: 'new', name: REASON, kind: 'commune', validity: { from: '2025-07-01' } },
    ],
    alarms: { rules: [], maintenance: [], ...alarms },
  }
}

const idsOf = (site: Site, date = '2025-10-01') => pointsOf(site, date).map(({ alarm }) => alarm)

describe('where a site can have alarms', () => {
  const units = (codes: 'communes' | readonly string[]): RuleSubjects => ({
    kind: 'units',
    codes,
    condition: HIGH,
  })
  const sensors: RuleSubjects = { kind: 'sensors', sensors: [{ id: 's', condition: HIGH }] }

  it('is at the communes in force on the day, neither at districts nor at the root', () => {
    const site = siteWith({ rules: [definition('r', units('communes'), {}, 'census')] })
    expect(idsOf(site)).toEqual(['r~new'])
    expect(idsOf(site, '2025-06-30')).toEqual(['r~old'])
  })

  it('is at named units while they are in force', () => {
    const site = siteWith({ rules: [definition('r', units(['D', 'new']), {}, 'census')] })
    expect(idsOf(site)).toEqual(['r~new'])
    expect(idsOf(site, '2025-06-30')).toEqual(['r~D'])
  })

  it('is found by the series that it looks at, each with the limits of its sensor', () => {
    const low: RuleCondition = { kind: 'low', limit: 0, severity: 'low' }
    const two: RuleSubjects = {
      kind: 'sensors',
      sensors: [
        { id: 's', condition: HIGH },
        { id: 't', condition: low },
      ],
    }
    const site = siteWith({
      rules: [definition('a', two, {}, 'level'), definition('b', sensors, {}, 'level')],
    })
    const bySeries = pointsBySeries(pointsOf(site, '2025-10-01'))
    expect(bySeries.get('level/s')?.map(({ alarm }) => alarm)).toEqual(['a~s', 'b~s'])
    expect(bySeries.get('level/t')?.map(({ rule }) => rule.condition)).toEqual([low])
  })

  it('is of the site as a whole for a combination, of whatever alarms its rules have', () => {
    const site = siteWith({
      rules: [
        definition('a', units('communes'), {}, 'census'),
        definition('b', sensors, {}, 'level'),
        definition('both', { kind: 'site', condition: all(['a', 'b']) }),
        definition('nested', { kind: 'site', condition: all(['both', 'b']) }),
      ],
    })
    const points = pointsOf(site, '2025-10-01')
    expect(points.find(({ alarm }) => alarm === 'both')).toMatchObject({
      parts: [['a~new'], ['b~s']],
    })
    expect(points.find(({ alarm }) => alarm === 'nested')?.parts).toEqual([['both'], ['b~s']])
    expect([...pointsBySeries(points).keys()]).toEqual(['census/new', 'level/s'])
  })

  it('is at a subject for a combination only where one of its rules is', () => {
    const combined: RuleSubjects = {
      kind: 'sensors',
      sensors: [
        { id: 's', condition: all(['b', 'whole']) },
        { id: 't', condition: all(['b', 'c']) },
      ],
    }
    const site = siteWith({
      rules: [
        definition('b', sensors, {}, 'level'),
        definition('whole', { kind: 'site', condition: all(['b'], 1) }),
        definition('both', combined),
      ],
    })
    expect(idsOf(site)).toEqual(['b~s', 'whole', 'both~s'])
    expect(pointsOf(site, '2025-10-01').at(-1)?.parts).toEqual([['b~s'], ['whole']])
  })
})

describe('what hides an alarm by design', () => {
  const sensors: RuleSubjects = { kind: 'sensors', sensors: [{ id: 's', condition: HIGH }] }
  const facts = { at: 50, isFlood: false, isActive: () => false }
  const window = { id: 'm', from: 10, to: 100, reason: REASON }

  function hidden(alarms: Partial<AlarmRules>, more: Partial<typeof facts> & object = {}) {
    const site = siteWith({ rules: [definition('r', sensors, {}, 'level')], ...alarms })
    const [point] = pointsOf(site, '2025-10-01')
    return point && hiddenBy(site, point, { ...facts, ...more })
  }

  it.each([
    [9, []],
    [10, ['maintenance:m']],
    [99, ['maintenance:m']],
    [100, []],
  ])('is a maintenance window from its first to before its last moment: at %i %j', (at, by) => {
    expect(hidden({ maintenance: [window] }, { at })).toEqual(by)
  })

  it('is a window only for the rules and subjects that it names', () => {
    expect(hidden({ maintenance: [{ ...window, rules: ['r'] }] })).toEqual(['maintenance:m'])
    expect(hidden({ maintenance: [{ ...window, rules: ['x'] }] })).toEqual([])
    expect(hidden({ maintenance: [{ ...window, sensors: ['s'] }] })).toEqual(['maintenance:m'])
    expect(hidden({ maintenance: [{ ...window, sensors: ['t'] }] })).toEqual([])
    expect(hidden({ maintenance: [{ ...window, units: ['s'] }] })).toEqual([])
  })

  it('is a parent that is active at the same subject, at the root or for the site', () => {
    const rules = [definition('r', sensors, { parent: 'p' }, 'level')]
    const root = buildSite().rootUnit
    const by = (active: string) =>
      hidden({ rules }, { isActive: (id: string) => id === active } as object)
    expect(by('p~s')).toEqual(['parent:p~s'])
    expect(by('p')).toEqual(['parent:p'])
    expect(by(`p~${root}`)).toEqual([`parent:p~${root}`])
    expect(by('p~t')).toEqual([])
    expect(by('r~s')).toEqual([])
  })

  it('is a flood of alarms for rules that say so, and all that hides it is named', () => {
    const rules = [definition('r', sensors, { isHiddenInFlood: true, parent: 'p' }, 'level')]
    expect(hidden({}, { isFlood: true })).toEqual([])
    const isActive = (id: string) => id === 'p'
    expect(hidden({ rules, maintenance: [window] }, { isFlood: true, isActive } as object)).toEqual(
      ['flood', 'maintenance:m', 'parent:p'],
    )
  })

  it('changes next when a window opens or closes', () => {
    const site = siteWith({ maintenance: [window, { ...window, id: 'n', from: 40, to: 50 }] })
    expect([0, 10, 40, 50, 100].map((at) => nextMaintenanceAt(site, at))).toEqual([
      10,
      40,
      50,
      100,
      undefined,
    ])
  })
})
