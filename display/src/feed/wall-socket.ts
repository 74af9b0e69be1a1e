import { io } from 'socket.io-client'
import { Decoder, Encoder } from '../../../protocol/packet-parser.ts'
import {
  WALL_NAMESPACE,
  type HandshakeAuth,
  type PaintedMessage,
  type SubscribeMessage,
} from '../../../protocol/socket-events.ts'

/** What arrives is unknown until it has been parsed. */
export interface WallHandlers {
  /** Computed at each (re)connect: what is held then. */
  readonly auth: () => HandshakeAuth
  readonly connected: () => void
  readonly disconnected: () => void
  /** The server said no, with a reason; a server out of reach is only `disconnected`. */
  readonly refused: (error: Error) => void
  readonly schema: (data: unknown) => void
  readonly screen: (data: unknown) => void
  readonly notice: (data: unknown) => void
  readonly frame: (data: unknown) => void
}

export interface WallSocket {
  readonly subscribe: (message: SubscribeMessage) => void
  readonly painted: (message: PaintedMessage) => void
  /** Drops a connection that says nothing and makes a new one. */
  readonly renew: () => void
  readonly close: () => void
}

const RETRY_MS = 2_000

/** Opens the wall's namespace. Reconnects by itself, for ever, whatever the reason was. */
export function openWallSocket(handlers: WallHandlers): WallSocket {
  const socket = io(WALL_NAMESPACE, {
    transports: ['websocket'],
    parser: { Encoder, Decoder },
    auth: (answer) => answer(handlers.auth()),
    forceNew: true,
    reconnectionDelay: 250,
    reconnectionDelayMax: 2_000,
    randomizationFactor: 0.5,
    timeout: 4_000,
    closeOnBeforeunload: true,
  })
  let retry: ReturnType<typeof setTimeout> | undefined
  // socket.io stops trying where the server refused or closed by name; a wall has nobody to press reload.
  const tryAgain = (): void => {
    clearTimeout(retry)
    if (!socket.active) retry = setTimeout(() => socket.connect(), RETRY_MS)
  }
  socket.on('connect', handlers.connected)
  socket.on('disconnect', () => {
    handlers.disconnected()
    tryAgain()
  })
  socket.on('connect_error', (error) => {
    if (!socket.active) handlers.refused(error)
    tryAgain()
  })
  socket.on('schema', handlers.schema)
  socket.on('screen', handlers.screen)
  socket.on('notice', handlers.notice)
  socket.on('frame', handlers.frame)
  const say = (event: string, message: SubscribeMessage | PaintedMessage): void => {
    if (socket.connected) socket.emit(event, message)
  }
  return {
    subscribe: (message) => say('subscribe', message),
    painted: (message) => say('painted', message),
    renew: () => socket.io.engine.close(),
    close() {
      clearTimeout(retry)
      socket.off()
      socket.disconnect()
    },
  }
}
