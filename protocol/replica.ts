import { decodeFrame, decodeHeader } from './decode-frame.ts'
import type { Frame, FrameHeader, FrameRefusal } from './frame.ts'
import { SLOT } from './sample.ts'
import { EMPTY_SCHEMA, extendSchema, type Schema, type SchemaMessage } from './schema.ts'
import type { SchemaRefusal } from './schema.ts'
import type { ChannelRequest, SchemaHeld } from './socket-events.ts'
import { compareVersions, type Version } from './version.ts'

/** Position a replica holds of a channel. */
export interface ChannelPosition {
  readonly epoch: string
  readonly version: Version
}

export type FrameOutcome =
  /** The rows in `frame.columns` changed (a keyframe: everything of the channel may have). */
  | { readonly kind: 'applied'; readonly frame: Frame; readonly channel: string }
  /** Nothing new, but the path works. */
  | { readonly kind: 'alive'; readonly header: FrameHeader; readonly channel: string }
  /** Does not follow on what is held: the channel must be asked for again without a version. */
  | { readonly kind: 'gap'; readonly channel: string; readonly reason: GapReason }
  /** Not subscribed any more, or of a channel the schema does not know: dropped. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'refused'; readonly reason: FrameRefusal; readonly channel?: string }

export type GapReason = 'other-epoch' | 'other-schema' | 'version-skipped' | 'nothing-held'

/**
 * The state of a wall as the frames have made it: same frames in, same state out [R1–R7]. Typed
 * arrays by series number; they are replaced when they grow, so ask for them each time.
 */
export class Replica {
  #schema = EMPTY_SCHEMA
  #arrays = allocate(0)
  readonly #positions = new Map<string, ChannelPosition>()
  readonly #subscribed = new Set<string>()
  /** Channels whose next keyframe is the answer to a request: it counts even if it is older than what is held. */
  readonly #awaiting = new Set<string>()

  schema(): Schema {
    return this.#schema
  }

  slot(): Uint8Array {
    return this.#arrays.slot
  }

  value(): Float64Array {
    return this.#arrays.value
  }

  flags(): Uint8Array {
    return this.#arrays.flags
  }

  /** Carried times, ms since 1970. */
  sampledAt(): Float64Array {
    return this.#arrays.sampledAt
  }

  position(channel: string): ChannelPosition | undefined {
    return this.#positions.get(channel)
  }

