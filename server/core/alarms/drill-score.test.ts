import { describe, expect, it } from 'vitest'
import { happening, raise } from '../../testing/alarm-events.ts'
import { drillScore, type TimedEvent } from './drill-score.ts'
import type { AlarmActor, AlarmChange } from './events.ts'

const HANH: AlarmActor = { kind: 'person', id: 'hanh', name: 'Hạnh' }
const TUAN: AlarmActor = { kind: 'person', id: 'tuan', name: 'Tuấn' }

/** Written at `seconds` of real time; the scenario's own runs sixty times as fast. */
function at(seconds: number, sensor: string, change: AlarmChange, actor?: AlarmActor): TimedEvent {
  const event = happening('river', { kind: 'sensor', id: sensor }, change, {
    at: seconds * 60_000,
    ...(actor && { actor }),
  })
  return { event, writtenAt: seconds * 1_000 }
}
const taken = { kind: 'acknowledged', occurrence: 1 } as const

describe('the score of a drill', () => {
  it('is by real time, whatever the pace of the scenario', () => {
    const score = drillScore([
      at(0, 'a', raise({ severity: 'critical' })),
      at(0, 'b', raise({ severity: 'critical' })),
      at(0, 'c', raise({ severity: 'low' })),
      at(60, 'a', taken, HANH),
      at(61, 'b', { ...taken, comment: 'đã gọi' }, TUAN),
    ])
    // 8 in time, 4 of 8 late, 0 of 1 missed.
    expect(score.score).toBeCloseTo((100 * 12) / 17)
    expect(score.bySeverity.critical).toEqual({
      ...{ raised: 2, inTime: 1, late: 1, missed: 0, medianMs: 60_000, longestMs: 61_000 },
    })
    expect(score.bySeverity.low).toEqual({ raised: 1, inTime: 0, late: 0, missed: 1 })
    expect(score.officers).toEqual([
      { id: 'hanh', name: 'Hạnh', acknowledged: 1, inTime: 1, commented: 0, medianMs: 60_000 },
      { id: 'tuan', name: 'Tuấn', acknowledged: 1, inTime: 0, commented: 1, medianMs: 61_000 },
    ])
  })

  it('asks again where it became worse, and not where it became milder', () => {
    const change = (severity: 'high' | 'medium') =>
      ({ kind: 'severity-changed', occurrence: 1, severity }) as const
    const score = drillScore([
      at(0, 'a', raise({ severity: 'medium' })),
      at(5, 'a', taken, HANH),
      at(10, 'a', change('high')),
      at(20, 'a', taken, HANH),
      at(30, 'a', change('medium')),
    ])
    expect(score).toMatchObject({ score: 100, raised: 2 })
    expect(score.bySeverity.high).toMatchObject({ raised: 1, inTime: 1, medianMs: 10_000 })
  })

  it('asks again where somebody takes the acknowledgement back', () => {
    const back = { kind: 'unacknowledged', occurrence: 1 } as const
    const score = drillScore([
      at(0, 'a', raise()),
      at(5, 'a', taken, HANH),
      at(6, 'a', back, HANH),
      at(20, 'b', raise()),
    ])
    expect(score.bySeverity.high).toMatchObject({ raised: 3, inTime: 1, missed: 2 })
  })

  it('asks nobody about what is hidden, and anew when it is seen', () => {
    const hidden = { kind: 'suppressed', by: 'flood' } as const
    const seen = { kind: 'unsuppressed', by: 'flood' } as const
    const over = { kind: 'cleared', occurrence: 1 } as const
    const score = drillScore([
      at(0, 'a', hidden),
      at(1, 'a', raise()),
      at(2, 'b', hidden),
      at(3, 'b', raise()),
      at(4, 'c', raise()),
      at(5, 'c', { kind: 'shelved', until: 1e9 }, HANH),
      at(6, 'd', hidden),
      at(6, 'd', raise()),
      at(6, 'd', taken, HANH),
      at(6, 'd', over),
      at(300, 'a', seen),
      at(310, 'd', seen),
      at(320, 'a', taken, HANH),
    ])
    // `b` was never seen and `d` is over; who shelves what asks has not answered.
    expect(score.bySeverity.high).toMatchObject({ raised: 2, inTime: 1, missed: 1 })
    expect(score.officers).toMatchObject([{ acknowledged: 1, inTime: 1, medianMs: 20_000 }])
  })

  it('is none where nothing was raised', () => {
    expect(drillScore([])).toMatchObject({ raised: 0, officers: [] })
    expect(drillScore([]).score).toBeUndefined()
    // Raised before this run: nobody knows since when it asked.
    expect(drillScore([at(5, 'a', taken, HANH)]).raised).toBe(0)
  })
})
