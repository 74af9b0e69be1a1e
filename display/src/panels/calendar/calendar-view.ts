import type { CalendarOptions } from '../../../../protocol/panels/calendar.ts'
import type { ScreenMetric } from '../../../../protocol/screen.ts'
import { breaksIn } from '../../charts/breaks.ts'
import type { ChartTableView } from '../../charts/chart-table.ts'
import { addDays, dayStart, siteZone, type SiteZone } from '../../charts/site-zone.ts'
import type { HistoryView } from '../../history/history-book.ts'
import { DAY_MS, type HistoryPoint, type HistoryWindow } from '../../history/history-window.ts'
import { civilTime, formatDate } from '../../i18n/dates.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import type { Reading } from '../../stores/readings.ts'
import { subjectOf } from '../../stores/subjects.ts'
import { legendOf, shadeOf, type CellShade, type LegendStep } from '../class-shade.ts'
import type { PanelContext } from '../panel-context.ts'
import { panelState, type PanelState } from '../panel-state.ts'

export interface DayCell {
  /** Column of the week and row of the weekday, Monday first; from 0. */
  readonly week: number
  readonly weekday: number
  readonly shade: CellShade
  readonly text: string
  readonly date: string
  readonly isToday: boolean
}

/** Where the ground was cut anew: days before it tell of the units before. */
export interface CalendarBreak {
  /** Place of the first day after it, in the view's days. */
  readonly day: number
  readonly since: string
  readonly units: string
}

export interface CalendarView {
  readonly title: string
  readonly subtitle: readonly string[]
  readonly notice: 'loading' | 'failed' | undefined
  readonly state: PanelState
  readonly series: string
  readonly weekCount: number
  readonly days: readonly DayCell[]
  readonly breaks: readonly CalendarBreak[]
  readonly months: readonly { readonly week: number; readonly text: string }[]
  readonly weekdays: readonly string[]
  readonly legend: readonly LegendStep[]
  readonly textLetters: number
}

const WEEK_DAYS = 7
/** Sundays end the week. */
const SUNDAY_ROW = 6

/** Whole days, from the Monday that the first week begins with. */
export function calendarWindow(series: string, { weeks }: CalendarOptions): HistoryWindow {
  return { series, spanMs: (weeks * WEEK_DAYS + 1) * DAY_MS, stepMs: DAY_MS }
}

export function calendarView(
  options: CalendarOptions,
  metric: ScreenMetric,
  history: HistoryView | undefined,
  reading: Reading | undefined,
  context: PanelContext,
): CalendarView {
  const { locale, messages, screen, now } = context
  const { calendar } = messages.panels
  const subject = subjectOf(options, screen)
  const zone = siteZone(screen.site.timeZone)
  const today = dayStart(now, zone)
  const todayRow = (civilTime(now, screen.site.timeZone).weekday + SUNDAY_ROW) % WEEK_DAYS
  const first = addDays(today, -todayRow - (options.weeks - 1) * WEEK_DAYS, zone)
  const values = valuesByDay(history?.points ?? [], options.measure, zone)
  const count = (options.weeks - 1) * WEEK_DAYS + todayRow + 1
  const starts = Array.from({ length: count }, (_, index) => addDays(first, index, zone))
  const days = starts.map((at, index): DayCell => {
    const value = values.get(at)
    return {
      week: Math.floor(index / WEEK_DAYS),
      weekday: index % WEEK_DAYS,
      shade: value === undefined ? 'none' : shadeOf(value, metric),
      text: value === undefined ? '' : formatNumber(value, metric.decimals, locale),
      date: formatDate(civilTime(at, screen.site.timeZone)),
      isToday: at === today,
    }
  })
  const name = subject.id === screen.site.rootUnit ? '' : ` ${subject.name[locale]}`
  const words = [
    metric.unitOfMeasure[locale],
    calendar.measures[options.measure],
    calendar.lastWeeks(options.weeks),
  ]
  return {
    title:
      options.title?.[locale] ?? `${name ? metric.shortName[locale] : metric.name[locale]}${name}`,
    subtitle: words.filter((one) => one !== ''),
    notice: history?.state === 'ready' ? undefined : (history?.state ?? 'loading'),
    state: panelState([reading], metric.freshness, context),
    series: `${metric.id}/${subject.id}`,
    weekCount: options.weeks,
    days,
    breaks: breaksOf(history, starts, context),
    months: monthsOf(days, calendar.month),
    weekdays: [...calendar.weekdays.slice(1), ...calendar.weekdays.slice(0, 1)],
    legend: legendOf(metric, context),
    textLetters: Math.max(1, ...days.map(({ text }) => text.length)),
  }
}

function breaksOf(
  history: HistoryView | undefined,
  starts: readonly number[],
  context: PanelContext,
): readonly CalendarBreak[] {
  const window = { from: starts[0] ?? Infinity, to: context.now }
  return breaksIn([history], window, context).map(({ at, since, units }) => ({
    day: starts.findLastIndex((start) => start <= at),
    since,
    units: units.join('; '),
  }))
}

function valuesByDay(
  points: readonly HistoryPoint[],
  measure: CalendarOptions['measure'],
  zone: SiteZone,
): ReadonlyMap<number, number> {
  const values = new Map<number, number>()
  for (const point of points) {
    if (point.value === null) continue
    const day = dayStart(point.at, zone)
    const before = values.get(day)
    values.set(day, before === undefined ? valueOf(point, measure) : joined(before, point, measure))
  }
  return values
}

function valueOf(point: HistoryPoint, measure: CalendarOptions['measure']): number {
  return measure === 'last' ? (point.value ?? NaN) : point[measure]
}

function joined(before: number, point: HistoryPoint, measure: CalendarOptions['measure']): number {
  switch (measure) {
    case 'last':
      return point.value ?? before
    case 'max':
      return Math.max(before, point.max)
    case 'min':
      return Math.min(before, point.min)
  }
}

/** A month is named over the first week that is all its own, or the last of all, when two weeks are its own. */
function monthsOf(
  days: readonly DayCell[],
  nameOf: (month: number, year: string) => string,
): CalendarView['months'] {
  const months: { week: number; text: string }[] = []
  const lastWeek = days.at(-1)?.week ?? 0
  let named = ''
  for (const { date, week, weekday } of days) {
    const [, month = '', year = ''] = date.split('/')
    if (month === named) continue
    named = month
    // A month that begins in mid-week starts its name with the first week that is all its own.
    const own = weekday === 0 || week === 0 ? week : Math.min(week + 1, lastWeek)
    const last = months.at(-1)
    if (last && own - last.week < 2) months.pop()
    months.push({ week: own, text: nameOf(Number(month), year) })
  }
  return months
}

/** Newest day first, breaks between the days that they part. */
export function calendarTable(view: CalendarView, { messages }: PanelContext): ChartTableView {
  const { calendar } = messages.panels
  const rows = view.days.flatMap(({ date, text, isToday }, index) => [
    ...view.breaks
      .filter(({ day }) => day === index)
      .map(({ since, units }) => ({ name: since, cells: [{ text: units }] })),
    {
      name: isToday ? `${date} (${calendar.today})` : date,
      cells: [
        {
          text: text === '' ? messages.map.noData : text,
          series: isToday ? view.series : undefined,
        },
      ],
    },
  ])
  return {
    caption: [view.title, ...view.subtitle].join(', '),
    columns: [calendar.day, view.title],
    rows: rows.toReversed(),
  }
}
