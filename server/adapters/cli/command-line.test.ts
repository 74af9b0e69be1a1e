import { describe, expect, it } from 'vitest'
import type { ListedMessage } from '../../services/notification-desk.ts'
import type { Person } from '../../../protocol/people.ts'
import {
  runCommandLine,
  type CommandLineActions,
  type ConfigProblem,
  type KeyRow,
  type ServeOptions,
} from './command-line.ts'
import type { ReplayStep } from './alarm-commands.ts'
import type { DueReport } from './due-commands.ts'
import type { Batch } from './print-batch.ts'
import type { SubjectTrial } from '../../services/alarm-trial.ts'
import type { RegisterImport } from '../../services/register-import.ts'
import type { JournalReport } from './journal-commands.ts'
import type { MapProblem } from './map-commands.ts'

const MAP = { date: '2025-07-01', featureCount: 94 }
const TLS = {
  files: {
    authority: '/tls/ioc-wall-ca.crt',
    authorityKey: '/tls/ioc-wall-ca.key',
    certificate: '/tls/server.crt',
    key: '/tls/server.key',
  },
  names: ['wall.example.vn', '127.0.0.1'],
  isAuthorityNew: true,
  expiresAt: Date.UTC(2028, 0, 2),
  authorityExpiresAt: Date.UTC(2036, 0, 2),
}
const DUE: DueReport = {
  due: '2027-01-05T17:00:00+07:00',
  steps: [
    { kind: 'opened', words: 'received 09:00' },
    { kind: 'due', words: 'due 17:00' },
  ],
  uncoveredYears: [2027],
}
const BATCH: Batch = {
  columns: ['code', 'opened', 'working-days', 'due'],
  resultColumns: ['due'],
  rows: [
    {
      number: 1,
      line: 2,
      column: 1,
      cells: ['a, b', '2025-10-20T09:00', '10', 'then'],
      result: { ok: true, value: ['2025-11-03T17:00:00+07:00'] },
    },
    {
      number: 2,
      line: 3,
      column: 5,
      cells: ['c', 'soon', '1', ''],
      result: { ok: false, message: '"soon" is no moment' },
    },
  ],
}
const WEATHER: Batch = {
  columns: ['month', 'fwi', 'row', 'error'],
  resultColumns: ['fwi', 'notes'],
  rows: [
    {
      number: 1,
      line: 2,
      column: 1,
      cells: ['4', '9', 'x', 'y'],
      result: { ok: true, value: [10.04, ['gap', 'late']] },
      warning: '2 days are missing',
    },
    {
      number: 2,
      line: 3,
      column: 1,
      cells: ['5', '9', 'x', ''],
      result: { ok: true, value: [null, []] },
    },
  ],
}
const REPLAYED: readonly ReplayStep[] = [
  { at: 0, words: 'value 55', state: 'normal', journal: [] },
  {
    at: 60_000,
    words: 'acknowledge by lan',
    state: 'acknowledged',
    journal: [
      {
        seq: 1,
        at: 10_000,
        actor: { kind: 'server', id: 'server', name: 'server' },
        action: 'alarm.raised',
        detail: { occurrence: 1, from: 'normal', to: 'unacknowledged' },
        hash: 'h1',
      },
      {
        seq: 2,
        at: 60_000,
        actor: { kind: 'person', id: 'lan', name: 'lan' },
        action: 'alarm.acknowledged',
        detail: { occurrence: 1, from: 'unacknowledged', to: 'acknowledged' },
        hash: 'h2',
      },
    ],
  },
  {
    at: 61_000,
    words: 'acknowledge by minh',
    state: 'acknowledged',
    journal: [
      {
        refused: 'already',
        at: 61_000,
        command: 'acknowledge',
        officer: 'minh',
        occurrence: 1,
        by: { id: 'lan', name: 'lan', at: 60_000 },
      },
    ],
  },
]
const KEY: KeyRow = { id: 'k1', name: 'Trạm', scope: 'ingest', createdAt: 0 }

const PERSON: Person = {
  id: 'lan',
  name: 'Nguyễn Thị Lan',
  source: 'local',
  grants: [
    { site: 'dai-loc', role: 'officer' },
    { site: '*', role: 'reporter', agency: 'Sở Y tế' },
  ],
  createdAt: 0,
  hasPassword: false,
  isManageable: true,
}
const SUMMARY = {
  rows: 3,
  accepted: 2,
  rejected: [
    {
      row: 17,
      column: 'F',
      cell: 'F17',
      code: 'bad-date',
      message: '"x" is not a date',
      more: [{ column: null, cell: null, code: 'duplicate', message: 'twice' }],
    },
  ],
  onTime: 1,
  overdue: 1,
  open: 2,
  classes: {
    'in-time': 1,
    'due-soon': 0,
    overdue: 1,
    paused: 0,
    early: 0,
    'on-time': 0,
    late: 0,
    withdrawn: 0,
  },
  new: 1,
  changed: 0,
  known: 1,
  others: { blank: 4, headings: 3, totals: 1, footnotes: 0, signatures: 2, skipped: 0 },
}
const MESSAGES: readonly ListedMessage[] = [
  { id: 'a#1 raised0 leader', target: 'leader', count: 1, severity: 'high', at: 0, tries: 0 },
  {
    ...{ id: 'quiet leader', target: 'leader', count: 4, severity: 'low', at: 0, tries: 2 },
    ...{ heldUntil: 60_000, nextAt: 90_000, reason: 'HTTP 503' },
  },
]
const LINK = { token: 'once', expiresAt: Date.UTC(2026, 0, 2) }

