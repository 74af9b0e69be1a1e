import { connect, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Server } from 'node:http'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import {
  makeAuthority,
  makeServerCertificate,
  type KeyedCertificate,
} from '../tls-files/make-certificates.ts'
import { changeCertificate, createLimitedServer, createLimitedTlsServer } from './server-limits.ts'

const SHORT = {
  headersTimeout: 200,
  requestTimeout: 400,
  keepAliveTimeout: 300,
  connectionsCheckingInterval: 50,
}

let server: Server

beforeEach(async () => {
  server = createLimitedServer(SHORT)
  server.on('request', (req, res) => {
    const last = String(req.headers['x-forwarded-for'])
    req.resume().on('end', () => res.end(`done for ${last}`))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

/** What the server says to these bytes until it hangs up, and after how many ms it does. */
function hold(
  bytes: string,
  to: Server = server,
): Promise<{ readonly answer: string; readonly afterMs: number }> {
  const startedAt = performance.now()
  let answer = ''
  return new Promise((resolve) => {
    const socket = connect((to.address() as AddressInfo).port, '127.0.0.1')
    socket.on('data', (data) => (answer += data.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve({ answer, afterMs: performance.now() - startedAt }))
    socket.write(bytes)
  })
}

describe('a server with limits', () => {
  it('hangs up on headers that do not end', async () => {
    const { answer, afterMs } = await hold('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(afterMs).toBeGreaterThan(SHORT.headersTimeout - 20)
    expect(afterMs).toBeLessThan(2_000)
  })

  it('hangs up on a body that does not come', async () => {
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n123'
    const { answer, afterMs } = await hold(head)
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(afterMs).toBeGreaterThan(SHORT.requestTimeout - 20)
    expect(afterMs).toBeLessThan(2_000)
  })

  it('answers a whole request and hangs up when no other follows', async () => {
    const { answer } = await hold('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*done/)
  })

  it('drops no header, however many come before it', async () => {
    const many = Array.from({ length: 3_000 }, () => 'a:\r\n').join('')
    const head = `GET / HTTP/1.1\r\nHost: x\r\n${many}X-Forwarded-For: 192.0.2.7\r\n\r\n`
    expect((await hold(head)).answer).toMatch(/done for 192\.0\.2\.7/)
  })
})

describe('a server over TLS', () => {
  const NAMES = [{ type: 'dns', value: 'localhost' }] as const
  let tlsServer: ReturnType<typeof createLimitedTlsServer>
  let authority: KeyedCertificate

  beforeEach(async () => {
    authority = await makeAuthority('test', Date.now())
    const pair = await makeServerCertificate(authority, NAMES, Date.now())
    tlsServer = createLimitedTlsServer(pair, SHORT)
    tlsServer.on('request', (_req, res) => res.end('done'))
    await new Promise<void>((resolve) => tlsServer.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    tlsServer.closeAllConnections()
    await new Promise((resolve) => tlsServer.close(resolve))
  })

  /** Whom a handshake shows and what it agreed on; rejects where there is none. */
  function greet(options: ConnectionOptions = {}) {
    return new Promise<{ serial: string; protocol: string | null }>((resolve, reject) => {
      const { port } = tlsServer.address() as AddressInfo
      const given = { host: '127.0.0.1', servername: 'localhost', ca: authority.cert, ...options }
      const socket = connectTls({ port, ...given }, () => {
        resolve({
          serial: socket.getPeerCertificate().serialNumber,
          protocol: socket.getProtocol(),
        })
        socket.destroy()
      })
      socket.on('error', reject)
    })
  }

  it('speaks TLS 1.2 and 1.3 and nothing older, and no plain HTTP', async () => {
    expect(await greet()).toMatchObject({ protocol: 'TLSv1.3' })
    expect(await greet({ maxVersion: 'TLSv1.2' })).toMatchObject({ protocol: 'TLSv1.2' })
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const
    await expect(greet(old)).rejects.toThrow(/protocol version|unsupported protocol/)
    const { answer } = await hold('GET / HTTP/1.1\r\nHost: x\r\n\r\n', tlsServer)
    expect(answer).not.toContain('HTTP')
    expect(answer).not.toContain('done')
  })

  it('shows a changed certificate from the next connection on', async () => {
    const before = await greet()
    changeCertificate(tlsServer, await makeServerCertificate(authority, NAMES, Date.now()))
    const after = await greet()
    expect(after.serial).not.toBe(before.serial)
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const
    await expect(greet(old)).rejects.toThrow(/protocol version|unsupported protocol/)
  })
})
