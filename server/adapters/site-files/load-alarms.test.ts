import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { pointsOf } from '../../core/alarms/points.ts'
import type { Site } from '../../core/sites/site.ts'
import { GOOD_CONFIG, writeConfig } from '../../testing/config-folder.ts'
import { loadSites, type LoadOptions } from './load-sites.ts'
import { formatProblems } from './problem.ts'

const SITE = 'sites/a/site.yaml'
const RULES = 'alarms/watch.yaml'

const WATCH = `
roles: { chief: { vi: Trưởng ban, en: Chief } }
rules:
  - id: high
    name: { vi: Cao, en: High }
    metric: cases.open
    units: all
    condition: { kind: high, limit: 10, severity: high }
    deadband: 2
    onDelay: 5 min
    escalate: [{ after: 10 min, role: chief }, { after: 30 min, role: head }]
    guidance: { vi: Gọi, en: Call }
    call: [Trực ban]
    notify: [team]
  - id: flood
    name: { vi: Lũ, en: Flood }
    metric: level
    sensors: all
    condition: { kind: levels, levels: from-sensor, severities: { BĐ1: medium, BĐ2: high } }
    chattering: { raises: 4, within: 1 h }
    maxShelf: 2 h
    latched: true
    parent: silent
    hideInFlood: true
  - id: steps
    name: { vi: Bậc, en: Steps }
    metric: cases.open
    units: ['2']
    condition:
      kind: levels
      direction: low
      levels: [{ name: one, limit: 9, severity: low }, { name: two, limit: 5, severity: high }]
  - id: rise
    name: { vi: Lên, en: Rise }
    metric: level
    sensors: [station]
    condition: { kind: rate, direction: rise, limit: 0.5, window: 1 h, severity: low }
  - id: away
    name: { vi: Lệch, en: Away }
    metric: cases.rate
    units: root
    condition: { kind: deviation, target: from-metric, limit: 4, severity: low }
  - id: silent
    name: { vi: Im, en: Silent }
    metric: level
    sensors: all
    condition: { kind: stale, after: from-metric, severity: low }
  - id: word
    name: { vi: Trạng thái, en: State }
    metric: cases.open
    units: all
    condition: { kind: state, values: [7], severity: low }
  - id: often
    name: { vi: Nhiều, en: Often }
    metric: cases.open
    units: all
    condition: { kind: count, limit: 3, window: 1 d, atLeast: 5, severity: low }
  - id: bad
    name: { vi: Xấu, en: Bad }
    metric: cases.open
    units: all
    condition: { kind: quality, severity: low }
  - id: both
    name: { vi: Cả hai, en: Both }
    condition: { kind: combination, rules: [flood, rise], atLeast: 2, severity: critical }
maintenance:
  - id: works
    rules: [flood, rise]
    sensors: [station]
    from: 2025-10-01 08:00
    to: 2025-10-01T12:00:00+09:00
    reason: { vi: Sửa, en: Works }
`

const siteText = GOOD_CONFIG.get(`config/${SITE}`) ?? ''
const GOOD = new Map(GOOD_CONFIG)
  .set(`config/${SITE}`, `${siteText}alarms: [watch]\n`)
  .set(`config/${RULES}`, WATCH)

async function load(files: ReadonlyMap<string, string | Uint8Array>, options: LoadOptions = {}) {
  const { folder, remove } = await writeConfig(files)
  try {
    const outcome = await loadSites(path.join(folder, 'config'), ['a'], options)
    if (outcome.ok) return outcome.sites.get('a')!
    const within = outcome.problems.map((one) => ({
      ...one,
      file: path.relative(path.join(folder, 'config'), one.file),
    }))
    return formatProblems(within)
  } finally {
    await remove()
  }
}

async function goodSite(options?: LoadOptions): Promise<Site> {
  const site = await load(GOOD, options)
  if (typeof site === 'string') throw new Error(site)
  return site
}

