import type { WallsGauge } from './metrics.ts'
import { schemaMessage, type Schema, type SchemaMessage } from '../../protocol/schema.ts'
import type { Notice, PaintedMessage, SchemaHeld } from '../../protocol/socket-events.ts'
import { confirm, openSubscription, setHidden, type Subscription } from '../core/feed/dispatch.ts'
import type { EpochRecord } from './store.ts'

/** One socket of a wall, as the fan-out sees it. All sends share the socket's one ordered path. */
export interface WallConnection {
  readonly id: string
  readonly schema: (message: SchemaMessage) => void
  readonly notice: (notice: Notice) => void
  readonly close: (code: number) => void
}

export interface Client {
  readonly connection: WallConnection
  /** What it was last sent of the schema; undefined = nothing. */
  schemaHeld: SchemaHeld | undefined
  isHidden: boolean
  /** Monotonic ms of the last `painted`. */
  paintedAt: number
  /** Whether alarms can be heard there; undefined = not meant to, or not said yet. */
  sound: PaintedMessage['sound']
  /** What the kiosk's clock said in the last `painted`; undefined before the first. */
  kioskAt: number | undefined
  readonly channels: Map<string, ClientChannel>
}

export interface ClientChannel extends Subscription {
  readonly name: string
  readonly client: Client
}

/** The walls connected to one site, by channel. Memory per client is constant whatever it does. */
export class ClientRoll {
  readonly #clients = new Set<Client>()
  readonly #messages = new Map<number, SchemaMessage>()
  #messagesOf: Schema | undefined
  readonly #byChannel = new Map<string, Set<ClientChannel>>()
  readonly #toldOf = new Map<string, string>()

  add(connection: WallConnection, now: number): Client {
    const client: Client = {
      connection,
      schemaHeld: undefined,
      isHidden: false,
      paintedAt: now,
      sound: undefined,
      kioskAt: undefined,
      channels: new Map(),
    }
    this.#clients.add(client)
    return client
  }

  remove(client: Client): void {
    this.#clients.delete(client)
    for (const channel of client.channels.values())
      this.#byChannel.get(channel.name)?.delete(channel)
    client.channels.clear()
  }

  has(channel: ClientChannel): boolean {
    return this.#byChannel.get(channel.name)?.has(channel) ?? false
  }

  channel(name: string): ReadonlySet<ClientChannel> {
    return this.#byChannel.get(name) ?? NOBODY
  }

  /** Fresh subscriptions that start with a keyframe until they are placed. */
  replaceChannels(client: Client, names: readonly string[]): ReadonlyMap<string, ClientChannel> {
    for (const channel of client.channels.values())
      this.#byChannel.get(channel.name)?.delete(channel)
    client.channels.clear()
    for (const name of new Set(names)) {
      const channel: ClientChannel = {
        ...openSubscription(undefined, client.isHidden),
        name,
        client,
      }
      client.channels.set(name, channel)
      const members = this.#byChannel.get(name) ?? new Set()
      this.#byChannel.set(name, members.add(channel))
    }
    return client.channels
  }

  painted(client: Client, message: PaintedMessage, now: number): void {
    const { ticks } = message
    client.paintedAt = now
    client.kioskAt = message.paintedAt
    client.sound = message.sound
    client.isHidden = message.hidden ?? false
    for (const channel of client.channels.values()) {
      setHidden(channel, client.isHidden)
      const tick = Object.hasOwn(ticks, channel.name) ? ticks[channel.name] : undefined
      if (tick !== undefined) confirm(channel, tick)
    }
  }

  /** Every channel begins again with schema and keyframe: another epoch. Who is held is judged when the node has caught up. */
  startOver(): void {
    for (const client of this.#clients) {
      if (isHeld(client)) continue
      client.schemaHeld = undefined
      restart(client)
    }
  }

  /** One channel begins again with a keyframe. Who is held is judged when the node has caught up. */
  startChannel(name: string): void {
    for (const channel of this.channel(name)) {
      if (!channel.isHeld) restartChannel(channel)
    }
  }

  /** Told once for each epoch: its state may be built anew for other reasons, by which nothing is lost. */
  tellMissing(
    { epoch, missing }: Pick<EpochRecord, 'epoch' | 'missing'>,
    kind: 'history-missing' | 'alarms-missing',
  ): void {
    if (missing && epoch !== this.#toldOf.get(kind)) this.notify({ kind, ...missing })
    this.#toldOf.set(kind, epoch)
  }

  /** Sends each client the rows it lacks; a raised revision means everything anew. */
  bringSchema(schema: Schema): void {
    for (const client of this.#clients) {
      const held = client.schemaHeld
      const isSame = held?.revision === schema.revision && held.rows <= schema.series.length
      if (isSame && held.rows === schema.series.length) continue
      // A wall that has yet to learn its channels gets the schema when it names them, once.
      if (client.channels.size === 0 || isHeld(client)) continue
      const from = isSame ? held.rows : 0
      if (from === 0) restart(client)
      client.connection.schema(this.#schemaFrom(schema, from))
      client.schemaHeld = { revision: schema.revision, rows: schema.series.length }
    }
  }

  /** One message object for all who lack the same rows, so that it is also encoded once. */
  #schemaFrom(schema: Schema, from: number): SchemaMessage {
    if (this.#messagesOf !== schema) {
      this.#messagesOf = schema
      this.#messages.clear()
    }
    const message = this.#messages.get(from) ?? schemaMessage(schema, from)
    this.#messages.set(from, message)
    return message
  }

  /** `now` is monotonic, `realTime` what the node's real clock says then. */
  gauge(now: number, realTime: number): WallsGauge {
    const visible = [...this.#clients].filter((client) => !client.isHidden)
    const ages = visible.map((client) => now - client.paintedAt)
    const skews = [...this.#clients].flatMap(({ kioskAt, paintedAt }) =>
      kioskAt === undefined ? [] : [Math.abs(kioskAt + now - paintedAt - realTime)],
    )
    return {
      connected: this.#clients.size,
      hidden: this.#clients.size - visible.length,
      frozen: ages.filter((age) => age > FROZEN_AFTER_MS).length,
      oldestPaintAgeMs: Math.max(0, ...ages),
      worstClockSkewMs: Math.max(0, ...skews),
      audible: [...this.#clients].filter(({ sound }) => sound === 'audible').length,
      mute: [...this.#clients].filter(({ sound }) => sound === 'blocked' || sound === 'failed')
        .length,
    }
  }

  notify(notice: Notice): void {
    for (const client of this.#clients) client.connection.notice(notice)
  }
}

const FROZEN_AFTER_MS = 10_000
const NOBODY: ReadonlySet<ClientChannel> = new Set()

/** One request holds all channels of a client. */
function isHeld(client: Client): boolean {
  for (const channel of client.channels.values()) return channel.isHeld
  return false
}

function restart(client: Client): void {
  for (const channel of client.channels.values()) restartChannel(channel)
}

function restartChannel(channel: ClientChannel): void {
  channel.sent = undefined
  channel.unconfirmed.length = 0
}
