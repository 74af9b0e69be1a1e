import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { ScreenMessage } from '../../../protocol/screen.ts'
import type { PaintedMessage, SubscribeMessage } from '../../../protocol/socket-events.ts'
import type { Client, WallConnection } from '../../services/client-roll.ts'
import { openWallNamespace, type WallNamespace } from './wall-namespace.ts'

interface Standing {
  readonly port: number
  readonly namespace: WallNamespace
  readonly connections: WallConnection[]
  readonly painted: PaintedMessage[]
  readonly subscribed: SubscribeMessage[]
  readonly refused: string[]
  /** What the table says to every event. */
  readonly isAllowed: { now: boolean }
  readonly revokes: readonly (() => void)[]
  readonly givenBack: readonly (string | undefined)[]
}

const open: { http: Server; namespace: WallNamespace }[] = []
afterEach(async () => {
  for (const { http, namespace } of open.splice(0)) {
    await namespace.close()
    http.closeAllConnections()
  }
})

async function stand(options: { maxConnections?: number } = {}): Promise<Standing> {
  const http = createServer()
  const connections: WallConnection[] = []
  const painted: PaintedMessage[] = []
  const subscribed: SubscribeMessage[] = []
  const refused: string[] = []
  const isAllowed = { now: true }
  const revokes: (() => void)[] = []
  const givenBack: (string | undefined)[] = []
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const address = http.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const namespace = openWallNamespace({
    httpServer: http,
    origins: () => new Set([`http://localhost:${port}`]),
    maxConnections: options.maxConnections ?? 100,
    site: (id) =>
      id === 'dai-loc'
        ? {
            screen: () => ({ revision: 'r1' }) as unknown as ScreenMessage,
            fanOut: {
              join: (connection) => {
                connections.push(connection)
                return {} as Client
              },
              leave: () => undefined,
              fellSilent: () => undefined,
              subscribe: (_client, message) => void subscribed.push(message),
              painted: (_client, message) => void painted.push(message),
            },
          }
        : undefined,
    async pass({ token }) {
      if (token === 'stolen') return undefined
      return {
        may: () => isAllowed.now,
        onRevoked: (tell) => revokes.push(tell),
        giveBack: () => void givenBack.push(token),
      }
    },
    monotonicNow: () => performance.now(),
    onRefused: (reason) => refused.push(reason),
    log: { warn: () => undefined, info: () => undefined },
  })
  open.push({ http, namespace })
  return {
    port,
    namespace,
    connections,
    painted,
    subscribed,
    refused,
    isAllowed,
    revokes,
    givenBack,
  }
}

interface Wall {
  readonly socket: WebSocket
  readonly received: (string | Buffer)[]
  readonly event: (name: string, body: unknown) => void
}

