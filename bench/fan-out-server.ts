// One side of the fan-out bench, as a process of its own so that its CPU can be told apart.
// Arguments: `ours` or `ws`, changes a tick, ticks a second. Says its port, then takes orders:
// `start` makes the ticks begin, `measure` begins to count, `report` ends the ticks and answers a
// `FanOutReport`.
import { createServer } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import { createByteWriter } from '../protocol/byte-writer.ts'
import { encodeFrame } from '../protocol/encode-frame.ts'
import type { FrameColumns } from '../protocol/frame.ts'
import { openWallNamespace } from '../server/adapters/socket/wall-namespace.ts'
import { applyBatch, emptyState, type FeedState } from '../server/core/feed/state.ts'
import { FanOut } from '../server/services/fan-out.ts'
import { silentMetrics } from '../server/testing/silent-metrics.ts'
import type { ScreenMessage } from '../protocol/screen.ts'
import { columnsOf, createWalk, headerOf } from './workload.ts'
import { silentAlarms } from '../server/testing/silent-alarms.ts'

export interface FanOutReport {
  readonly cpuMs: number
  readonly frames: number
  readonly confirmed: number
}

const side = process.argv[2]
const changesPerTick = Number(process.argv[3])
const ticksPerSecond = Number(process.argv[4])
const everyMs = 1000 / ticksPerSecond
const walk = createWalk()
/** Made before, so that only the way of a change is measured, not its invention. */
const MADE_TICKS = 64
const made = Array.from({ length: MADE_TICKS }, () => {
  const numbers = walk.step(changesPerTick)
  return columnsOf(walk, numbers, Date.now(), 250, () => 0)
})
let ticksMade = 0

/** The rows of the next tick, sampled now. */
function nextRows(now: number): FrameColumns {
  const columns = made[ticksMade++ % MADE_TICKS]
  if (!columns) throw new Error('no rows were made')
  columns.sampledAt.fill(Math.floor(now / 250) * 250)
  return columns
}

const http = createServer()
const counts = { frames: 0, confirmed: 0 }

const tick = side === 'ours' ? serveOurs() : serveReference()

http.listen(0, '127.0.0.1', () => {
  const address = http.address()
  process.send?.(typeof address === 'object' && address ? address.port : 0)
})

let timer: NodeJS.Timeout | undefined
let started = process.cpuUsage()
process.on('message', (order: 'start' | 'measure' | 'report') => {
  if (order === 'start') timer = setInterval(tick, everyMs)
  if (order === 'report') {
    const { user, system } = process.cpuUsage(started)
    const report: FanOutReport = { cpuMs: (user + system) / 1000, ...counts }
    clearInterval(timer)
    process.send?.(report)
  }
  started = process.cpuUsage()
  counts.frames = 0
  counts.confirmed = 0
})
process.on('disconnect', () => process.exit(0))

/** Answers what makes one tick. */
function serveOurs(): () => void {
  let sendTick = (): void => undefined
  let state: FeedState = emptyState('0123456789abcdef', {
    channelOf: walk.schema.channelOf,
    channelCount: 1,
    gridMs: [250],
  })
  let n = 0
  const health = { store: true, ingest: true, clock: true }
  const log = { warn: () => undefined, info: () => undefined }
  const fanOut = new FanOut({
    alarms: silentAlarms(),
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
    metrics: silentMetrics,
    log,
    every: (_ms, task) => {
      sendTick = task
      return () => undefined
    },
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
        fellSilent: (client) => fanOut.fellSilent(client),
        subscribe: (client, message) => fanOut.subscribe(client, message),
        painted: (client, message) => {
          counts.confirmed++
          fanOut.painted(client, message)
        },
      },
    }),
    pass: async () => ({ may: () => true, onRevoked: () => undefined, giveBack: () => undefined }),
    monotonicNow: () => performance.now(),
    onRefused: () => undefined,
    log,
  })
  return () => {
    const now = Date.now()
    state = applyBatch(state, nextRows(now), now, { ms: now, n: n++ }).state
    sendTick()
  }
}

/** Raw `ws`: the same rows encoded once a tick, sent by the library's own `send`, the same confirmations parsed. */
function serveReference(): () => void {
  const server = new WebSocketServer({ server: http, perMessageDeflate: false })
  const sockets = new Set<WebSocket>()
  const writer = createByteWriter()
  const { decimals } = walk.schema
  let tick = 0
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('message', (data: Buffer) => {
      const message: unknown = JSON.parse(data.toString())
      if (typeof message === 'object') counts.confirmed++
    })
    socket.on('close', () => sockets.delete(socket))
  })
  return () => {
    const now = Date.now()
    const frame = encodeFrame(writer, headerOf(++tick, now, 250), nextRows(now), decimals)
    for (const socket of sockets) socket.send(frame)
    counts.frames += sockets.size
  }
}