interface World {
  problems: readonly ConfigProblem[]
  warnings: readonly string[]
  mapProblems: readonly MapProblem[]
  journals: readonly JournalReport[]
  imported: RegisterImport
  trials: readonly SubjectTrial[]
  refusal: string | undefined
  calls: unknown[]
}

async function run(line: string, world: Partial<World> = {}) {
  const {
    problems = [],
    warnings = [],
    mapProblems = [],
    journals = [],
    trials = [],
    imported = { ok: true, report: { summary: SUMMARY, preview: [] } },
    refusal,
    calls = [],
  } = world
  const text = { out: '', error: '' }
  const refused = refusal === undefined ? undefined : ({ ok: false, message: refusal } as const)
  const note = <T>(name: string, value: T): T => {
    calls.push([name, value])
    return value
  }
  const actions: CommandLineActions = {
    version: '1.2.3',
    serve: async (options: ServeOptions) => (note('serve', options), 0),
    checkConfig: async (site) => (note('check', site), { sites: ['dai-loc'], problems, warnings }),
    configKinds: ['site', 'metrics'],
    configSchema: (kind) => ({ title: kind }),
    createKey: async (order) =>
      refused ?? (note('create', order), { ok: true, value: { text: 'secret', key: KEY } }),
    listKeys: async (site) => refused ?? (note('list', site), { ok: true, value: [KEY] }),
    revokeKey: async (order) => refused ?? { ok: true, value: note('revoke', order) },
    checkMap: async (order) =>
      refused ?? (note('map', order), { ok: true, value: { ...MAP, problems: mapProblems } }),
    importMap: async (order) =>
      refused ?? (note('import', order), { ok: true, value: { ...MAP, problems: mapProblems } }),
    importRegister: async (order) => note('register', order) && imported,
    createUser: async (order) =>
      refused ?? (note('create', order), { ok: true, value: { person: PERSON, invitation: LINK } }),
    listUsers: async () => ({ ok: true, value: [PERSON] }),
    changeUser: async (order) => refused ?? (note('change', order), { ok: true, value: PERSON }),
    inviteUser: async (id) => refused ?? (note('invite', id), { ok: true, value: LINK }),
    signOutUser: async (id) => refused ?? (note('sign-out', id), { ok: true, value: { count: 2 } }),
    listNotifications: async (order) =>
      refused ?? (note('messages', order), { ok: true, value: MESSAGES }),
    retryNotifications: async (order) =>
      refused ?? (note('retry', order), { ok: true, value: { count: 3 } }),
    testNotification: async (order) =>
      refused ?? (note('test', order), { ok: true, value: { target: order.target } }),
    origin: () => 'https://ioc.example.vn',
    testAlarmRule: async (order) =>
      refused ?? (note('test', order), { ok: true, value: { to: order.to, subjects: trials } }),
    verifyJournals: async (order) =>
      refused ?? (note('verify', order), { ok: true, value: journals }),
    initTls: async (order) => refused ?? (note('tls', order), { ok: true, value: TLS }),
    dueOf: async (order) => refused ?? (note('due', order), { ok: true, value: DUE }),
    replayAlarm: async (file) => refused ?? (note('replay', file), { ok: true, value: REPLAYED }),
    dueBatch: async (order) => refused ?? (note('batch', order), { ok: true, value: BATCH }),
    fireWeather: async (order) => refused ?? (note('fwi', order), { ok: true, value: WEATHER }),
    pIndex: async (order) => refused ?? (note('p-index', order), { ok: true, value: WEATHER }),
    rain: async (order) => refused ?? (note('rain', order), { ok: true, value: WEATHER }),
    bench: async (args) => (note('bench', args), 3),
  }
  const exitCode = await runCommandLine(line === '' ? [] : line.split(' '), actions, {
    out: (more) => (text.out += more),
    error: (more) => (text.error += more),
  })
  return { exitCode, calls, ...text }
}

