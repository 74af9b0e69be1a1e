import type {
  AlarmAnswer,
  AlarmDetail,
  AlarmList,
  ListedAlarm,
} from '../../../protocol/alarm-answers.ts'
import {
  ALARM_STATES,
  SEVERITIES,
  type AlarmRow,
  type AlarmSignature,
  type Watch,
} from '../../../protocol/alarms.ts'
import type { WatchAnswer } from '../../../protocol/shifts.ts'
import { formatVersion } from '../../../protocol/version.ts'
import type { AlarmCounts } from '../../core/alarms/alarm-counts.ts'
import { rowsOf, stateOfAlarm } from '../../core/alarms/alarm-state.ts'
import type { Alarm } from '../../core/alarms/alarm.ts'
import { listAlarms } from '../../core/alarms/list-alarms.ts'
import type { Site } from '../../core/sites/site.ts'
import { readPulse } from '../../services/alarm-cursor.ts'
import { cursorOfAlarm, type AlarmQuery } from './alarm-query.ts'
import type { HttpSite } from './http-parts.ts'

export type AlarmSite = Pick<HttpSite, 'site' | 'clock' | 'alarms'>

/** The alarms that were asked for, with how the site stands as a whole. */
export function alarmList(of: AlarmSite, { filter, after, limit }: AlarmQuery): AlarmList {
  const { follower } = of.alarms
  const book = follower.book()
  const { total, rows, next } = listAlarms(book, filter, { after, limit })
  const pulse = readPulse(follower.pulse().text ?? '')
  const { since } = book.posture.value
  return {
    ...positionOf(of),
    flood: { ...(since !== undefined && { since: iso(since) }), raises: pulse?.raises ?? 0 },
    watch: watchAnswer(book.watch.value),
    ...(pulse && pulse.canaryAt > 0 && { canaryAt: iso(pulse.canaryAt) }),
    counts: countsOf(book.counts),
    total,
    alarms: rows.map((row) => listedAlarm(row, of.site())),
    ...(next && { next: cursorOfAlarm(next) }),
  }
}

export function alarmAnswer(of: AlarmSite, alarm: Alarm): AlarmAnswer {
  return { ...positionOf(of), alarm: alarmDetail(alarm, of.site()) }
}

/** Where what is told stands in the journal of alarms, and when it was told. */
function positionOf({ clock, alarms }: AlarmSite) {
  const { follower } = alarms
  return {
    epoch: follower.epoch(),
    version: formatVersion({ ms: follower.head().seq, n: 0 }),
    time: iso(clock.now()),
  }
}

function countsOf(counts: AlarmCounts): AlarmList['counts'] {
  const shown = ALARM_STATES.filter((state) => state !== 'normal')
  const bySeverity = SEVERITIES.map((severity) => [
    severity,
    sum(shown.map((state) => counts.of(state, severity))),
  ])
  const asking = ['unacknowledged', 'returned-unacknowledged', 'latched-unacknowledged'] as const
  return {
    byState: Object.fromEntries(shown.map((state) => [state, counts.of(state)])),
    bySeverity: Object.fromEntries(bySeverity),
    unacknowledged: sum(asking.map((state) => counts.of(state))),
  }
}

/** An alarm with what is open of it, as it is told to whoever commands it. */
export function alarmDetail(alarm: Alarm, site: Site): AlarmDetail {
  const { id, rule, metric, subject, lastOccurrence, closed } = alarm
  const lastClosed = closed.at(-1)
  return {
    id,
    rule,
    name: nameOf(rule, site),
    ...(metric !== undefined && { metric }),
    ...(subject?.kind === 'unit' && { unit: subject.id }),
    ...(subject?.kind === 'sensor' && { sensor: subject.id }),
    state: stateOfAlarm(alarm),
    lastOccurrence,
    ...(lastClosed && {
      lastClosed: {
        occurrence: lastClosed.number,
        acknowledgedBy: signature(lastClosed.acknowledged),
      },
    }),
    open: rowsOf(alarm).map((row) => listedAlarm(row, site)),
  }
}

function listedAlarm(row: AlarmRow, site: Site): ListedAlarm {
  const { metric, unit, sensor, severity, level, value, limit, owner } = row
  return {
    id: row.alarm,
    occurrence: row.occurrence,
    rule: row.rule,
    name: nameOf(row.rule, site),
    ...(metric !== undefined && { metric }),
    ...(unit !== undefined && { unit }),
    ...(sensor !== undefined && { sensor }),
    state: row.state,
    ...(severity && { severity }),
    ...(level !== undefined && { level }),
    active: row.isActive,
    acknowledged: row.isAcknowledged,
    ...timesOf(row),
    ...(value !== undefined && { value }),
    ...(limit !== undefined && { limit }),
    ...(owner !== undefined && { owner }),
    ...actsOf(row),
    ...marksOf(row),
  }
}

function timesOf({ raisedAt, askedAt, clearedAt }: AlarmRow) {
  return {
    ...(raisedAt !== undefined && { raisedAt: iso(raisedAt) }),
    ...(askedAt !== undefined && { askedAt: iso(askedAt) }),
    ...(clearedAt !== undefined && { clearedAt: iso(clearedAt) }),
  }
}

/** What people did to it. */
function actsOf({ acknowledged, comment, shelf, outOfService }: AlarmRow) {
  return {
    ...(acknowledged && { acknowledgedBy: signature(acknowledged) }),
    ...(comment && { comment: { ...signature(comment), text: comment.text } }),
    ...(shelf && { shelvedUntil: iso(shelf.until), shelvedBy: signature(shelf) }),
    ...(outOfService && { outOfServiceBy: signature(outOfService) }),
  }
}

function marksOf(row: AlarmRow) {
  const { suppressedBy, furtherRaises, escalations } = row
  return {
    ...(suppressedBy && { suppressedBy: [...suppressedBy] }),
    ...(row.isChattering && { chattering: true }),
    ...(row.isBlind && { blind: true }),
    ...(furtherRaises !== undefined && { furtherRaises }),
    ...(escalations !== undefined && { escalations }),
    ...(row.isSimulated && { simulated: true }),
  }
}

export function signature({ id, name, at }: AlarmSignature) {
  return { id, name, at: iso(at) }
}

/** Of a rule that is configured no more its id. */
function nameOf(rule: string, { alarms }: Site): { vi: string; en: string } {
  const name = alarms.rules.find(({ settings }) => settings.id === rule)?.name
  return name ? { vi: name.vi, en: name.en } : { vi: rule, en: rule }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, one) => total + one, 0)
}

/** Who is on watch, as it is answered. */
export function watchAnswer({ officer, shift, until, handover }: Watch): WatchAnswer {
  return {
    ...(officer && { officer: signature(officer) }),
    ...(shift !== undefined && { shift }),
    ...(until !== undefined && { until: iso(until) }),
    ...(handover && { handover: { ...handover, at: iso(handover.at) } }),
  }
}
