import { parseInstant } from '../ingest/instant.ts'
import { civilDate } from '../sites/civil-date.ts'
import { isIsoDate } from '../sites/validity.ts'
import { civilTimeOfSerial, type CivilTime } from './excel-date.ts'
import type { LocalTime } from './local-time.ts'
import type { Mapping } from './mapping.ts'
import { cellText, type DateSystem, type RegisterCell } from './register-cell.ts'
import type { When } from './register-row.ts'

export interface MomentRules {
  readonly dates: Mapping['dates']
  readonly midnight: Mapping['midnight']
  readonly dateSystem: DateSystem
  readonly timeZone: string
  readonly localTime: LocalTime
}

export interface Moment {
  readonly when: When
  /** ISO, in the zone of the rules. */
  readonly date: string
}

const FIRST_YEAR = 1970
const LAST_YEAR = 2199
const EARLIEST = '1970-01-02'

const CLOCK = String.raw`(\d{1,2})(?:\s*(?::|h|giờ)\s*(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(?:phút|')?\s*(am|pm|sa|ch)?)`
const DAY = String.raw`(\d{1,4})(?<mark>[/.-])(\d{1,2})\k<mark>(\d{1,4})`
const DAY_THEN_CLOCK = new RegExp(`^${DAY}(?:[T ,;]+(?:lúc )?${CLOCK})?$`, 'iu')
const CLOCK_THEN_DAY = new RegExp(`^${CLOCK}[ ,;]+(?:ngày )?${DAY}$`, 'iu')
const SERIAL = /^\d{5}(?:[.,]\d{1,15})?$/

/** Reads a date, with or without its time; undefined when the cell holds none. */
export function readMoment(cell: RegisterCell, rules: MomentRules): Moment | undefined {
  switch (cell.kind) {
    case 'number':
    case 'serial':
      return momentOf(civilTimeOfSerial(cell.value, rules.dateSystem), rules)
    case 'boolean':
    case 'error':
      return undefined
    case 'text':
      return readText(cellText(cell), rules)
  }
}

function readText(text: string, rules: MomentRules): Moment | undefined {
  if (text.length > 40) return undefined
  if (SERIAL.test(text)) {
    return momentOf(civilTimeOfSerial(Number(text.replace(',', '.')), rules.dateSystem), rules)
  }
  const instant = parseInstant(text.replace(' ', 'T'))
  if (instant !== undefined) return { when: instant, date: civilDate(instant, rules.timeZone) }
  const day = DAY_THEN_CLOCK.exec(text)
  if (day) return momentOf(civilTime(day.slice(1, 5), day.slice(5), rules), rules)
  const clock = CLOCK_THEN_DAY.exec(text)
  return clock ? momentOf(civilTime(clock.slice(5), clock.slice(1, 5), rules), rules) : undefined
}

function momentOf(time: CivilTime | undefined, rules: MomentRules): Moment | undefined {
  if (time === undefined || time.date < EARLIEST) return undefined
  const { date, seconds } = time
  const isDay = seconds === undefined || (seconds === 0 && rules.midnight === 'day')
  return { when: isDay ? date : rules.localTime(date, seconds), date }
}

type Parts = readonly (string | undefined)[]

function civilTime(
  [first = '', , second = '', third = '']: Parts,
  clock: Parts,
  { dates }: MomentRules,
): CivilTime | undefined {
  const isYearFirst = first.length === 4
  if (!isYearFirst && first.length > 2) return undefined
  const year = yearOf(isYearFirst ? first : third)
  const isMonthFirst = !isYearFirst && dates === 'month-first'
  const [day, month] = isYearFirst
    ? [third, second]
    : isMonthFirst
      ? [second, first]
      : [first, second]
  if (year === undefined || day.length > 2) return undefined
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (!isIsoDate(date)) return undefined
  if (clock[0] === undefined) return { date }
  const seconds = secondsOf(clock)
  return seconds === undefined ? undefined : { date, seconds }
}

/** Two digits are of this century. */
function yearOf(text: string): number | undefined {
  const year = text.length === 2 ? 2_000 + Number(text) : Number(text)
  return text.length !== 3 && year >= FIRST_YEAR && year <= LAST_YEAR ? year : undefined
}

function secondsOf([hours = '', minutes = '', seconds = '0', half]: Parts): number | undefined {
  const shift = half === undefined ? undefined : /^(am|sa)$/i.test(half) ? 0 : 12
  const hour = shift === undefined ? Number(hours) : (Number(hours) % 12) + shift
  if (shift !== undefined && (Number(hours) < 1 || Number(hours) > 12)) return undefined
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined
  return hour * 3_600 + Number(minutes) * 60 + Number(seconds)
}
