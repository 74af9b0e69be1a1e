import { describe, expect, it } from 'vitest'
import { alarmLine } from '../alarms/alarm-line.ts'
import { buildAlarmRow } from '../feed/build-alarm-row.ts'
import { buildContext, buildReading } from '../panels/build-context.ts'
import { listedValue } from './listed-value.ts'

const context = buildContext()
const row = buildAlarmRow('river~a', 1, { metric: 'river.level', sensor: 'a', value: 9 })
const line = alarmLine(row, context)

describe('the figure in a line of the list', () => {
  it('is the one of now, with where it is going', () => {
    const reading = buildReading({ value: 9.236, trend: 'up' })
    const now = { text: 'hiện 9,24\u00a0m', isNow: true, trend: 'up' }
    expect(listedValue(line, reading, context)).toEqual(now)
  })

  it('is the one of the raise where nothing new is known', () => {
    const then = { text: 'khi báo 9,00\u00a0m', isNow: false, trend: undefined }
    const old = buildReading({ value: 9.3, freshness: 'stale' })
    expect(listedValue(line, old, context)).toEqual(then)
    expect(listedValue(line, undefined, context)).toEqual(then)
    expect(listedValue(line, buildReading({ value: null }), context)).toEqual(then)
    const cut = { ...context, layer: 'offline' } as const
    expect(listedValue(line, buildReading({ value: 9.3 }), cut)).toEqual(then)
  })

  it('is left out where an alarm watches no figure', () => {
    const combined = alarmLine(buildAlarmRow('both~a', 1), context)
    expect(listedValue(combined, undefined, context)).toBeUndefined()
  })
})
