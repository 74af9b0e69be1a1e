import { createByteWriter } from '../../protocol/byte-writer.ts'
import { joinFrame } from '../../protocol/encode-frame.ts'
import type { FrameHeader } from '../../protocol/frame.ts'
import { ALARM_CHANNEL } from '../../protocol/alarm-frame.ts'
import { CLOSE_CREDIT_OVERDUE } from '../../protocol/socket-events.ts'
import type { PaintedMessage, SubscribeMessage } from '../../protocol/socket-events.ts'
import { VERSION_ZERO, type Version } from '../../protocol/version.ts'
import {
  creditWindow,
  isLifeSignDue,
  isOverdue,
  markSent,
  planTick,
  type PlannedFrame,
} from '../core/feed/dispatch.ts'
import { ClientRoll, type Client, type ClientChannel, type WallConnection } from './client-roll.ts'
import type { AlarmChannel } from './alarm-channel.ts'
import type { FeedReader } from './feed-reader.ts'
import type { After, Every, FeedLog } from './feed-ports.ts'
import type { ChannelSource } from './channel-source.ts'
import { createFigureChannels } from './figure-channels.ts'
import { Joining } from './joining.ts'
import type { ServerMetrics, WallsGauge } from './metrics.ts'
import type { SiteClock } from './site-clock.ts'

const SECOND_MS = 1_000
const ALARM_TICKS_PER_SECOND = 4
/** Between ticks that the alarms' journal asks for, so that a flood of entries does not become one of frames. */
const PROMPT_TICKS_APART_MS = 100

export type FanOutMetrics = Pick<
  ServerMetrics,
  'ticked' | 'frameSent' | 'keyframeEncoded' | 'creditCut' | 'resubscribed'
>

export interface FanOutParts {
  readonly feed: Pick<
    FeedReader,
    'site' | 'state' | 'schema' | 'health' | 'record' | 'onEpoch' | 'waitFor' | 'readToEnd'
  >
  readonly alarms: AlarmChannel
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
  readonly after?: After
}

const byTimer: Every = (ms, task) => {
  const timer = setInterval(task, ms)
  return () => clearInterval(timer)
}

const onceByTimer: After = (ms, task) => {
  const timer = setTimeout(task, ms)
  return () => clearTimeout(timer)
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
  readonly #source: (name: string) => ChannelSource
  readonly #joining: Joining
  readonly #forgets: readonly (() => void)[]
  #promptTickedAt = -Infinity
  #callOffPrompt: (() => void) | undefined

  constructor(parts: FanOutParts) {
    this.#parts = parts
    const figures = createFigureChannels(parts.feed, parts.metrics, this.#writer)
    this.#source = (name) => (name === ALARM_CHANNEL ? parts.alarms : figures(name))
    const epoch = (): string => parts.feed.state().epoch
    const { now } = parts.clock
    this.#joining = new Joining({ source: this.#source, epoch, roll: this.#roll, now })
    this.#forgets = [
      parts.feed.onEpoch((record) => {
        this.#roll.startOver()
        this.#roll.tellMissing(record, 'history-missing')
      }),
      parts.alarms.onEpoch((record) => {
        this.#roll.startChannel(ALARM_CHANNEL)
        this.#roll.tellMissing(record, 'alarms-missing')
      }),
      parts.alarms.onMoved(() => this.#promptAlarms()),
    ]
    this.retime()
  }

  /** Starts, stops and re-times channels after the configuration changed. */
  retime(): void {
    this.#stopClocks()
    const alarms = { name: ALARM_CHANNEL, ticksPerSecond: ALARM_TICKS_PER_SECOND }
    for (const channel of [...this.#parts.channels(), alarms]) {
      const everyMs = SECOND_MS / channel.ticksPerSecond
      const every = this.#parts.every ?? byTimer
      const tick = (): void => this.#tickSafely(channel.name, everyMs)
      this.#clocks.set(channel.name, every(everyMs, tick))
    }
  }

  stop(): void {
    for (const forget of this.#forgets) forget()
    this.#callOffPrompt?.()
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
    this.#joining.place(client, request)
  }

  /** What people do and what is raised is not kept back until the next tick: the alarms tick out of turn. */
  #promptAlarms(): void {
    if (this.#callOffPrompt) return
    const { monotonicNow, after = onceByTimer } = this.#parts
    const waitMs = Math.max(0, this.#promptTickedAt + PROMPT_TICKS_APART_MS - monotonicNow())
    this.#callOffPrompt = after(waitMs, () => {
      this.#callOffPrompt = undefined
      this.#promptTickedAt = monotonicNow()
      this.#tickSafely(ALARM_CHANNEL, SECOND_MS / ALARM_TICKS_PER_SECOND)
    })
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
    const source = this.#source(name)
    const index = source.index()
    if (index === undefined) return
    if (feed.state().epoch !== '') this.#roll.bringSchema(feed.schema())
    this.#cutOverdue(name, began)
    const window = creditWindow(SECOND_MS / everyMs)
    const { reachesHidden } = source
    const planned = planTick(this.#roll.channel(name), window, source.floor(), reachesHidden)
    for (const one of planned) this.#send(one, { source, index, tick, began, everyMs })
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
  #send(planned: PlannedFrame<ClientChannel>, at: Tick): void {
    const { feed, sendFrame, metrics } = this.#parts
    const change = at.source.since(planned.from)
    const receivers = change.isIdle
      ? planned.receivers.filter((one) => isLifeSignDue(one, at.began, at.everyMs))
      : planned.receivers
    if (receivers.length === 0) return
    const to = at.source.version()
    const frame = joinFrame(this.#writer, this.#header(at, planned.from), change.bytes)
    const mark = { tick: at.tick, sentAt: at.began }
    for (const receiver of receivers) markSent(receiver, to, mark)
    sendFrame(
      receivers.map((receiver) => receiver.client.connection),
      frame,
    )
    metrics.frameSent(feed.site, frame.length, receivers.length)
  }

  #header({ source, index, tick }: Tick, from: Version | undefined): FrameHeader {
    const { clock } = this.#parts
    return {
      kind: from === undefined ? 'keyframe' : 'delta',
      channel: index,
      health: source.health(),
      scenario: clock.scenario() !== undefined,
      schemaRevision: source.schemaRevision(),
      epoch: source.epoch(),
      from: from ?? VERSION_ZERO,
      to: source.version(),
      tick,
      ...clock.reading(),
      gridMs: source.gridMs(),
    }
  }

  #stopClocks(): void {
    for (const stop of this.#clocks.values()) stop()
    this.#clocks.clear()
  }
}

/** One tick of a channel. */
interface Tick {
  readonly source: ChannelSource
  readonly index: number
  readonly tick: number
  readonly began: number
  readonly everyMs: number
}
