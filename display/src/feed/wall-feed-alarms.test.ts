import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { AlarmReplica } from '../../../protocol/alarm-replica.ts'
import { createReplica } from '../../../protocol/replica.ts'
import { schemaMessage } from '../../../protocol/schema.ts'
import type { ScreenMessage } from '../../../protocol/screen.ts'
import { useAlarmStore } from '../stores/alarms.ts'
import { useFaultStore } from '../stores/faults.ts'
import { useSiteClockStore } from '../stores/site-clock.ts'
import { buildAlarmRow } from './build-alarm-row.ts'
import { outsideChecks } from './outside-checks.ts'
import { watchedChannels } from './server-messages.ts'
import { schema, screen, SITE_START, ALARM_EPOCH, WallRig } from './wall-rig.ts'

const RIVER = buildAlarmRow('river~a', 1)
const RAIN = buildAlarmRow('rain~b', 1)
const UNSOUND = { health: { store: false, ingest: false, clock: true } }

/** Joined, with a first keyframe of alarms. */
function joined(rows = [RIVER]): WallRig {
  const rig = new WallRig().join()
  rig.canaryAt = rig.siteNow()
  rig.sendAlarms('keyframe', rows)
  return rig
}

beforeEach(() => setActivePinia(createPinia()))

describe('alarms on a wall', () => {
  it('are asked for before the screen is known, and from what is held after a cut', () => {
    const rig = joined()
    expect(rig.socket.handshakes[0]?.channels).toEqual([{ name: 'alarms' }])
    rig.socket.handlers.disconnected()
    rig.socket.connect()
    expect(rig.socket.handshakes[1]?.channels.at(-1)).toEqual({
      name: 'alarms',
      epoch: ALARM_EPOCH,
      version: { ms: 1, n: 0 },
    })
  })

  it('are held as their frames say, and stay through a cut', () => {
    const rig = joined()
    const alarms = useAlarmStore()
    rig.sendAlarms('delta', [RAIN])
    expect([...alarms.rows.values()].flat()).toEqual([RIVER, RAIN])
    expect(alarms.openCount).toBe(2)
    rig.socket.handlers.disconnected()
    rig.page.pass(60_000)
    expect(alarms.openCount).toBe(2)
    rig.socket.connect()
    rig.sendAlarms('keyframe', [RAIN])
    expect([...alarms.rows.keys()]).toEqual(['rain~b'])
  })

  it('[A7] are of a moment that has passed once the connection is cut or nothing is heard for 5 s', () => {
    const rig = joined()
    const alarms = useAlarmStore()
    expect(alarms.lostAt).toBeUndefined()
    const heardOf = rig.siteNow()
    rig.socket.handlers.disconnected()
    expect(alarms.lostAt).toBe(heardOf)
    rig.socket.connect()
    // Connected is not heard.
    expect(alarms.lostAt).toBe(heardOf)
    rig.sendAlarms('keyframe', [RIVER])
    expect(alarms.lostAt).toBeUndefined()
    const last = rig.siteNow()
    rig.page.pass(4_500)
    expect(alarms.lostAt).toBeUndefined()
    rig.page.pass(1_000)
    expect(alarms.lostAt).toBe(last)
  })

  it('tell since when the store does not answer, also where no figure is asked for', () => {
    const rig = joined()
    const alarms = useAlarmStore()
    expect(alarms.storeLostAt).toBeUndefined()
    rig.page.pass(1_000)
    const since = rig.siteNow()
    rig.sendAlarms('delta', [], UNSOUND)
    rig.page.pass(1_000)
    rig.sendAlarms('delta', [], UNSOUND)
    expect(alarms.storeLostAt).toBe(since)
    rig.sendAlarms('delta', [])
    expect(alarms.storeLostAt).toBeUndefined()
  })

  it('say the posture of a flood with every frame, also with a sign of life', () => {
    const rig = joined()
    const flood = { since: SITE_START, raises: 12 }
    const at = { ms: rig.alarmSeq, n: 0 }
    rig.socket.handlers.frame(rig.alarmFrame({ from: at, to: at }, { flood }))
    expect(useAlarmStore().flood).toEqual(flood)
  })

  it('are never taken for figures, and figures never for them', () => {
    const rig = joined()
    rig.send('delta', 0, [rig.row(0, 9)])
    expect(rig.state.version).toBe('2-0')
    expect(rig.state.epoch).toBe('00000000000000aa')
    expect(useFaultStore().count).toBe(0)
    rig.sendAlarms('delta', [RAIN])
    expect(rig.state.version).toBe('2-0')
    expect(useAlarmStore().openCount).toBe(2)
  })

  it('are confirmed in the same message as the figures of a picture', () => {
    const rig = joined()
    rig.page.paint()
    expect(rig.socket.confirmations.map(({ ticks }) => ticks)).toEqual([
      { rivers: 1, rain: 2, alarms: 1 },
    ])
  })

  it('ask once for a keyframe after a gap, and not for figures', () => {
    const rig = joined()
    const asked = rig.socket.subscriptions.length
    rig.alarmSeq = 7
    for (let count = 0; count < 3; count++) rig.sendAlarms('delta', [RAIN])
    expect(rig.socket.subscriptions.slice(asked).map(({ channels }) => channels)).toEqual([
      [
        { name: 'rivers', epoch: '00000000000000aa', version: { ms: 1, n: 0 } },
        { name: 'rain', epoch: '00000000000000aa', version: { ms: 1, n: 0 } },
        { name: 'alarms' },
      ],
    ])
    // What is held stays in sight until the answer is here.
    expect([...useAlarmStore().rows.keys()]).toEqual(['river~a'])
    rig.sendAlarms('keyframe', [RAIN])
    expect([...useAlarmStore().rows.keys()]).toEqual(['rain~b'])
    rig.page.pass(5_000)
    expect(rig.socket.subscriptions).toHaveLength(asked + 1)
    // Answered, the next gap may ask again.
    rig.alarmSeq += 5
    rig.sendAlarms('delta', [RIVER])
    expect(rig.socket.subscriptions).toHaveLength(asked + 2)
  })

  it('ask again after a frame that cannot be read, say so, and confirm nothing of it', () => {
    const rig = joined()
    rig.page.paint()
    const whole = rig.alarmFrame({ from: { ms: 1, n: 0 }, to: { ms: 2, n: 0 } }, { rows: [RAIN] })
    rig.socket.handlers.frame(whole.subarray(0, whole.length - 3))
    expect(useFaultStore().newest?.message).toMatch(/^alarms refused/)
    expect(rig.socket.subscriptions.at(-1)?.channels.at(-1)).toEqual({ name: 'alarms' })
    rig.page.paint()
    expect(rig.socket.confirmations).toHaveLength(1)
  })

  it('take an answer that is older than what is held after a change of the screen', () => {
    const rig = joined()
    const [first] = screen.metrics
    rig.socket.handlers.screen({ ...screen, metrics: first ? [first] : [] })
    rig.alarmSeq = 0
    rig.sendAlarms('keyframe', [])
    expect(useAlarmStore().rows.size).toBe(0)
  })

  it('reach a hidden page and are confirmed there without a picture or a timer', () => {
    const rig = joined()
    rig.page.hide(true)
    rig.page.freeze(30 * 60_000)
    rig.sendAlarms('delta', [RAIN])
    rig.page.turn()
    expect(useAlarmStore().openCount).toBe(2)
    expect(rig.socket.confirmations.at(-1)).toMatchObject({ ticks: { alarms: 2 }, hidden: true })
  })

  it('are gone with the feed, and leave no timer behind', () => {
    const rig = joined()
    rig.feed.stop()
    expect(useAlarmStore().rows.size).toBe(0)
    expect(rig.page.timerCount).toBe(0)
  })

  it('can be asked for from outside', () => {
    const alarms = new AlarmReplica()
    const checks = outsideChecks(createReplica(), alarms)
    expect(checks.alarms()).toEqual([])
    expect(checks.alarmPosition()).toBeUndefined()
    const rig = new WallRig({ alarms }).join()
    rig.sendAlarms('keyframe', [RIVER, RAIN])
    expect(checks.alarms()).toEqual([RIVER, RAIN])
    expect(checks.alarmPosition()).toEqual({ epoch: ALARM_EPOCH, version: { ms: 1, n: 0 } })
  })
})

