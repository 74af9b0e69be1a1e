import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeAuthority, makeServerCertificate, type KeyedCertificate } from './make-certificates.ts'
import { readPair } from './read-pair.ts'

const NOW = Date.UTC(2026, 0, 2)

let folder: string
let authority: KeyedCertificate
let server: KeyedCertificate
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ioc-wall-pair-'))
  authority = await makeAuthority('test', NOW)
  server = await makeServerCertificate(authority, [{ type: 'dns', value: 'localhost' }], NOW)
})
afterAll(() => rm(folder, { recursive: true }))

async function read(cert: string | undefined, key: string | undefined) {
  const certFile = path.join(folder, 'a.crt')
  const keyFile = path.join(folder, 'a.key')
  for (const [file, text] of [
    [certFile, cert],
    [keyFile, key],
  ] as const) {
    if (text === undefined) await rm(file, { force: true })
    else await writeFile(file, text)
  }
  return readPair({ certFile, keyFile })
}

describe('a certificate and its key', () => {
  it('are read with the time in which they are good, a chain behind the first included', async () => {
    const cert = server.cert + authority.cert
    const result = await read(cert, server.key)
    expect(result).toMatchObject({ ok: true, pair: { cert, key: server.key } })
    if (!result.ok) return
    expect(result.pair.validFrom).toBeLessThan(NOW)
    expect(result.pair.validTo).toBeGreaterThan(NOW)
  })

  it('are refused with the variable and the file that is wrong', async () => {
    const { cert, key } = server
    const cut = `${cert.slice(0, 200)}\n-----END CERTIFICATE-----\n`
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const locked = { format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' } as const
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
    const cases: readonly (readonly [string | undefined, string | undefined, RegExp])[] = [
      [undefined, key, /^TLS_CERT \(.*a\.crt\): cannot be read: ENOENT/],
      [cert, undefined, /^TLS_KEY \(.*a\.key\): cannot be read: ENOENT/],
      ['', key, /^TLS_CERT .*not a certificate in PEM/],
      [key, key, /^TLS_CERT .*not a certificate in PEM/],
      [cert, cert, /^TLS_KEY .*not a private key in PEM/],
      [cut, key, /^TLS_CERT .*damaged/],
      [cert, key.replace(/\n.{10}/, '\n0000000000'), /^TLS_KEY .*damaged/],
      [cert, keys.export(locked).toString(), /^TLS_KEY .*passphrase/],
      [cert, short.export({ format: 'pem', type: 'pkcs1' }).toString(), /^TLS_KEY .*not belong/],
      [authority.cert + cert, key, /^TLS_KEY .*not belong to the first/],
    ]
    for (const [first, second, words] of cases) {
      expect(await read(first, second)).toMatchObject({
        ok: false,
        message: expect.stringMatching(words),
      })
    }
  })
})
