import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { notificationWarnings } from '../../core/sites/notification-warnings.ts'
import { isOwnNetwork } from '../../core/sites/own-network.ts'
import type { Site } from '../../core/sites/site.ts'
import { GOOD_CONFIG, writeConfig } from '../../testing/config-folder.ts'
import { loadSites } from './load-sites.ts'
import { formatProblems } from './problem.ts'

const FILE = 'config/sites/a/notifications.yaml'
const SITE = 'config/sites/a/site.yaml'

const RULES = `
rules:
  - id: river
    name: { vi: Sông, en: River }
    metric: level
    sensors: all
    condition: { kind: high, limit: 2, severity: high }
    escalate: [{ after: 10 min, role: leader }]
    notify: [duty, pctt]
`

const TARGETS = `
targets:
  - id: duty
    name: { vi: Trực ban, en: Duty }
    kind: webhook
    url: https://hooks.example.vn/duty?token=1
    secretEnv: HOOK_SECRET
    quiet: [{ days: [friday, saturday], from: '22:00', to: '06:00' }, { from: '12:00', to: '13:30' }]
    minSeverity: medium
  - id: command
    role: pctt
    name: { vi: Ban chỉ huy, en: Command }
    kind: webhook
    url: http://10.0.0.7:8080/in
    insecure: true
  - id: boss
    role: leader
    name: { vi: Lãnh đạo, en: Leader }
    kind: email
    to: lanh-dao@example.vn
    cleared: true
`

async function load(targets: string | undefined, rules = RULES) {
  const files = new Map(GOOD_CONFIG)
  files.set(SITE, `${GOOD_CONFIG.get(SITE)}alarms: [water]\n`)
  files.set('config/alarms/water.yaml', rules)
  if (targets !== undefined) files.set(FILE, targets)
  const { folder, remove } = await writeConfig(files)
  try {
    const outcome = await loadSites(path.join(folder, 'config'))
    if (outcome.ok) return { site: outcome.sites.get('a'), problems: 'accepted' }
    const problems = outcome.problems.map((one) => ({
      ...one,
      file: path.relative(path.join(folder, 'config'), one.file),
    }))
    return { site: undefined, problems: formatProblems(problems) }
  } finally {
    await remove()
  }
}

async function siteOf(targets: string | undefined): Promise<Site> {
  const { site, problems } = await load(targets)
  if (!site) throw new Error(problems)
  return site
}

/** Replaces text of the good targets; `▸` in the new text marks where the problem is expected. */
async function problemAt(old: string, replacement: string) {
  if (!TARGETS.includes(old)) throw new Error(`no ${old}`)
  const marked = TARGETS.replace(old, () => replacement)
  const before = marked.slice(0, marked.indexOf('▸')).split('\n')
  const { problems } = await load(marked.replace('▸', ''))
  const at = `sites/a/notifications.yaml:${before.length}:${(before.at(-1) ?? '').length + 1}`
  return { problems, at }
}