describe('the watch over the way of alarms', () => {
  it('[G17] stays proven for as long as canaries come', () => {
    const rig = joined()
    for (let minute = 0; minute < 3; minute++) {
      rig.watch(60)
      expect(useAlarmStore().pathState).toBe('proven')
    }
  })

  it('[G17] is silent within 35 s of the last canary, by signs of life or by none', () => {
    for (const isLinkUp of [true, false]) {
      setActivePinia(createPinia())
      const rig = joined()
      rig.watch(20)
      const { canaryAt } = rig
      for (let second = 0; second < 30; second++) {
        rig.page.pass(1_000)
        if (isLinkUp) rig.sendAlarms('delta')
      }
      expect(useAlarmStore().pathState).toBe('proven')
      rig.page.pass(500)
      expect(useAlarmStore().pathState).toBe('silent')
      expect(useAlarmStore().canaryAt).toBe(canaryAt)
      rig.watch(10)
      expect(useAlarmStore().pathState).toBe('proven')
    }
  })

  it('[G17] does not believe a node whose store of alarms is gone', () => {
    const rig = joined()
    rig.watch(31, UNSOUND)
    expect(useAlarmStore().pathState).toBe('silent')
  })

  it('leaves figures live while alarms are silent', () => {
    const rig = joined()
    rig.run(40)
    expect(useAlarmStore().pathState).toBe('silent')
    expect(rig.state.layer).toBe('live')
    rig.watch(3, UNSOUND)
    expect(rig.state.layer).toBe('live')
  })

  it('stays proven while figures are offline', () => {
    const rig = joined()
    rig.watch(20)
    expect(rig.state.layer).toBe('offline')
    expect(useAlarmStore().pathState).toBe('proven')
  })

  it('is silent on a page that never reached a server', () => {
    const rig = new WallRig()
    rig.page.pass(30_000)
    expect(useAlarmStore().pathState).toBe('proven')
    rig.page.pass(500)
    expect(useAlarmStore().pathState).toBe('silent')
    expect(useAlarmStore().canaryAt).toBeUndefined()
  })

  it('is not proven by what waited in a buffer while the page was suspended', () => {
    const rig = joined()
    rig.watch(20)
    const at = { ms: rig.alarmSeq, n: 0 }
    const buffered = [1, 2, 3].map((flight) => {
      const siteTime = rig.siteNow() + flight * 10_000
      const realTime = rig.page.wallNow() + flight * 10_000
      return rig.alarmFrame({ from: at, to: at, siteTime, realTime }, { canaryAt: siteTime })
    })
    rig.page.freeze(120_000)
    for (const frame of buffered) rig.socket.handlers.frame(frame)
    expect(useAlarmStore().pathState).toBe('silent')
    rig.watch(10)
    expect(useAlarmStore().pathState).toBe('proven')
  })

  it('waits one flight after the machine slept with its monotonic clock', () => {
    const rig = joined()
    rig.watch(20)
    rig.page.wallOffset += 3_600_000
    rig.page.pass(12_000)
    expect(useAlarmStore().pathState).toBe('proven')
    rig.page.pass(500)
    expect(useAlarmStore().pathState).toBe('silent')
  })

  it('is looked at before a page that was hidden is seen again', () => {
    const rig = joined()
    rig.watch(10)
    rig.page.hide(true)
    rig.page.freeze(40_000)
    expect(useAlarmStore().pathState).toBe('proven')
    rig.page.hide(false)
    expect(useAlarmStore().pathState).toBe('silent')
  })
})

