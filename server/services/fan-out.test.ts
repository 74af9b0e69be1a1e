import { describe, expect, it } from 'vitest'
import { ALARM_CHANNEL, ALARM_CHANNEL_INDEX } from '../../protocol/alarm-frame.ts'
import { decodeHeader } from '../../protocol/decode-frame.ts'
import type { FrameHeader, Health } from '../../protocol/frame.ts'
import { indexSchema, type Schema, type SchemaMessage } from '../../protocol/schema.ts'
import type { Notice, SubscribeMessage } from '../../protocol/socket-events.ts'
import type { Version } from '../../protocol/version.ts'
import { allocateBatch } from '../core/feed/batch.ts'
import { shapeOf } from '../core/feed/schema-shape.ts'
import { applyBatch, emptyState, type FeedState } from '../core/feed/state.ts'
import { VirtualTime } from '../testing/simulator/virtual-time.ts'
import { FanOut } from './fan-out.ts'
import type { Client, WallConnection } from './client-roll.ts'
import type { EpochRecord } from './store.ts'
import { silentAlarms } from '../testing/silent-alarms.ts'

const EPOCH = '00000000000000e0'
const OTHER = '00000000000000e1'
const at = (ms: number): Version => ({ ms, n: 0 })

function schemaOf(rows: number, revision = 1): Schema {
  return indexSchema(
    revision,
    ['hydro'],
    Array.from({ length: rows }, (_, number) => ({
      number,
      metric: 'river.level',
      subject: { kind: 'sensor', id: `s${number}` },
      channel: 0,
      decimals: 1,
    })),
  )
}

class Wall implements WallConnection {
  readonly id = 'wall'
  readonly frames: FrameHeader[] = []
  /** Kinds of messages in the order in which they came. */
  readonly order: string[] = []
  readonly schemas: SchemaMessage[] = []
  readonly notices: Notice[] = []
  readonly closes: number[] = []

  readonly schema = (message: SchemaMessage): void => {
    this.schemas.push(message)
    this.order.push('schema')
  }

  readonly notice = (notice: Notice): void => {
    this.notices.push(notice)
  }

  readonly close = (code: number): void => {
    this.closes.push(code)
  }
}

/** A fan-out over a feed that the test moves by hand, in virtual time. */
class Node {
  creditCutCount = 0
  readonly time = new VirtualTime()
  schema = schemaOf(2)
  state: FeedState = emptyState(
    EPOCH,
    shapeOf(this.schema, () => 250),
  )
  health: Health = { store: true, ingest: true, clock: true }
  record: EpochRecord | undefined
  ticksPerSecond = 4
  /** Number of the newest entry of the alarms' journal. */
  alarmEntry = 0
  readonly fanOut: FanOut
  #onAlarmsMoved: () => void = () => undefined
  #onEpoch: (record: EpochRecord) => void = () => undefined
  #readers: ((reached: boolean) => void)[] = []

