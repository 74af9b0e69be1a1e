import type { Socket } from 'socket.io'
import type { ServerToWall, WallToServer } from '../../../protocol/socket-events.ts'
import type { WallConnection } from '../../services/client-roll.ts'
import type { Pass } from '../../services/passes.ts'

const TERMINATE_AFTER_MS = 500

export interface SocketData {
  siteId: string
  pass: Pass
}

export type WallSocket = Socket<WallToServer, ServerToWall, Record<string, never>, SocketData>

type OnMessage = (data: Buffer, isBinary: boolean) => void

/** Parts of ws under engine.io that carry frames and confirmations past both; engine.io does not declare them. */
interface RawSocket {
  readonly _sender: { sendFrame: (list: readonly Buffer[]) => void }
  readonly readyState: number
  readonly close: (code: number) => void
  readonly terminate: () => void
  readonly listeners: (event: 'message') => OnMessage[]
  readonly removeAllListeners: (event: 'message') => void
  readonly on: (event: 'message', listener: OnMessage) => void
}

const WS_OPEN = 1

export class SocketConnection implements WallConnection {
  readonly #socket: WallSocket
  readonly #conn: WallSocket['conn']
  readonly #raw: RawSocket
  constructor(socket: WallSocket) {
    this.#socket = socket
    this.#conn = socket.conn
    this.#raw = rawSocket(socket)
  }

  get id(): string {
    return this.#socket.id
  }

  readonly schema: WallConnection['schema'] = (message) => {
    this.#socket.emit('schema', message)
  }

  readonly notice: WallConnection['notice'] = (notice) => {
    this.#socket.emit('notice', notice)
  }

  readonly close: WallConnection['close'] = (code) => {
    this.#raw.close(code)
    setTimeout(() => this.#raw.terminate(), TERMINATE_AFTER_MS).unref()
  }

  /** Straight to the WebSocket while nothing waits in engine.io's queue; behind the queue otherwise. */
  frame(framed: readonly [Buffer]): void {
    const conn = this.#conn
    if (conn.readyState !== 'open') return
    if (queueLength(conn) === 0) {
      if (this.#raw.readyState === WS_OPEN) this.#raw._sender.sendFrame(framed)
      return
    }
    const options: object = { compress: false, wsPreEncodedFrame: framed }
    conn.write(framed[0], options)
  }
}

/** WebSocket is the only transport, so a connection keeps its socket. */
function rawSocket(socket: WallSocket): RawSocket {
  return (socket.conn.transport as unknown as { readonly socket: RawSocket }).socket
}

/** Shows every message to `take` first; what it has not taken goes on to engine.io. */
export function intercept(
  socket: WallSocket,
  take: (data: Buffer, isBinary: boolean) => boolean,
): void {
  const raw = rawSocket(socket)
  const onward = raw.listeners('message')
  raw.removeAllListeners('message')
  raw.on('message', (data, isBinary) => {
    if (take(data, isBinary)) return
    for (const listener of onward) listener(data, isBinary)
  })
}

function queueLength(conn: WallSocket['conn']): number {
  return (conn as unknown as { readonly writeBuffer: readonly unknown[] }).writeBuffer.length
}
