import type { ClockStep, Limit, WorkingCalendar } from '../calendar/working-calendar.ts'
import type { Localized } from '../sites/site.ts'
import type { ClockStart } from './history.ts'

/** One line of how a clock runs. */
export interface ClockLine {
  readonly at?: number
  readonly words: Localized
}

/** Names of days that are passed over; more are counted. */
const MOST_DATES = 6

type Waiting = Extract<ClockStep, { readonly kind: 'counts-from' }>['because']

const WAITING: Readonly<Record<Waiting, Localized>> = {
  'before-opening': { vi: 'trước giờ làm việc', en: 'before opening' },
  'after-closing': { vi: 'sau giờ làm việc', en: 'after closing' },
  'after-cut-off': { vi: 'sau giờ chốt nhận trong ngày', en: 'after the daily cut-off' },
  midday: { vi: 'trong giờ nghỉ trưa', en: 'during the midday break' },
  'day-off': { vi: 'vào ngày nghỉ', en: 'on a day off' },
}

/** How a clock was set at a start, step by step, in words. */
export function wordsOfStart(start: ClockStart, calendar: WorkingCalendar): readonly ClockLine[] {
  const { at, because, due, limit } = start
  if (limit !== undefined && due !== Infinity) {
    const steps = calendar.explain(at, limit)
    const [, ...others] = steps
    return [opening(at, because, calendar), ...others.map((step) => wordsOfStep(step, calendar))]
  }
  const head = opening(at, because, calendar)
  if (due === Infinity) {
    return [head, { words: { vi: 'không có thời hạn giải quyết', en: 'there is no time limit' } }]
  }
  return [head, { at: due, words: both((locale) => DUE_AT[locale](clock(due, calendar, locale))) }]
}

/** When the clock stands still. */
export function wordsOfPause(at: number, due: number, calendar: WorkingCalendar): ClockLine {
  const { vi, en } = both((locale) => clock(at, calendar, locale))
  const left = due === Infinity ? 0 : calendar.workingTimeBetween(at, due)
  return {
    at,
    words: {
      vi: `tạm dừng lúc ${vi}${left > 0 ? `, khi còn ${span(left).vi}` : ''}`,
      en: `paused at ${en}${left > 0 ? `, with ${span(left).en} left` : ''}`,
    },
  }
}

type Locale = keyof Localized

function both(words: (locale: Locale) => string): Localized {
  return { vi: words('vi'), en: words('en') }
}

const DUE_AT = {
  vi: (time: string) => `hẹn trả ${time}`,
  en: (time: string) => `promised for ${time}`,
}

const OPENINGS: Readonly<Record<ClockStart['because'], Readonly<Record<Locale, string>>>> = {
  received: { vi: 'nhận', en: 'received' },
  supplemented: {
    vi: 'bổ sung đủ, tính lại từ đầu: nhận',
    en: 'supplemented, counted again from the beginning: received',
  },
  'duty-done': {
    vi: 'đã thực hiện nghĩa vụ tài chính, tính tiếp từ',
    en: 'financial duty done, counted on from',
  },
  extended: { vi: 'xin lỗi, gia hạn lúc', en: 'apologised for and extended at' },
}

function opening(at: number, because: ClockStart['because'], calendar: WorkingCalendar): ClockLine {
  return {
    at,
    words: both((locale) => `${OPENINGS[because][locale]} ${clock(at, calendar, locale)}`),
  }
}

/** One step of how a due time comes about, in words. */
export function wordsOfStep(step: ClockStep, calendar: WorkingCalendar): ClockLine {
  switch (step.kind) {
    case 'opened':
      return opening(step.at, 'received', calendar)
    case 'counts-from':
      return {
        at: step.at,
        words: {
          vi: `tính từ ${clock(step.at, calendar, 'vi')} (${WAITING[step.because].vi})`,
          en: `counts from ${clock(step.at, calendar, 'en')} (${WAITING[step.because].en})`,
        },
      }
    case 'skipped': {
      const name = step.because === 'weekend' ? WEEKEND : step.name
      return {
        words: both((locale) => {
          const what = name ? `${name[locale]}: ` : ''
          return `${SKIPPED[locale]} ${what}${dates(step.dates, locale)}`
        }),
      }
    }
    case 'made-up':
      return { words: both((locale) => `${MADE_UP[locale]} ${dates(step.dates, locale)}`) }
    case 'moved-to-working-time':
      return {
        words: both((locale) => `${clock(step.from, calendar, locale)} ${NOT_WORKING[locale]}`),
      }
    case 'due':
      return {
        at: step.at,
        words: both(
          (locale) =>
            `${limitWords(step.limit)[locale]} → ${DUE[locale]} ${clock(step.at, calendar, locale)}`,
        ),
      }
    case 'not-covered':
      return {
        words: {
          vi: `chưa có lịch nghỉ chính thức năm ${step.year}: hạn có thể thay đổi`,
          en: `days off of ${step.year} are not official yet: the time may change`,
        },
      }
  }
}

const WEEKEND: Localized = { vi: 'cuối tuần', en: 'weekend' }
const SKIPPED: Localized = { vi: 'trừ', en: 'without' }
const MADE_UP: Localized = { vi: 'có tính ngày làm bù', en: 'with make-up days' }
const NOT_WORKING: Localized = {
  vi: 'không phải giờ làm việc, chuyển sang giờ làm việc kế tiếp',
  en: 'is no working time, moved to the next',
}
const DUE: Localized = { vi: 'đến hạn', en: 'due' }

function limitWords({ unit, count }: Limit): Localized {
  const many = String(count).replace('.', ',')
  switch (unit) {
    case 'working-days':
      return { vi: `${many} ngày làm việc`, en: `${count} working days` }
    case 'working-hours':
      return { vi: `${many} giờ làm việc`, en: `${count} working hours` }
    case 'calendar-days':
      return { vi: `${many} ngày`, en: `${count} days` }
  }
}

function dates(all: readonly string[], locale: Locale): string {
  const named = all.slice(0, MOST_DATES).map((date) => dayMonth(date))
  const others = all.length - named.length
  if (others === 0) return named.join(', ')
  const more = locale === 'vi' ? `và ${others} ngày khác` : `and ${others} more`
  return `${named.join(', ')} ${more}`
}

function dayMonth(date: string): string {
  return `${Number(date.slice(8, 10))}/${Number(date.slice(5, 7))}`
}

const formats = new Map<string, Intl.DateTimeFormat>()

function clock(at: number, { timeZone }: WorkingCalendar, locale: Locale): string {
  const key = `${locale} ${timeZone}`
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat(locale === 'vi' ? 'vi-VN' : 'en-GB', {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'numeric',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
  formats.set(key, format)
  const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const day = `${part.get('day')}/${part.get('month')}/${part.get('year')}`
  return `${part.get('hour')}:${part.get('minute')} ${part.get('weekday')}, ${day}`
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

function span(ms: number): Localized {
  const hours = Math.floor(ms / HOUR)
  const minutes = Math.floor((ms % HOUR) / MINUTE)
  return {
    vi: `${hours} giờ ${minutes} phút làm việc`,
    en: `${hours} h ${minutes} min of working time`,
  }
}
