import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MOST_REGISTER_BYTES, RegisterAnswerSchema } from '../protocol/registers.ts'
import { withBroughtFile } from './adapters/register-files/brought-file.ts'
import { createRegisters } from './registers.ts'
import type { Registers } from './services/registers.ts'
import { buildCountingMetric, buildCountingSite } from './testing/build-dossiers.ts'
import { FROM_ELSEWHERE, startHttp, type RunningHttp } from './testing/build-http.ts'

const REGISTER = '/api/v1/sites/test-site/dossiers/register'
const CONFIG = path.join(import.meta.dirname, '../config')
const HEAD = 'Mã hồ sơ,Ngày tiếp nhận,Đơn vị,Lĩnh vực,Họ tên,Thời hạn\n'
const ROWS = [
  'A1,20/10/2025 08:00,new,land,Nguyễn Văn Kín,10',
  'A2,21/10/2025 08:00,new,land,Trần Thị Kín,10',
  'A3,no day,new,land,Lê Kín,10',
]
const FILE = HEAD + ROWS.join('\n')

let running: RunningHttp
let registers: Registers
let dataDir: string
let reporter: Record<string, string>

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'registers-'))
  running = await startHttp({
    siteOf: (id) => buildCountingSite({ id }),
    parts: {
      registers: {
        mappings: () => registers.mappings(),
        begin: (site) => registers.begin(site),
        import: (register) => registers.import(register),
      },
    },
  })
  const stores = new Map([['test-site', running.intake.store]])
  const apps = running.sites
  registers = await createRegisters({ apps, stores, folders: { config: CONFIG }, dataDir })
  reporter = await signedIn(buildCountingMetric().owner.vi)
})
afterEach(async () => {
  await running.stop()
  await rm(dataDir, { recursive: true })
})

async function signedIn(agency: string): Promise<Record<string, string>> {
  const { accounts, ownAccount } = running.people
  const root = { noted: { kind: 'server' }, grants: [{ site: '*', role: 'admin' }] } as const
  const grants = [{ site: 'test-site', role: 'reporter', agency }] as const
  const id = agency.toLowerCase()
  const made = await accounts.create(root, { id, name: id, grants })
  if (!made.ok) throw new Error(made.reason)
  const visitor = { address: '192.0.2.7', agent: '', device: undefined, isLocal: false }
  const order = { token: made.invitation.token, password: 'cầu ái nghĩa lúc sáng' }
  const opened = await ownAccount.accept(order, visitor)
  if (!opened.ok) throw new Error(opened.reason)
  return { ...FROM_ELSEWHERE, Cookie: `iocwall=${opened.secret}` }
}

