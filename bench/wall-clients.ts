// Walls without a screen: each holds a replica, applies every frame and confirms it at once.
// Arguments: port, number of walls. Takes `WallsOrder` messages, answers with `WallsReport`.
import { WebSocket } from 'ws'
import { createReplica } from '../protocol/replica.ts'
import type { SchemaMessage } from '../protocol/schema.ts'
import { PROTOCOL_VERSION } from '../protocol/socket-events.ts'
import type { Version } from '../protocol/version.ts'
import { BENCH_SITE } from './bench-site.ts'

export type WallsOrder = 'open' | 'record' | 'report' | 'ask-keyframes' | 'close'

export interface WallsReport {
  readonly kind: 'ready' | 'live' | 'recorded' | 'closed'
  /** Since `record`: every frame that changed a wall. */
  readonly frames: readonly AppliedFrame[]
}

export interface AppliedFrame {
  readonly wall: number
  /** When it was applied, ms since 1970. */
  readonly at: number
  readonly to: Version
  readonly rows: number
  readonly bytes: number
}

const CHANNEL = 'all'
const [port, count] = process.argv.slice(2).map(Number)
let frames: AppliedFrame[] = []
let awaited = 0
let sockets: WebSocket[] = []

process.on('message', (order: WallsOrder) => {
  switch (order) {
    case 'open':
      awaited = count ?? 0
      sockets = Array.from({ length: awaited }, (_, wall) => open(wall))
      break
    case 'record':
      frames = []
      break
    case 'report':
      say({ kind: 'recorded', frames })
      break
    case 'ask-keyframes':
      awaited = sockets.length
      for (const socket of sockets) socket.emit('ask')
      break
    case 'close':
      void Promise.all(sockets.map(closed)).then(() => say({ kind: 'closed', frames: [] }))
      break
  }
})
process.on('disconnect', () => process.exit(0))
say({ kind: 'ready', frames: [] })

function say(report: WallsReport): void {
  process.send?.(report)
}

function open(wall: number): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
  })
  const replica = createReplica()
  const send = (event: string, body: unknown): void =>
    socket.send(`4${JSON.stringify({ t: 2, n: '/wall', d: [event, body] })}`)
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      const outcome = replica.applyFrame(data)
      if (outcome.kind === 'refused') throw new Error(`a wall refused a frame: ${outcome.reason}`)
      // Between asking for a keyframe and getting it, deltas may still come.
      if (outcome.kind === 'gap' || outcome.kind === 'foreign') return
      const header = outcome.kind === 'applied' ? outcome.frame.header : outcome.header
      if (outcome.kind === 'applied') {
        const rows = outcome.frame.columns.count
        frames.push({ wall, at: Date.now(), to: header.to, rows, bytes: data.length })
        if (header.kind === 'keyframe' && --awaited === 0) say({ kind: 'live', frames: [] })
      }
      send('painted', { ticks: { [CHANNEL]: header.tick }, paintedAt: Date.now(), frameMs: 1 })
    } else takeText(socket, data.toString(), (message) => replica.applySchema(message))
  })
  socket.on('ask', () => {
    replica.forget(CHANNEL)
    send('subscribe', { channels: [{ name: CHANNEL }], schema: replica.schemaHeld() })
  })
  socket.on('close', (code) => {
    if (code !== 1000 && code !== 1005) throw new Error(`a wall was cut: ${code}`)
  })
  replica.subscribe([CHANNEL])
  return socket
}

/** Just enough of engine.io and socket.io: opening, pings, the schema. */
function takeText(
  socket: WebSocket,
  text: string,
  takeSchema: (message: SchemaMessage) => unknown,
): void {
  if (text.startsWith('0')) {
    const auth = { protocol: PROTOCOL_VERSION, site: BENCH_SITE, channels: [{ name: CHANNEL }] }
    socket.send(`4${JSON.stringify({ t: 0, n: '/wall', d: auth })}`)
  } else if (text === '2') socket.send('3')
  else if (text.startsWith('4')) {
    const { d } = JSON.parse(text.slice(1)) as { readonly d?: unknown }
    if (Array.isArray(d) && d[0] === 'schema') takeSchema(d[1] as SchemaMessage)
  }
}

function closed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
    socket.close(1000)
  })
}
