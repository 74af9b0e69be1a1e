import { describe, expect, it } from 'vitest'
import type { CalendarOptions } from '../../../../protocol/panels/calendar.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import { buildContext, buildReading, buildUnits, NOW } from '../build-context.ts'
import { calendarLayout } from './calendar-layout.ts'
import { calendarTable, calendarView } from './calendar-view.ts'

const metric = buildMetric({ id: 'm', subjects: 'unit', decimals: 0, classes: [1, 5, 10, 15] })
const context = buildContext({}, { metrics: [metric], units: buildUnits('1', ['A']) })
const at = (text: string): number => Date.parse(`${text}+07:00`)
const point = (text: string, value: number | null) => {
  return { at: at(text), value, min: value ?? NaN, max: value ?? NaN }
}
const points = [
  point('2025-10-13T00:10', 3),
  point('2025-10-13T23:50', 12),
  point('2025-10-14T12:00', null),
  point('2025-10-15T09:00', 7),
]
const reading = buildReading({ value: 7 })

// NOW is a Wednesday, 15/10/2025.
const view = (given: Partial<CalendarOptions> = {}) =>
  calendarView(
    { metric: 'm', unit: '1', weeks: 6, measure: 'last', ...given },
    metric,
    { state: 'ready', points, breaks: [] },
    reading,
    context,
  )

describe('a calendar', () => {
  it('has weeks as columns, Monday first, and ends today', () => {
    const { days, weekdays } = view()
    expect(new Date(NOW).getUTCDate()).toBe(15)
    expect(weekdays[0]).toBe('T2')
    expect(days[0]).toMatchObject({ date: '08/09/2025', week: 0, weekday: 0 })
    expect(days.at(-1)).toMatchObject({ date: '15/10/2025', week: 5, weekday: 2, isToday: true })
    expect(days.filter(({ isToday }) => isToday)).toHaveLength(1)
  })

  it('takes for a day of the site its last, greatest or least value', () => {
    const day = (measure: CalendarOptions['measure']) =>
      view({ measure }).days.find(({ date }) => date === '13/10/2025')
    expect(day('last')).toMatchObject({ text: '12', shade: '3' })
    expect(day('max')).toMatchObject({ text: '12' })
    expect(day('min')).toMatchObject({ text: '3', shade: '1' })
  })

  it('hatches a day without a value; it is not zero', () => {
    const day = view().days.find(({ date }) => date === '14/10/2025')
    expect(day).toMatchObject({ text: '', shade: 'none' })
  })

  it('names months over the first week that is all their own', () => {
    expect(view().months).toEqual([
      { week: 0, text: 'Th 9' },
      { week: 4, text: 'Th 10' },
    ])
  })

  it('writes values only where they fit', () => {
    const box = (width: number) => ({ width, height: 300, rem: 10 })
    expect(calendarLayout(view(), box(600)).hasTexts).toBe(true)
    expect(calendarLayout(view({ weeks: 53 }), box(900)).hasTexts).toBe(false)
  })

  it('reads newest first, and today carries its series', () => {
    const { rows } = calendarTable(view(), context)
    expect(rows[0]).toEqual({
      name: '15/10/2025 (hôm nay)',
      cells: [{ text: '7', series: 'm/1' }],
    })
    expect(rows[1]?.cells[0]?.text).toBe('chưa có số')
  })
})
