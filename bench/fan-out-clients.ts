// The walls of the fan-out bench, as raw WebSockets that confirm every frame at once: the same code
// and the same work for both sides. Arguments: side, port, number of clients. Says `live` when each
// has had its first frame.
import { WebSocket } from 'ws'
import { decodeHeader } from '../protocol/decode-frame.ts'
import { PROTOCOL_VERSION } from '../protocol/socket-events.ts'

const [side, port, count] = process.argv.slice(2)
const isOurs = side === 'ours'
const path = isOurs ? '/socket.io/?EIO=4&transport=websocket' : '/'

const waiting = new Set(Array.from({ length: Number(count) }, open))
process.on('disconnect', () => process.exit(0))

function open(): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { perMessageDeflate: false })
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) confirm(socket, data)
    else answer(socket, data.toString())
  })
  return socket
}

function confirm(socket: WebSocket, frame: Buffer): void {
  const read = decodeHeader(frame)
  if (!read.ok) throw new Error(`the server sent a frame that is refused: ${read.reason}`)
  const painted = { ticks: { all: read.header.tick }, paintedAt: Date.now(), frameMs: 1.5 }
  const packet = JSON.stringify({ t: 2, n: '/wall', d: ['painted', painted] })
  socket.send(isOurs ? `4${packet}` : packet)
  if (waiting.delete(socket) && waiting.size === 0) process.send?.('live')
}

/** Just enough of engine.io: its open packet and its pings. */
function answer(socket: WebSocket, text: string): void {
  if (text.startsWith('0')) {
    const auth = { protocol: PROTOCOL_VERSION, site: 'bench', channels: [{ name: 'all' }] }
    socket.send(`4${JSON.stringify({ t: 0, n: '/wall', d: auth })}`)
  } else if (text === '2') socket.send('3')
}