describe('the notifications of a site', () => {
  it('are its targets, with hours in minutes and addresses by kind', async () => {
    const { notifications } = await siteOf(TARGETS)
    expect(notifications).toEqual([
      {
        id: 'duty',
        name: { vi: 'Trực ban', en: 'Duty' },
        address: {
          kind: 'webhook',
          url: 'https://hooks.example.vn/duty?token=1',
          secretEnv: 'HOOK_SECRET',
        },
        quiet: [
          { days: ['friday', 'saturday'], fromMinute: 1_320, toMinute: 360 },
          {
            days: expect.toSatisfy((days: string[]) => days.length === 7),
            fromMinute: 720,
            toMinute: 810,
          },
        ],
        minSeverity: 'medium',
        hearsCleared: false,
      },
      expect.objectContaining({
        role: 'pctt',
        address: { kind: 'webhook', url: 'http://10.0.0.7:8080/in' },
      }),
      expect.objectContaining({
        ...{ role: 'leader', address: { kind: 'email', to: 'lanh-dao@example.vn' } },
        hearsCleared: true,
      }),
    ])
    expect(Object.isFrozen(notifications?.[0])).toBe(true)
  })

  it('may be absent: then rules name whom they like, and it is warned of', async () => {
    const site = await siteOf(undefined)
    expect(site.notifications).toBeUndefined()
    const warnings = notificationWarnings(site, { hasMail: true, isSet: () => true })
    expect(warnings).toEqual([expect.stringContaining('nobody is told of alarms, though 1 rules')])
  })

  it('are warned of when what is needed to send is not set', async () => {
    const site = await siteOf(TARGETS)
    const facts = { hasMail: true, isSet: (name: string) => name === 'HOOK_SECRET' }
    expect(notificationWarnings(site, facts)).toEqual([])
    expect(notificationWarnings(site, { hasMail: false, isSet: () => false })).toEqual([
      'target duty of site a cannot be reached: HOOK_SECRET is not set',
      'target boss of site a cannot be reached: SMTP_URL is not set',
    ])
  })

  it.each([
    ['id: command', 'id: ▸duty', 'target "duty" twice'],
    ['kind: email', 'kind: ▸pigeon', 'one of webhook, email'],
    ['to: lanh-dao@example.vn', 'to: ▸lanh-dao', 'to: '],
    ['    to: lanh-dao@example.vn\n', '    url: ▸https://x.vn\n    to: a@b.vn\n', 'has no `url`'],
    ['https://hooks.example.vn/duty?token=1', '▸ftp://x.vn/y', 'not a URL'],
    ['https://hooks.example.vn/duty?token=1', '▸http://hooks.example.vn/', '`insecure: true`'],
    [
      'https://hooks.example.vn/duty?token=1',
      '▸https://a:b@example.vn/',
      'without user and password',
    ],
    ['http://10.0.0.7:8080/in', '▸http://hooks.example.vn/', 'http only to loopback or a private'],
    ['http://10.0.0.7:8080/in', '▸http://10.0.0.7@example.vn/', 'without user and password'],
    [
      'http://10.0.0.7:8080/in\n    insecure: true',
      'https://x.vn\n    insecure: ▸true',
      'is not insecure',
    ],
    ['secretEnv: HOOK_SECRET', 'secretEnv: ▸s3cret', 'the name of an environment variable'],
    ['secretEnv: HOOK_SECRET', '▸secret: s3cret', 'unknown key "secret"'],
    ["to: '06:00'", "to: ▸'6 am'", 'a time of day'],
    ["to: '06:00'", "to: ▸'22:00'", 'a whole day is 00:00 to 24:00'],
    ['[friday, saturday]', '[▸freitag]', 'one of monday'],
    ["from: '12:00', to: '13:30'", "from: ▸'24:00', to: '13:30'", 'write 00:00'],
    ['minSeverity: medium', 'minSeverity: ▸bad', 'minSeverity: '],
  ])('refuse %s written as %s at its place', async (old, replacement, words) => {
    const { problems, at } = await problemAt(old, replacement)
    expect(problems).toContain(`${at}: `)
    expect(problems).toContain(words)
  })

  it('refuse quiet hours that never end', async () => {
    const { problems, at } = await problemAt(
      "quiet: [{ days: [friday, saturday], from: '22:00', to: '06:00' }, { from: '12:00', to: '13:30' }]",
      "▸quiet: [{ from: '00:00', to: '24:00' }]",
    )
    expect(problems).toBe(`${at}: these quiet hours never end`)
  })

  it('refuse rules that name nobody, at their place', async () => {
    const named = RULES.replace('[duty, pctt]', '[duty, nobody]').replace(
      'role: leader',
      'role: duty',
    )
    const { problems } = await load(TARGETS, named)
    expect(problems.split('\n')).toEqual([
      'alarms/water.yaml:8:39: no target of role "duty" in the notifications of "a"',
      'alarms/water.yaml:9:20: no target or role "nobody" in the notifications of "a"',
    ])
  })

  it('know the own network by its addresses alone', () => {
    const own = [
      'localhost',
      '127.0.0.1',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.0.1',
      '192.168.1.1',
      '[::1]',
      '[fd00::5]',
    ]
    const others = [
      '172.32.0.1',
      '172.15.0.1',
      '11.0.0.1',
      '192.169.1.1',
      '8.8.8.8',
      'hooks',
      '10.example.vn',
      '2130706433',
      '[2001:db8::1]',
    ]
    expect(own.filter((host) => !isOwnNetwork(host))).toEqual([])
    expect(others.filter(isOwnNetwork)).toEqual([])
  })
})
