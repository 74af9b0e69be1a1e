import { ALARM_CHANNEL, ALARM_CHANNEL_INDEX } from '../../../protocol/alarm-frame.ts'
import { AlarmReplica } from '../../../protocol/alarm-replica.ts'
import { decodeHeader } from '../../../protocol/decode-frame.ts'
import type { FrameHeader } from '../../../protocol/frame.ts'
import { createReplica, type Replica } from '../../../protocol/replica.ts'
import type { ScreenMessage } from '../../../protocol/screen.ts'
import {
  PROTOCOL_VERSION,
  type ChannelRequest,
  type HandshakeAuth,
  type PaintedMessage,
} from '../../../protocol/socket-events.ts'
import type { FaultPlace } from '../stores/faults.ts'
import { AlarmFeed } from './alarm-feed.ts'
import { newestPosition } from './newest-position.ts'
import type { Page } from './page.ts'
import { PaintedReporter } from './painted.ts'
import { Resubscriber } from './resubscribe.ts'
import { channelsOf, isNotice, isSchemaMessage, isScreenMessage } from './server-messages.ts'
import type { WallHandlers, WallSocket } from './wall-socket.ts'
import { SILENCE_MS, type WallState } from './wall-state.ts'

export interface WallFeedPorts {
  readonly site: string
  readonly token?: string | undefined
  readonly page: Page
  readonly openSocket: (handlers: WallHandlers) => WallSocket
  readonly state: WallState
  readonly replica?: Replica
  readonly alarms?: AlarmReplica
  /** The channels of figures that the page shows; all of the screen where not given. */
  readonly channelsOf?: (screen: ScreenMessage) => readonly string[]
  /** A server was reached again after it had been lost; it may be a newer one. */
  readonly onReconnected?: () => void
}

/** A channel where nothing happens sends a frame a second. */
const FIGURES_SILENT_MS = 2_500

/** Asked for like a channel: the server must send the whole schema again. */
const SCHEMA = ''

/**
 * The wall's end of the feed: takes frames of figures and of alarms into their replicas, asks again
 * where one did not follow on, and confirms what was painted. Nothing that arrives can throw out of it.
 */
export class WallFeed {
  readonly replica: Replica
  readonly #ports: WallFeedPorts
  readonly #alarms: AlarmFeed
  readonly #resubscriber: Resubscriber
  readonly #painted: PaintedReporter
  #channels: readonly string[] = []
  /** The screen shows no figures: then the alarms alone prove the way. */
  #isOfAlarmsOnly = false
  /** When a frame of figures came last, monotonic ms. */
  #figuresAt = -Infinity
  #socket: WallSocket | undefined
  #wasConnected = false
  #callOffs: readonly (() => void)[] = []