  schemaHeld(): SchemaHeld {
    return { revision: this.#schema.revision, rows: this.#schema.series.length }
  }

  /** The request that goes on from what is held of these channels. */
  requests(channels: readonly string[]): ChannelRequest[] {
    return channels.map((name) => ({ name, ...this.#positions.get(name) }))
  }

  /** Frames of these channels are taken from now on; called for each (re)connect and scene change. */
  subscribe(channels: readonly string[]): void {
    this.#subscribed.clear()
    this.#awaiting.clear()
    for (const channel of channels) {
      this.#subscribed.add(channel)
      this.#awaiting.add(channel)
    }
  }

  /** The channel must start from a keyframe; its figures stay until one comes. */
  forget(channel: string): void {
    this.#positions.delete(channel)
    this.#awaiting.add(channel)
  }

  applySchema(message: SchemaMessage): { ok: true } | { ok: false; reason: SchemaRefusal } {
    const result = extendSchema(this.#schema, message)
    if (!result.ok) return result
    // Rows that come again (an answer that crossed a question) are no new start; the node means one by row 0.
    if (result.schema.revision !== this.#schema.revision || message.fromSeries === 0) {
      this.#positions.clear()
      for (const channel of this.#subscribed) this.#awaiting.add(channel)
      this.#arrays = allocate(0)
    }
    this.#schema = result.schema
    this.#grow(result.schema.series.length)
    return { ok: true }
  }

  applyFrame(bytes: Uint8Array): FrameOutcome {
    const read = decodeHeader(bytes)
    if (!read.ok) return { kind: 'refused', reason: read.reason }
    const { header } = read
    const channel = this.#schema.channels[header.channel]
    if (channel === undefined || !this.#subscribed.has(channel)) return { kind: 'foreign' }
    const held = this.#positions.get(channel)
    const verdict = judge(header, held, this.#schema.revision, this.#awaiting.has(channel))
    if (verdict === 'alive') return { kind: 'alive', header, channel }
    if (verdict !== 'apply') return { kind: 'gap', channel, reason: verdict }
    const decoded = decodeFrame(bytes, this.#schema.decimals)
    if (!decoded.ok) return { kind: 'refused', reason: decoded.reason, channel }
    if (!this.#areOfChannel(decoded.frame)) {
      return { kind: 'refused', reason: 'unknown-series', channel }
    }
    this.#write(decoded.frame)
    this.#positions.set(channel, { epoch: header.epoch, version: header.to })
    this.#awaiting.delete(channel)
    return { kind: 'applied', frame: decoded.frame, channel }
  }

  #areOfChannel({ header, columns }: Frame): boolean {
    const { channelOf } = this.#schema
    return columns.series.every((number) => channelOf[number] === header.channel)
  }

  #grow(rows: number): void {
    const held = this.#arrays
    if (rows <= held.slot.length) return
    const wider = allocate(Math.max(rows, held.slot.length * 2))
    wider.slot.set(held.slot)
    wider.value.set(held.value)
    wider.flags.set(held.flags)
    wider.sampledAt.set(held.sampledAt)
    this.#arrays = wider
  }

  #write(frame: Frame): void {
    const { count, series, slot, value, flags, sampledAt } = frame.columns
    const arrays = this.#arrays
    if (frame.header.kind === 'keyframe') this.#clearChannel(frame.header.channel)
    for (let row = 0; row < count; row++) {
      const number = series[row] ?? 0
      arrays.slot[number] = slot[row] ?? SLOT.absent
      arrays.value[number] = value[row] ?? NaN
      arrays.flags[number] = flags[row] ?? 0
      arrays.sampledAt[number] = sampledAt[row] ?? 0
    }
  }

  #clearChannel(channel: number): void {
    const { channelOf } = this.#schema
    for (let number = 0; number < channelOf.length; number++) {
      if (channelOf[number] === channel) this.#arrays.slot[number] = SLOT.absent
    }
  }
}

/** An empty replica. */
export function createReplica(): Replica {
  return new Replica()
}

function allocate(rows: number): {
  slot: Uint8Array
  value: Float64Array
  flags: Uint8Array
  sampledAt: Float64Array
} {
  return {
    slot: new Uint8Array(rows),
    value: new Float64Array(rows),
    flags: new Uint8Array(rows),
    sampledAt: new Float64Array(rows),
  }
}

/** What a frame means to a holder of `held` [R2–R5]. */
export function judge(
  header: FrameHeader,
  held: ChannelPosition | undefined,
  schemaRevision: number,
  isAwaited: boolean,
): 'apply' | 'alive' | GapReason {
  if (header.schemaRevision !== schemaRevision) return 'other-schema'
  return judgePosition(header, held, isAwaited)
}

/** The same of a channel that needs no schema. */
export function judgePosition(
  header: FrameHeader,
  held: ChannelPosition | undefined,
  isAwaited: boolean,
): 'apply' | 'alive' | GapReason {
  const isSameEpoch = held !== undefined && held.epoch === header.epoch
  const isNewer = !isSameEpoch || compareVersions(header.to, held.version) > 0
  if (header.kind === 'keyframe') return isNewer || isAwaited ? 'apply' : 'alive'
  if (held === undefined) return 'nothing-held'
  if (!isSameEpoch) return 'other-epoch'
  if (compareVersions(header.from, held.version) > 0) return 'version-skipped'
  return isNewer ? 'apply' : 'alive'
}