  constructor() {
    const { time } = this
    const ignore = (): void => undefined
    this.fanOut = new FanOut({
      alarms: {
        ...silentAlarms(),
        index: () => ALARM_CHANNEL_INDEX,
        epoch: () => OTHER,
        version: () => at(this.alarmEntry),
        since: (from) => ({ bytes: new Uint8Array(0), isIdle: from?.ms === this.alarmEntry }),
        onMoved: (listener) => {
          this.#onAlarmsMoved = listener
          return ignore
        },
      },
      feed: {
        site: 'dai-loc',
        state: () => this.state,
        schema: () => this.schema,
        health: () => this.health,
        record: () => this.record,
        onEpoch: (listener) => {
          this.#onEpoch = listener
          return ignore
        },
        waitFor: () => Promise.resolve(true),
        readToEnd: () => new Promise((resolve) => this.#readers.push(resolve)),
      },
      clock: {
        now: () => 1_000_000 + time.now(),
        reading: () => ({ siteTime: 1_000_000 + time.now(), realTime: time.now(), rate: 1 }),
        scenario: () => undefined,
        isSound: () => true,
      },
      monotonicNow: time.now,
      channels: () => [{ name: 'hydro', ticksPerSecond: this.ticksPerSecond, timeGridMs: 250 }],
      sendFrame: (connections, frame) => {
        const read = decodeHeader(frame)
        if (!read.ok) throw new Error(read.reason)
        for (const connection of connections) {
          if (!(connection instanceof Wall)) throw new Error('not a wall')
          connection.frames.push(read.header)
          connection.order.push(read.header.kind)
        }
      },
      metrics: {
        ticked: ignore,
        frameSent: ignore,
        keyframeEncoded: ignore,
        creditCut: () => void this.creditCutCount++,
        resubscribed: ignore,
      },
      log: { warn: ignore, info: ignore },
      every: time.every,
      after: time.after,
    })
  }

  join(request: SubscribeMessage): { wall: Wall; client: Client } {
    const wall = new Wall()
    return { wall, client: this.fanOut.join(wall, request) }
  }

  set(series: number, value: number): void {
    const batch = allocateBatch(1)
    batch.series[0] = series
    batch.value[0] = value
    this.state = applyBatch(this.state, batch, 0, at(this.state.version.ms + 1)).state
  }

  /** Something happened to an alarm. */
  moveAlarms(): void {
    this.alarmEntry++
    this.#onAlarmsMoved()
  }

  /** The schema and state of another epoch, as after a rebuild. */
  rebuild(record: Partial<EpochRecord> & { readonly epoch: string }): void {
    this.record = { identity: 'a', changedAt: 0, reason: 'reset', ...record }
    this.state = emptyState(
      record.epoch,
      shapeOf(this.schema, () => 250),
    )
    this.#onEpoch(this.record)
  }

  async readToEnd(reached: boolean): Promise<void> {
    for (const resolve of this.#readers.splice(0)) resolve(reached)
    await this.advance(0)
  }

  async advance(ms: number): Promise<void> {
    await this.time.advance(ms, () => undefined)
    await Promise.resolve()
    await Promise.resolve()
  }
}

const hydro = (epoch?: string, version?: Version, rows?: number): SubscribeMessage => ({
  channels: [{ name: 'hydro', epoch, version }],
  ...(rows === undefined ? {} : { schema: { revision: 1, rows } }),
})

describe('fan-out', () => {
  it('[C1] answers a join at the next tick, with schema and keyframe', async () => {
    const node = new Node()
    await node.advance(100)
    const { wall } = node.join(hydro())
    await node.advance(149)
    expect(wall.order).toEqual([])
    await node.advance(1)
    expect(wall.order).toEqual(['schema', 'keyframe'])
  })

  it('[C1] tells at once what happened to an alarm, and at most every 100 ms', async () => {
    const node = new Node()
    const { wall, client } = node.join({ channels: [{ name: ALARM_CHANNEL }] })
    await node.advance(260)
    const told = (): readonly number[] => wall.frames.splice(0).map(({ to }) => to.ms)
    expect(told()).toEqual([0])
    node.moveAlarms()
    await node.advance(0)
    expect(told()).toEqual([1])
    for (let entry = 0; entry < 50; entry++) node.moveAlarms()
    await node.advance(99)
    expect(told()).toEqual([])
    await node.advance(1)
    const [frame] = wall.frames
    expect(frame).toMatchObject({ from: at(1), to: at(51) })
    const ticks = { [ALARM_CHANNEL]: frame?.tick ?? 0 }
    node.fanOut.painted(client, { ticks, paintedAt: 0, frameMs: 1 })
    expect(client.channels.get(ALARM_CHANNEL)?.unconfirmed).toEqual([])
    // Nothing more happened: the ticks go on as they were, with a sign of life once a second.
    expect(told()).toEqual([51])
    await node.advance(600)
    expect(told()).toEqual([])
    await node.advance(500)
    expect(told()).toEqual([51])
  })

  it('[C1] tells nobody out of turn any more once it has stopped', async () => {
    const node = new Node()
    const { wall } = node.join({ channels: [{ name: ALARM_CHANNEL }] })
    await node.advance(250)
    node.moveAlarms()
    node.fanOut.stop()
    await node.advance(1_000)
    expect(wall.frames.map(({ to }) => to.ms)).toEqual([0])
  })

  it('[C1] numbers ticks upwards even where the configuration changes', async () => {
    const node = new Node()
    const { wall, client } = node.join(hydro())
    await node.advance(1_000)
    const before = wall.frames.at(-1)?.tick ?? 0
    node.ticksPerSecond = 10
    node.fanOut.retime()
    node.set(0, 1)
    await node.advance(100)
    const { tick } = wall.frames.at(-1) ?? { tick: 0 }
    expect(tick).toBeGreaterThan(before)
    node.fanOut.painted(client, { ticks: { hydro: tick }, paintedAt: 0, frameMs: 1 })
    await node.advance(900)
    expect(wall.closes).toEqual([])
    expect(client.channels.get('hydro')?.unconfirmed).toEqual([])
  })

  it('[C9] goes on from a position that it can account for', async () => {
    const node = new Node()
    node.set(0, 1)
    node.set(1, 2)
    const { wall } = node.join(hydro(EPOCH, at(1), 2))
    await node.advance(250)
    expect(wall.order).toEqual(['delta'])
    expect(wall.frames[0]).toMatchObject({ from: at(1), to: at(2), epoch: EPOCH })
  })

  it('[C7] cuts who paints nothing at the tick 5 s after the frame, and nobody else', async () => {
    const node = new Node()
    const silent = node.join(hydro())
    const prompt = node.join(hydro())
    for (let second = 0; second < 20; second++) {
      await node.advance(250)
      const { tick } = prompt.wall.frames.at(-1) ?? { tick: 0 }
      node.fanOut.painted(prompt.client, { ticks: { hydro: tick }, paintedAt: 0, frameMs: 1 })
    }
    expect(silent.wall.closes).toEqual([])
    await node.advance(250)
    expect(silent.wall.closes).toEqual([4008])
    expect(prompt.wall.closes).toEqual([])
    expect(node.fanOut.gauge().connected).toBe(1)
  })

  it('[W6] counts who answers no ping as unpainted where frames waited, and only there', async () => {
    const node = new Node()
    const frozen = node.join(hydro())
    const prompt = node.join(hydro())
    const hidden = node.join(hydro())
    node.fanOut.painted(hidden.client, { ticks: {}, paintedAt: 0, frameMs: 1, hidden: true })
    await node.advance(250)
    const { tick } = prompt.wall.frames.at(-1) ?? { tick: 0 }
    node.fanOut.painted(prompt.client, { ticks: { hydro: tick }, paintedAt: 0, frameMs: 1 })
    for (const { client } of [prompt, hidden]) node.fanOut.fellSilent(client)
    expect(node.creditCutCount).toBe(0)
    node.fanOut.fellSilent(frozen.client)
    expect(node.creditCutCount).toBe(1)
    expect(node.fanOut.gauge().connected).toBe(0)
  })

  it('[S7] believes a schema held only with a position of its epoch', async () => {
    const node = new Node()
    node.set(0, 1)
    const holders = [
      node.join(hydro(EPOCH, at(1), 2)),
      node.join(hydro(EPOCH, at(1), 1)),
      node.join(hydro(undefined, undefined, 2)),
      node.join(hydro(EPOCH, at(1))),
    ]
    await node.advance(250)
    const sent = holders.map(({ wall }) => wall.schemas.map((message) => message.fromSeries))
    expect(sent).toEqual([[], [1], [0], [0]])
  })

  it('[S7] sends a new row before the first frame that needs it, and a new revision with keyframes', async () => {
    const node = new Node()
    const { wall, client } = node.join(hydro())
    await node.advance(250)
    node.schema = schemaOf(3)
    node.set(0, 1)
    await node.advance(250)
    node.schema = schemaOf(3, 2)
    node.set(1, 1)
    await node.advance(250)
    expect(wall.order).toEqual(['schema', 'keyframe', 'schema', 'delta', 'schema', 'keyframe'])
    expect(wall.schemas.map((message) => message.fromSeries)).toEqual([0, 2, 0])
    expect(client.channels.get('hydro')?.unconfirmed).toHaveLength(1)
  })

  it('[E5] starts every wall anew when the epoch changes, and says what may be missing', async () => {
    const node = new Node()
    const { wall } = node.join(hydro())
    await node.advance(250)
    node.rebuild({ epoch: OTHER, reason: 'stream-shorter', missing: { from: 5, to: 9 } })
    await node.advance(250)
    expect(wall.order).toEqual(['schema', 'keyframe', 'schema', 'keyframe'])
    expect(wall.schemas.at(-1)?.fromSeries).toBe(0)
    expect(wall.frames.at(-1)?.epoch).toBe(OTHER)
    expect(wall.notices).toEqual([{ kind: 'history-missing', from: 5, to: 9 }])
    node.rebuild({ epoch: EPOCH, reason: 'reset' })
    expect(wall.notices).toHaveLength(1)
  })

  it('[A6] tells in every header what the node vouches for', async () => {
    const node = new Node()
    const { wall } = node.join(hydro())
    await node.advance(250)
    node.health = { store: false, ingest: true, clock: false }
    await node.advance(1_000)
    expect(wall.frames.map((frame) => frame.health)).toEqual([
      { store: true, ingest: true, clock: true },
      { store: false, ingest: true, clock: false },
    ])
  })
})

describe('a wall that is ahead of its node', () => {
  it('[C10] gets nothing, no older schema either, until the node has caught up', async () => {
    const node = new Node()
    const { wall } = node.join(hydro(EPOCH, at(3), 5))
    await node.advance(1_500)
    expect(wall.order).toEqual([])
    node.schema = schemaOf(5)
    for (const value of [1, 2, 3, 4]) node.set(0, value)
    await node.readToEnd(true)
    await node.advance(250)
    expect(wall.order).toEqual(['delta'])
    expect(wall.frames[0]?.from).toEqual(at(3))
    expect(wall.notices).toEqual([])
  })

  it('[C10] is closed with 4009 when the node does not reach the end in time', async () => {
    const node = new Node()
    const { wall } = node.join(hydro(EPOCH, at(3), 2))
    await node.readToEnd(false)
    expect(wall.closes).toEqual([4009])
    expect(wall.order).toEqual([])
  })

  it('[C10] starts from a keyframe and is told when what it knew is gone', async () => {
    const node = new Node()
    const { wall } = node.join(hydro(EPOCH, at(3), 2))
    await node.readToEnd(true)
    await node.advance(250)
    expect(wall.order).toEqual(['keyframe'])
    expect(wall.notices).toMatchObject([{ kind: 'history-missing' }])
  })

  it('[C10] stays held through a change of epoch and goes on where it was', async () => {
    const node = new Node()
    const { wall } = node.join(hydro(OTHER, at(2), 2))
    node.rebuild({ epoch: OTHER })
    await node.advance(500)
    expect(wall.order).toEqual([])
    node.set(0, 1)
    node.set(0, 2)
    node.set(0, 3)
    await node.readToEnd(true)
    await node.advance(250)
    expect(wall.order).toEqual(['delta'])
  })

  it('[C10] is judged by its last request when it asks again meanwhile', async () => {
    const node = new Node()
    const { wall, client } = node.join(hydro(EPOCH, at(3), 2))
    node.fanOut.subscribe(client, hydro(EPOCH, at(0), 2))
    await node.readToEnd(false)
    await node.advance(250)
    expect(wall.closes).toEqual([])
    expect(wall.order).toEqual(['delta'])
  })

  it('[S7] gets the whole schema where its epoch has passed', async () => {
    const node = new Node()
    const { wall } = node.join(hydro(OTHER, at(1), 2))
    await node.readToEnd(true)
    await node.advance(250)
    expect(wall.order).toEqual(['schema', 'keyframe'])
    expect(wall.schemas[0]?.fromSeries).toBe(0)
    expect(wall.notices).toEqual([])
  })
})