describe('the command line', () => {
  it('serves with a demo and a speed', async () => {
    const { exitCode, calls } = await run('serve --demo flood --speed 120')
    expect(exitCode).toBe(0)
    expect(calls).toEqual([['serve', { demo: 'flood', speed: 120 }]])
    expect((await run('serve')).calls).toEqual([['serve', {}]])
  })

  it.each(['serve --demo storm', 'serve --speed 0', 'serve --speed fast', 'serve --speed 3601'])(
    'refuses "%s" in words and starts nothing',
    async (line) => {
      const { exitCode, error, calls } = await run(line)
      expect(exitCode).toBe(2)
      expect(error).toContain('argument')
      expect(calls).toEqual([])
    },
  )

  it.each([
    '',
    'fly',
    'keys create --site a --name b',
    'keys create --site a --name b --scope all',
  ])('refuses "%s"', async (line) => {
    const { exitCode, error } = await run(line)
    expect(exitCode).not.toBe(0)
    expect(error).not.toBe('')
  })

  it.each([
    '',
    'serve',
    'config',
    'config check',
    'config schema',
    'keys',
    'keys create',
    'keys list',
    'keys revoke',
    'maps',
    'maps check',
    'maps import',
    'journal',
    'journal verify',
    'import',
    'import register',
    'tls',
    'tls init',
    'due',
    'hazards',
    'hazards fwi',
    'hazards p-index',
    'hazards rain',
    'alarms',
    'alarms replay',
    'notifications',
    'notifications list',
    'notifications retry',
    'notifications test',
    'bench',
  ])('explains "%s" on --help', async (command) => {
    const { exitCode, out } = await run(`${command} --help`.trim())
    expect(exitCode).toBe(0)
    expect(out).toContain('Usage: ioc-wall')
  })

  it('lists messages to people, what they wait for and why they were not sent', async () => {
    const { exitCode, out, calls } = await run('notifications list --site a')
    expect(exitCode).toBe(0)
    expect(calls).toEqual([['messages', { site: 'a', which: 'waiting' }]])
    expect(out).toContain('a#1 raised0 leader\n  1970-01-01T00:00:00.000Z  high  to leader\n')
    expect(out).toContain(
      'low  to leader  4 things  held until 1970-01-01T00:01:00.000Z  tried 2×  next 1970-01-01T00:01:30.000Z  (HTTP 503)\n',
    )
    const dead = await run('notifications list --site a --dead --json')
    expect(dead.calls).toEqual([['messages', { site: 'a', which: 'dead' }]])
    expect(JSON.parse(dead.out)).toEqual(MESSAGES)
  })

  it('sends dead messages again only when it is said which', async () => {
    expect((await run('notifications retry --site a')).exitCode).toBe(1)
    expect((await run('notifications retry --site a --id x --all')).exitCode).toBe(2)
    const one = await run('notifications retry --site a --id x')
    expect(one.calls).toEqual([['retry', { site: 'a', id: 'x' }]])
    const all = await run('notifications retry --site a --all')
    expect(all.calls).toEqual([['retry', { site: 'a' }]])
    expect(all.out).toBe('3 message(s) wait again.\n')
  })

  it('fails with the reason when a test message was not taken', async () => {
    const sent = await run('notifications test --site a --target leader')
    expect(sent.calls).toEqual([['test', { site: 'a', target: 'leader' }]])
    expect(sent.exitCode).toBe(0)
    const line = 'notifications test --site a --target leader'
    const refused = await run(line, { refusal: 'Not sent: HTTP 404' })
    expect(refused).toMatchObject({ exitCode: 1, error: 'Not sent: HTTP 404\n' })
  })

  it('prints problems of the configuration as file:line:column and fails', async () => {
    const problems = [{ file: 'a.yaml', line: 3, column: 7, message: 'unknown metric' }]
    const bad = await run('config check --site dai-loc', { problems })
    expect(bad.exitCode).toBe(1)
    expect(bad.error).toContain('a.yaml:3:7: unknown metric')
    expect(bad.calls).toEqual([['check', 'dai-loc']])
    const json = await run('config check --json', { problems })
    expect(json.exitCode).toBe(1)
    expect(JSON.parse(json.out)).toEqual({ ok: false, sites: ['dai-loc'], problems, warnings: [] })
    const good = await run('config check')
    expect(good.exitCode).toBe(0)
    expect(good.out).toContain('dai-loc')
    const warned = await run('config check', { warnings: ['calendar a does not know 2027'] })
    expect(warned.exitCode).toBe(0)
    expect(warned.error).toBe('warning: calendar a does not know 2027\n')
  })

  it('prints a schema and refuses a kind it does not know', async () => {
    expect(JSON.parse((await run('config schema metrics')).out)).toEqual({ title: 'metrics' })
    const unknown = await run('config schema moon')
    expect(unknown.exitCode).toBe(1)
    expect(unknown.error).toContain('site, metrics')
  })

  it('says what to do with a certificate that it made, on the server and on every device', async () => {
    const line =
      'tls init --host wall.example.vn wall --ip 10.0.0.5 --ip fd00::5 --out here --force'
    const { exitCode, out, calls } = await run(line)
    expect(exitCode).toBe(0)
    const names = ['wall.example.vn', 'wall', '10.0.0.5', 'fd00::5']
    expect(calls).toEqual([['tls', { names, folder: 'here', isForced: true }]])
    for (const words of ['TLS_CERT=/tls/server.crt', 'TLS_KEY=/tls/server.key', '2028-01-02']) {
      expect(out).toContain(words)
    }
    for (const device of ['Chromium', 'Windows', 'Android', 'iPhone']) expect(out).toContain(device)
    expect((await run('tls init')).calls).toEqual([['tls', { names: [], isForced: false }]])
    const json = JSON.parse((await run('tls init --json')).out) as object
    expect(json).toMatchObject({ files: TLS.files, expiresAt: '2028-01-02T00:00:00.000Z' })
    const refused = await run('tls init', { refusal: 'server.crt is there already' })
    expect(refused).toMatchObject({ exitCode: 1, error: 'server.crt is there already\n', out: '' })
  })

  it('prints a new key once, with how to keep it', async () => {
    const line = 'keys create --site dai-loc --name station --scope ingest'
    const { exitCode, out, calls } = await run(line)
    expect(exitCode).toBe(0)
    expect(out.split('\n')[0]).toBe('secret')
    expect(calls).toEqual([['create', { site: 'dai-loc', name: 'station', scope: 'ingest' }]])
    expect(JSON.parse((await run(`${line} --json`)).out)).toMatchObject({ key: 'secret', id: 'k1' })
  })

  it('lists keys without their text and revokes them', async () => {
    expect((await run('keys list --site dai-loc')).out).toContain('k1  ingest')
    expect(JSON.parse((await run('keys list --site dai-loc --json')).out)).toMatchObject([
      { id: 'k1' },
    ])
    const { out, calls } = await run('keys revoke k1 --site dai-loc')
    expect(out).toContain('revoked')
    expect(calls).toEqual([['revoke', { site: 'dai-loc', id: 'k1' }]])
  })

  it.each([
    'keys list --site x',
    'keys revoke k1 --site x',
    'keys create --site x --name n --scope read',
    'journal verify --site x',
  ])('says why "%s" was refused', async (line) => {
    const { exitCode, error, out } = await run(line, { refusal: 'There is no site x.' })
    expect(exitCode).toBe(1)
    expect(error).toBe('There is no site x.\n')
    expect(out).toBe('')
  })

  it('prints problems of a map as file:line:column, and fails for errors only', async () => {
    const place = { file: 'm.json', line: 3, column: 7 }
    const warning = {
      ...place,
      severity: 'warning',
      rule: 'ring-reversed',
      message: 'turned',
    } as const
    const error = {
      ...place,
      severity: 'error',
      rule: 'missing-unit',
      message: 'not drawn',
    } as const
    const line = 'maps check m.json --site da-nang --date 2025-07-01 --code ma'
    const bad = await run(line, { mapProblems: [warning, error] })
    expect(bad.exitCode).toBe(1)
    expect(bad.error).toContain('m.json:3:7: error: not drawn [missing-unit]')
    expect(bad.error).toContain('1 error(s), 1 warning(s)')
    const order = { source: 'm.json', site: 'da-nang', date: '2025-07-01' }
    expect(bad.calls).toEqual([
      ['map', { ...order, codeProperty: 'ma', nameProperty: 'name', hasNeighbours: false }],
    ])
    const fair = await run(line, { mapProblems: [warning] })
    expect([fair.exitCode, fair.out]).toEqual([0, '94 units on 2025-07-01, no error\n'])
    const json = await run(`${line} --json`, { mapProblems: [error] })
    expect(json.exitCode).toBe(1)
    expect(JSON.parse(json.out)).toMatchObject({
      ok: false,
      features: 94,
      problems: [{ severity: 'error', code: 'missing-unit', feature: null, message: 'not drawn' }],
    })
    const alone = await run('maps check m.json')
    expect(alone.calls).toEqual([
      [
        'map',
        { source: 'm.json', codeProperty: 'code', nameProperty: 'name', hasNeighbours: false },
      ],
    ])
    const none = await run('maps check m.json --json', { refusal: 'm.json: there is no such file' })
    expect(none.exitCode).toBe(1)
    expect(JSON.parse(none.out)).toMatchObject({ ok: false, problems: [{ code: 'refused' }] })
  })

  it('imports a map under a name', async () => {
    const { calls, exitCode } = await run(
      'maps import m.json --site a --valid-from 2025-07-01 --source NXB --out a.json',
    )
    expect(exitCode).toBe(0)
    const order = { source: 'm.json', site: 'a', validFrom: '2025-07-01', origin: 'NXB' }
    expect(calls).toMatchObject([['import', { ...order, out: 'a.json' }]])
    expect((await run('maps import m.json')).exitCode).toBe(2)
    const refused = await run('maps import m.json --site x', { refusal: 'There is no site x.' })
    expect([refused.exitCode, refused.error]).toEqual([1, 'There is no site x.\n'])
  })

  it('takes in a register and sums up what became of its rows', async () => {
    const line = 'import register so.xlsx --site dai-loc --mapping one-stop-register'
    const { exitCode, out, error, calls } = await run(line)
    const order = { file: 'so.xlsx', site: 'dai-loc', mapping: 'one-stop-register' }
    expect(calls).toEqual([['register', { ...order, isTrial: false }]])
    expect([exitCode, error]).toEqual([0, 'row 17: F17: "x" is not a date; twice\n'])
    expect(out).toContain('3 dossiers: 2 accepted (1 new, 0 changed, 1 known), 1 rejected')
    expect(out).toContain('1 on time, 1 overdue; 2 of them open')
    const flags = `${line} --encoding tcvn3 --sheet Sổ --dry-run --json`
    const trial = await run(flags)
    const asked = { ...order, encoding: 'tcvn3', sheet: 'Sổ', isTrial: true }
    expect(trial.calls).toEqual([['register', asked]])
    expect(JSON.parse(trial.out)).toEqual(SUMMARY)
    expect((await run(`${line} --dry-run`)).out).toContain('nothing was changed')
    expect((await run(`${line} --encoding latin1`)).exitCode).toBe(2)
  })

  it('fails when nothing of a register is taken, with a summary all the same', async () => {
    const line = 'import register so.xlsx --site dai-loc --mapping one-stop-register'
    const imported = { ok: false, reason: 'encrypted', message: 'locked' } as const
    const refused = await run(line, { imported })
    expect([refused.exitCode, refused.error]).toEqual([1, 'so.xlsx: locked\n'])
    const json = await run(`${line} --json`, { imported })
    expect(json.exitCode).toBe(1)
    expect(JSON.parse(json.out)).toEqual({
      rows: 0,
      accepted: 0,
      rejected: [{ row: null, column: null, cell: null, code: 'encrypted', message: 'locked' }],
      onTime: 0,
      overdue: 0,
      open: 0,
    })
    const none = { ...SUMMARY, accepted: 0 }
    const report = { summary: none, preview: [] }
    expect((await run(line, { imported: { ok: true, report } })).exitCode).toBe(1)
  })

  const hash = 'ab'.repeat(32)
  const SOUND: JournalReport = {
    soundCount: 2,
    from: 0,
    to: 1_000,
    head: { seq: 2, at: 1_000, hash },
  }

  it('verifies journals: how many entries, of which time, and the head to note', async () => {
    const empty = { site: 'a', soundCount: 0, head: { seq: 0, at: 0, hash: '' } }
    const { exitCode, out, calls } = await run('journal verify', { journals: [SOUND, empty] })
    expect(exitCode).toBe(0)
    expect(out).toBe(
      'installation: sound, 2 entries from 1970-01-01T00:00:00.000Z to 1970-01-01T00:00:01.000Z\n' +
        `  head 2:${hash}\n` +
        'a: no entry\n',
    )
    expect(calls).toEqual([['verify', {}]])
    const json = await run('journal verify --json', { journals: [SOUND, empty] })
    expect(JSON.parse(json.out)).toMatchObject({
      ok: true,
      journals: [
        { site: null, ok: true, entries: 2, head: { seq: 2, hash }, broken: null },
        { site: 'a', ok: true, entries: 0, head: null, from: null },
      ],
    })
  })

  it('verifies the journal of a site’s alarms, and names it so', async () => {
    const journals = [{ ...SOUND, site: 'a', isOfAlarms: true } as const]
    const { out, calls } = await run('journal verify --site a --alarms', { journals })
    expect(out).toContain('a alarms: sound, 2 entries')
    expect(calls).toEqual([['verify', { site: 'a', alarms: true }]])
    const json = await run('journal verify --json', { journals })
    expect(JSON.parse(json.out)).toMatchObject({ journals: [{ site: 'a', alarms: true }] })
    const unclear = await run(`journal verify --alarms --head 12:${hash}`)
    expect(unclear).toMatchObject({ exitCode: 2, calls: [] })
    expect(unclear.error).toContain('--site')
  })

  it('says which entry of a journal is broken, and fails', async () => {
    const broken = { seq: 7, fault: 'hash' } as const
    const journals = [
      { ...SOUND, site: 'a' },
      { ...SOUND, site: 'b', broken },
    ]
    const bad = await run('journal verify', { journals })
    expect(bad.exitCode).toBe(1)
    expect(bad.out).toContain('b: BROKEN, entry 7 does not fit its hash')
    const json = await run('journal verify --json', { journals })
    expect(json.exitCode).toBe(1)
    expect(JSON.parse(json.out)).toMatchObject({
      ok: false,
      journals: [{ ok: true }, { ok: false, broken: { seq: 7, fault: 'hash' } }],
    })
  })

  it('verifies one site between two moments, against a head noted elsewhere', async () => {
    const moments = '--from 2025-10-26T07:00+07:00 --to 2025-10-26T00:00:01Z'
    const { calls } = await run(`journal verify --site a ${moments} --head 12:${hash}`)
    const from = Date.UTC(2025, 9, 26)
    expect(calls).toEqual([
      ['verify', { site: 'a', from, to: from + 1_000, noted: { seq: 12, hash } }],
    ])
  })

  it.each(['--from yesterday', '--to 2025-10-26', '--head 0:00', `--head 0:${hash}`, '--head 7'])(
    'refuses "journal verify %s"',
    async (flags) => {
      const { exitCode, error, calls } = await run(`journal verify ${flags}`)
      expect(exitCode).toBe(2)
      expect(error).toContain('Give a ')
      expect(calls).toEqual([])
    },
  )

  it('makes an account with roles and prints the link to its password', async () => {
    const words = 'users create lan --name Lan --role dai-loc:officer --role *:reporter:Sở'
    const { exitCode, calls, out } = await run(words)
    expect(exitCode).toBe(0)
    expect(calls).toEqual([
      [
        'create',
        {
          id: 'lan',
          name: 'Lan',
          grants: [
            { site: 'dai-loc', role: 'officer' },
            { site: '*', role: 'reporter', agency: 'Sở' },
          ],
        },
      ],
    ])
    expect(out).toContain('until 2026-01-02T00:00:00.000Z')
    expect(out).toContain('https://ioc.example.vn/set-password#once')
  })

  it('lists people, shuts them out, and refuses roles that are none', async () => {
    expect((await run('users list')).out).toBe(
      'lan  Nguyễn Thị Lan  dai-loc:officer *:reporter:Sở Y tế  no password yet\n',
    )
    expect((await run('users disable lan')).calls).toEqual([
      ['change', { id: 'lan', isDisabled: true }],
    ])
    for (const role of [
      'dai-loc',
      'dai-loc:boss',
      'dai-loc:reporter',
      'dai-loc:viewer:Sở',
      ':viewer',
    ]) {
      const { exitCode, error } = await run(`users create x --name X --role ${role}`)
      expect([role, exitCode]).toEqual([role, 2])
      expect(error).toContain('--role')
    }
    const refused = await run('users sign-out lan', { refusal: 'Nobody has that name.' })
    expect([refused.exitCode, refused.error]).toEqual([1, 'Nobody has that name.\n'])
  })

  it('passes limits and an end of a key on', async () => {
    const words =
      'keys create --site dai-loc --name x --scope ingest --metric a b --unit 20500 --expires 2027-01-01'
    const { calls } = await run(words)
    expect(calls).toEqual([
      [
        'create',
        {
          site: 'dai-loc',
          name: 'x',
          scope: 'ingest',
          limits: { metrics: ['a', 'b'], units: ['20500'] },
          expiresAt: Date.UTC(2027, 0, 1),
        },
      ],
    ])
    expect((await run(words.replace('2027-01-01', 'soon'))).exitCode).toBe(2)
  })

  it('passes arguments on to the benchmarks and answers their exit code', async () => {
    const { exitCode, calls } = await run('bench --only decode 5')
    expect(exitCode).toBe(3)
    expect(calls).toEqual([['bench', ['--only', 'decode', '5']]])
  })
})