async function connectWall(port: number, auth: object): Promise<Wall> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`)
  const received: (string | Buffer)[] = []
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary && data.toString() === '2') socket.send('3')
    else received.push(isBinary ? data : data.toString())
  })
  await once(socket, 'message')
  socket.send(`4${JSON.stringify({ t: 0, n: '/wall', d: auth })}`)
  await expect.poll(() => received.length, { timeout: 4_000 }).toBeGreaterThan(1)
  return {
    socket,
    received,
    event: (name, body) => socket.send(`4${JSON.stringify({ t: 2, n: '/wall', d: [name, body] })}`),
  }
}

const GOOD = { protocol: 1, site: 'dai-loc', channels: [{ name: 'hydro' }] }

async function handshakeStatus(port: number, origin: string | undefined): Promise<number> {
  const url = `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`
  const socket = new WebSocket(url, origin === undefined ? {} : { headers: { origin } })
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.terminate()
      resolve(101)
    })
    socket.once('unexpected-response', (request, response) => {
      request.destroy()
      resolve(response.statusCode ?? 0)
    })
    socket.once('error', reject)
  })
}

describe('wall namespace', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 300_000])(
    '[W1] sends a frame of %i bytes as one binary message, the frame and nothing else',
    async (length) => {
      const { port, namespace, connections } = await stand()
      const wall = await connectWall(port, GOOD)
      const frame = Uint8Array.from({ length }, (_, index) => index % 251)
      wall.received.length = 0
      namespace.sendFrame(connections, frame)
      await expect.poll(() => wall.received.length).toBe(1)
      expect(Buffer.compare(wall.received[0] as Buffer, frame)).toBe(0)
    },
  )

  it('tells of a refused configuration at once, and behind every screen while it stands', async () => {
    const { port, namespace } = await stand()
    const wall = await connectWall(port, GOOD)
    const kinds = () =>
      wall.received.flatMap(
        (one) => /"(screen|configuration-refused)"/.exec(String(one))?.[1] ?? [],
      )
    namespace.refuseConfiguration(2)
    namespace.announceScreen('dai-loc')
    await expect
      .poll(kinds)
      .toEqual(['screen', 'configuration-refused', 'screen', 'configuration-refused'])
    const later = await connectWall(port, GOOD)
    await expect
      .poll(() => later.received.join(' '))
      .toMatch(/"screen".*"configuration-refused".*2/)
    namespace.refuseConfiguration(0)
    namespace.announceScreen('dai-loc')
    await expect.poll(kinds).toHaveLength(5)
    expect(kinds().at(-1)).toBe('screen')
  })

  it('[W2] keeps schema and frames in the order in which they were sent', async () => {
    const { port, namespace, connections } = await stand()
    const wall = await connectWall(port, GOOD)
    wall.received.length = 0
    const [connection] = connections
    for (let round = 0; round < 50; round++) {
      connection?.schema({
        revision: round,
        channels: [],
        metrics: [],
        units: ['x'.repeat(2_000)],
        sensors: [],
        fromSeries: 0,
        metric: [],
        subject: [],
      })
      namespace.sendFrame(connections, Uint8Array.of(round))
    }
    await expect.poll(() => wall.received.length).toBe(100)
    const order = wall.received.map((one) =>
      typeof one === 'string' ? Number(/"revision":(\d+)/.exec(one)?.[1]) : one[0],
    )
    expect(order).toEqual(Array.from({ length: 100 }, (_, index) => Math.floor(index / 2)))
  })

  it('hands on what was painted and subscribed, and drops what is neither', async () => {
    const { port, painted, subscribed } = await stand()
    const wall = await connectWall(port, GOOD)
    wall.event('painted', { ticks: { hydro: 7 }, paintedAt: 1, frameMs: 2 })
    wall.event('painted', { ticks: { hydro: 'seven' }, paintedAt: 1, frameMs: 2 })
    wall.event('painted', null)
    wall.event('subscribe', { channels: [{ name: 'rain' }] })
    wall.event('subscribe', { channels: [{ name: 'rain', epoch: '__proto__' }] })
    wall.event('frame', { anything: true })
    await expect.poll(() => subscribed.length).toBe(1)
    expect(painted).toEqual([{ ticks: { hydro: 7 }, paintedAt: 1, frameMs: 2 }])
    expect(subscribed).toEqual([{ channels: [{ name: 'rain' }] }])
    expect(wall.socket.readyState).toBe(WebSocket.OPEN)
  })

  it.each([
    ['an unknown site', { ...GOOD, site: 'elsewhere' }],
    ['a protocol it does not speak', { ...GOOD, protocol: 2 }],
    ['a token that may not look', { ...GOOD, token: 'stolen' }],
    ['a handshake with more in it', { ...GOOD, admin: true }],
    ['no handshake at all', {}],
  ])('refuses %s', async (_what, auth) => {
    const { port, connections, refused } = await stand()
    const wall = await connectWall(port, auth)
    expect(wall.received.some((one) => String(one).includes('"t":4'))).toBe(true)
    expect(connections).toEqual([])
    expect(refused).toEqual(['auth'])
  })

  it('opens to listed origins and to programs only', async () => {
    const { port } = await stand()
    const wrong = [
      'null',
      '',
      `https://localhost:${port}`,
      `http://localhost`,
      `http://localhost:${port + 1}`,
      `http://localhost:${port}.evil.example`,
      `http://evil.example/http://localhost:${port}`,
      `http://evil-localhost:${port}`,
      `http://sub.localhost:${port}`,
      `http://LOCALHOST:${port}`,
      `http://localhost:${port}/`,
      'file://',
    ]
    for (const origin of wrong)
      expect([origin, await handshakeStatus(port, origin)]).toEqual([origin, 400])
    expect(await handshakeStatus(port, `http://localhost:${port}`)).toBe(101)
    expect(await handshakeStatus(port, undefined)).toBe(101)
  })

  it('turns away connections beyond its limit', async () => {
    const { port } = await stand({ maxConnections: 1 })
    await connectWall(port, GOOD)
    expect(await handshakeStatus(port, undefined)).not.toBe(101)
  })

  it('closes a socket that never signs in within 5 s', async () => {
    const { port } = await stand()
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`)
    await once(socket, 'open')
    const openedAt = performance.now()
    await once(socket, 'close')
    expect(performance.now() - openedAt).toBeLessThan(5_000)
  }, 10_000)

  it('cuts a wall that floods and one that sends more than 64 kB', async () => {
    const { port, refused } = await stand()
    const flooder = await connectWall(port, GOOD)
    const cut = once(flooder.socket, 'close')
    for (let count = 0; count < 400; count++) flooder.event('nothing', {})
    await cut
    expect(refused).toContain('flood')
    const bulky = await connectWall(port, GOOD)
    const closed = once(bulky.socket, 'close')
    bulky.event('subscribe', { channels: [], pad: 'x'.repeat(70_000) })
    await closed
  })

  it('closes with the code it was told', async () => {
    const { port, connections } = await stand()
    const wall = await connectWall(port, GOOD)
    connections[0]?.close(4008)
    const [code] = (await once(wall.socket, 'close')) as [number]
    expect(code).toBe(4008)
  })

  it('[W7] closes with 4003 when the right is gone, and gives the pass back', async () => {
    const { port, revokes, givenBack } = await stand()
    const wall = await connectWall(port, { ...GOOD, token: 'good' })
    await expect.poll(() => revokes.length).toBe(1)
    expect(givenBack).toEqual([])
    const closed = once(wall.socket, 'close') as Promise<[code: number]>
    revokes[0]?.()
    expect((await closed)[0]).toBe(4003)
    await expect.poll(() => givenBack).toEqual(['good'])
  })

  it('[W7] holds every event against the table', async () => {
    const { port, isAllowed, painted, subscribed } = await stand()
    const wall = await connectWall(port, GOOD)
    isAllowed.now = false
    wall.event('painted', { ticks: { hydro: 1 }, paintedAt: 1, frameMs: 1 })
    wall.event('subscribe', { channels: [{ name: 'hydro' }] })
    await new Promise((resolve) => setTimeout(resolve, 200))
    isAllowed.now = true
    wall.event('subscribe', { channels: [{ name: 'figures' }] })
    await expect.poll(() => subscribed.length).toBeGreaterThan(0)
    expect([painted.length, subscribed.length]).toEqual([0, 1])
  })
})