describe('a desk', () => {
  const rule = { id: 'river', name: { vi: 'Mực nước', en: 'Level' }, limits: [], call: [] }
  const withRule = (metric?: string): ScreenMessage => ({
    ...screen,
    alarmRules: [{ ...rule, maxShelfMs: 0, ...(metric !== undefined && { metric }) }],
  })

  it('asks for the figures that rules watch, and for no others', () => {
    const rig = new WallRig({ channelsOf: watchedChannels })
    rig.socket.connect()
    rig.socket.handlers.screen(withRule('rain.hour'))
    const names = rig.socket.subscriptions.at(-1)?.channels.map(({ name }) => name)
    expect(names).toEqual(['rain', 'alarms'])
  })

  it('asks for none where rules watch none, and has the time of the site by the alarms', () => {
    const rig = new WallRig({ channelsOf: watchedChannels })
    rig.socket.connect()
    rig.socket.handlers.screen(withRule())
    expect(rig.socket.subscriptions).toEqual([])
    rig.sendAlarms('keyframe', [RIVER])
    expect(useSiteClockStore().at(rig.page.monotonicNow())).toBe(rig.siteNow())
    expect(useAlarmStore().openCount).toBe(1)
  })

  it('has the time by the alarms while no figures come, and by the figures once they do', () => {
    const rig = new WallRig({ channelsOf: watchedChannels })
    rig.socket.connect()
    rig.socket.handlers.schema(schemaMessage(schema, 0))
    rig.socket.handlers.screen(withRule('river.level'))
    const clock = useSiteClockStore()
    rig.sendAlarms('keyframe', [RIVER])
    expect(clock.at(rig.page.monotonicNow())).toBe(rig.siteNow())
    rig.send('keyframe', 0, [rig.row(0, 1.5)], { siteTime: rig.siteNow() + 60_000 })
    rig.sendAlarms('delta')
    expect(clock.at(rig.page.monotonicNow())).toBe(rig.siteNow() + 60_000)
    rig.page.pass(3_000)
    rig.sendAlarms('delta')
    expect(clock.at(rig.page.monotonicNow())).toBe(rig.siteNow())
  })

  it('without figures keeps a connection that brings alarms, and renews one that brings nothing for ten seconds', () => {
    const rig = new WallRig({ channelsOf: watchedChannels })
    rig.socket.connect()
    rig.socket.handlers.screen(withRule())
    rig.sendAlarms('keyframe', [RIVER])
    rig.watch(60)
    expect(rig.socket.renewCount).toBe(0)
    rig.page.pass(21_000)
    expect(rig.socket.renewCount).toBeGreaterThan(0)
  })
})
