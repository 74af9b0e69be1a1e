import { connect, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Server } from 'node:http'
import { createLimitedServer } from './server-limits.ts'

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
    req.resume().on('end', () => res.end('done'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

/** What the server says to these bytes until it hangs up, and after how many ms it does. */
function hold(bytes: string): Promise<{ readonly answer: string; readonly afterMs: number }> {
  const startedAt = performance.now()
  let answer = ''
  return new Promise((resolve) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
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
})
