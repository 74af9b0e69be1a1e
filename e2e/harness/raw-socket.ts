import { WebSocket } from 'ws'
import { WALL_NAMESPACE } from '../../protocol/socket-events.ts'

const OPEN = '0'
const PING = '2'
const PONG = '3'
const MESSAGE = '4'

/** A WebSocket to the wall's namespace that says whatever a test wants. */
export class RawSocket {
  readonly socket: WebSocket
  readonly received: string[] = []
  binaryCount = 0
  closeCode: number | undefined
  /** HTTP status of a refused handshake. */
  refusedWith: number | undefined

  constructor(origin: string, headers: Readonly<Record<string, string>> = {}) {
    const url = `${origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`
    this.socket = new WebSocket(url, { headers, perMessageDeflate: false })
    this.socket.on('error', () => undefined)
    this.socket.on('unexpected-response', (request, response) => {
      this.refusedWith = response.statusCode ?? 0
      request.destroy()
    })
    this.socket.on('close', (code) => (this.closeCode = code))
    this.socket.on('message', (data, isBinary) => this.#take(data.toString(), isBinary))
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN
  }

  /** True when the namespace has let it in. */
  get isIn(): boolean {
    return this.received.some((text) => text.startsWith('4{"t":0'))
  }

  packet(packet: unknown): void {
    this.text(`${MESSAGE}${JSON.stringify(packet)}`)
  }

  event(...content: readonly unknown[]): void {
    this.packet({ t: 2, n: WALL_NAMESPACE, d: content })
  }

  join(site: string, channels: readonly string[]): void {
    const auth = { protocol: 1, site, channels: channels.map((name) => ({ name })) }
    this.packet({ t: 0, n: WALL_NAMESPACE, d: auth })
  }

  text(text: string): void {
    if (this.isOpen) this.socket.send(text)
  }

  bytes(bytes: Uint8Array): void {
    if (this.isOpen) this.socket.send(bytes)
  }

  close(): void {
    this.socket.terminate()
  }

  #take(text: string, isBinary: boolean): void {
    if (isBinary) this.binaryCount++
    else if (text === PING) this.text(PONG)
    else if (!text.startsWith(OPEN)) this.received.push(text)
  }
}