describe('due', () => {
  const LIMIT = { unit: 'working-days', count: 10 }
  const ORDER = 'due --calendar vn-administration --opened 2026-12-18T09:00'

  it('prints the due time, and warns of years whose days off are not known', async () => {
    const { exitCode, out, error, calls } = await run(`${ORDER} --working-days 10`)
    expect(exitCode).toBe(0)
    expect(calls).toEqual([
      ['due', { calendar: 'vn-administration', opened: '2026-12-18T09:00', limit: LIMIT }],
    ])
    expect(out).toBe('{"due":"2027-01-05T17:00:00+07:00"}\n')
    expect(error).toContain('2027')
  })

  it('explains itself in lines, or as steps within the JSON', async () => {
    expect((await run(`${ORDER} --working-days 10 --explain`)).out).toBe(
      'received 09:00\ndue 17:00\n',
    )
    const { out, error } = await run(`${ORDER} --working-hours 1.5 --explain --json`)
    expect(JSON.parse(out)).toEqual(DUE)
    expect(error).toBe('')
  })

  it.each([
    'due --opened 2026-12-18 --working-days 1',
    'due --calendar a --working-days 1',
    ORDER,
    `${ORDER} --working-days 1 --calendar-days 1`,
    `${ORDER} --working-days 1.5`,
    `${ORDER} --working-days -1`,
    `${ORDER} --working-days 1 --batch rows.csv`,
    'due --calendar a --batch rows.csv --explain',
  ])('refuses "%s" and works nothing out', async (line) => {
    const { exitCode, error, calls } = await run(line)
    expect(exitCode).toBe(2)
    expect(error).not.toBe('')
    expect(calls).toEqual([])
  })

  it('answers a batch row by row, keeps its columns and says which rows were refused', async () => {
    const { exitCode, out, error, calls } = await run('due --calendar a --batch rows.csv')
    expect(calls).toEqual([['batch', { calendar: 'a', file: 'rows.csv' }]])
    expect(exitCode).toBe(1)
    expect(out).toBe(
      [
        'code,opened,working-days,due',
        '"a, b",2025-10-20T09:00,10,2025-11-03T17:00:00+07:00',
        'c,soon,1,',
        '',
      ].join('\n'),
    )
    expect(error).toBe('rows.csv:3:5: row 2: "soon" is no moment\n')
    const json = await run('due --calendar a --batch rows.csv --json')
    expect(json.exitCode).toBe(1)
    expect(
      json.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        row: 1,
        code: 'a, b',
        opened: '2025-10-20T09:00',
        'working-days': '10',
        due: '2025-11-03T17:00:00+07:00',
      },
      { row: 2, code: 'c', opened: 'soon', 'working-days': '1', error: '"soon" is no moment' },
    ])
  })

  it('says what is wrong with a calendar', async () => {
    const { exitCode, error } = await run(`${ORDER} --working-days 1`, { refusal: 'no such file' })
    expect(exitCode).toBe(1)
    expect(error).toBe('no such file\n')
  })
})

