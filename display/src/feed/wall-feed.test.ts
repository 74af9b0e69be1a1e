import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { schemaMessage } from '../../../protocol/schema.ts'
import { useFaultStore } from '../stores/faults.ts'
import { useReadings } from '../stores/readings.ts'
import { useScreenStore } from '../stores/screen.ts'
import { useSiteClockStore } from '../stores/site-clock.ts'
import { schema, screen, SITE_START, WallRig } from './wall-rig.ts'

beforeEach(() => setActivePinia(createPinia()))

describe('wall feed', () => {
  it('asks for the channels of its screen once it knows them, and goes on from what it holds after a cut', () => {
    const rig = new WallRig().join()
    expect(rig.socket.handshakes[0]).toEqual({
      protocol: 1,
      site: 'dai-loc',
      channels: [{ name: 'alarms' }],
      schema: { revision: 0, rows: 0 },
    })
    expect(rig.socket.subscriptions).toEqual([
      {
        channels: [{ name: 'rivers' }, { name: 'rain' }, { name: 'alarms' }],
        schema: { revision: 1, rows: 2 },
      },
    ])
    rig.socket.handlers.disconnected()
    rig.socket.connect()
    expect(rig.socket.handshakes[1]?.channels).toEqual([
      { name: 'rivers', epoch: '00000000000000aa', version: { ms: 1, n: 0 } },
      { name: 'rain', epoch: '00000000000000aa', version: { ms: 1, n: 0 } },
      { name: 'alarms' },
    ])
    expect(rig.reconnectCount).toBe(1)
  })

  it('shows figures, version, epoch and the site clock', () => {
    const rig = new WallRig().join()
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
    const rig = new WallRig()
    rig.socket.handlers.refused(new Error('not allowed'))
    expect(rig.state.refusal).toBe('not allowed')
    rig.join()
    expect(rig.state.refusal).toBeUndefined()
  })

  it('confirms painted ticks of applied and of empty frames, not of refused ones', () => {
    const rig = new WallRig().join()
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
    const rig = new WallRig().join()
    const skipped = { from: { ms: 50, n: 0 }, to: { ms: 51, n: 0 } }
    for (let count = 0; count < 3; count++) rig.send('delta', 0, [rig.row(0, 9)], skipped)
    expect(rig.socket.subscriptions.slice(1)).toEqual([
      {
        channels: [
          { name: 'rivers' },
          { name: 'rain', epoch: '00000000000000aa', version: { ms: 1, n: 0 } },
          { name: 'alarms' },
        ],
        schema: { revision: 1, rows: 2 },
      },
    ])
    rig.send('keyframe', 0, [rig.row(0, 9)], { to: { ms: 60, n: 0 } })
    expect(rig.feed.replica.position('rivers')?.version).toEqual({ ms: 60, n: 0 })
  })

  it('asks for the whole schema when a schema message does not fit what it holds', () => {
    const rig = new WallRig().join()
    rig.socket.handlers.schema({ ...schemaMessage(schema, 0), fromSeries: 9 })
    expect(rig.socket.subscriptions.at(-1)).toEqual({
      channels: [{ name: 'rivers' }, { name: 'rain' }, { name: 'alarms' }],
    })
  })

  it('stands malformed messages and shows them', () => {
    const rig = new WallRig().join()
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
    const rig = new WallRig().join()
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
    const rig = new WallRig().join()
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
    const rig = new WallRig().join()
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
      const rig = new WallRig().join()
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
    const rig = new WallRig().join()
    rig.run(6)
    rig.nodeAheadMs = -3_600_000
    for (let step = 0; step < 8; step++) {
      rig.run(1)
      expect(rig.state.path).toBe('proven')
      expect(useSiteClockStore().at(rig.page.monotonicNow())).toBe(rig.siteNow())
    }
  })

  it('renews a connection that says nothing for ten seconds, unless the page is hidden', () => {
    const rig = new WallRig().join()
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
    const rig = new WallRig().join()
    rig.page.hide(true)
    rig.page.hide(false)
    expect(rig.socket.confirmations.map((one) => one.hidden)).toEqual([true, false])
  })

  it('tells what may be missing, for an hour', () => {
    const rig = new WallRig().join()
    rig.socket.handlers.notice({ kind: 'history-missing', from: 1, to: 2 })
    expect(rig.state.historyMissing).toEqual({ from: 1, to: 2 })
    rig.socket.handlers.notice({ kind: 'alarms-missing', from: 3, to: 4 })
    expect(rig.state.alarmsMissing).toEqual({ from: 3, to: 4 })
    rig.page.pass(3_601_000)
    expect(rig.state.historyMissing).toBeUndefined()
    expect(rig.state.alarmsMissing).toBeUndefined()
  })

  it('leaves no timer, listener or figure behind when stopped', () => {
    const rig = new WallRig().join()
    rig.run(2)
    rig.feed.stop()
    expect(rig.page.timerCount).toBe(0)
    expect(rig.socket.isClosed).toBe(true)
    expect(useScreenStore().screen).toBeUndefined()
    expect(rig.state.layer).toBe('offline')
  })
})
