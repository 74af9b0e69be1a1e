import { createByteWriter } from '../../protocol/byte-writer.ts'
import { joinFrame } from '../../protocol/encode-frame.ts'
import type { FrameHeader } from '../../protocol/frame.ts'
import { CLOSE_CREDIT_OVERDUE, CLOSE_NODE_BEHIND } from '../../protocol/socket-events.ts'
import type { PaintedMessage, SubscribeMessage } from '../../protocol/socket-events.ts'
import { compareVersions, VERSION_ZERO, type Version } from '../../protocol/version.ts'
import {
  creditWindow,
  isLifeSignDue,
  isOverdue,
  markSent,
  planTick,
  type PlannedFrame,
} from '../core/feed/dispatch.ts'
import { canAccountFor } from '../core/feed/state.ts'
import { ClientRoll, type Client, type ClientChannel, type WallConnection } from './client-roll.ts'
import type { FeedReader } from './feed-reader.ts'
import type { Every, FeedLog } from './feed-ports.ts'
import { FrameColumns } from './frame-columns.ts'
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
  /** What makes the ticks; the machine's timers where not given. */
  readonly every?: Every
}

const byTimer: Every = (ms, task) => {
  const timer = setInterval(task, ms)
  return () => clearInterval(timer)
}

/** Gives every wall of a site what changed since what it was last sent: tick, join, slow screen and reconnect alike. */
export class FanOut {
  readonly #parts: FanOutParts
  readonly #roll = new ClientRoll()
  readonly #writer = createByteWriter()
  /** How to stop the ticks of each channel. */
  readonly #clocks = new Map<string, () => void>()
  /** Tick numbers only go up, or a wall could not confirm what was sent before a change of the configuration. */
  readonly #ticks = new Map<string, number>()
  readonly #columns: FrameColumns
  readonly #forgetEpochs: () => void

