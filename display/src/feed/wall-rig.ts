import {
  ALARM_CHANNEL_INDEX,
  encodeAlarmBody,
  type AlarmBody,
} from '../../../protocol/alarm-frame.ts'
import { createByteWriter } from '../../../protocol/byte-writer.ts'
import { joinFrame } from '../../../protocol/encode-frame.ts'
import type { FrameHeader } from '../../../protocol/frame.ts'
import { indexSchema, schemaMessage, type Series } from '../../../protocol/schema.ts'
import { buildMetric, buildScreen } from '../stores/build-screen.ts'
import { useFeedStateStore } from '../stores/feed-state.ts'
import { buildFrame, buildHeader, type Row } from './build-frame.ts'
import { FakePage } from './fake-page.ts'
import { FakeSocket } from './fake-socket.ts'
import { WallFeed, type WallFeedPorts } from './wall-feed.ts'
import { WallState } from './wall-state.ts'

const series: readonly Series[] = ['a', 'b'].map((id, number) => ({
  number,
  metric: number === 0 ? 'river.level' : 'rain.hour',
  subject: { kind: 'sensor', id },
  channel: number,
  decimals: 2,
}))
export const schema = indexSchema(1, ['rivers', 'rain'], series)
export const SITE_START = 1_761_500_000_000
export const screen = buildScreen({
  metrics: [buildMetric({}), buildMetric({ id: 'rain.hour', channel: 'rain' })],
  sensors: ['a', 'b'].map((id) => ({ id, name: { vi: id, en: id }, kind: 'river' })),
})

export const ALARM_EPOCH = 'aaaaaaaaaaaaaaaa'

/** For tests: a wall, its page and a server that counts versions and ticks as it sends. */
export class WallRig {
  readonly page = new FakePage()
  readonly feed: WallFeed
  readonly state = useFeedStateStore()
  readonly versions = [0, 0]
  /** Node clock − kiosk clock. */
  nodeAheadMs = 0
  tick = 0
  alarmTick = 0
  /** The newest entry of the alarms' journal, and the site time of their newest canary. */
  alarmSeq = 0
  canaryAt = 0
  reconnectCount = 0
  socket!: FakeSocket

  constructor(given: Partial<WallFeedPorts> = {}) {
    this.feed = new WallFeed({
      site: 'dai-loc',
      page: this.page,
      state: new WallState(this.page),
      openSocket: (handlers) => (this.socket = new FakeSocket(handlers)),
      onReconnected: () => void this.reconnectCount++,
      ...given,
    })
    this.feed.start()
  }

  join(): this {
    this.socket.connect()
    this.socket.handlers.schema(schemaMessage(schema, 0))
    this.socket.handlers.screen(screen)
    this.send('keyframe', 0, [this.row(0, 1.5)])
    this.send('keyframe', 1, [this.row(1, 20)])
    return this
  }

  row(number: number, value: number): Row {
    return { number, value, at: Math.floor(this.siteNow() / 250) * 250 }
  }

  siteNow(): number {
    return SITE_START + this.page.monotonicNow()
  }

  frame(given: Partial<FrameHeader>, rows: readonly Row[] = []): Uint8Array {
    const realTime = this.page.wallNow() + this.nodeAheadMs
    return buildFrame(
      schema,
      { tick: ++this.tick, siteTime: this.siteNow(), realTime, ...given },
      rows,
    )
  }

  send(kind: FrameHeader['kind'], channel: 0 | 1, rows: readonly Row[] = [], given = {}): void {
    const before = this.versions[channel] ?? 0
    const after = rows.length > 0 ? before + 1 : before
    this.versions[channel] = after
    const from = { ms: kind === 'keyframe' ? 0 : before, n: 0 }
    this.socket.handlers.frame(
      this.frame({ kind, channel, from, to: { ms: after, n: 0 }, ...given }, rows),
    )
  }

  /** Time passes with empty frames each second on both channels. */
  run(seconds: number, given = {}): void {
    for (let second = 0; second < seconds; second++) {
      this.page.pass(1_000)
      this.send('delta', 0, [], given)
      this.send('delta', 1, [], given)
    }
  }

  alarmFrame(given: Partial<FrameHeader>, body: Partial<AlarmBody> = {}): Uint8Array {
    const writer = createByteWriter()
    const header = buildHeader({
      channel: ALARM_CHANNEL_INDEX,
      schemaRevision: 0,
      epoch: ALARM_EPOCH,
      tick: ++this.alarmTick,
      siteTime: this.siteNow(),
      realTime: this.page.wallNow() + this.nodeAheadMs,
      ...given,
    })
    const whole = {
      rows: [],
      gone: [],
      flood: { raises: 0 },
      watch: {},
      canaryAt: this.canaryAt,
      ...body,
    }
    return joinFrame(writer, header, encodeAlarmBody(writer, whole))
  }

  /** With rows the next entry of the alarms' journal, without a sign of life. */
  sendAlarms(
    kind: FrameHeader['kind'],
    rows: AlarmBody['rows'] = [],
    given: Partial<FrameHeader> = {},
  ): void {
    const before = this.alarmSeq
    if (rows.length > 0) this.alarmSeq++
    const from = { ms: kind === 'keyframe' ? 0 : before, n: 0 }
    const to = { ms: this.alarmSeq, n: 0 }
    this.socket.handlers.frame(this.alarmFrame({ kind, from, to, ...given }, { rows }))
  }

  /** Time passes with a sign of life of the alarms each second, and a canary every ten. */
  watch(seconds: number, given: Partial<FrameHeader> = {}): void {
    for (let second = 0; second < seconds; second++) {
      this.page.pass(1_000)
      if (Math.floor(this.page.monotonicNow() / 1_000) % 10 === 0) this.canaryAt = this.siteNow()
      this.sendAlarms('delta', [], given)
    }
  }
}
