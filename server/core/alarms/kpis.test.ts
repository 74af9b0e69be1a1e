import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { happening, raise } from '../../testing/alarm-events.ts'
import { emptyAlarm } from './alarm.ts'
import type { AlarmChange, AlarmSiteEvent } from './events.ts'
import { kpisOf } from './kpis.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const SPAN = { from: 0, to: 10 * HOUR }
const HANH = { kind: 'person', id: 'hanh', name: 'Hạnh' } as const

function at(minutes: number, change: AlarmChange, id = 'ai-nghia') {
  return happening('river', { kind: 'sensor', id }, change, { at: minutes * MINUTE })
}
const flood = (minutes: number, kind: 'flood-began' | 'flood-ended'): AlarmSiteEvent => ({
  ...{ kind, at: minutes * MINUTE },
  raises: 11,
})
const watch = (minutes: number, change: object): AlarmSiteEvent =>
  ({ kind: 'watch', at: minutes * MINUTE, actor: HANH, change }) as AlarmSiteEvent

describe('the figures of an alarm system', () => {
  it('are the rate, its peak in any ten minutes, and what came in each hour', () => {
    const minutes = [1, 2, 9, 10.5, 70, 130]
    const events = minutes.map((one) => at(one, raise(), `s${one}`))
    const { raised, perTenMinutes, hourly } = kpisOf(events, SPAN)
    expect(raised).toBe(6)
    // 1, 2, 9 and 10.5 lie within ten minutes of the last of them.
    expect(perTenMinutes).toEqual({ mean: 0.1, peak: 4, peakAt: 10.5 * MINUTE })
    expect(hourly).toEqual([4, 1, 1, 0, 0, 0, 0, 0, 0, 0])
  })

  it('count what was hidden on purpose apart', () => {
    const { raised, hiddenRaises, bySeverity } = kpisOf(
      [
        at(1, { kind: 'suppressed', by: 'flood' }),
        at(1, raise({ severity: 'low' })),
        at(2, { kind: 'unsuppressed', by: 'flood' }),
        at(3, raise({ occurrence: 2, severity: 'low' })),
        at(4, { kind: 'shelved', until: 1e9 }),
        at(5, raise({ occurrence: 3 })),
      ],
      SPAN,
    )
    expect([raised, hiddenRaises]).toEqual([1, 2])
    expect(bySeverity).toEqual({ low: 1, medium: 0, high: 0, critical: 0 })
  })

  it('count what was hidden before them, as its end or its present state tells', () => {
    const river = { kind: 'sensor', id: 'c' } as const
    const outOfService = { id: 'hanh', name: 'Hạnh', at: -HOUR }
    const { raised, hiddenRaises } = kpisOf(
      [
        at(-1, { kind: 'shelved', until: 1e9 }, 'a'),
        at(1, raise(), 'a'),
        at(2, raise(), 'b'),
        at(3, raise(), 'c'),
        at(4, { kind: 'unsuppressed', by: 'parent:power' }, 'b'),
        at(5, { kind: 'taken-out-of-service' }, 'd'),
        at(6, raise(), 'd'),
        at(7, raise(), 'e'),
      ],
      SPAN,
      { alarms: [{ ...emptyAlarm({ rule: 'river', subject: river }), outOfService }] },
    )
    expect([raised, hiddenRaises]).toEqual([1, 4])
  })

  it('are the time in flood, also of one that began before and one that goes on', () => {
    const events = [
      flood(30, 'flood-ended'),
      flood(60, 'flood-began'),
      at(70, raise()),
      flood(120, 'flood-ended'),
      flood(9 * 60, 'flood-began'),
    ]
    expect(kpisOf(events, SPAN).flood).toEqual({
      ...{ count: 3, totalMs: 2.5 * HOUR, longestMs: HOUR, share: 0.25, raised: 1 },
    })
    expect(kpisOf([], SPAN).flood).toMatchObject({ count: 0, share: 0, longestMs: 0 })
  })

  it('are how long it took to acknowledge', () => {
    const events = [1, 2, 3, 4, 5, 6, 7, 8, 9, 20].flatMap((wait, index) => [
      at(index * 30, raise(), `s${index}`),
      at(index * 30 + wait, { kind: 'acknowledged', occurrence: 1 }, `s${index}`),
    ])
    expect(kpisOf(events, SPAN).acknowledgement).toEqual({
      ...{ count: 10, medianMs: 5 * MINUTE, p90Ms: 9 * MINUTE, longestMs: 20 * MINUTE },
    })
    expect(kpisOf([], SPAN).acknowledgement).toEqual({ count: 0 })
  })

  it('name the ten alarms that come most, and those that chatter', () => {
    const events = Array.from({ length: 12 }, (_, one) =>
      Array.from({ length: one + 1 }, (_each, time) => at(time, raise(), `s${one}`)),
    ).flat()
    const { mostFrequent, chattering } = kpisOf(
      [...events, at(50, { kind: 'chattering-began' }), at(90, { kind: 'chattering-began' })],
      SPAN,
    )
    expect(mostFrequent).toHaveLength(10)
    expect(mostFrequent[0]).toMatchObject({ alarm: 'river~s11', raised: 12, share: 12 / 78 })
    expect(chattering).toMatchObject([{ alarm: 'river~ai-nghia', times: 2 }])
  })

  it('are the share of time with somebody on watch', () => {
    const hours = (...events: AlarmSiteEvent[]) => kpisOf(events, SPAN).watchShare * 10
    expect(hours()).toBe(0)
    expect(kpisOf([], SPAN, { isWatchedNow: true }).watchShare).toBe(1)
    expect(hours(watch(11 * 60, { kind: 'ended' }))).toBe(10)
    expect(hours(watch(11 * 60, { kind: 'taken' }))).toBe(0)
    expect(hours(watch(-60, { kind: 'taken' }), watch(120, { kind: 'ended' }))).toBe(2)
    expect(hours(watch(60, { kind: 'taken' }))).toBe(9)
    expect(hours(watch(60, { kind: 'taken', from: 'tuan' }))).toBe(10)
    expect(hours(watch(60, { kind: 'taken' }), watch(120, { kind: 'ended' }))).toBe(1)
    expect(hours(watch(120, { kind: 'ended' }))).toBe(2)
    expect(hours(watch(60, { kind: 'taken' }), watch(90, { kind: 'taken', from: 'hanh' }))).toBe(9)
  })

  it('are of their span alone, and never more raises in an hour than there were', () => {
    const minutes = fc.array(fc.integer({ min: -100, max: 1_000 }), { maxLength: 60 })
    fc.assert(
      fc.property(minutes, (all) => {
        const sorted = all.toSorted((a, b) => a - b)
        const events = sorted.map((one, index) => at(one, raise(), `s${index}`))
        const inside = sorted.filter((one) => one >= 0 && one < 600)
        const { raised, hourly, perTenMinutes } = kpisOf(events, SPAN)
        expect(raised).toBe(inside.length)
        expect(hourly.reduce((sum, one) => sum + one, 0)).toBe(raised)
        const peaks = inside.map(
          (end) => inside.filter((one) => one <= end && one > end - 10).length,
        )
        expect(perTenMinutes.peak).toBe(Math.max(0, ...peaks))
      }),
    )
  })
})