  constructor(parts: FanOutParts) {
    this.#parts = parts
    this.#columns = new FrameColumns(parts.feed, parts.metrics, this.#writer)
    this.#forgetEpochs = parts.feed.onEpoch((record) => {
      this.#roll.startOver()
      this.#roll.tellMissing(record)
    })
    this.retime()
  }

  /** Starts, stops and re-times channels after the configuration changed. */
  retime(): void {
    this.#stopClocks()
    for (const channel of this.#parts.channels()) {
      const everyMs = SECOND_MS / channel.ticksPerSecond
      const every = this.#parts.every ?? byTimer
      const tick = (): void => this.#tickSafely(channel.name, everyMs)
      this.#clocks.set(channel.name, every(everyMs, tick))
    }
  }

  stop(): void {
    this.#forgetEpochs()
    this.#stopClocks()
    this.#roll.notify({ kind: 'server-stopping' })
  }

  /** What the site's walls look like now. */
  gauge(): WallsGauge {
    const { monotonicNow, clock } = this.#parts
    return this.#roll.gauge(monotonicNow(), clock.reading().realTime)
  }

  join(connection: WallConnection, request: SubscribeMessage): Client {
    const client = this.#roll.add(connection, this.#parts.monotonicNow())
    this.#setChannels(client, request)
    return client
  }

  leave(client: Client): void {
    this.#roll.remove(client)
  }

  /** A socket that answers no ping any more: a page that stands still is told as what it is, whichever limit it meets first. */
  fellSilent(client: Client): void {
    const waiting = [...client.channels.values()].find(({ unconfirmed }) => unconfirmed.length > 0)
    if (waiting && !client.isHidden) this.#tellUnpainted(waiting)
    this.leave(client)
  }

  /** Replaces the client's channels; what was on the way to it is forgotten. */
  subscribe(client: Client, message: SubscribeMessage): void {
    const { feed, metrics } = this.#parts
    for (const { name, version } of message.channels) {
      if (version === undefined) metrics.resubscribed(feed.site, name)
    }
    this.#setChannels(client, message)
  }

  painted(client: Client, message: PaintedMessage): void {
    this.#roll.painted(client, message, this.#parts.monotonicNow())
  }

  #setChannels(client: Client, request: SubscribeMessage): void {
    const names = request.channels.map(({ name }) => name).filter((name) => this.#clocks.has(name))
    this.#roll.replaceChannels(client, names)
    if (this.#isBehind(request)) void this.#catchUp(client, request)
    else this.#place(client, request)
  }

  /** The client knows another epoch or a newer version than this node. */
  #isBehind(request: SubscribeMessage): boolean {
    const { epoch, version } = this.#parts.feed.state()
    return request.channels.some(
      (asked) =>
        asked.epoch !== undefined &&
        asked.version !== undefined &&
        (asked.epoch !== epoch || compareVersions(asked.version, version) > 0),
    )
  }

  /** Where each channel goes on: from the position held or with a keyframe. */
  #place(client: Client, request: SubscribeMessage): void {
    const state = this.#parts.feed.state()
    // Series numbers mean something only within their epoch: without a position in it, no schema is held.
    const isOfEpoch = request.channels.some(({ epoch }) => epoch === state.epoch)
    client.schemaHeld = isOfEpoch ? request.schema : undefined
    for (const { name, epoch, version } of request.channels) {
      const channel = client.channels.get(name)
      if (!channel) continue
      channel.isHeld = false
      if (epoch === undefined || version === undefined) continue
      if (canAccountFor(state, epoch, version)) channel.sent = version
    }
  }

  /** Nothing is sent, no schema either, until this node has read to the stream's end; then it is judged. */
  async #catchUp(client: Client, request: SubscribeMessage): Promise<void> {
    const { feed, clock } = this.#parts
    const held = [...client.channels.values()]
    for (const channel of held) channel.isHeld = true
    const reached = await feed.readToEnd(CATCH_UP_MS)
    if (!held.every((channel) => this.#roll.has(channel))) return
    const isBehind = this.#isBehind(request)
    if (isBehind && !reached) {
      client.connection.close(CLOSE_NODE_BEHIND)
      return
    }
    this.#place(client, request)
    const { epoch } = feed.state()
    const missing = feed.record()?.missing
    if (isBehind && (missing || request.channels.some((asked) => asked.epoch === epoch))) {
      const now = clock.now()
      client.connection.notice({
        kind: 'history-missing',
        from: missing?.from ?? now,
        to: missing?.to ?? now,
      })
    }
  }

  /** A tick that fails sends nothing, which every wall says within 5 s; the other channels go on. */
  #tickSafely(name: string, everyMs: number): void {
    try {
      this.#tick(name, everyMs)
    } catch (error) {
      const { feed, log } = this.#parts
      log.warn({ site: feed.site, channel: name, err: error }, 'a tick failed')
    }
  }

  #tick(name: string, everyMs: number): void {
    const { feed, monotonicNow, metrics } = this.#parts
    const began = monotonicNow()
    const tick = (this.#ticks.get(name) ?? 0) + 1
    this.#ticks.set(name, tick)
    const index = feed.schema().channels.indexOf(name)
    if (index < 0 || feed.state().epoch === '') return
    this.#roll.bringSchema(feed.schema())
    this.#cutOverdue(name, began)
    const window = creditWindow(SECOND_MS / everyMs)
    for (const planned of planTick(this.#roll.channel(name), window, feed.state().floor)) {
      this.#send(planned, { name, index, tick, began, everyMs })
    }
    metrics.ticked(feed.site, name, monotonicNow() - began)
  }

  #cutOverdue(name: string, now: number): void {
    for (const channel of this.#roll.channel(name)) {
      if (!isOverdue(channel, now)) continue
      this.#tellUnpainted(channel)
      this.#roll.remove(channel.client)
      channel.client.connection.close(CLOSE_CREDIT_OVERDUE)
    }
  }

  #tellUnpainted({ name, client }: ClientChannel): void {
    const { feed, log, metrics } = this.#parts
    log.warn(
      { site: feed.site, channel: name, client: client.connection.id },
      'a wall paints nothing: cut',
    )
    metrics.creditCut(feed.site)
  }

  /** Encodes a planned frame once and sends it to those for whom it is due. */
  #send(
    planned: PlannedFrame<ClientChannel>,
    at: { name: string; index: number; tick: number; began: number; everyMs: number },
  ): void {
    const { feed, sendFrame, metrics } = this.#parts
    const encoded = this.#columns.since(planned.from, at.name, at.index)
    const receivers = encoded.isIdle
      ? planned.receivers.filter((one) => isLifeSignDue(one, at.began, at.everyMs))
      : planned.receivers
    if (receivers.length === 0) return
    const to = feed.state().version
    const header = this.#header(at.name, at.index, at.tick, planned.from)
    const frame = joinFrame(this.#writer, header, encoded.columns)
    const mark = { tick: at.tick, sentAt: at.began }
    for (const receiver of receivers) markSent(receiver, to, mark)
    sendFrame(
      receivers.map((receiver) => receiver.client.connection),
      frame,
    )
    metrics.frameSent(feed.site, frame.length, receivers.length)
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
      gridMs: this.#columns.gridOf(channel),
    }
  }

  #stopClocks(): void {
    for (const stop of this.#clocks.values()) stop()
    this.#clocks.clear()
  }
}
