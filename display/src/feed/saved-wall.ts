import { createByteWriter } from '../../../protocol/byte-writer.ts'
import { encodeFrame } from '../../../protocol/encode-frame.ts'
import type { FrameColumns, FrameHeader } from '../../../protocol/frame.ts'
import type { SiteClockReading } from '../../../protocol/freshness.ts'
import type { ChannelPosition, Replica } from '../../../protocol/replica.ts'
import { SLOT } from '../../../protocol/sample.ts'
import { schemaMessage, type SchemaMessage } from '../../../protocol/schema.ts'
import type { ScreenMessage } from '../../../protocol/screen.ts'
import { VERSION_ZERO } from '../../../protocol/version.ts'
import { isSchemaMessage, isScreenMessage } from './server-messages.ts'

const FORMAT = 1

/** Written when it changes: what the figures are and where they go. */
export interface SavedWords {
  readonly format: number
  readonly screen: ScreenMessage
  readonly schema: SchemaMessage
}

/** Written every few seconds: one keyframe per channel, and when that was. */
export interface SavedFigures {
  readonly format: number
  /** By the kiosk's clock, ms since 1970. */
  readonly savedAt: number
  readonly siteTime: number
  readonly rate: number
  readonly keyframes: readonly Uint8Array[]
}

export function saveWords(replica: Replica, screen: ScreenMessage): SavedWords {
  return { format: FORMAT, screen, schema: schemaMessage(replica.schema(), 0) }
}

export function saveFigures(
  replica: Replica,
  channels: readonly string[],
  clock: SiteClockReading,
): SavedFigures {
  const keyframes = channels.flatMap((channel) => {
    const position = replica.position(channel)
    return position ? [keyframeOf(replica, channel, position, clock)] : []
  })
  const { siteTime, realTime, rate } = clock
  return { format: FORMAT, savedAt: realTime, siteTime, rate, keyframes }
}

function keyframeOf(
  replica: Replica,
  channel: string,
  { epoch, version }: ChannelPosition,
  { siteTime, realTime, rate }: SiteClockReading,
): Uint8Array {
  const schema = replica.schema()
  const header: FrameHeader = {
    kind: 'keyframe',
    channel: schema.channels.indexOf(channel),
    health: { store: false, ingest: false, clock: false },
    scenario: false,
    schemaRevision: schema.revision,
    epoch,
    from: VERSION_ZERO,
    to: version,
    tick: 0,
    siteTime: Math.max(0, siteTime),
    realTime: Math.max(0, realTime),
    rate,
    gridMs: 1,
  }
  const columns = columnsOf(replica, header.channel)
  return encodeFrame(createByteWriter(), header, columns, schema.decimals)
}

function columnsOf(replica: Replica, channel: number): FrameColumns {
  const { channelOf } = replica.schema()
  const held = replica.slot()
  const numbers = Uint32Array.from(channelOf.keys()).filter(
    (number) =>
      channelOf[number] === channel && (held[number] === SLOT.value || held[number] === SLOT.empty),
  )
  const pick = (column: ArrayLike<number>): ((_: unknown, row: number) => number) => {
    return (_, row) => column[numbers[row] ?? -1] ?? 0
  }
  const shape = { length: numbers.length }
  return {
    count: numbers.length,
    series: numbers,
    slot: Uint8Array.from(shape, pick(held)),
    value: Float64Array.from(shape, pick(replica.value())),
    flags: Uint8Array.from(shape, pick(replica.flags())),
    sampledAt: Float64Array.from(shape, pick(replica.sampledAt())),
  }
}

export type Restored =
  | {
      readonly ok: true
      readonly screen: ScreenMessage
      readonly clock: SiteClockReading
      /** Site time at which it was saved: the last at which anything was proven. */
      readonly savedSiteTime: number
    }
  | { readonly ok: false; readonly reason: 'nothing-saved' | 'other-format' | 'schema-refused' }

/** Puts what an earlier page saved into an empty replica. The clock is what the site's would read at `wallNow`. */
export function restoreWall(
  replica: Replica,
  channelsOf: (screen: ScreenMessage) => readonly string[],
  words: unknown,
  figures: unknown,
  wallNow: number,
): Restored {
  if (words === undefined || figures === undefined) return { ok: false, reason: 'nothing-saved' }
  if (!isSavedWords(words) || !isSavedFigures(figures)) return { ok: false, reason: 'other-format' }
  if (!replica.applySchema(words.schema).ok) return { ok: false, reason: 'schema-refused' }
  replica.subscribe(channelsOf(words.screen))
  for (const keyframe of figures.keyframes) replica.applyFrame(keyframe)
  const { savedAt, siteTime, rate } = figures
  // A kiosk without a battery clock may believe in an earlier time than when it saved.
  const elapsedMs = Math.max(0, wallNow - savedAt)
  const clock = { siteTime: siteTime + elapsedMs * rate, realTime: wallNow, rate }
  return { ok: true, screen: words.screen, clock, savedSiteTime: siteTime }
}

function isSavedWords(data: unknown): data is SavedWords {
  if (typeof data !== 'object' || data === null) return false
  const { format, screen, schema } = data as Partial<Record<keyof SavedWords, unknown>>
  return format === FORMAT && isScreenMessage(screen) && isSchemaMessage(schema)
}

function isSavedFigures(data: unknown): data is SavedFigures {
  if (typeof data !== 'object' || data === null) return false
  const { format, savedAt, siteTime, rate, keyframes } = data as Partial<
    Record<keyof SavedFigures, unknown>
  >
  return (
    format === FORMAT &&
    [savedAt, siteTime, rate].every((one) => Number.isFinite(one)) &&
    Array.isArray(keyframes) &&
    keyframes.every((one) => one instanceof Uint8Array)
  )
}