async function bring(
  search: string,
  body: string | Uint8Array<ArrayBuffer> = FILE,
  headers: Record<string, string> = reporter,
) {
  const answer = await fetch(`${running.url}${REGISTER}?mapping=one-stop-register&${search}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream', ...headers },
    body,
  })
  const text = await answer.text()
  return { status: answer.status, text, body: JSON.parse(text) as Record<string, unknown> }
}

const mappings = (headers: Record<string, string>) =>
  fetch(`${running.url}/api/v1/sites/test-site/dossiers/mappings`, { headers })

const problem = (status: number, name: string) => ({
  status,
  body: { type: `urn:ioc-wall:problem:${name}` },
})

async function leftBehind(): Promise<readonly string[]> {
  return readdir(path.join(dataDir, 'registers')).catch(() => [])
}

describe('a register that a reporter brings', () => {
  it('is shown as what it would become, without people, and changes nothing', async () => {
    const { status, body, text } = await bring('trial=true')
    expect(status).toBe(200)
    expect(RegisterAnswerSchema.parse(body)).toMatchObject({
      ...{ isTrial: true, rows: 3, accepted: 2, new: 2, rejectedTotal: 1 },
      rejected: [{ row: 4, cell: 'B4', code: 'bad-date' }],
      preview: [
        {
          ...{ row: 2, dossier: 'A1', unit: 'new', field: 'land', outcome: 'new', is: 'in-time' },
          events: [{ type: 'received', at: expect.stringMatching(/^2025-10-20T01:00:00/) }],
        },
        { row: 3, outcome: 'new' },
        { row: 4, events: [] },
      ],
    })
    expect(text).not.toContain('Kín')
    expect(await running.intake.store.dossiers.read(['A1', 'A2'])).toEqual([])
    expect(running.noted).toEqual([])
    expect(await leftBehind()).toEqual([])
  })

  it('is taken, noted, and known the second time', async () => {
    const first = await bring('trial=false&name=so.csv')
    expect(first.body).toMatchObject({ isTrial: false, new: 2, rejectedTotal: 1, preview: [] })
    expect((await bring('trial=false&name=so.csv')).body).toMatchObject({ new: 0, known: 2 })
    const [stored] = await running.intake.store.dossiers.read(['A1'])
    expect(stored?.events).toMatchObject([{ origin: 'manual' }])
    expect(running.noted[0]).toMatchObject({
      action: 'register.imported',
      actor: { kind: 'person' },
      detail: { name: 'so.csv', mapping: 'one-stop-register', rows: 3, accepted: 2, rejected: 1 },
    })
    expect(await leftBehind()).toEqual([])
  })

  it('is not taken of others than reporters of an agency that counts dossiers', async () => {
    const key = { ...FROM_ELSEWHERE, Authorization: `Bearer ${running.keys.ingest}` }
    expect(await bring('trial=true', FILE, key)).toMatchObject(problem(403, 'scope-missing'))
    const other = await signedIn('Elsewhere')
    expect(await bring('trial=true', FILE, other)).toMatchObject(problem(403, 'not-allowed'))
    expect((await mappings(other)).status).toBe(403)
    expect(await bring('trial=true', FILE, FROM_ELSEWHERE)).toMatchObject({ status: 401 })
    const foreign = { ...reporter, Origin: 'https://elsewhere.example' }
    expect(await bring('trial=true', FILE, foreign)).toMatchObject(problem(403, 'cross-site'))
  })

  it('is one at a time for a site', async () => {
    const end = registers.begin('test-site')
    expect(registers.begin('another')).toBeDefined()
    expect(await bring('trial=true')).toMatchObject(problem(409, 'import-running'))
    end?.()
    expect(await bring('trial=true')).toMatchObject({ status: 200 })
    expect(await bring('trial=true', '')).toMatchObject({ body: { reason: 'empty' } })
    // Whatever ended the one before.
    expect(await bring('trial=true')).toMatchObject({ status: 200 })
  })

  it('is of bounded size, and of a kind that is read', async () => {
    const large = new Uint8Array(MOST_REGISTER_BYTES + 1)
    expect(await bring('trial=true', large)).toMatchObject(problem(413, 'body-too-large'))
    const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1])
    expect(await bring('trial=true', picture)).toMatchObject(problem(422, 'register-refused'))
    expect(await leftBehind()).toEqual([])
  })

  it.each([
    ['neither trial nor not', 'name=x'],
    ['a trial of another kind', 'trial=yes'],
    ['an encoding of nowhere', 'trial=true&encoding=ebcdic'],
    ['a mapping outside of its folder', 'trial=true&mapping=..'],
    ['a name of two lines', 'trial=true&name=a%0Ab'],
  ])('is asked for properly: %s', async (_, search) => {
    expect(await bring(search)).toMatchObject(problem(400, 'bad-parameter'))
  })

  it('names its kinds in both languages', async () => {
    expect(await (await mappings(reporter)).json()).toMatchObject({
      mappings: [
        { id: 'one-stop-register', name: { vi: 'Sổ theo dõi hồ sơ một cửa' } },
        { id: 'request-register' },
      ],
    })
  })

  it('says that the store is away, and notes where it stopped', async () => {
    running.intake.store.fault = 'full'
    expect(await bring('trial=false')).toMatchObject(problem(507, 'store-full'))
    expect(running.noted).toMatchObject([{ detail: { stopped: 'store-full' } }])
  })
})

describe('a file that is worked on', () => {
  it('is the server’s own alone, and gone when the work fails', async () => {
    let mode = 0
    const work = withBroughtFile(
      path.join(dataDir, 'registers'),
      Buffer.from('x'),
      async (file) => {
        mode = (await stat(file)).mode & 0o777
        throw new Error('failed')
      },
    )
    await expect(work).rejects.toThrow('failed')
    expect(mode).toBe(0o600)
    expect(await leftBehind()).toEqual([])
  })
})