describe('hazards', () => {
  it('hands on what is asked for, with the starts of a season where none is given', async () => {
    const plain = await run('hazards fwi --batch a.csv')
    expect(plain.calls).toEqual([
      ['fwi', { file: 'a.csv', latitude: 46, start: { ffmc: 85, dmc: 6, dc: 15 } }],
    ])
    const given = await run(
      'hazards fwi --batch a.csv --latitude -16.5 --ffmc 90 --dmc 30 --dc 200',
    )
    expect(given.calls).toEqual([
      ['fwi', { file: 'a.csv', latitude: -16.5, start: { ffmc: 90, dmc: 30, dc: 200 } }],
    ])
    const index = await run('hazards p-index --batch a.csv --bands nesterov-general --start 4000')
    expect(index.calls).toEqual([
      ['p-index', { file: 'a.csv', start: 4000, bands: 'nesterov-general' }],
    ])
    expect((await run('hazards p-index --batch a.csv')).calls).toEqual([
      ['p-index', { file: 'a.csv', start: 0, bands: 'hue-2022' }],
    ])
    const rain = await run(
      'hazards rain --batch a.csv --kind cumulative --every 10 --wraps-at 1000',
    )
    expect(rain.calls).toEqual([
      ['rain', { file: 'a.csv', gauge: { kind: 'cumulative', everyMs: 600_000, wrapsAt: 1000 } }],
    ])
    expect((await run('hazards rain --batch a.csv')).calls).toEqual([
      ['rain', { file: 'a.csv', gauge: { kind: 'interval' } }],
    ])
  })

  it.each([
    'hazards fwi',
    'hazards fwi --batch a.csv --latitude 91',
    'hazards fwi --batch a.csv --ffmc x',
    'hazards p-index --batch a.csv --start -1',
    'hazards rain --batch a.csv --kind bucket',
    'hazards rain --batch a.csv --every 0',
    'hazards snow --batch a.csv',
  ])('refuses "%s" and reads nothing', async (line) => {
    const { exitCode, error, calls } = await run(line)
    expect(exitCode).toBe(2)
    expect(error).not.toBe('')
    expect(calls).toEqual([])
  })

  it('prints results in the place of columns of the same name, and warnings without refusing', async () => {
    const { exitCode, out, error } = await run('hazards rain --batch a.csv')
    expect(exitCode).toBe(0)
    expect(out).toBe('month,row,error,fwi,notes\n4,x,y,10.04,gap late\n5,x,,,\n')
    expect(error).toBe('a.csv:2:1: row 1: warning: 2 days are missing\n')
    const json = await run('hazards rain --batch a.csv --json')
    expect(
      json.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { row: 1, month: '4', fwi: 10.04, notes: ['gap', 'late'], warning: '2 days are missing' },
      { row: 2, month: '5', fwi: null, notes: [] },
    ])
  })
})

