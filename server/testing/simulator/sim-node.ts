import { decodeHeader } from '../../../protocol/decode-frame.ts'
import type { FrameHeader } from '../../../protocol/frame.ts'
import type { SchemaHeld, SubscribeMessage } from '../../../protocol/socket-events.ts'
import { compareVersions, type Version } from '../../../protocol/version.ts'
import { creditWindow } from '../../core/feed/dispatch.ts'
import { FanOut } from '../../services/fan-out.ts'
import type { SaidPainted, SimLink } from './sim-link.ts'
import { SimReader, type SimReaderParts } from './sim-reader.ts'
import { silentAlarms } from '../silent-alarms.ts'

export const CHANNELS = [
  { name: 'hydro', ticksPerSecond: 4, timeGridMs: 250 },
  { name: 'dossiers', ticksPerSecond: 10, timeGridMs: 250 },
]

export interface SimNodeParts extends SimReaderParts {
  readonly violated: (what: string) => void
}

/** A node: the real fan-out over a reader that follows the simulated stream, with pauses. */
export class SimNode {
  readonly fanOut: FanOut
  readonly reader: SimReader
  readonly links = new Set<SimLink>()
  readonly #parts: SimNodeParts
  /** What each link was sent at each tick, for the fault that confirms by version. */
  readonly #sentTo = new WeakMap<SimLink, Map<string, { tick: number; to: Version }[]>>()
  /** What each link last said that it holds of the schema, for the fault that believes it. */
  readonly #saidOfSchema = new Map<SimLink, SchemaHeld | undefined>()

  constructor(parts: SimNodeParts) {
    this.#parts = parts
    this.reader = new SimReader(parts)
    this.fanOut = this.#openFanOut()
  }

