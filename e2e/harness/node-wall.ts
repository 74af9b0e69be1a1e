import { io, type Socket } from 'socket.io-client'
import { outsideChecks } from '../../display/src/feed/outside-checks.ts'
import { decodeHeader } from '../../protocol/decode-frame.ts'
import { Decoder, Encoder } from '../../protocol/packet-parser.ts'
import { AlarmReplica } from '../../protocol/alarm-replica.ts'
import { createReplica, type Replica } from '../../protocol/replica.ts'
import type { SchemaMessage } from '../../protocol/schema.ts'
import {
  PROTOCOL_VERSION,
  WALL_NAMESPACE,
  type HandshakeAuth,
  type ServerToWall,
  type WallToServer,
} from '../../protocol/socket-events.ts'
import { compareVersions, type Version } from '../../protocol/version.ts'

export interface NodeWallOptions {
  readonly site: string
  readonly channels: readonly string[]
  /** False: takes frames and never says that it painted them. */
  readonly paints?: boolean
  /** A key. */
  readonly token?: string
  /** Such as a session's cookie, or what makes it come from elsewhere. */
  readonly headers?: Readonly<Record<string, string>>
}

/** The feed's end of a wall without a browser: the same replica, and it counts what must not happen. */
export class NodeWall {
  readonly replica: Replica = createReplica()
  readonly #socket: Socket<ServerToWall, WallToServer>
  readonly #options: NodeWallOptions
  readonly #newest = new Map<string, { epoch: string; version: Version }>()
  frameCount = 0
  gapCount = 0
  /** Positions that went back within an epoch. */
  regressionCount = 0
  connectCount = 0
  /** WebSocket close codes, newest last. */
  readonly closeCodes: number[] = []
  /** Why it was not let in, newest last. */
  readonly refusals: string[] = []

  constructor(origin: string, options: NodeWallOptions) {
    this.#options = options
    this.#socket = io(`${origin}${WALL_NAMESPACE}`, {
      transports: ['websocket'],
      parser: { Encoder, Decoder },
      auth: (answer) => answer(this.#handshake()),
      forceNew: true,
      extraHeaders: { ...options.headers },
      reconnectionDelay: 250,
      reconnectionDelayMax: 1_000,
      timeout: 4_000,
    })
    this.#socket.on('connect', () => (this.connectCount += 1))
    this.#socket.on('connect_error', ({ message }) => this.refusals.push(message))
    this.#socket.on('schema', (message) => this.#takeSchema(message))
    this.#socket.on('frame', (frame) => this.#takeFrame(frame))
    this.#socket.on('disconnect', (_, details) => this.closeCodes.push(codeOf(details)))
  }

  get isConnected(): boolean {
    return this.#socket.connected
  }

  hash(channel: string): string {
    return outsideChecks(this.replica, new AlarmReplica()).stateHash(channel)
  }

  version(channel: string): Version | undefined {
    return this.replica.position(channel)?.version
  }

  close(): void {
    this.#socket.off()
    this.#socket.disconnect()
  }

  #handshake(): HandshakeAuth {
    const { site, channels, token } = this.#options
    this.replica.subscribe(channels)
    return {
      protocol: PROTOCOL_VERSION,
      site,
      ...(token !== undefined && { token }),
      channels: this.replica.requests(channels),
      schema: this.replica.schemaHeld(),
    }
  }

  #takeSchema(message: SchemaMessage): void {
    const result = this.replica.applySchema(message)
    if (!result.ok) throw new Error(`schema refused: ${result.reason}`)
  }

  #takeFrame(frame: Uint8Array): void {
    this.frameCount++
    const outcome = this.replica.applyFrame(frame)
    if (outcome.kind === 'refused') throw new Error(`frame refused: ${outcome.reason}`)
    if (outcome.kind === 'foreign') return
    if (outcome.kind === 'gap') {
      this.gapCount++
      this.replica.forget(outcome.channel)
      const channels = this.replica.requests(this.#options.channels)
      this.#socket.emit('subscribe', { channels, schema: this.replica.schemaHeld() })
      return
    }
    this.#watch(outcome.channel)
    const read = decodeHeader(frame)
    if (!read.ok || this.#options.paints === false) return
    const ticks = { [outcome.channel]: read.header.tick }
    this.#socket.emit('painted', { ticks, paintedAt: Date.now(), frameMs: 1 })
  }

  #watch(channel: string): void {
    const held = this.replica.position(channel)
    const before = this.#newest.get(channel)
    if (!held) return
    const isOlder =
      before?.epoch === held.epoch && compareVersions(held.version, before.version) < 0
    if (isOlder) this.regressionCount++
    this.#newest.set(channel, held)
  }
}

function codeOf(details: unknown): number {
  const { context } = (details ?? {}) as { readonly context?: { readonly code?: unknown } }
  return typeof context?.code === 'number' ? context.code : 0
}