describe('alarms replay', () => {
  it.each(['alarms replay seq.json', 'alarms replay seq.json --json'])(
    'prints states and journal as JSON for "%s"',
    async (line) => {
      const { exitCode, out, calls } = await run(line)
      expect(exitCode).toBe(0)
      expect(calls).toEqual([['replay', 'seq.json']])
      expect(JSON.parse(out)).toEqual({
        states: ['normal', 'acknowledged', 'acknowledged'],
        journal: REPLAYED.flatMap(({ journal }) => journal),
      })
    },
  )

  it('prints a line for each event and for what came of it, in order of time', async () => {
    expect((await run('alarms replay seq.json --table')).out.split('\n')).toEqual([
      '1970-01-01T00:00:00.000Z  value 55             normal',
      '1970-01-01T00:00:10.000Z    1: alarm.raised #1 by server: normal > unacknowledged',
      '1970-01-01T00:01:00.000Z  acknowledge by lan   acknowledged',
      '1970-01-01T00:01:00.000Z    2: alarm.acknowledged #1 by lan: unacknowledged > acknowledged',
      '1970-01-01T00:01:01.000Z  acknowledge by minh  acknowledged',
      '1970-01-01T00:01:01.000Z    refused: acknowledge #1 by minh: already (lan, 1970-01-01T00:01:00.000Z)',
      '',
    ])
  })

  it('says what is wrong with a file, and needs one', async () => {
    const refused = await run('alarms replay seq.json', { refusal: 'seq.json:1:1: not JSON' })
    expect(refused.exitCode).toBe(1)
    expect(refused.error).toBe('seq.json:1:1: not JSON\n')
    expect((await run('alarms replay')).exitCode).toBe(2)
  })
})

