// One side of the fan-out bench, as a process of its own so that its CPU can be told apart.
// Argument: `ours` or `ws`. Prints its port, then on SIGTERM {cpuMs, frames, confirmed} as JSON.
import { createServer } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import { createByteWriter } from '../protocol/byte-writer.ts'
import { encodeFrame } from '../protocol/encode-frame.ts'
import { SLOT } from '../protocol/sample.ts'
import { openWallNamespace } from '../server/adapters/socket/wall-namespace.ts'
import { applyBatch, emptyState, type FeedState } from '../server/core/feed/state.ts'
import { FanOut } from '../server/services/fan-out.ts'
import type { ServerMetrics } from '../server/services/metrics.ts'
import type { ScreenMessage } from '../protocol/screen.ts'
import { columnsOf, createWalk, headerOf } from './workload.ts'

const side = process.argv[2]
const changesPerTick = Number(process.argv[3])
const ticksPerSecond = Number(process.argv[4])
const everyMs = 1000 / ticksPerSecond
const walk = createWalk()
const http = createServer()
const counts = { frames: 0, confirmed: 0 }

if (side === 'ours') serveOurs()
else serveReference()

http.listen(0, '127.0.0.1', () => {
  const address = http.address()
  console.log(typeof address === 'object' && address ? address.port : 0)
})

let started = process.cpuUsage()
process.on('SIGUSR2', () => {
  started = process.cpuUsage()
  counts.frames = 0
  counts.confirmed = 0
})
process.on('SIGTERM', () => {
  const { user, system } = process.cpuUsage(started)
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000, ...counts }))
  process.exit(0)
})

function serveOurs(): void {
  let state: FeedState = emptyState('0123456789abcdef', {
    channelOf: walk.schema.channelOf,
    channelCount: 1,
    gridMs: [250],
  })
  let n = 0
  const health = { store: true, ingest: true, clock: true }
  const log = { warn: () => undefined, info: () => undefined }
  const fanOut = new FanOut({
    feed: {
      site: 'bench',
      state: () => state,
      schema: () => walk.schema,
      health: () => health,
      record: () => undefined,
      onEpoch: () => () => undefined,
      waitFor: () => Promise.resolve(true),
      readToEnd: () => Promise.resolve(true),
    },
    clock: {
      now: Date.now,
      reading: () => ({ siteTime: Date.now(), realTime: Date.now(), rate: 1 }),
      scenario: () => undefined,
      isSound: () => true,
    },
    monotonicNow: () => performance.now(),
    channels: () => [{ name: 'all', ticksPerSecond, timeGridMs: 250 }],
    sendFrame: (connections, frame) => {
      counts.frames += connections.length
      namespace.sendFrame(connections, frame)
    },
    metrics: silentMetrics(),
    log,
  })
  const namespace = openWallNamespace({
    httpServer: http,
    origins: () => new Set(),
    maxConnections: 10_000,
    site: () => ({
      screen: () => ({ revision: 'bench' }) as unknown as ScreenMessage,
      fanOut: {
        join: (connection, request) => fanOut.join(connection, request),
        leave: (client) => fanOut.leave(client),
        subscribe: (client, message) => fanOut.subscribe(client, message),
        painted: (client, message) => {
          counts.confirmed++
          fanOut.painted(client, message)
        },
      },
    }),
    mayView: () => Promise.resolve(true),
    monotonicNow: () => performance.now(),
    onRefused: () => undefined,
    log,
  })
  setInterval(() => {
    const numbers = walk.step(changesPerTick)
    const columns = columnsOf(walk, numbers, Date.now(), 250, () => 0)
    const version = { ms: Date.now(), n: n++ }
    const slot = new Uint8Array(columns.count).fill(SLOT.value)
    state = applyBatch(state, { ...columns, slot }, Date.now(), version).state
  }, everyMs)
}

function silentMetrics(): ServerMetrics {
  return new Proxy({} as ServerMetrics, { get: () => () => undefined })
}

/** Raw `ws`: the same rows encoded once a tick, the same bytes to everyone, the same confirmations parsed. */
function serveReference(): void {
  const server = new WebSocketServer({ server: http, perMessageDeflate: false })
  const sockets = new Set<WebSocket>()
  const writer = createByteWriter()
  let tick = 0
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('message', (data: Buffer) => {
      const message: unknown = JSON.parse(data.toString())
      if (typeof message === 'object') counts.confirmed++
    })
    socket.on('close', () => sockets.delete(socket))
  })
  setInterval(() => {
    const numbers = walk.step(changesPerTick)
    const columns = columnsOf(walk, numbers, Date.now(), 250, () => 0)
    const header = headerOf(++tick, Date.now(), 250)
    const frame = encodeFrame(writer, header, columns, walk.schema.decimals)
    for (const socket of sockets) socket.send(frame)
    counts.frames += sockets.size
  }, everyMs)
}
