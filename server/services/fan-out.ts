import { createByteWriter } from '../../protocol/byte-writer.ts'
import { encodeColumns, joinFrame } from '../../protocol/encode-frame.ts'
import type { FrameHeader } from '../../protocol/frame.ts'
import { CLOSE_CREDIT_OVERDUE, CLOSE_NODE_BEHIND } from '../../protocol/socket-events.ts'
import type {
  ChannelRequest,
  PaintedMessage,
  SubscribeMessage,
} from '../../protocol/socket-events.ts'
import { compareVersions, VERSION_ZERO, type Version } from '../../protocol/version.ts'
import {
  creditWindow,
  isLifeSignDue,
  isOverdue,
  markSent,
  planTick,
  type PlannedFrame,
} from '../core/feed/dispatch.ts'
import { canAccountFor, deltaSince } from '../core/feed/state.ts'
import { ClientRoll, type Client, type ClientChannel, type WallConnection } from './client-roll.ts'
import type { FeedReader } from './feed-reader.ts'
import type { FeedLog } from './feed-ports.ts'
import type { ServerMetrics, WallsGauge } from './metrics.ts'
import type { SiteClock } from './site-clock.ts'

const CATCH_UP_MS = 2_000
const SECOND_MS = 1_000

export type FanOutMetrics = Pick<
  ServerMetrics,
  'ticked' | 'frameSent' | 'keyframeEncoded' | 'creditCut' | 'resubscribed'
>

export interface FanOutParts {
  readonly feed: Pick<
    FeedReader,
    'site' | 'state' | 'schema' | 'health' | 'record' | 'onEpoch' | 'waitFor' | 'readToEnd'
  >
  readonly clock: SiteClock
  readonly monotonicNow: () => number
  readonly channels: () => readonly {
    readonly name: string
    readonly ticksPerSecond: number
    readonly timeGridMs: number
  }[]
  /** One frame for many connections: framed once. */
  readonly sendFrame: (connections: readonly WallConnection[], frame: Uint8Array) => void
  readonly metrics: FanOutMetrics
  readonly log: FeedLog
}

interface ChannelClock {
  tick: number
  readonly timer: NodeJS.Timeout
}

/** Gives every wall of a site what changed since what it was last sent: tick, join, slow screen and reconnect alike. */
export class FanOut {
  readonly #parts: FanOutParts
  readonly #roll = new ClientRoll()
  readonly #writer = createByteWriter()
  readonly #clocks = new Map<string, ChannelClock>()
  readonly #keyframes = new Map<string, { readonly key: string; readonly columns: Uint8Array }>()
  readonly #forgetEpochs: () => void