describe('alarms test', () => {
  const LINE =
    'alarms test --site dai-loc --rule flood --from 2025-10-27T00:00+07:00 --to 2025-10-29T00:00+07:00'
  const HOUR = 3_600_000
  const FIRST: SubjectTrial = {
    alarm: 'flood~ai-nghia',
    subject: { kind: 'sensor', id: 'ai-nghia' },
    raises: 2,
    isActiveAtStart: true,
    isActiveAtEnd: false,
    activeMs: [HOUR, 3 * HOUR, 90_000],
    chattering: 1,
    levels: [
      { severity: 'medium', level: 'BĐ1', reached: 2, ms: 3 * HOUR },
      { severity: 'high', level: 'BĐ2', reached: 1, ms: HOUR + 90_000 },
    ],
    noDataMs: 12 * HOUR,
    samples: 500,
    triedFrom: Date.parse('2025-10-27T07:00:00Z'),
  }
  const SECOND: SubjectTrial = {
    alarm: 'flood~hoi-khach',
    subject: { kind: 'sensor', id: 'hoi-khach' },
    raises: 3,
    isActiveAtStart: false,
    isActiveAtEnd: true,
    activeMs: [HOUR],
    chattering: 0,
    levels: [{ severity: 'medium', level: 'BĐ1', reached: 3, ms: HOUR }],
    noDataMs: 0,
    samples: 576,
  }
  const WHOLE: SubjectTrial = {
    alarm: 'flood',
    raises: 0,
    isActiveAtStart: false,
    isActiveAtEnd: false,
    activeMs: [],
    chattering: 0,
    levels: [],
    samples: 0,
  }

  it('hands over the span as moments, and a file where one is given', async () => {
    const order = {
      site: 'dai-loc',
      rule: 'flood',
      from: Date.parse('2025-10-26T17:00Z'),
      to: Date.parse('2025-10-28T17:00Z'),
    }
    expect((await run(LINE)).calls).toEqual([['test', order]])
    const { calls } = await run(`${LINE} --file rules.yaml`)
    expect(calls).toEqual([['test', { ...order, file: 'rules.yaml' }]])
  })

  it('prints the total and each subject, the one that would have raised most first', async () => {
    const { out, exitCode } = await run(LINE, { trials: [FIRST, SECOND] })
    expect(exitCode).toBe(0)
    expect(out).toBe(
      [
        'flood at dai-loc, 2025-10-26T17:00:00.000Z to 2025-10-28T17:00:00.000Z: 5 raises, 1 active from the start, active 5 h 1 min (longest 3 h, median 1 h), BĐ1 5 ×, BĐ2 1 ×, chattering 1 ×, 13 % without data',
        '  flood~hoi-khach: 3 raises, active 1 h (longest 1 h, median 1 h), BĐ1 3 ×',
        '  flood~ai-nghia: 2 raises, active from the start, active 4 h 1 min (longest 3 h, median 1 h), BĐ1 2 ×, BĐ2 1 ×, chattering 1 ×, 25 % without data',
        'Of 1 not every sample is kept for the whole span: what came before was not tried.',
        '',
      ].join('\n'),
    )
    expect((await run(LINE, { trials: [WHOLE] })).out).toMatch(/: 0 raises\n {2}flood: 0 raises\n$/)
  })

  it('prints JSON with --json', async () => {
    const { out } = await run(`${LINE} --json`, { trials: [FIRST, SECOND] })
    expect(JSON.parse(out)).toMatchObject({
      site: 'dai-loc',
      rule: 'flood',
      from: '2025-10-26T17:00:00.000Z',
      to: '2025-10-28T17:00:00.000Z',
      total: {
        raises: 5,
        activeMs: 5 * HOUR + 90_000,
        longestMs: 3 * HOUR,
        medianMs: HOUR,
        chattering: 1,
        levels: [
          { severity: 'medium', level: 'BĐ1', reached: 5, ms: 4 * HOUR },
          { severity: 'high', level: 'BĐ2', reached: 1, ms: HOUR + 90_000 },
        ],
        noDataMs: 12 * HOUR,
      },
      subjects: [
        {
          alarm: 'flood~ai-nghia',
          unit: null,
          sensor: 'ai-nghia',
          raises: 2,
          samples: 500,
          activeAtStart: true,
          triedFrom: '2025-10-27T07:00:00.000Z',
        },
        { alarm: 'flood~hoi-khach', activeAtEnd: true, triedFrom: null },
      ],
    })
    const whole = JSON.parse((await run(`${LINE} --json`, { trials: [WHOLE] })).out)
    expect(whole.total).toMatchObject({ raises: 0, longestMs: 0, medianMs: 0, noDataMs: null })
    expect(whole.subjects[0]).toMatchObject({ unit: null, sensor: null })
  })

  it('is refused in words', async () => {
    const refused = await run(LINE, { refusal: 'The site has no rule flood.' })
    expect(refused).toMatchObject({ exitCode: 1, error: 'The site has no rule flood.\n', out: '' })
    const misused = await run(LINE.replace('2025-10-29T00:00+07:00', 'tomorrow'))
    expect(misused).toMatchObject({ exitCode: 2, calls: [] })
    expect(misused.error).toContain('Give a moment with its zone')
  })
})
