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

/** The state of a wall as the frames have made it. Typed arrays by series number; replaced when they grow. */
export interface Replica {
  readonly schema: () => Schema
  readonly slot: () => Uint8Array
  readonly value: () => Float64Array
  readonly flags: () => Uint8Array
  /** Carried times, ms since 1970. */
  readonly sampledAt: () => Float64Array
  readonly position: (channel: string) => ChannelPosition | undefined
  readonly schemaHeld: () => SchemaHeld
  /** The request that goes on from what is held of these channels. */
  readonly requests: (channels: readonly string[]) => ChannelRequest[]
  readonly subscribe: (channels: readonly string[]) => void
  readonly applySchema: (
    message: SchemaMessage,
  ) => { ok: true } | { ok: false; reason: SchemaRefusal }
  readonly applyFrame: (bytes: Uint8Array) => FrameOutcome
  /** The channel must start from a keyframe; its figures stay until one comes. */
  readonly forget: (channel: string) => void
}

/** Makes an empty replica. Pure but for its own state: same frames in, same state out [R1–R7]. */
export function createReplica(): Replica {
  let schema = EMPTY_SCHEMA
  let arrays = allocate(0)
  const positions = new Map<string, ChannelPosition>()
  const subscribed = new Set<string>()
  /** Channels whose next keyframe is the answer to a request: it counts even if it is older than what is held. */
  const awaiting = new Set<string>()

  function grow(rows: number): void {
    if (rows <= arrays.slot.length) return
    const wider = allocate(Math.max(rows, arrays.slot.length * 2))
    wider.slot.set(arrays.slot)
    wider.value.set(arrays.value)
    wider.flags.set(arrays.flags)
    wider.sampledAt.set(arrays.sampledAt)
    arrays = wider
  }

  function write(frame: Frame): void {
    const { count, series, slot, value, flags, sampledAt } = frame.columns
    const { header } = frame
    if (header.kind === 'keyframe') clearChannel(header.channel)
    for (let row = 0; row < count; row++) {
      const number = series[row] ?? 0
      arrays.slot[number] = slot[row] ?? SLOT.absent
      arrays.value[number] = value[row] ?? NaN
      arrays.flags[number] = flags[row] ?? 0
      arrays.sampledAt[number] = sampledAt[row] ?? 0
    }
  }

  function clearChannel(channel: number): void {
    for (let number = 0; number < schema.series.length; number++) {
      if (schema.channelOf[number] === channel) arrays.slot[number] = SLOT.absent
    }
  }

  function applyFrame(bytes: Uint8Array): FrameOutcome {
    const read = decodeHeader(bytes)
    if (!read.ok) return { kind: 'refused', reason: read.reason }
    const { header } = read
    const channel = schema.channels[header.channel]
    if (channel === undefined || !subscribed.has(channel)) return { kind: 'foreign' }
    const held = positions.get(channel)
    const verdict = judge(header, held, schema.revision, awaiting.has(channel))
    if (verdict === 'alive') return { kind: 'alive', header, channel }
    if (verdict !== 'apply') return { kind: 'gap', channel, reason: verdict }
    const decoded = decodeFrame(bytes, schema.decimals)
    if (!decoded.ok) return { kind: 'refused', reason: decoded.reason, channel }
    write(decoded.frame)
    positions.set(channel, { epoch: header.epoch, version: header.to })
    awaiting.delete(channel)
    return { kind: 'applied', frame: decoded.frame, channel }
  }

  return {
    schema: () => schema,
    slot: () => arrays.slot,
    value: () => arrays.value,
    flags: () => arrays.flags,
    sampledAt: () => arrays.sampledAt,
    position: (channel) => positions.get(channel),
    schemaHeld: () => ({ revision: schema.revision, rows: schema.series.length }),
    requests: (channels) =>
      channels.map((name) => {
        const held = positions.get(name)
        return held ? { name, ...held } : { name }
      }),
    subscribe(channels) {
      subscribed.clear()
      for (const channel of channels) {
        subscribed.add(channel)
        awaiting.add(channel)
      }
    },
    applySchema(message) {
      const result = extendSchema(schema, message)
      if (!result.ok) return result
      if (result.schema.revision !== schema.revision) {
        positions.clear()
        for (const channel of subscribed) awaiting.add(channel)
        arrays = allocate(0)
      }
      schema = result.schema
      grow(schema.series.length)
      return { ok: true }
    },
    applyFrame,
    forget(channel) {
      positions.delete(channel)
      awaiting.add(channel)
    },
  }
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
  const isSameEpoch = held !== undefined && held.epoch === header.epoch
  const isNewer = !isSameEpoch || compareVersions(header.to, held.version) > 0
  if (header.kind === 'keyframe') return isNewer || isAwaited ? 'apply' : 'alive'
  if (held === undefined) return 'nothing-held'
  if (!isSameEpoch) return 'other-epoch'
  if (compareVersions(header.from, held.version) > 0) return 'version-skipped'
  return isNewer ? 'apply' : 'alive'
}