  constructor(parts: FanOutParts) {
    this.#parts = parts
    this.#forgetEpochs = parts.feed.onEpoch((record) => {
      this.#roll.startOver()
      if (record.missing) {
        this.#roll.notify({ kind: 'history-missing', ...record.missing })
      }
    })
    this.retime()
  }

  /** Starts, stops and re-times channels after the configuration changed. */
  retime(): void {
    this.#stopClocks()
    for (const channel of this.#parts.channels()) {
      const everyMs = SECOND_MS / channel.ticksPerSecond
      const clock: ChannelClock = {
        tick: 0,
        timer: setInterval(() => this.#tick(channel.name, clock, everyMs), everyMs),
      }
      this.#clocks.set(channel.name, clock)
    }
  }

  stop(): void {
    this.#forgetEpochs()
    this.#stopClocks()
    this.#roll.notify({ kind: 'server-stopping' })
  }

  /** What the site's walls look like now. */
  gauge(): WallsGauge {
    return this.#roll.gauge(this.#parts.monotonicNow())
  }

  join(connection: WallConnection, request: SubscribeMessage): Client {
    const client = this.#roll.add(connection, request.schema, this.#parts.monotonicNow())
    this.#setChannels(client, request.channels)
    return client
  }

  leave(client: Client): void {
    this.#roll.remove(client)
  }

  /** Replaces the client's channels; what was on the way to it is forgotten. */
  subscribe(client: Client, message: SubscribeMessage): void {
    const { feed, metrics } = this.#parts
    for (const { name, version } of message.channels) {
      if (version === undefined) metrics.resubscribed(feed.site, name)
    }
    if (message.schema) client.schemaHeld = message.schema
    this.#setChannels(client, message.channels)
  }

  painted(client: Client, message: PaintedMessage): void {
    const { clock, monotonicNow } = this.#parts
    this.#roll.painted(client, message, monotonicNow(), clock.reading().realTime)
  }

  #setChannels(client: Client, requests: readonly ChannelRequest[]): void {
    const known = new Set(this.#clocks.keys())
    const channels = this.#roll.replaceChannels(
      client,
      requests.filter((request) => known.has(request.name)).map((request) => request.name),
    )
    for (const request of requests) {
      const channel = channels.get(request.name)
      if (channel) this.#place(channel, request)
    }
  }

  /** Where a channel goes on: from the position held, after catching up, or with a keyframe. */
  #place(channel: ClientChannel, request: ChannelRequest): void {
    const { epoch, version } = request
    if (epoch === undefined || version === undefined) return
    const { feed } = this.#parts
    if (canAccountFor(feed.state(), epoch, version)) {
      channel.sent = version
      return
    }
    const isAhead =
      epoch !== feed.state().epoch || compareVersions(version, feed.state().version) > 0
    if (!isAhead) return
    channel.isHeld = true
    void this.#catchUp(channel, epoch, version)
  }

  /** The client knows more than this node: read to the stream's end first, then judge. */
  async #catchUp(channel: ClientChannel, epoch: string, version: Version): Promise<void> {
    const { feed } = this.#parts
    const reached = await feed.readToEnd(CATCH_UP_MS)
    if (!this.#roll.has(channel)) return
    if (canAccountFor(feed.state(), epoch, version)) {
      channel.sent = version
      channel.isHeld = false
      return
    }
    if (!reached) {
      channel.client.connection.close(CLOSE_NODE_BEHIND)
      return
    }
    const missing = feed.record()?.missing
    const isLoss = epoch === feed.state().epoch || missing !== undefined
    if (isLoss) {
      const now = this.#parts.clock.now()
      channel.client.connection.notice({
        kind: 'history-missing',
        from: missing?.from ?? now,
        to: missing?.to ?? now,
      })
    }
    channel.isHeld = false
  }

  #tick(name: string, clock: ChannelClock, everyMs: number): void {
    const { feed, monotonicNow, metrics } = this.#parts
    const began = monotonicNow()
    clock.tick++
    const index = feed.schema().channels.indexOf(name)
    if (index < 0 || feed.state().epoch === '') return
    this.#roll.bringSchema(feed.schema())
    this.#cutOverdue(name, began)
    const window = creditWindow(SECOND_MS / everyMs)
    for (const planned of planTick(this.#roll.channel(name), window)) {
      this.#send(planned, { name, index, tick: clock.tick, began, everyMs })
    }
    metrics.ticked(feed.site, name, monotonicNow() - began)
  }

  #cutOverdue(name: string, now: number): void {
    for (const channel of this.#roll.channel(name)) {
      if (!isOverdue(channel, now)) continue
      const { connection } = channel.client
      this.#parts.log.warn(
        { site: this.#parts.feed.site, channel: name, client: connection.id },
        'a wall paints nothing: cut',
      )
      this.#parts.metrics.creditCut(this.#parts.feed.site)
      this.#roll.remove(channel.client)
      connection.close(CLOSE_CREDIT_OVERDUE)
    }
  }

  /** Encodes a planned frame once and sends it to those for whom it is due. */
  #send(
    planned: PlannedFrame<ClientChannel>,
    at: { name: string; index: number; tick: number; began: number; everyMs: number },
  ): void {
    const { feed, sendFrame, metrics } = this.#parts
    const encoded = this.#encode(planned.from, at.name, at.index)
    const receivers = encoded.isIdle
      ? planned.receivers.filter((one) => isLifeSignDue(one, at.began, at.everyMs))
      : planned.receivers
    if (receivers.length === 0) return
    const to = feed.state().version
    const header = this.#header(at.name, at.index, at.tick, planned.from)
    const frame = joinFrame(this.#writer, header, encoded.columns)
    for (const receiver of receivers) markSent(receiver, to, at.tick, at.began)
    sendFrame(
      receivers.map((receiver) => receiver.client.connection),
      frame,
    )
    metrics.frameSent(feed.site, frame.length, receivers.length)
  }

  #encode(
    from: Version | undefined,
    name: string,
    index: number,
  ): { columns: Uint8Array; isIdle: boolean } {
    if (from === undefined) return { columns: this.#keyframe(name, index), isIdle: false }
    const { feed } = this.#parts
    const columns = deltaSince(feed.state(), index, from)
    const grid = this.#gridOf(name)
    return {
      columns: encodeColumns(this.#writer, columns, feed.schema().decimals, grid),
      isIdle: columns.count === 0,
    }
  }

  /** Encoded once per channel and version, whoever asks. */
  #keyframe(name: string, index: number): Uint8Array {
    const { feed, metrics } = this.#parts
    const state = feed.state()
    const { ms, n } = state.version
    const key = `${state.epoch} ${ms}-${n} ${feed.schema().revision} ${feed.schema().series.length}`
    const held = this.#keyframes.get(name)
    if (held?.key === key) return held.columns
    const rows = deltaSince(state, index, undefined)
    const columns = encodeColumns(this.#writer, rows, feed.schema().decimals, this.#gridOf(name))
    this.#keyframes.set(name, { key, columns })
    metrics.keyframeEncoded(feed.site, name)
    return columns
  }

  #header(name: string, channel: number, tick: number, from: Version | undefined): FrameHeader {
    const { feed, clock } = this.#parts
    return {
      kind: from === undefined ? 'keyframe' : 'delta',
      channel,
      health: feed.health(),
      scenario: clock.scenario() !== undefined,
      schemaRevision: feed.schema().revision,
      epoch: feed.state().epoch,
      from: from ?? VERSION_ZERO,
      to: feed.state().version,
      tick,
      ...clock.reading(),
      gridMs: this.#gridOf(name),
    }
  }

  #gridOf(name: string): number {
    return this.#parts.channels().find((channel) => channel.name === name)?.timeGridMs ?? 250
  }

  #stopClocks(): void {
    for (const clock of this.#clocks.values()) clearInterval(clock.timer)
    this.#clocks.clear()
  }
}
