import { describe, expect, it } from 'vitest'
import type { AlarmRow } from '../../../protocol/alarms.ts'
import { buildAlarmRow } from '../feed/build-alarm-row.ts'
import { sensorUnits } from '../map/sensor-units.ts'
import { countBySeverity } from './alarm-count.ts'
import { inOrder } from './alarm-order.ts'
import { unitMarks } from './alarm-units.ts'

const words = (text: string) => ({ vi: text, en: text })
const square = (code: string, west: number) => ({
  ...{ code, name: code, isInset: false, isContext: false },
  polygons: [
    [
      [
        [west, 0],
        [west + 1, 0],
        [west + 1, 1],
        [west, 1],
      ] as const,
    ],
  ],
})
const sensor = (id: string, lon: number, unit?: string) => ({
  ...{ id, name: words(id), kind: 'river' as const },
  point: { lon, lat: 0.5, approximate: true },
  ...(unit !== undefined && { unit }),
})
const units = sensorUnits([sensor('said', 1.5, 'A'), sensor('drawn', 1.5), sensor('outside', 9)], {
  kind: 'ready',
  shapes: [square('A', 0), square('B', 1)],
})

const taken = { state: 'acknowledged', isAcknowledged: true } as const
const marksOf = (rows: readonly AlarmRow[]) => {
  const byAlarm = new Map(rows.map((row) => [row.alarm, [row]]))
  return [...unitMarks(inOrder(byAlarm), units).values()].map(
    ({ unit, row, isWaiting }) => `${unit}: ${row.alarm}${isWaiting ? ', waiting' : ''}`,
  )
}

describe('the units of sensors', () => {
  it('are those they are said to be in, else those on whose ground they are drawn', () => {
    expect([...units]).toEqual([
      ['said', 'A'],
      ['drawn', 'B'],
    ])
  })
})

describe('what a map rings', () => {
  it('is a unit with a critical or high alarm of its own or of a sensor in it', () => {
    const rows = [
      buildAlarmRow('own', 1, { unit: 'A', severity: 'critical', ...taken }),
      buildAlarmRow('river', 1, { sensor: 'drawn' }),
      buildAlarmRow('medium', 1, { unit: 'C', severity: 'medium' }),
      buildAlarmRow('shelved', 1, { unit: 'D', severity: 'critical', state: 'shelved' }),
      buildAlarmRow('site', 1, { severity: 'critical' }),
      buildAlarmRow('elsewhere', 1, { sensor: 'outside' }),
    ]
    expect(marksOf(rows)).toEqual(['B: river, waiting', 'A: own'])
  })

  it('is told by the worst of a unit, of these by one that waits', () => {
    const at = { unit: 'A', severity: 'critical' } as const
    expect(
      marksOf([
        buildAlarmRow('high', 1, { unit: 'A' }),
        buildAlarmRow('taken', 1, { ...at, ...taken }),
      ]),
    ).toEqual(['A: taken'])
    expect(
      marksOf([buildAlarmRow('taken', 1, { ...at, ...taken }), buildAlarmRow('new', 1, at)]),
    ).toEqual(['A: new, waiting'])
  })
})

describe('the counts by priority', () => {
  it('are what is open and not hidden; one that waits gives the glyph its ring, a cause its fill', () => {
    const over = { state: 'returned-unacknowledged', isActive: false } as const
    const counts = countBySeverity([
      buildAlarmRow('a', 1, taken),
      buildAlarmRow('b', 1),
      buildAlarmRow('c', 1, { severity: 'critical', ...over }),
      buildAlarmRow('d', 1, { severity: 'critical', state: 'suppressed' }),
    ])
    expect(
      counts.map(({ severity, open, waiting, look }) => [
        ...[severity, open, waiting],
        ...[look.isFilled, look.isRinged],
      ]),
    ).toEqual([
      ['critical', 1, 1, false, true],
      ['high', 2, 1, true, true],
      ['medium', 0, 0, false, false],
      ['low', 0, 0, false, false],
    ])
  })
})
