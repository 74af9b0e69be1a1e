import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import type { FrameHeader } from '../../../protocol/frame.ts'
import { indexSchema, schemaMessage, type Series } from '../../../protocol/schema.ts'
import { buildMetric, buildScreen } from '../stores/build-screen.ts'
import { useFaultStore } from '../stores/faults.ts'
import { useFeedStateStore } from '../stores/feed-state.ts'
import { useReadings } from '../stores/readings.ts'
import { useScreenStore } from '../stores/screen.ts'
import { useSiteClockStore } from '../stores/site-clock.ts'
import { buildFrame, type Row } from './build-frame.ts'
import { FakePage } from './fake-page.ts'
import { FakeSocket } from './fake-socket.ts'
import { WallFeed } from './wall-feed.ts'
import { WallState } from './wall-state.ts'

const series: readonly Series[] = ['a', 'b'].map((id, number) => ({
  number,
  metric: number === 0 ? 'river.level' : 'rain.hour',
  subject: { kind: 'sensor', id },
  channel: number,
  decimals: 2,
}))
const schema = indexSchema(1, ['rivers', 'rain'], series)
const SITE_START = 1_761_500_000_000
const screen = buildScreen({
  metrics: [buildMetric({}), buildMetric({ id: 'rain.hour', channel: 'rain' })],
  sensors: ['a', 'b'].map((id) => ({ id, name: { vi: id, en: id }, kind: 'river' })),
})

/** A wall, its page and a server that counts versions and ticks as it sends. */
class Rig {
  readonly page = new FakePage()
  readonly feed: WallFeed
  readonly state = useFeedStateStore()
  readonly versions = [0, 0]
  /** Node clock − kiosk clock. */
  nodeAheadMs = 0
  tick = 0
  reconnectCount = 0
  socket!: FakeSocket

