import type { AlarmRow } from '../../../protocol/alarms.ts'
import type { ScreenAlarmRule, ScreenMessage } from '../../../protocol/screen.ts'
import { spanWords } from '../i18n/age.ts'
import { formatMoment } from '../i18n/dates.ts'
import type { Locale, Messages } from '../i18n/messages.ts'
import { withUnit } from '../i18n/numbers.ts'
import { valueText } from '../i18n/value-text.ts'
import { causeOf, isHidden, isWaiting, lookOf, type AlarmLook } from './alarm-look.ts'
import { keyOf } from './alarm-order.ts'

/** What an alarm's words are made from. */
export interface AlarmPlaceAndTime {
  readonly screen: Pick<ScreenMessage, 'alarmRules' | 'units' | 'sensors' | 'metrics' | 'site'>
  readonly locale: Locale
  readonly messages: Messages
  /** Site time, ms since 1970. */
  readonly now: number
}

/** An alarm in words, for lists on walls and desks. */
export interface AlarmLine {
  readonly key: string
  readonly row: AlarmRow
  readonly look: AlarmLook
  /** What is wrong: `Mực nước đạt mức báo động: BĐ3`. */
  readonly title: string
  /** Where: `Ái Nghĩa · Đại Lộc`. */
  readonly place: string
  /** The same in parts, the nearest first: a list that is narrow may leave out the last. */
  readonly places: readonly string[]
  /** The value that raised it or changed its level last, with its unit; '' without one. */
  readonly value: string
  /** The same where the value of now may stand beside it: `khi báo 9,00 m`. */
  readonly then: string
  /** How it stands and since when, in words that age: `chưa nhận, 8 giây`. */
  readonly state: string
  /** When it was raised, as short as leaves no doubt; '' where nothing is open. */
  readonly raised: string
  /** Since when it asks to be acknowledged, which is later where it became worse; else as `raised`. */
  readonly since: string
  /** Priority and state, for whoever cannot see the glyph. */
  readonly label: string
}

export function alarmLine(row: AlarmRow, about: AlarmPlaceAndTime): AlarmLine {
  const { messages, now, screen } = about
  const { alarms } = messages
  const { timeZone } = screen.site
  const priority = row.severity && alarms.priority[row.severity]
  const places = placesOf(row, about)
  const value = valueOf(row, about)
  const moment = (at: number | undefined): string =>
    at === undefined ? '' : formatMoment(at, now, timeZone)
  return {
    key: keyOf(row),
    row,
    look: lookOf(row),
    title: titleOf(row, about),
    place: places.join(' · '),
    places,
    value,
    then: value === '' ? '' : alarms.whenRaised(value),
    state: stateWords(row, about),
    raised: moment(row.raisedAt),
    since: moment(isWaiting(row) ? (row.askedAt ?? row.raisedAt) : row.raisedAt),
    label: [priority, alarms.state[row.state]].filter((part) => part !== undefined).join(', '),
  }
}

export function ruleOf(
  row: AlarmRow,
  screen: Pick<ScreenMessage, 'alarmRules'>,
): ScreenAlarmRule | undefined {
  return screen.alarmRules.find(({ id }) => id === row.rule)
}

type AlarmPlace = Omit<AlarmPlaceAndTime, 'now'>

/** What is wrong. */
export function titleOf(row: AlarmRow, { screen, locale, messages }: AlarmPlace): string {
  const { alarms } = messages
  const name = ruleOf(row, screen)?.name[locale] ?? alarms.unknownRule(row.rule)
  return row.level === undefined ? name : alarms.reached(name, row.level)
}

/** Where, in one line. */
export function placeOf(row: AlarmRow, about: AlarmPlace): string {
  return placesOf(row, about).join(' · ')
}

/** The commune of a sensor stands behind the sensor's name. */
function placesOf(row: AlarmRow, { screen, locale, messages }: AlarmPlace): readonly string[] {
  const unitName = (code: string | undefined): string | undefined =>
    screen.units.find((unit) => unit.code === code)?.name[locale]
  if (row.sensor !== undefined) {
    const sensor = screen.sensors.find(({ id }) => id === row.sensor)
    const parts = [sensor?.name[locale] ?? row.sensor, unitName(sensor?.unit)]
    // A gauge is often called like its commune: once is enough.
    return [...new Set(parts)].filter((part) => part !== undefined)
  }
  if (row.unit !== undefined) return [unitName(row.unit) ?? row.unit]
  return [messages.alarms.wholeSite]
}

function valueOf({ metric: id, value }: AlarmRow, { screen, locale }: AlarmPlaceAndTime): string {
  const metric = screen.metrics.find((one) => one.id === id)
  if (value === undefined || !metric) return ''
  return withUnit(valueText(value, metric, locale), metric.unitOfMeasure[locale])
}

function stateWords(row: AlarmRow, about: AlarmPlaceAndTime): string {
  const { messages, now, screen } = about
  const { alarms } = messages
  const moment = (at: number): string => formatMoment(at, now, screen.site.timeZone)
  if (isHidden(row)) return hiddenWords(row, messages, moment)
  if (isWaiting(row)) {
    if (row.clearedAt !== undefined && row.state === 'returned-unacknowledged') {
      return alarms.clearedAt(moment(row.clearedAt))
    }
    const age = spanWords(now - (row.askedAt ?? now), messages)
    return alarms.waitingFor(alarms.state[row.state], age)
  }
  const { acknowledged } = row
  return acknowledged
    ? alarms.acknowledgedBy(acknowledged.name, moment(acknowledged.at))
    : alarms.state[row.state]
}

function hiddenWords(
  { state, shelf, outOfService, suppressedBy = [] }: AlarmRow,
  { alarms }: Messages,
  moment: (at: number) => string,
): string {
  if (state === 'shelved' && shelf) return alarms.shelvedUntil(moment(shelf.until), shelf.name)
  if (state === 'out-of-service' && outOfService) {
    return alarms.outOfServiceBy(outOfService.name, moment(outOfService.at))
  }
  return alarms.suppressedBy[causeOf(suppressedBy)]
}