  #openFanOut(): FanOut {
    const { time } = this.#parts
    const { reader } = this
    const ignore = (): void => undefined
    return new FanOut({
      alarms: silentAlarms(),
      feed: {
        site: 'simulated',
        state: () => reader.state(),
        schema: () => reader.schema(),
        health: () => reader.health(),
        record: () => reader.record(),
        onEpoch: (listener) => reader.onEpoch(listener),
        waitFor: () => Promise.resolve(true),
        readToEnd: (timeoutMs) => reader.readToEnd(timeoutMs),
      },
      clock: {
        now: time.now,
        reading: () => ({
          siteTime: Math.floor(time.now()),
          realTime: Math.floor(time.now()),
          rate: 1,
        }),
        scenario: () => undefined,
        isSound: () => true,
      },
      monotonicNow: time.now,
      channels: () => CHANNELS,
      sendFrame: (connections, frame) => {
        const read = decodeHeader(frame)
        if (!read.ok) throw new Error(`a node sent a frame that is ${read.reason}`)
        for (const connection of connections) {
          this.#send(connection as SimLink, frame, read.header)
        }
      },
      metrics: {
        ticked: ignore,
        frameSent: ignore,
        keyframeEncoded: ignore,
        creditCut: ignore,
        resubscribed: ignore,
      },
      log: { warn: ignore, info: ignore },
      every: (ms, task) =>
        time.every(ms, () => {
          this.#spoilBeforeTick()
          task()
          this.#spoilAfterTick(ms)
        }),
    })
  }

  join(link: SimLink, request: SubscribeMessage): void {
    this.links.add(link)
    link.client = this.fanOut.join(link, this.#spoilRequest(request))
    this.#saidOfSchema.set(link, request.schema)
  }

  leave(link: SimLink): void {
    this.links.delete(link)
    if (link.client) this.fanOut.leave(link.client)
  }

  subscribe(link: SimLink, message: SubscribeMessage): void {
    const { client } = link
    if (!client || !this.links.has(link)) return
    const unpainted = new Map([...client.channels].map(([name, one]) => [name, one.unconfirmed]))
    link.ledger.clear()
    this.fanOut.subscribe(client, this.#spoilRequest(message))
    this.#saidOfSchema.set(link, message.schema)
    if (this.#parts.fault !== 'rejected frames keep using credit') return
    for (const [name, channel] of client.channels) {
      channel.unconfirmed.push(...(unpainted.get(name) ?? []))
    }
  }

  painted(link: SimLink, message: SaidPainted): void {
    const { client } = link
    if (!client || !this.links.has(link)) return
    const { fault } = this.#parts
    const isTurned = client.isHidden !== (message.hidden ?? false)
    if (isTurned) link.ledger.clear()
    for (const [name, tick] of Object.entries(message.ticks)) link.ledger.painted(name, tick)
    const unpainted = new Map(
      [...client.channels].map(([name, one]) => [name, [...one.unconfirmed]]),
    )
    const ticks = fault === 'confirmation by version' ? this.#ticksOf(link, message) : message.ticks
    this.fanOut.painted(client, { ...message, ticks })
    if (!isTurned || fault !== 'going out of sight keeps the timer running') return
    for (const [name, channel] of client.channels) {
      channel.unconfirmed.push(...(unpainted.get(name) ?? []))
    }
  }

  #send(link: SimLink, frame: Uint8Array, header: FrameHeader): void {
    const { time, violated, fault } = this.#parts
    const { channel: index, tick, to } = header
    const channel = CHANNELS.find(({ name }) => name === this.reader.schema().channels[index])
    if (!channel) throw new Error('a node sent a frame of a channel that it does not have')
    const count = link.ledger.sent(channel.name, tick, time.now())
    if (count > creditWindow(channel.ticksPerSecond)) {
      violated(`${link.id} has ${count} unpainted frames of ${channel.name}`)
    }
    if (link.client?.isHidden) violated(`${link.id} is hidden and gets frames`)
    link.frame(frame)
    if (fault !== 'confirmation by version') return
    const log = this.#sentTo.get(link) ?? new Map<string, { tick: number; to: Version }[]>()
    this.#sentTo.set(link, log)
    log.set(channel.name, [...(log.get(channel.name) ?? []).slice(-20), { tick, to }])
  }

  #ticksOf(link: SimLink, message: SaidPainted): Record<string, number> {
    const ticks: Record<string, number> = {}
    for (const name of Object.keys(message.ticks)) {
      const version = message.versions.get(name)
      const log = this.#sentTo.get(link)?.get(name) ?? []
      const known = log.filter(({ to }) => version && compareVersions(to, version) <= 0)
      ticks[name] = known.at(-1)?.tick ?? 0
    }
    return ticks
  }

  #spoilRequest(request: SubscribeMessage): SubscribeMessage {
    const { epoch, version } = this.reader.state()
    const { fault } = this.#parts
    const channels = request.channels.map((asked) => {
      if (fault === 'no epoch check' && asked.version) return { ...asked, epoch }
      const isAhead =
        asked.version !== undefined &&
        (asked.epoch !== epoch || compareVersions(asked.version, version) > 0)
      const isAnswered = fault === 'a node that is behind answers at once' && isAhead
      return isAnswered ? { name: asked.name } : asked
    })
    return { ...request, channels }
  }

  #spoilBeforeTick(): void {
    if (this.#parts.fault !== 'a schema held from another epoch is believed') return
    for (const [link, held] of this.#saidOfSchema) {
      const { client } = link
      if (!client || [...client.channels.values()].some((channel) => channel.isHeld)) continue
      client.schemaHeld ??= held
      this.#saidOfSchema.delete(link)
    }
  }

  #spoilAfterTick(tickMs: number): void {
    const { fault, time } = this.#parts
    const ticked = CHANNELS.find((channel) => 1_000 / channel.ticksPerSecond === tickMs)
    for (const link of this.links) {
      for (const channel of link.client?.channels.values() ?? []) {
        if (channel.name !== ticked?.name) continue
        if (fault === 'frames counted from the last tick instead of the last frame') {
          if (channel.sent && !channel.isHeld) channel.sent = this.reader.state().version
        } else if (fault === 'an idle channel stays silent') channel.lastSentAt = time.now()
        else if (fault === 'a page that paints nothing is not cut') {
          for (const frame of channel.unconfirmed as { sentAt: number }[]) {
            frame.sentAt = time.now()
          }
        }
      }
    }
  }
}
