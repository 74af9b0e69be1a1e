import type { AlarmRow } from '../../../protocol/alarms.ts'
import type { ShiftComment, ShiftOccurrence } from '../../../protocol/shifts.ts'
import { alarmLine, type AlarmPlaceAndTime } from '../alarms/alarm-line.ts'
import { isHidden, isWaiting } from '../alarms/alarm-look.ts'
import { inOrder } from '../alarms/alarm-order.ts'
import { formatMoment } from '../i18n/dates.ts'
import type { DeskMessages } from '../i18n/desk/desk-messages.ts'
import type { ShiftRow } from '../views/desk/ShiftRows.vue'

/** How the alarms stand now, as whoever follows must know. */
export interface Standing {
  readonly waiting: readonly ShiftRow[]
  readonly acknowledged: readonly ShiftRow[]
  /** Those whose shelf ends first are first. */
  readonly shelved: readonly ShiftRow[]
  readonly outOfService: readonly ShiftRow[]
}

type Words = DeskMessages['shifts']['report']

export function standingOf(
  alarms: ReadonlyMap<string, readonly AlarmRow[]>,
  about: AlarmPlaceAndTime,
  words: Words,
): Standing {
  const rows = inOrder(alarms)
  const said = (row: AlarmRow): ShiftRow => shiftRow(row, about)
  const shelved = rows
    .filter((row) => row.state === 'shelved')
    .toSorted((a, b) => (a.shelf?.until ?? 0) - (b.shelf?.until ?? 0))
  return {
    waiting: rows.filter(isWaiting).map(said),
    acknowledged: rows
      .filter((row) => !isHidden(row) && !isWaiting(row))
      .map((row) => {
        const line = said(row)
        return row.owner === undefined
          ? line
          : { ...line, state: `${line.state} · ${words.owner(row.owner)}` }
      }),
    shelved: shelved.map(said),
    outOfService: rows.filter((row) => row.state === 'out-of-service').map(said),
  }
}

/** An occurrence of a shift, as it was at the shift's end. */
export function occurrenceRow(
  one: ShiftOccurrence,
  about: AlarmPlaceAndTime,
  words: Words,
): ShiftRow {
  const { acknowledged, clearedAt } = one
  const moment = (iso: string): string =>
    formatMoment(Date.parse(iso), about.now, about.screen.site.timeZone)
  const row: AlarmRow = {
    alarm: one.alarm,
    occurrence: one.occurrence,
    rule: one.rule,
    ...(one.metric !== undefined && { metric: one.metric }),
    ...(one.unit !== undefined && { unit: one.unit }),
    ...(one.sensor !== undefined && { sensor: one.sensor }),
    ...(one.level !== undefined && { level: one.level }),
    ...(one.value !== undefined && { value: one.value }),
    severity: one.severity,
    state: acknowledged ? 'acknowledged' : 'unacknowledged',
    isActive: clearedAt === undefined,
    isAcknowledged: acknowledged !== undefined,
    raisedAt: Date.parse(one.raisedAt),
  }
  const taken = acknowledged
    ? words.taken(acknowledged.name, moment(acknowledged.at))
    : words.notTaken
  const gone = clearedAt === undefined ? words.stillThere : words.over(moment(clearedAt))
  return { ...shiftRow(row, about), state: `${taken} · ${gone}` }
}

/** What a comment is about. */
export function commentLine(comment: ShiftComment, about: AlarmPlaceAndTime) {
  const { alarm, rule, unit, sensor, occurrence = 0 } = comment
  const place = { ...(unit !== undefined && { unit }), ...(sensor !== undefined && { sensor }) }
  const row = { alarm, rule, occurrence, ...place } as const
  return alarmLine({ ...row, state: 'normal', isActive: false, isAcknowledged: true }, about)
}

function shiftRow(row: AlarmRow, about: AlarmPlaceAndTime): ShiftRow {
  const { key, look, label, title, place, then, since, state } = alarmLine(row, about)
  const facts = [place, since, then].filter((part) => part !== '').join(' · ')
  const { comment } = row
  return {
    ...{ key, look, label, title, facts, state },
    alarm: row.alarm,
    occurrence: row.occurrence,
    ...(comment && { note: `${comment.name}: “${comment.text}”` }),
  }
}
