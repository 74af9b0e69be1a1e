import { execFile } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askOverTls, type TlsAnswer, type TlsQuestion } from './harness/ask-over-tls.ts'
import { until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'
import { placeWallServer, startWallServer, type WallServer } from './harness/wall-server.ts'

const SITE = 'dai-loc'
const SERIES = 'river.level/ai-nghia'
const PASSWORD = 'cầu ái nghĩa lúc sáng'
const BIN = path.resolve(import.meta.dirname, '../bin/ioc-wall.js')
const RENEWED_MS = 20_000
const run = promisify(execFile)

describe('a server over TLS', () => {
  let folder: string
  let authority: string
  let certificate: string
  let server: WallServer
  let browser: Browser
  let wall: WallPage

  const init = async (...words: string[]): Promise<string> => {
    const args = ['tls', 'init', '--host', 'ioc.dailoc.example', '--out', folder, ...words]
    return (await run(process.execPath, [BIN, ...args])).stdout
  }
  const ask = (url: string, question: Partial<TlsQuestion> = {}): Promise<TlsAnswer> =>
    askOverTls(server.origin + url, { authority, ...question })
  const post = (url: string, body: object, headers = {}): Promise<TlsAnswer> =>
    ask(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const postLevel = async (value: number): Promise<void> => {
    const samples = [{ metric: 'river.level', sensor: 'ai-nghia', value }]
    const key = await server.ingestKey(SITE)
    const headers = { authorization: `Bearer ${key}` }
    const { status, text } = await post(`/api/v1/sites/${SITE}/samples`, { samples }, headers)
    expect([status, text]).toMatchObject([202, expect.any(String)])
  }
  const isLive = async (value: number, text: string): Promise<void> => {
    const painted = wall.whenPainted(SERIES, text)
    await postLevel(value)
    await painted
    await until('the figure is fresh', RENEWED_MS, async () => {
      return (await wall.freshness(SERIES)) === 'fresh'
    })
  }

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'iocwall-tls-'))
    await init()
    authority = await readFile(path.join(folder, 'ioc-wall-ca.crt'), 'utf8')
    certificate = path.join(folder, 'server.crt')
    const env = { TLS_CERT: certificate, TLS_KEY: path.join(folder, 'server.key') }
    server = await startWallServer({ env, authority })
    const { publicKey } = new X509Certificate(await readFile(certificate))
    const spki = publicKey.export({ type: 'spki', format: 'der' })
    const hash = createHash('sha256').update(spki).digest('base64')
    browser = await launchChromium([`--ignore-certificate-errors-spki-list=${hash}`])
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
    await rm(folder, { recursive: true })
  })

  it('is trusted by who trusts the authority, and by nobody else', async () => {
    const { status, headers } = await ask('/')
    expect(status).toBe(200)
    expect(headers['strict-transport-security']).toMatch(/^max-age=\d+$/)
    expect(headers['content-security-policy']).toContain(`wss://127.0.0.1:${server.port}`)
    await expect(fetch(server.origin)).rejects.toThrow()
    expect(server.log()).toContain(`IOC Wall is running: https://localhost:${server.port}`)
  })

  it('says nothing to who speaks plain http', async () => {
    const asked = fetch(`http://127.0.0.1:${server.port}/`)
    await expect(asked.then((answer) => answer.text())).rejects.toThrow()
  })

  it('shows a live wall in the browser', async () => {
    await postLevel(7.1)
    wall = await openWall(browser, server.origin, SITE)
    await wall.whenPainted(SERIES, '7,10')
    await isLive(7.2, '7,20')
    expect(await wall.page.evaluate(() => window.isSecureContext)).toBe(true)
    expect(wall.problems).toEqual([])
  })

  it('gives sessions to this host and over TLS only, whatever name it is asked by', async () => {
    const token = /\/setup#(\S+)/.exec(server.log())?.[1]
    const account = { token, user: 'lan', name: 'Nguyễn Thị Lan', password: PASSWORD }
    const host = { host: `ioc.dailoc.example:${server.port}` }
    const { status, headers } = await post('/api/v1/invitations/accept', account, host)
    expect(status).toBe(200)
    for (const cookie of headers['set-cookie'] ?? []) {
      expect(cookie).toMatch(/^__Host-iocwall(-device)?=.*; Path=\/; .*HttpOnly; Secure; SameSite/)
    }
    const cookie = (headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ')
    const session = await ask('/session', { headers: { ...host, cookie } })
    expect(JSON.parse(session.text)).toMatchObject({ person: { id: 'lan' }, isSecure: true })
  })

  it('takes a renewed certificate while it runs, and the wall stays live', async () => {
    const before = await ask('/healthz')
    expect(await init('--force')).toContain('need nothing new')
    await until('the renewed certificate is shown', RENEWED_MS, async () => {
      return (await ask('/healthz')).serial !== before.serial
    })
    await isLive(7.3, '7,30')
  })

  it('keeps the good one where the new one is bad, and says so', async () => {
    const before = await ask('/healthz')
    await writeFile(certificate, 'no certificate')
    await until('the refusal is logged', RENEWED_MS, async () => {
      return server.log().includes('renewed certificate refused, the old one stays')
    })
    expect((await ask('/healthz')).serial).toBe(before.serial)
    await isLive(7.4, '7,40')
  })

  it('is not started with a certificate that no browser would take, in words', async () => {
    const refused = async (env: Readonly<Record<string, string>>): Promise<string> => {
      const other = await placeWallServer({ env, authority })
      await expect(other.start()).rejects.toThrow('ended at once')
      expect(other.exitCode()).toBe(1)
      await other.stop()
      return other.log()
    }
    const key = path.join(folder, 'server.key')
    const strange = path.join(folder, 'ioc-wall-ca.crt')
    expect(await refused({ TLS_CERT: strange })).toContain('TLS_KEY: is needed with TLS_CERT')
    expect(await refused({ TLS_CERT: strange, TLS_KEY: key })).toContain('does not belong')
    const gone = path.join(folder, 'gone.crt')
    expect(await refused({ TLS_CERT: gone, TLS_KEY: key })).toContain('cannot be read')
  })
})