  constructor() {
    this.feed = new WallFeed({
      site: 'dai-loc',
      page: this.page,
      state: new WallState(this.page),
      openSocket: (handlers) => (this.socket = new FakeSocket(handlers)),
      onReconnected: () => void this.reconnectCount++,
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
}

beforeEach(() => setActivePinia(createPinia()))

describe('wall feed', () => {
  it('asks for the channels of its screen once it knows them, and goes on from what it holds after a cut', () => {
    const rig = new Rig().join()
    expect(rig.socket.handshakes[0]).toEqual({
      protocol: 1,
      site: 'dai-loc',
      channels: [],
      schema: { revision: 0, rows: 0 },
    })
    expect(rig.socket.subscriptions).toEqual([
      { channels: [{ name: 'rivers' }, { name: 'rain' }], schema: { revision: 1, rows: 2 } },
    ])
    rig.socket.handlers.disconnected()
    rig.socket.connect()
    expect(rig.socket.handshakes[1]?.channels).toEqual([
      { name: 'rivers', epoch: '00000000000000aa', version: { ms: 1, n: 0 } },
      { name: 'rain', epoch: '00000000000000aa', version: { ms: 1, n: 0 } },
    ])
    expect(rig.reconnectCount).toBe(1)
  })

  it('shows figures, version, epoch and the site clock', () => {
    const rig = new Rig().join()
    effectScope().run(() => {
      expect(useReadings(() => ['river.level/a']).value.get('river.level/a')).toMatchObject({
        value: 1.5,
        freshness: 'fresh',
      })
    })
    expect(rig.state.layer).toBe('live')
    expect(rig.state.version).toBe('1-0')
    expect(rig.state.epoch).toBe('00000000000000aa')
    expect(rig.state.sources).toMatchObject({ up: 2, total: 2 })
    rig.run(3)
    expect(useSiteClockStore().now).toBeGreaterThan(SITE_START + 1_900)
    expect(useSiteClockStore().now % 1_000).toBe(0)
    expect(useSiteClockStore().estimated).toBe(false)
  })

  it('keeps why the server refuses it, until it is let in', () => {
    const rig = new Rig()
    rig.socket.handlers.refused(new Error('not allowed'))
    expect(rig.state.refusal).toBe('not allowed')
    rig.join()
    expect(rig.state.refusal).toBeUndefined()
  })

  it('confirms painted ticks of applied and of empty frames, not of refused ones', () => {
    const rig = new Rig().join()
    rig.page.paint()
    rig.run(1)
    rig.page.paint()
    rig.send('delta', 0, [rig.row(0, 9)], { from: { ms: 50, n: 0 }, to: { ms: 51, n: 0 } })
    rig.page.paint()
    expect(rig.socket.confirmations.map((one) => one.ticks)).toEqual([
      { rivers: 1, rain: 2 },
      { rivers: 3, rain: 4 },
    ])
  })

  it('asks once for a keyframe of the channel that lost its way, and names the others with what they hold', () => {
    const rig = new Rig().join()
    const skipped = { from: { ms: 50, n: 0 }, to: { ms: 51, n: 0 } }
    for (let count = 0; count < 3; count++) rig.send('delta', 0, [rig.row(0, 9)], skipped)
    expect(rig.socket.subscriptions.slice(1)).toEqual([
      {
        channels: [
          { name: 'rivers' },
          { name: 'rain', epoch: '00000000000000aa', version: { ms: 1, n: 0 } },
        ],
        schema: { revision: 1, rows: 2 },
      },
    ])
    rig.send('keyframe', 0, [rig.row(0, 9)], { to: { ms: 60, n: 0 } })
    expect(rig.feed.replica.position('rivers')?.version).toEqual({ ms: 60, n: 0 })
  })

  it('asks for the whole schema when a schema message does not fit what it holds', () => {
    const rig = new Rig().join()
    rig.socket.handlers.schema({ ...schemaMessage(schema, 0), fromSeries: 9 })
    expect(rig.socket.subscriptions.at(-1)).toEqual({
      channels: [{ name: 'rivers' }, { name: 'rain' }],
    })
  })

  it('stands malformed messages and shows them', () => {
    const rig = new Rig().join()
    const { handlers } = rig.socket
    const hostile: unknown[] = [undefined, null, 7, 'x', [], {}, { kind: 'history-missing' }, NaN]
    for (const data of hostile) {
      handlers.schema(data)
      handlers.screen(data)
      handlers.notice(data)
      handlers.frame(data)
    }
    handlers.frame(new Uint8Array([1, 2, 3]))
    handlers.frame(new Uint8Array(0))
    expect(useFaultStore().count).toBe(hostile.length * 4 + 2)
    rig.run(1)
    expect(rig.state.layer).toBe('live')
    expect(useScreenStore().screen).toEqual(screen)
  })

  it('[G1] is offline within five seconds of the last frame, without any message', () => {
    const rig = new Rig().join()
    rig.run(3)
    const provedAt = rig.siteNow()
    rig.page.pass(4_500)
    expect(rig.state.layer).toBe('live')
    rig.page.pass(400)
    expect(rig.state.layer).toBe('offline')
    expect(rig.state.since).toBe(provedAt)
    expect(useSiteClockStore().estimated).toBe(true)
    rig.run(1)
    expect(rig.state.layer).toBe('live')
  })

  it('[G1] is not live after a freeze until a frame was made after it', () => {
    const rig = new Rig().join()
    rig.run(5)
    const buffered = [0, 1].map((channel) =>
      rig.frame({ channel, from: { ms: 1, n: 0 }, to: { ms: 1, n: 0 } }),
    )
    rig.page.freeze(60_000)
    for (const frame of buffered) rig.socket.handlers.frame(frame)
    expect(rig.state.layer).toBe('offline')
    rig.page.pass(250)
    expect(rig.state.layer).toBe('offline')
    // The buffered headers must not have put the clock back: ages would be too young.
    expect(useSiteClockStore().at(rig.page.monotonicNow())).toBe(rig.siteNow())
    rig.run(1)
    expect(rig.state.layer).toBe('live')
  })

  it('tells the layers behind the server apart', () => {
    const rig = new Rig().join()
    rig.run(1, { health: { store: false, ingest: true, clock: true } })
    expect(rig.state.layer).toBe('store-down')
    rig.run(1, { health: { store: true, ingest: false, clock: true } })
    expect(rig.state.layer).toBe('ingest-down')
    rig.run(1, { health: { store: true, ingest: true, clock: false } })
    expect(rig.state.layer).toBe('clock-off')
    rig.run(1)
    expect(rig.state.layer).toBe('live')
    rig.run(121)
    expect(rig.state.layer).toBe('source-late')
    expect(rig.state.sources).toMatchObject({ up: 0, total: 2 })
  })

  it('[G16] says a kiosk clock that jumps, and neither ages nor liveness move with it', () => {
    for (const jumpMs of [3_600_000, -3_600_000]) {
      setActivePinia(createPinia())
      const rig = new Rig().join()
      rig.run(3)
      rig.page.wallOffset += jumpMs
      rig.nodeAheadMs -= jumpMs
      const seen = new Set<string>()
      for (let step = 0; step < 8; step++) {
        rig.run(1)
        seen.add(rig.state.layer)
      }
      expect([...seen]).toEqual(['clock-off'])
      expect(Math.abs((rig.state.skewMs ?? 0) - jumpMs)).toBeLessThanOrEqual(20)
      expect(useSiteClockStore().at(rig.page.monotonicNow())).toBe(rig.siteNow())
    }
  })

  it('[G16] stays proven through a jump of the node clock', () => {
    const rig = new Rig().join()
    rig.run(6)
    rig.nodeAheadMs = -3_600_000
    for (let step = 0; step < 8; step++) {
      rig.run(1)
      expect(rig.state.path).toBe('proven')
      expect(useSiteClockStore().at(rig.page.monotonicNow())).toBe(rig.siteNow())
    }
  })

  it('renews a connection that says nothing for ten seconds, unless the page is hidden', () => {
    const rig = new Rig().join()
    rig.page.pass(9_900)
    expect(rig.socket.renewCount).toBe(0)
    rig.page.pass(600)
    expect(rig.socket.renewCount).toBe(1)
    for (let hiddenMs = 10_000; hiddenMs <= 20_000; hiddenMs += 300) {
      rig.page.hide(true)
      rig.page.pass(hiddenMs)
      rig.page.hide(false)
      rig.page.pass(1_000)
      expect(rig.socket.renewCount).toBe(1)
    }
  })

  it('says at once when the page is hidden and when it is back', () => {
    const rig = new Rig().join()
    rig.page.hide(true)
    rig.page.hide(false)
    expect(rig.socket.confirmations.map((one) => one.hidden)).toEqual([true, false])
  })

  it('tells what may be missing, for an hour', () => {
    const rig = new Rig().join()
    rig.socket.handlers.notice({ kind: 'history-missing', from: 1, to: 2 })
    expect(rig.state.historyMissing).toEqual({ from: 1, to: 2 })
    rig.page.pass(3_601_000)
    expect(rig.state.historyMissing).toBeUndefined()
  })

  it('leaves no timer, listener or figure behind when stopped', () => {
    const rig = new Rig().join()
    rig.run(2)
    rig.feed.stop()
    expect(rig.page.timerCount).toBe(0)
    expect(rig.socket.isClosed).toBe(true)
    expect(useScreenStore().screen).toBeUndefined()
    expect(rig.state.layer).toBe('offline')
  })
})
