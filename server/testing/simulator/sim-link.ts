import { decodeHeader } from '../../../protocol/decode-frame.ts'
import type { SchemaMessage } from '../../../protocol/schema.ts'
import type { PaintedMessage, SubscribeMessage } from '../../../protocol/socket-events.ts'
import type { Version } from '../../../protocol/version.ts'
import type { Client, WallConnection } from '../../services/client-roll.ts'
import type { Ledger } from './ledger.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What a wall says; `versions` is told to the simulator alone. */
export interface SaidPainted extends PaintedMessage {
  readonly versions: ReadonlyMap<string, Version>
}

/** A frame comes for the first time or again; behind a new start (schema, subscription) only to be refused for its revision. */
export type Delivery = 'first' | 'again' | 'behind a new start'

export interface LinkEnds {
  readonly wall: {
    readonly schema: (message: SchemaMessage) => void
    readonly frame: (frame: Uint8Array, time: Delivery) => void
    readonly closed: (code: number) => void
  }
  readonly node: {
    readonly painted: (link: SimLink, message: SaidPainted) => void
    readonly subscribe: (link: SimLink, message: SubscribeMessage) => void
    readonly closing: (link: SimLink, code: number) => void
  }
}

/** One connection: ordered both ways, with latency; it can be cut, lose a message or repeat one. */
export class SimLink implements WallConnection {
  readonly id: string
  readonly openedAt: number
  readonly ledger: Ledger
  /** The node's record of this wall. */
  client: Client | undefined
  latencyMs = 20
  isCut = false
  /** Frames that will be lost. Other messages are not: they share an ordered path with what follows. */
  losses = 0
  /** When something was lost: until the wall has recovered, less is asked of it. */
  disturbedAt = -Infinity
  readonly #time: VirtualTime
  readonly #ends: LinkEnds
  #downAt = 0
  #upAt = 0
  #lastFrame: Uint8Array | undefined
  #lastKeyframe: Uint8Array | undefined
  /** The count of starts when that keyframe was sent. */
  #keyframeStart = 0
  /** Schema messages and subscriptions so far. */
  #startCount = 0

  constructor(id: string, time: VirtualTime, ends: LinkEnds, ledger: Ledger) {
    this.id = id
    this.#time = time
    this.#ends = ends
    this.ledger = ledger
    this.openedAt = time.now()
  }

  readonly schema = (message: SchemaMessage): void => {
    if (message.fromSeries === 0) this.ledger.clear()
    this.#startCount++
    this.#lastFrame = undefined
    this.#down(() => this.#ends.wall.schema(message))
  }

  readonly notice = (): void => undefined

  readonly close = (code: number): void => {
    this.#ends.node.closing(this, code)
    this.#down(() => {
      this.isCut = true
      this.#ends.wall.closed(code)
    })
  }

  frame(frame: Uint8Array): void {
    if (this.losses > 0) {
      this.losses--
      this.disturbedAt = this.#time.now()
      return
    }
    const start = this.#startCount
    this.#down(() => {
      this.#lastFrame = frame
      const read = decodeHeader(frame)
      if (read.ok && read.header.kind === 'keyframe') {
        this.#lastKeyframe = frame
        this.#keyframeStart = start
      }
      this.#ends.wall.frame(frame, 'first')
    })
  }

  /** The last that arrived. */
  get lastFrame(): Uint8Array | undefined {
    return this.#lastFrame
  }

  /** The last frame, or the last keyframe, comes once more. */
  repeat(which: 'frame' | 'keyframe', afterMs: number): void {
    const frame = which === 'frame' ? this.#lastFrame : this.#lastKeyframe
    if (!frame) return
    const start = which === 'frame' ? this.#startCount : this.#keyframeStart
    this.#time.after(afterMs, () => {
      if (this.isCut) return
      this.#ends.wall.frame(frame, start === this.#startCount ? 'again' : 'behind a new start')
    })
  }

  painted(message: SaidPainted): void {
    this.#up(() => this.#ends.node.painted(this, message))
  }

  subscribe(message: SubscribeMessage): void {
    this.#startCount++
    this.#up(() => this.#ends.node.subscribe(this, message))
  }

  #down(deliver: () => void): void {
    this.#downAt = Math.max(this.#downAt, this.#time.now() + this.latencyMs)
    this.#deliverAt(this.#downAt, deliver)
  }

  #up(deliver: () => void): void {
    this.#upAt = Math.max(this.#upAt, this.#time.now() + this.latencyMs)
    this.#deliverAt(this.#upAt, deliver)
  }

  #deliverAt(at: number, deliver: () => void): void {
    this.#time.after(at - this.#time.now(), () => {
      if (!this.isCut) deliver()
    })
  }
}
