import type {
  HandshakeAuth,
  PaintedMessage,
  SubscribeMessage,
} from '../../../protocol/socket-events.ts'
import type { WallHandlers, WallSocket } from './wall-socket.ts'

/** The server's end of a wall's socket, for tests. */
export class FakeSocket implements WallSocket {
  readonly handlers: WallHandlers
  readonly handshakes: HandshakeAuth[] = []
  readonly subscriptions: SubscribeMessage[] = []
  readonly confirmations: PaintedMessage[] = []
  renewCount = 0
  isClosed = false

  constructor(handlers: WallHandlers) {
    this.handlers = handlers
  }

  connect(): void {
    this.handshakes.push(this.handlers.auth())
    this.handlers.connected()
  }

  subscribe = (message: SubscribeMessage): void => void this.subscriptions.push(message)
  painted = (message: PaintedMessage): void => void this.confirmations.push(message)
  renew = (): void => void this.renewCount++
  close = (): void => void (this.isClosed = true)
}