  constructor(ports: WallFeedPorts) {
    const { page } = ports
    this.#ports = ports
    this.replica = ports.replica ?? createReplica()
    this.#alarms = new AlarmFeed(page, ports.alarms ?? new AlarmReplica())
    this.#resubscriber = new Resubscriber({ ...page, ask: (channels) => this.#ask(channels) })
    this.#painted = new PaintedReporter({
      ...page,
      sound: () => this.#ports.state.sound(),
      send: (message: PaintedMessage) => this.#socket?.painted(message),
      onPainted: (frameMs) => this.#ports.state.painted(frameMs),
    })
  }

  /** Opens the socket. `restored` is the screen of an earlier page whose figures are in the replica. */
  start(restored?: ScreenMessage): void {
    const { page, state } = this.#ports
    state.bind(this.replica)
    this.#alarms.start()
    if (restored) {
      this.#channels = channelsOf(restored)
      state.screenChanged(restored)
      this.#noteSchema()
    }
    this.#socket = this.#ports.openSocket(this.#handlers())
    const look = (): void => this.#guard('page', () => this.#look())
    const turn = (): void => this.#guard('page', () => this.#turned())
    this.#callOffs = [page.every(250, look), page.onVisibility(turn)]
  }

  stop(): void {
    for (const callOff of this.#callOffs) callOff()
    this.#callOffs = []
    this.#painted.clear()
    this.#resubscriber.clear()
    this.#socket?.close()
    this.#socket = undefined
    this.#ports.state.unbind()
    this.#alarms.stop()
  }

  #handlers(): WallHandlers {
    const on = (place: FaultPlace, take: (data: unknown) => void) => (data?: unknown) =>
      this.#guard(place, () => take(data))
    return {
      auth: () => this.#handshake(),
      connected: on('socket', () => this.#connected()),
      disconnected: on('socket', () => {
        this.#painted.clear()
        this.#resubscriber.clear()
        this.#ports.state.disconnected()
        this.#alarms.disconnected()
      }),
      refused: (error) => this.#guard('socket', () => this.#ports.state.refused(error)),
      schema: on('message', (data) => this.#takeSchema(data)),
      screen: on('message', (data) => this.#takeScreen(data)),
      notice: on('message', (data) => this.#takeNotice(data)),
      frame: on('frame', (data) => this.#takeFrame(data)),
    }
  }

  /** The one place where an unexpected error ends: it is shown, and the next message has its chance. */
  #guard(place: FaultPlace, task: () => void): void {
    try {
      task()
    } catch (error) {
      this.#ports.state.fault(place, error)
    }
  }

  #handshake(): HandshakeAuth {
    const { site, token } = this.#ports
    this.replica.subscribe(this.#channels)
    this.#alarms.replica.await()
    return {
      protocol: PROTOCOL_VERSION,
      site,
      channels: this.#requests(),
      schema: this.replica.schemaHeld(),
      ...(token === undefined ? {} : { token }),
    }
  }

  #connected(): void {
    this.#painted.clear()
    this.#resubscriber.clear()
    this.#ports.state.connected()
    this.#alarms.connected()
    if (this.#ports.page.isHidden()) this.#painted.visibilityChanged()
    if (this.#wasConnected) this.#ports.onReconnected?.()
    this.#wasConnected = true
  }

  #look(): void {
    const { page, state } = this.#ports
    this.#alarms.look()
    const isSilent = state.look() === 'silent'
    const hasAlarms = page.monotonicNow() - this.#alarms.heardAt() <= SILENCE_MS
    if (this.#isOfAlarmsOnly && hasAlarms) return
    if (isSilent && !page.isHidden()) this.#socket?.renew()
  }

  /** What a hidden page's timers were too late for is looked at before anybody sees it. */
  #turned(): void {
    this.#alarms.look()
    this.#painted.visibilityChanged()
  }

  #takeSchema(data: unknown): void {
    if (!isSchemaMessage(data)) throw new TypeError('schema: not a schema message')
    const result = this.replica.applySchema(data)
    this.#resubscriber.answered(SCHEMA)
    if (!result.ok) {
      this.#ports.state.fault('message', `schema: ${result.reason}`)
      this.#resubscriber.needs(SCHEMA)
      return
    }
    this.#noteSchema()
  }

  #noteSchema(): void {
    const known = this.replica.schema().channels
    this.#ports.state.schemaChanged(this.#channels.filter((channel) => known.includes(channel)))
  }

  #takeScreen(data: unknown): void {
    if (!isScreenMessage(data)) throw new TypeError('screen: not a screen message')
    const wanted = (this.#ports.channelsOf ?? channelsOf)(data)
    this.#ports.state.screenChanged(data)
    this.#isOfAlarmsOnly = wanted.length === 0
    if (wanted.join() === this.#channels.join()) return
    this.#channels = wanted
    this.replica.subscribe(wanted)
    this.#alarms.replica.await()
    this.#noteSchema()
    this.#subscribe()
  }

  #takeNotice(data: unknown): void {
    if (!isNotice(data)) throw new TypeError('notice: not a notice')
    this.#ports.state.notice(data)
  }

  #takeFrame(data: unknown): void {
    if (!(data instanceof Uint8Array)) throw new TypeError('frame: not bytes')
    const { page, state } = this.#ports
    const arrivedAt = page.monotonicNow()
    const read = decodeHeader(data)
    if (read.ok && read.header.channel === ALARM_CHANNEL_INDEX) {
      this.#takeAlarms(data, arrivedAt)
      return
    }
    const outcome = this.replica.applyFrame(data)
    switch (outcome.kind) {
      case 'applied':
        state.applied(outcome.frame)
        if (outcome.frame.header.kind === 'keyframe') this.#resubscriber.answered(outcome.channel)
        this.#proved(outcome.channel, outcome.frame.header, arrivedAt)
        break
      case 'alive':
        this.#proved(outcome.channel, outcome.header, arrivedAt)
        break
      case 'gap':
        this.#recover(outcome.channel, data)
        break
      case 'refused':
        state.fault('frame', `refused: ${outcome.reason}`)
        if (outcome.channel !== undefined) this.#recover(outcome.channel, data)
        break
      case 'foreign':
        break
    }
  }

  /** What comes of it is the alarms' own: figures can be live without them, and they without figures. */
  #takeAlarms(data: Uint8Array, arrivedAt: number): void {
    const { state } = this.#ports
    const outcome = this.#alarms.take(data, arrivedAt)
    switch (outcome.kind) {
      case 'applied':
      case 'alive': {
        const { header } = outcome
        const isAnswer = outcome.kind === 'applied' && header.kind === 'keyframe'
        if (isAnswer) this.#resubscriber.answered(ALARM_CHANNEL)
        // Where no figures come the alarms tell the time: they may be of another store, and go on.
        if (arrivedAt - this.#figuresAt > FIGURES_SILENT_MS) state.timed(header, arrivedAt)
        this.#taken(ALARM_CHANNEL, header, arrivedAt)
        break
      }
      case 'gap':
        this.#recover(ALARM_CHANNEL, data)
        break
      case 'refused':
        state.fault('frame', `alarms refused: ${outcome.reason}`)
        this.#recover(ALARM_CHANNEL, data)
        break
    }
  }

  #proved(channel: string, header: FrameHeader, arrivedAt: number): void {
    this.#figuresAt = arrivedAt
    const position = newestPosition(this.replica, this.#channels)
    this.#ports.state.proved(channel, header, arrivedAt, position)
    this.#taken(channel, header, arrivedAt)
  }

  #taken(channel: string, header: FrameHeader, arrivedAt: number): void {
    this.#painted.note(channel, header.tick)
    const { page } = this.#ports
    page.afterRender(() => this.#painted.spent(page.monotonicNow() - arrivedAt))
  }

  #recover(channel: string, frame: Uint8Array): void {
    const read = decodeHeader(frame)
    // A keyframe that does not serve was the answer: asking again must wait its second.
    if (read.ok && read.header.kind === 'keyframe') this.#resubscriber.answered(channel)
    this.#resubscriber.needs(channel)
  }

  #ask(channels: readonly string[]): void {
    const isWhole = channels.includes(SCHEMA)
    const lost = isWhole ? [...this.#channels, ...channels] : channels
    for (const channel of lost) {
      if (channel === ALARM_CHANNEL) this.#alarms.replica.forget()
      else if (channel !== SCHEMA) this.replica.forget(channel)
    }
    this.#subscribe(isWhole)
  }

  /** Names every channel with what is held of it: the message replaces the set. */
  #subscribe(withoutSchema = false): void {
    const schema = withoutSchema ? {} : { schema: this.replica.schemaHeld() }
    this.#socket?.subscribe({ channels: this.#requests(), ...schema })
  }

  #requests(): ChannelRequest[] {
    return [...this.replica.requests(this.#channels), this.#alarms.replica.request()]
  }
}
