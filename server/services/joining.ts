import { ALARM_CHANNEL } from '../../protocol/alarm-frame.ts'
import {
  CLOSE_NODE_BEHIND,
  type ChannelRequest,
  type SubscribeMessage,
} from '../../protocol/socket-events.ts'
import { compareVersions } from '../../protocol/version.ts'
import type { ChannelSource } from './channel-source.ts'
import type { Client, ClientRoll } from './client-roll.ts'
import type { SiteClock } from './site-clock.ts'

const CATCH_UP_MS = 2_000

type LossKind = 'history-missing' | 'alarms-missing'

/** Where the channels of a client go on: by what it says that it holds, and by what this node knows. */
export class Joining {
  readonly #source: (name: string) => ChannelSource
  /** Of the figures: their series numbers mean nothing in another. */
  readonly #epoch: () => string
  readonly #roll: Pick<ClientRoll, 'has'>
  readonly #now: SiteClock['now']

  constructor(parts: {
    readonly source: (name: string) => ChannelSource
    readonly epoch: () => string
    readonly roll: Pick<ClientRoll, 'has'>
    readonly now: SiteClock['now']
  }) {
    this.#source = parts.source
    this.#epoch = parts.epoch
    this.#roll = parts.roll
    this.#now = parts.now
  }

  /** At once, or when this node has caught up with a client that is ahead of it. */
  place(client: Client, request: SubscribeMessage): void {
    const isAhead = request.channels.some((asked) => this.#isAhead(asked))
    if (isAhead) void this.#catchUp(client, request)
    else this.#placeNow(client, request)
  }

  /** The client knows another epoch or a newer version than this node. */
  #isAhead({ name, epoch, version }: ChannelRequest): boolean {
    if (epoch === undefined || version === undefined) return false
    const source = this.#source(name)
    return epoch !== source.epoch() || compareVersions(version, source.version()) > 0
  }

  /** From the position held or with a keyframe. */
  #placeNow(client: Client, request: SubscribeMessage): void {
    // Series numbers mean something only within their epoch: without a position in it, no schema is held.
    const isOfEpoch = request.channels.some(
      ({ name, epoch }) => name !== ALARM_CHANNEL && epoch === this.#epoch(),
    )
    client.schemaHeld = isOfEpoch ? request.schema : undefined
    for (const { name, epoch, version } of request.channels) {
      const channel = client.channels.get(name)
      if (!channel) continue
      channel.isHeld = false
      if (epoch === undefined || version === undefined) continue
      if (this.#source(name).canAccountFor(epoch, version)) channel.sent = version
    }
  }

  /** Nothing is sent, no schema either, until this node has read to the end of what is stored; then it is judged. */
  async #catchUp(client: Client, request: SubscribeMessage): Promise<void> {
    const held = [...client.channels.values()]
    for (const channel of held) channel.isHeld = true
    const asked = request.channels.filter((one) => this.#isAhead(one))
    const reached = await Promise.all(
      asked.map(async ({ name }) => {
        const isReached = await this.#source(name).readToEnd(CATCH_UP_MS)
        // A store of alarms that is away must not take the figures along: its channel says so itself.
        return isReached || name === ALARM_CHANNEL
      }),
    )
    if (!held.every((channel) => this.#roll.has(channel))) return
    const ahead = request.channels.filter((one) => this.#isAhead(one))
    if (ahead.length > 0 && reached.includes(false)) {
      client.connection.close(CLOSE_NODE_BEHIND)
      return
    }
    this.#placeNow(client, request)
    this.#tellMissing(client, ahead, 'history-missing')
    this.#tellMissing(client, ahead, 'alarms-missing')
  }

  /** Of channels that a client has followed further than they go. */
  #tellMissing(client: Client, ahead: readonly ChannelRequest[], kind: LossKind): void {
    const isOfAlarms = kind === 'alarms-missing'
    const asked = ahead.filter(({ name }) => (name === ALARM_CHANNEL) === isOfAlarms)
    const [first] = asked
    if (!first) return
    const source = this.#source(first.name)
    const missing = source.record()?.missing
    const isOfEpoch = asked.some(({ epoch }) => epoch === source.epoch())
    if (!missing && !isOfEpoch) return
    const now = this.#now()
    const { from, to } = missing ?? { from: now, to: now }
    client.connection.notice({ kind, from, to })
  }
}
