import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createSocketServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { buildTarget } from '../../testing/build-notifications.ts'
import { createWebhookDelivery } from './webhook-delivery.ts'

const MESSAGE = {
  ...{ id: 'river~ai-nghia#1 raised0 duty', subject: 's', text: 't', severity: 'high' as const },
  ...{ isTest: false, body: '{"text":"Đại Lộc"}' },
}
const never = new AbortController().signal
const closing: (() => void)[] = []

afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  closing.push(() => (server.closeAllConnections(), server.close()))
  return `http://127.0.0.1:${await portOf(server)}/hook`
}

function targetAt(url: string, secretEnv?: string) {
  return buildTarget('duty', {
    address: { kind: 'webhook', url, ...(secretEnv !== undefined && { secretEnv }) },
  })
}

const secret = (name: string) => (name === 'HOOK_SECRET' ? 'geheim' : undefined)
const deliver = createWebhookDelivery({ secret, answerWithinMs: 60_000 })
/** For those that never answer. */
const hasty = createWebhookDelivery({ secret, answerWithinMs: 300 })

describe('a webhook', () => {
  it('is posted the JSON with its id and a signature of what was sent', async () => {
    const seen: { request?: IncomingMessage; body: string } = { body: '' }
    const url = await listen((request, response) => {
      seen.request = request
      request.setEncoding('utf8').on('data', (part) => (seen.body += part))
      request.on('end', () => response.writeHead(204).end())
    })
    const result = await deliver(MESSAGE, targetAt(url, 'HOOK_SECRET'), never)
    expect(result).toEqual({ outcome: 'sent' })
    expect(seen.body).toBe(MESSAGE.body)
    expect(seen.request).toMatchObject({ method: 'POST', url: '/hook' })
    const hmac = createHmac('sha256', 'geheim').update(MESSAGE.body).digest('hex')
    expect(seen.request?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'idempotency-key': MESSAGE.id,
      'x-ioc-signature': `sha256=${hmac}`,
    })
  })

  it('is posted nothing unsigned when its secret is not set', async () => {
    let calls = 0
    const url = await listen((_request, response) => (calls++, response.end()))
    const result = await deliver(MESSAGE, targetAt(url, 'OTHER_SECRET'), never)
    expect(result).toEqual({ outcome: 'retry', reason: 'OTHER_SECRET is not set' })
    expect(calls).toBe(0)
  })

  it.each([
    [200, 'sent'],
    [202, 'sent'],
    [400, 'dead'],
    [401, 'dead'],
    [404, 'dead'],
    [408, 'retry'],
    [410, 'dead'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ])('that answers %i makes the message %s', async (status, outcome) => {
    const url = await listen((_request, response) => response.writeHead(status).end('words'))
    const result = await deliver(MESSAGE, targetAt(url), never)
    expect(result.outcome).toBe(outcome)
    if (result.outcome !== 'sent') expect(result.reason).toBe(`HTTP ${status}`)
  })

  it('is left alone as long as it asks for', async () => {
    const url = await listen((_request, response) =>
      response.writeHead(429, { 'retry-after': '120' }).end(),
    )
    const result = await deliver(MESSAGE, targetAt(url), never)
    expect(result).toEqual({ outcome: 'retry', reason: 'HTTP 429', afterMs: 120_000 })
  })

  it.each([301, 302, 307, 308])('that redirects by %i is not followed', async (status) => {
    let inside = 0
    const other = await listen((_request, response) => (inside++, response.end()))
    const url = await listen((_request, response) =>
      response.writeHead(status, { location: other }).end(),
    )
    const result = await deliver(MESSAGE, targetAt(url), never)
    expect(result).toMatchObject({ outcome: 'dead' })
    expect(inside).toBe(0)
  })

  it('that never answers is given up in time, and so is one that only takes the connection', async () => {
    const slow = await listen(() => undefined)
    expect(await hasty(MESSAGE, targetAt(slow), never)).toEqual({
      ...{ outcome: 'retry', reason: 'no answer in 300 ms' },
    })
    const sockets: Socket[] = []
    const halfOpen = createSocketServer((socket) => sockets.push(socket))
    closing.push(() => (halfOpen.close(), sockets.forEach((socket) => socket.destroy())))
    const url = `http://127.0.0.1:${await portOf(halfOpen)}/hook`
    expect((await hasty(MESSAGE, targetAt(url), never)).outcome).toBe('retry')
    expect(sockets).toHaveLength(1)
  })

  it('whose answer never ends has taken the message', async () => {
    const url = await listen((_request, response) => {
      response.writeHead(200)
      response.write('…')
    })
    expect(await deliver(MESSAGE, targetAt(url), never)).toEqual({ outcome: 'sent' })
  })

  it('that is not there, or cuts the line, may be there later; the reason holds no address', async () => {
    const gone = createServer()
    const port = await portOf(gone)
    await new Promise((resolve) => gone.close(resolve))
    const url = `http://127.0.0.1:${port}/token-in-path`
    expect(await deliver(MESSAGE, targetAt(url), never)).toEqual({
      ...{ outcome: 'retry', reason: 'ECONNREFUSED' },
    })
    const cutting = await listen((request) => request.socket.destroy())
    const cut = await deliver(MESSAGE, targetAt(cutting), never)
    expect(cut.outcome).toBe('retry')
    expect(JSON.stringify(cut)).not.toContain('127.0.0.1')
  })

  it('is not waited for when sending is over', async () => {
    const url = await listen(() => undefined)
    const over = new AbortController()
    const result = deliver(MESSAGE, targetAt(url), over.signal)
    over.abort()
    expect((await result).outcome).toBe('retry')
  })
})
