import { describe, expect, it } from 'vitest'
import type { CalendarOptions } from '../../../../protocol/panels/calendar.ts'
import type { HistoryBreak } from '../../history/history-window.ts'
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
const options = (given: Partial<CalendarOptions> = {}): CalendarOptions => {
  return { metric: 'm', unit: '1', weeks: 6, measure: 'last', ...given }
}
const view = (given: Partial<CalendarOptions> = {}, breaks: readonly HistoryBreak[] = []) =>
  calendarView(options(given), metric, { state: 'ready', points, breaks }, reading, context)

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

  it('names a month that begins in the last week over that week', () => {
    const at = buildContext({ now: Date.parse('2025-10-03T09:00:00+07:00') }, context.screen)
    const months = calendarView(options(), metric, undefined, reading, at).months
    expect(months.at(-1)).toEqual({ week: 5, text: 'Th 10' })
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

describe('a calendar of a unit whose ground was cut anew', () => {
  const cut = (date: string) => view({}, [cutOn(date)])
  const cutOn = (date: string): HistoryBreak => {
    return { at: at(`${date}T00:00`), words: { vi: 'A, B → C', en: 'A, B → C' } }
  }
  const since = 'Ranh giới mới từ 14/10/2025'

  it('parts the last day of the units before from the first one after', () => {
    const { days, breaks } = cut('2025-10-14')
    expect(breaks).toMatchObject([{ since, units: 'A, B → C' }])
    expect(days[breaks[0]?.day ?? 0]?.date).toBe('14/10/2025')
  })

  it('parts nothing where the break lies outside its days, or at their edge', () => {
    for (const date of ['2025-09-07', '2025-09-08', '2025-10-16']) {
      expect(cut(date).breaks).toEqual([])
      expect(calendarTable(cut(date), context).rows).toHaveLength(38)
    }
    expect(cut('2025-09-09').breaks).toHaveLength(1)
    expect(cut('2025-10-15').breaks).toHaveLength(1)
  })

  it('says in its table what lies between the two days', () => {
    const { rows } = calendarTable(cut('2025-10-14'), context)
    expect(rows.slice(1, 4).map(({ name }) => name)).toEqual(['14/10/2025', since, '13/10/2025'])
    expect(rows[2]?.cells).toEqual([{ text: 'A, B → C' }])
  })

  it('draws its divider along the edges of all days on one side, and no others', () => {
    // Columns 10 wide from 4.2 and rows 5 high from 3, but for half of what lies between two cells.
    const box = { width: 642, height: 380, rem: 10 }
    const path = (date: string) => {
      const { dividers, gap } = calendarLayout(cut(date), box)
      expect(gap).toBe(0.3)
      return dividers.map((one) => {
        const numbers = one.split(/[ML ]/).slice(1).map(Number)
        const places = numbers.map((number, index) =>
          index % 2 === 0 ? (number - 4.2 + gap / 2) / 10 : (number - 3 + gap / 2) / 5,
        )
        return places.map((place) => Math.round(place * 1e6) / 1e6).join(' ')
      })
    }
    expect(path('2025-10-02')).toEqual(['4 0 4 3 3 3 3 7'])
    expect(path('2025-09-29')).toEqual(['3 0 3 7'])
    // In the first week there is none before, in the last none after it; that one ends today.
    expect(path('2025-09-10')).toEqual(['1 0 1 2 0 2'])
    expect(path('2025-10-14')).toEqual(['6 1 5 1 5 3'])
    expect(path('2025-10-13')).toEqual(['5 0 5 3'])
  })
})
