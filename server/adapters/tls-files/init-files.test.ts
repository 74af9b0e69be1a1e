import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { initTlsFiles, type InitOrder, type InitResult } from './init-files.ts'

const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 0, 2, 3)
const NAMES = ['ioc.dailoc.example', '*.Walls.example', 'xã.vn', 'localhost', '10.0.0.5', '[::1]']

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ioc-wall-tls-'))
})
afterEach(() => rm(folder, { recursive: true }))

type Made = Extract<InitResult, { readonly ok: true }>

const init = (order: Partial<InitOrder> = {}): Promise<InitResult> =>
  initTlsFiles({
    folder: path.join(folder, 'tls'),
    names: NAMES,
    authorityName: 'IOC Wall test 2026-01-02',
    isForced: false,
    now: NOW,
    ...order,
  })

async function made(order: Partial<InitOrder> = {}): Promise<Made> {
  const result = await init(order)
  if (!result.ok) throw new Error(result.message)
  return result
}

async function certificates({ files }: Made) {
  const [authority, server] = await Promise.all(
    [files.authority, files.certificate].map(
      async (file) => new X509Certificate(await readFile(file)),
    ),
  )
  if (!authority || !server) throw new Error('no certificates')
  return { authority, server }
}

describe('tls init', () => {
  it('makes a certificate for every name and address, and for no other', async () => {
    const { server } = await certificates(await made())
    expect(server.subject).toBe('CN=ioc.dailoc.example')
    const options = { subject: 'never' } as const
    for (const host of ['ioc.dailoc.example', 'localhost', 'a.walls.example', 'xn--x-yfa.vn']) {
      expect([host, server.checkHost(host, options)]).not.toEqual([host, undefined])
    }
    for (const host of ['dailoc.example', 'b.a.walls.example', 'x.ioc.dailoc.example']) {
      expect([host, server.checkHost(host, options)]).toEqual([host, undefined])
    }
    expect(server.checkIP('10.0.0.5')).toBe('10.0.0.5')
    expect(server.checkIP('::1')).toBe('::1')
    expect(server.checkIP('10.0.0.6')).toBeUndefined()
  })

  it('signs with an authority that may sign servers and nothing above them', async () => {
    const { authority, server } = await certificates(await made())
    expect(server.checkIssued(authority)).toBe(true)
    expect(server.verify(authority.publicKey)).toBe(true)
    expect([authority.ca, server.ca]).toEqual([true, false])
    expect(authority.verify(authority.publicKey)).toBe(true)
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
    for (const { publicKey } of [authority, server]) {
      expect(publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
    }
  })

  it('keeps both within the lifetimes that devices take', async () => {
    const result = await made()
    const { authority, server } = await certificates(result)
    const daysOf = (one: X509Certificate): number =>
      (Date.parse(one.validTo) - Date.parse(one.validFrom)) / DAY_MS
    expect(daysOf(server)).toBeLessThanOrEqual(825)
    expect(daysOf(server)).toBeGreaterThan(800)
    expect(daysOf(authority)).toBeCloseTo(3_650, 0)
    expect(Date.parse(server.validFrom)).toBeLessThan(NOW)
    expect(result.expiresAt).toBe(Date.parse(server.validTo))
    const late = await made({ isForced: true, now: NOW + 3_600 * DAY_MS })
    expect(late.expiresAt).toBe(late.authorityExpiresAt)
  })

  it('writes keys for the owner alone', async () => {
    const { files } = await made()
    for (const [file, mode] of [
      [files.authorityKey, 0o600],
      [files.key, 0o600],
      [files.certificate, 0o644],
    ] as const) {
      expect((await stat(file)).mode & 0o777).toBe(mode)
    }
  })

  it('overwrites nothing unless told to, and keeps the authority that devices know', async () => {
    const first = await made()
    const before = await certificates(first)
    expect(await init()).toMatchObject({ ok: false, message: expect.stringContaining('--force') })
    expect((await certificates(first)).server.raw).toEqual(before.server.raw)
    const again = await made({ isForced: true, names: ['other.example'] })
    const after = await certificates(again)
    expect([first.isAuthorityNew, again.isAuthorityNew]).toEqual([true, false])
    expect(after.authority.raw).toEqual(before.authority.raw)
    expect(after.server.verify(before.authority.publicKey)).toBe(true)
    expect(after.server.serialNumber).not.toBe(before.server.serialNumber)
    expect(after.server.checkHost('other.example')).toBe('other.example')
  })

  it('refuses an authority that cannot sign any more, and says what to do', async () => {
    const { files } = await made()
    const key = await readFile(files.authorityKey, 'utf8')
    const cases: readonly (readonly [words: string, key: string | undefined, now: number])[] = [
      ['is there without', undefined, NOW],
      ['damaged', 'no key', NOW],
      ['do not belong together', await readFile(files.key, 'utf8'), NOW],
      ['has expired', key, NOW + 3_651 * DAY_MS],
    ]
    for (const [words, text, now] of cases) {
      if (text === undefined) await rm(files.authorityKey)
      else await writeFile(files.authorityKey, text)
      const result = await init({ isForced: true, now })
      expect(result).toMatchObject({ ok: false, message: expect.stringContaining(words) })
    }
  })

  it.each(['https://a.example', 'a.example:8080', 'a b', '-a.example', 'a_b.example', '*.', ''])(
    'refuses "%s" as a name before it writes anything',
    async (name) => {
      expect(await init({ names: ['localhost', name] })).toMatchObject({ ok: false })
      await expect(stat(path.join(folder, 'tls'))).rejects.toThrow('ENOENT')
    },
  )
})
