import { WALL_NAMESPACE } from './socket-events.ts'

/**
 * The `parser` of both socket.io ends [W1–W3]: a `frame` event is one binary WebSocket message,
 * the frame itself and nothing else; every other packet is one JSON text. The default parser
 * sends two WebSocket messages for each binary event.
 */
export interface Packet {
  readonly type: number
  readonly nsp: string
  readonly data?: unknown
  readonly id?: number
}

export const PACKET = { connect: 0, disconnect: 1, event: 2, ack: 3, connectError: 4 } as const
const FRAME_EVENT = 'frame'
const RESERVED_EVENTS = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
])

export class Encoder {
  /** Text of a large argument that many sockets are sent, by identity: a schema is encoded once for all joiners. */
  readonly #texts = new WeakMap<object, string>()

  encode(packet: Packet): (string | Uint8Array)[] {
    const frame = frameOf(packet)
    if (frame) return [frame]
    const { type, nsp, data, id } = packet
    const body = id === undefined && Array.isArray(data) ? (data as readonly unknown[]) : undefined
    const shared = body?.length === 2 ? body[1] : undefined
    if (typeof shared !== 'object' || shared === null) {
      return [JSON.stringify({ t: type, n: nsp, d: data, i: id })]
    }
    const event = JSON.stringify(body?.[0])
    const nspText = JSON.stringify(nsp)
    return [`{"t":${type},"n":${nspText},"d":[${event},${this.#textOf(shared)}]}`]
  }

  #textOf(argument: object): string {
    const known = this.#texts.get(argument)
    if (known !== undefined) return known
    const text = JSON.stringify(argument)
    this.#texts.set(argument, text)
    return text
  }
}

function frameOf({ type, nsp, data }: Packet): Uint8Array | undefined {
  if (type !== PACKET.event || nsp !== WALL_NAMESPACE || !Array.isArray(data)) return undefined
  const [event, body] = data as readonly unknown[]
  return event === FRAME_EVENT && body instanceof Uint8Array ? body : undefined
}

type Listener = (packet: Packet) => void

/** Emits `decoded` for each message added; throws on what no `Encoder` writes, which closes the connection. */
export class Decoder {
  readonly #listeners = new Set<Listener>()

  add(message: unknown): void {
    if (typeof message === 'string') this.#emit(packetOf(message))
    else if (message instanceof Uint8Array) this.#emitFrame(message)
    else if (message instanceof ArrayBuffer) this.#emitFrame(new Uint8Array(message))
    else throw new TypeError('a packet is a text or bytes')
  }

  on(_event: string, listener: Listener): this {
    this.#listeners.add(listener)
    return this
  }

  off(_event: string, listener: Listener): this {
    this.#listeners.delete(listener)
    return this
  }

  removeListener(event: string, listener: Listener): this {
    return this.off(event, listener)
  }

  destroy(): void {
    this.#listeners.clear()
  }

  #emitFrame(frame: Uint8Array): void {
    this.#emit({ type: PACKET.event, nsp: WALL_NAMESPACE, data: [FRAME_EVENT, frame] })
  }

  #emit(packet: Packet): void {
    for (const listener of this.#listeners) listener(packet)
  }
}

function packetOf(text: string): Packet {
  const parsed: unknown = JSON.parse(text)
  if (typeof parsed !== 'object' || parsed === null) throw new TypeError('a packet is an object')
  const { t: type, n: nsp, d: data, i: id } = parsed as Record<string, unknown>
  if (typeof type !== 'number' || typeof nsp !== 'string' || !isSound(type, data)) {
    throw new TypeError('not a packet')
  }
  if (id !== undefined && !Number.isSafeInteger(id)) throw new TypeError('a packet id is a number')
  return { type, nsp, data, ...(id === undefined ? {} : { id: id as number }) }
}

function isSound(type: number, data: unknown): boolean {
  switch (type) {
    case PACKET.connect:
    case PACKET.connectError:
      return data === undefined || (typeof data === 'object' && data !== null)
    case PACKET.disconnect:
      return data === undefined
    case PACKET.event:
      return Array.isArray(data) && typeof data[0] === 'string' && !RESERVED_EVENTS.has(data[0])
    case PACKET.ack:
      return Array.isArray(data)
    default:
      return false
  }
}