/** Replaces text; `▸` in the new text marks where the problem is expected. */
function planted([name, old, replacement]: Change, base: typeof GOOD = GOOD) {
  const good = String(base.get(`config/${name}`))
  if (!good.includes(old)) throw new Error(`${name} does not contain ${old}`)
  const marked = good.replace(old, () => replacement)
  const before = marked.slice(0, marked.indexOf('▸')).split('\n')
  const files = new Map(base).set(`config/${name}`, marked.replace('▸', ''))
  return { files, at: `${name}:${before.length}:${(before.at(-1) ?? '').length + 1}` }
}

type Change = readonly [name: string, old: string, replacement: string]
type Case = readonly [what: string, ...change: Change, message: string, more?: Change]

const limitOf = (id: string) => (site: Site) =>
  site.alarms.rules.find(({ settings }) => settings.id === id)

describe('the alarm rules of a site', () => {
  it('come with every limit a number and every time in ms', async () => {
    const site = await goodSite()
    expect(limitOf('high')(site)).toEqual({
      name: { vi: 'Cao', en: 'High' },
      metric: 'cases.open',
      subjects: {
        kind: 'units',
        codes: 'communes',
        condition: { kind: 'high', limit: 10, severity: 'high' },
      },
      settings: {
        id: 'high',
        deadband: 2,
        onDelayMs: 300_000,
        offDelayMs: 0,
        isLatched: false,
        chattering: { raises: 3, withinMs: 60_000 },
        escalation: [
          { afterMs: 600_000, role: 'chief' },
          { afterMs: 1_800_000, role: 'head' },
        ],
        maxShelfMs: 28_800_000,
        isHiddenInFlood: false,
      },
      guidance: { vi: 'Gọi', en: 'Call' },
      call: ['Trực ban'],
      notify: ['team'],
      roleNames: { chief: { vi: 'Trưởng ban', en: 'Chief' } },
    })
    expect(limitOf('flood')(site)).toMatchObject({
      subjects: {
        kind: 'sensors',
        sensors: [
          {
            id: 'station',
            condition: {
              kind: 'levels',
              direction: 'high',
              levels: [
                { name: 'BĐ1', limit: 1, severity: 'medium' },
                { name: 'BĐ2', limit: 2.5, severity: 'high' },
              ],
            },
          },
        ],
      },
      settings: {
        chattering: { raises: 4, withinMs: 3_600_000 },
        maxShelfMs: 7_200_000,
        isLatched: true,
        parent: 'silent',
        isHiddenInFlood: true,
      },
    })
    expect(limitOf('away')(site)?.subjects).toMatchObject({
      codes: ['a'],
      condition: { target: 95, limit: 4 },
    })
    expect(limitOf('silent')(site)?.subjects).toMatchObject({
      sensors: [{ id: 'station', condition: { kind: 'stale', afterMs: 1_200_000 } }],
    })
    expect(limitOf('both')(site)?.subjects).toMatchObject({ kind: 'site' })
    expect(limitOf('often')(site)?.subjects).toMatchObject({
      condition: { windowMs: 86_400_000, atLeast: 5 },
    })
    expect(site.alarms.maintenance).toEqual([
      {
        id: 'works',
        rules: ['flood', 'rise'],
        sensors: ['station'],
        from: Date.parse('2025-10-01T08:00+07:00'),
        to: Date.parse('2025-10-01T10:00+07:00'),
        reason: { vi: 'Sửa', en: 'Works' },
      },
    ])
    expect(Object.isFrozen(site.alarms.rules[0]?.settings)).toBe(true)
  })

  it('are none where a site names no file', async () => {
    const site = await load(GOOD_CONFIG)
    expect(typeof site === 'object' && site.alarms).toEqual({ rules: [], maintenance: [] })
  })

  it('can be tried: a rule of the same name is replaced, others stay', async () => {
    const text = WATCH.slice(0, WATCH.indexOf('  - id: flood')).replace('limit: 10', 'limit: 20')
    const site = await goodSite({ trialAlarms: { file: 'try.yaml', text } })
    expect(limitOf('high')(site)?.subjects).toMatchObject({ condition: { limit: 20 } })
    expect(site.alarms.rules).toHaveLength(10)
    expect(pointsOf(site, '2025-10-01').filter(({ rule }) => rule.id === 'high')).toHaveLength(2)
    const wrong = text.replace('limit: 20', 'limit: 2000')
    const problem = await load(GOOD, { trialAlarms: { file: '/x/try.yaml', text: wrong } })
    expect(problem).toMatch(/try\.yaml:8:37: outside the hard range of the metric$/)
  })

  it.for([
    ['a file that is not there', SITE, '[watch]', '[watch, ▸more]', 'unknown alarm rules "more"'],
    ['a file twice', SITE, '[watch]', '[watch, ▸watch]', '"watch" twice'],
    ['a rule twice', RULES, 'id: steps', 'id: ▸high', 'rule "high" twice'],
    [
      'an unknown kind',
      RULES,
      'kind: quality',
      'kind: ▸colour',
      'kind: one of high, low, levels, rate, deviation, stale, state, count, quality, combination',
    ],
    [
      'an unknown metric',
      RULES,
      'metric: cases.rate',
      'metric: ▸cases.late',
      'unknown metric "cases.late"',
    ],
    [
      'no metric',
      RULES,
      'id: bad\n    name: { vi: Xấu, en: Bad }\n    metric: cases.open',
      'id: ▸bad\n    name: { vi: Xấu, en: Bad }',
      'a rule that is no combination needs a `metric`',
    ],
    [
      'units for a metric of sensors',
      RULES,
      'sensors: [station]\n    condition',
      'units: ▸root\n    condition',
      '"level" is a metric of sensors: name `sensors`',
    ],
    [
      'no subject',
      RULES,
      'metric: cases.rate\n    units: root',
      'metric: ▸cases.rate',
      '"cases.rate" is a metric of units: name `units`',
    ],
    [
      'sensors and units',
      RULES,
      'sensors: [station]\n    condition',
      'sensors: [station]\n    units: ▸root\n    condition',
      'either sensors or units',
    ],
    ['an unknown sensor', RULES, '[station]', '[station, ▸other]', 'unknown sensor "other"'],
    ['a sensor twice', RULES, '[station]', '[station, ▸station]', 'sensor "station" twice'],
    [
      'a sensor of another kind',
      RULES,
      '[station]',
      '[station, ▸gauge]',
      '"level" is not measured by a sensor of kind rain',
    ],
    ['an unknown unit', RULES, "units: ['2']", "units: ['2', ▸'3']", 'unknown unit "3"'],
    [
      'a limit out of range',
      RULES,
      'limit: 10,',
      'limit: ▸1001,',
      'outside the hard range of the metric',
    ],
    [
      'a deadband that nothing leaves',
      RULES,
      'limit: 10,',
      'limit: ▸2,',
      'no value within the hard range could end it',
    ],
    [
      'limits that ascend where low is bad',
      RULES,
      'limit: 5,',
      'limit: ▸9,',
      'limits must descend',
    ],
    [
      'limits that fall where high is bad',
      RULES,
      'direction: low\n      levels: [{ name: one, limit: 9',
      'levels: [{ name: one, limit: 9',
      'limits must ascend',
      [RULES, 'two, limit: ', 'two, limit: ▸'],
    ],
    [
      'severities that fall',
      RULES,
      'limit: 5, severity: high',
      'limit: 5, severity: ▸low',
      'less severe than the level before it',
      [RULES, 'limit: 9, severity: low', 'limit: 9, severity: medium'],
    ],
    ['a level twice', RULES, 'name: two', 'name: ▸one', 'level "one" twice'],
    [
      'severities without levels of sensors',
      RULES,
      'direction: low',
      '▸severities: { one: low }\n      direction: low',
      'only with `levels: from-sensor`',
    ],
    [
      'levels of sensors without severities',
      RULES,
      'levels: from-sensor, severities: { BĐ1: medium, BĐ2: high }',
      'levels: ▸from-sensor',
      'with from-sensor give `severities`',
    ],
    [
      'a level of a sensor without severity',
      RULES,
      'severities: { BĐ1: medium, BĐ2: high }',
      '▸severities: { BĐ1: medium }',
      'level "BĐ2" of sensor "station" has no severity',
    ],
    [
      'a sensor whose worse level is less severe',
      RULES,
      'BĐ2: high }',
      'BĐ2: ▸low }',
      'of sensor "station": less severe than the level before it',
    ],
    [
      'a sensor named that has no levels',
      'sites/a/sensors.yaml',
      '\n    levels: [{ name: BĐ1, value: 1 }, { name: BĐ2, value: 2.5 }]',
      '',
      'sensor "station" has no levels',
      [
        RULES,
        'sensors: all\n    condition: { kind: levels',
        'sensors: [▸station]\n    condition: { kind: levels',
      ],
    ],
    [
      'a target that a metric does not have',
      RULES,
      'metric: cases.rate\n    units: root\n    condition: { kind: deviation, target: from-metric',
      'metric: cases.open\n    units: root\n    condition: { kind: deviation, target: ▸from-metric',
      'metric "cases.open" has no target',
    ],
    [
      'a distance that no value has',
      RULES,
      'from-metric, limit: 4',
      'from-metric, limit: ▸96',
      'no value within the hard range is so far from the target',
    ],
    [
      'a window too short for a rate',
      RULES,
      'window: 1 h',
      'window: ▸10 min',
      "shorter than 3 × the metric's cadence of 5 min",
    ],
    [
      'a silence shorter than the cadence',
      RULES,
      'after: from-metric',
      'after: ▸9 min',
      "shorter than the metric's cadence and grace together",
    ],
    ['a state out of range', RULES, '[7]', '[7, ▸-1]', 'outside the hard range of the metric'],
    [
      'a count out of range',
      RULES,
      'atLeast: 5',
      'atLeast: ▸-5',
      'outside the hard range of the metric',
    ],
    [
      'too high a count',
      RULES,
      'limit: 3,',
      'limit: ▸1000,',
      'limit: Too big: expected number to be <=999',
    ],
    [
      'a deadband where nothing is measured',
      RULES,
      'kind: state, values: [7], severity: low }',
      'kind: state, values: [7], severity: low }\n    deadband: ▸1',
      'a rule of kind state has no deadband',
    ],
    [
      'a deadband as wide as a rate',
      RULES,
      'window: 1 h, severity: low }',
      'window: 1 h, severity: low }\n    deadband: ▸0.5',
      'at least as wide as the limit',
    ],
    [
      'a metric of a combination',
      RULES,
      'Both }\n',
      'Both }\n    metric: ▸level\n',
      'a combination has no metric',
    ],
    [
      'an unknown rule in a combination',
      RULES,
      '[flood, rise], atLeast',
      '[flood, ▸rain], atLeast',
      'unknown rule "rain"',
    ],
    [
      'a combination of itself',
      RULES,
      '[flood, rise], atLeast',
      '[flood, ▸both], atLeast',
      '"both" is made of itself',
    ],
    [
      'too many of a combination',
      RULES,
      'atLeast: 2',
      'atLeast: ▸3',
      'more than the 2 rules there are',
    ],
    [
      'a level of a sensor out of range',
      'sites/a/sensors.yaml',
      'value: 2.5',
      'value: 250',
      'of sensor "station": outside the hard range of the metric',
      [RULES, 'BĐ2: high }', 'BĐ2: ▸high }'],
    ],
    [
      'levels of sensors for units',
      RULES,
      'direction: low\n      levels: [{ name: one, limit: 9, severity: low }, { name: two, limit: 5, severity: high }]',
      'levels: ▸from-sensor\n      severities: { one: low }',
      'units have no levels',
    ],
    [
      'a target out of range',
      RULES,
      'target: from-metric',
      'target: ▸101',
      'outside the hard range of the metric',
    ],
    [
      'a deadband as wide as a distance',
      RULES,
      'from-metric, limit: 4, severity: low }',
      'from-metric, limit: 4, severity: low }\n    deadband: ▸4',
      'at least as wide as the limit',
    ],
    [
      'a deadband as wide as a count',
      RULES,
      'atLeast: 5, severity: low }',
      'atLeast: 5, severity: low }\n    deadband: ▸3',
      'at least as wide as the limit',
    ],
    ['a unit twice', RULES, "units: ['2']", "units: ['2', ▸'2']", 'unit "2" twice'],
    [
      'a window for unknown units',
      RULES,
      'sensors: [station]\n    from',
      "units: [▸'3']\n    from",
      'unknown unit "3"',
    ],
    [
      'a window twice',
      RULES,
      'maintenance:\n',
      'maintenance:\n  - { id: works, rules: all, from: 2025-01-01, to: 2025-01-02, reason: { vi: a, en: a } }\n',
      'maintenance "works" twice',
      [RULES, '- id: works', '- id: ▸works'],
    ],
    ['an unknown parent', RULES, 'parent: silent', 'parent: ▸power', 'unknown rule "power"'],
    [
      'a parent in a circle',
      RULES,
      'parent: silent',
      'parent: ▸flood',
      '"flood" is among its own parents',
    ],
    [
      'steps of escalation that do not ascend',
      RULES,
      'after: 30 min',
      'after: ▸10 min',
      'steps must ascend',
    ],
    [
      'a window for unknown rules',
      RULES,
      '[flood, rise]\n',
      '[flood, ▸rain]\n',
      'unknown rule "rain"',
    ],
    [
      'a window for unknown sensors',
      RULES,
      'sensors: [station]\n    from',
      'sensors: [▸other]\n    from',
      'unknown sensor "other"',
    ],
    [
      'a window that ends before it begins',
      RULES,
      'to: 2025-10-01T12:00:00+09:00',
      'to: ▸2025-10-01 08:00',
      '`to` must be after `from`',
    ],
    [
      'a time that is none',
      RULES,
      'from: 2025-10-01 08:00',
      'from: ▸2025-13-01 08:00',
      'from: write a time such as 2025-10-01 08:00, or one with an offset',
    ],
  ] as readonly Case[])('are refused for %s', async ([, name, old, replacement, message, more]) => {
    const { files, at } = plantedIn([name, old, replacement], more)
    expect(await load(files)).toBe(`${at}: ${message}`)
  })

  it('are refused where there are too many, and it says how many there are', async () => {
    const rule = (id: number) =>
      `  - { id: r${id}, name: { vi: a, en: a }, metric: cases.open, units: root, condition: { kind: quality, severity: low } }\n`
    const many = (from: number, count: number) =>
      `rules:\n${Array.from({ length: count }, (_, index) => rule(from + index)).join('')}`
    const files = new Map(GOOD_CONFIG)
      .set(`config/${SITE}`, `${siteText}alarms: [one, two]\n`)
      .set('config/alarms/one.yaml', many(0, 300))
      .set('config/alarms/two.yaml', many(300, 201))
    const line = siteText.split('\n').length
    expect(await load(files)).toBe(`${SITE}:${line}:1: 501 rules, at most 500`)
  })

  it('are refused where they come to too many alarms', async () => {
    const units = Array.from(
      { length: 1_001 },
      (_, index) => `${index + 10},U${index},commune,,,,,,`,
    )
    const rules = Array.from(
      { length: 20 },
      (_, index) =>
        `  - { id: r${index}, name: { vi: a, en: a }, metric: cases.open, units: all, condition: { kind: quality, severity: low } }\n`,
    )
    const files = new Map(GOOD)
      .set(
        'config/sites/a/units.csv',
        `${GOOD.get('config/sites/a/units.csv')}${units.join('\n')}\n`,
      )
      .set(`config/${RULES}`, `rules:\n${rules.join('')}`)
    const line = siteText.split('\n').length
    expect(await load(files, { mapsFolder: false })).toBe(
      `${SITE}:${line}:1: rules for 20060 alarms, at most 20000`,
    )
  })
})

/** One change, or two of which one carries the mark. */
function plantedIn(change: Change, more: Change | undefined) {
  if (!more) return planted(change)
  const [marked, other] = change[2].includes('▸') ? [change, more] : [more, change]
  return planted(marked, planted(other).files)
}
