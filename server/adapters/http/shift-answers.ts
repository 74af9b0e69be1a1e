import type { Shift, ShiftList, ShiftReport } from '../../../protocol/shifts.ts'
import type { Watch } from '../../../protocol/alarms.ts'
import type { RaisedOccurrence, ReportedComment } from '../../core/alarms/shift-report.ts'
import type { ShiftRecord } from '../../core/alarms/shifts.ts'
import type { ShiftAccount } from '../../services/shifts.ts'
import { signature, watchAnswer } from './alarm-answers.ts'

const MOST_ROWS = 500
const WITHIN_MS = 5 * 60_000

const iso = (at: number): string => new Date(at).toISOString()

export function shiftList(now: number, watch: Watch, shifts: readonly ShiftRecord[]): ShiftList {
  return { time: iso(now), watch: watchAnswer(watch), shifts: shifts.map(shiftAnswer) }
}

export function shiftReport(now: number, { shift, summary, isWhole }: ShiftAccount): ShiftReport {
  const { waits } = summary
  const [medianMs, longestMs] = [waits[Math.floor((waits.length - 1) / 2)], waits.at(-1)]
  return {
    time: iso(now),
    shift: shiftAnswer(shift),
    counts: summary.counts,
    acknowledgement: {
      count: waits.length,
      withinFiveMinutes: waits.filter((wait) => wait <= WITHIN_MS).length,
      ...(medianMs !== undefined && { medianMs }),
      ...(longestMs !== undefined && { longestMs }),
    },
    raised: summary.raised.slice(-MOST_ROWS).map(raisedAnswer),
    comments: summary.comments.slice(-MOST_ROWS).map(commentAnswer),
    whole: isWhole,
  }
}

function shiftAnswer(record: ShiftRecord): Shift {
  const { shift, officer, from, until, to, end, relievedBy, note } = record
  return {
    shift,
    officer,
    from: iso(from),
    ...(until !== undefined && { until: iso(until) }),
    ...(to !== undefined && { to: iso(to) }),
    ...(end && { end }),
    ...(relievedBy && { relievedBy }),
    ...(note !== undefined && { note }),
  }
}

function raisedAnswer(one: RaisedOccurrence): ShiftReport['raised'][number] {
  const { alarm, occurrence, rule, metric, subject, severity, level, value } = one
  const { raisedAt, clearedAt, acknowledged } = one
  return {
    ...{ alarm, occurrence, rule, severity, raisedAt: iso(raisedAt) },
    ...(metric !== undefined && { metric }),
    ...(subject && { [subject.kind]: subject.id }),
    ...(level !== undefined && { level }),
    ...(value !== undefined && { value }),
    ...(clearedAt !== undefined && { clearedAt: iso(clearedAt) }),
    ...(acknowledged && { acknowledged: signature(acknowledged) }),
  }
}

function commentAnswer(one: ReportedComment): ShiftReport['comments'][number] {
  const { alarm, occurrence, rule, subject, by, text } = one
  return {
    ...{ alarm, rule, by: signature(by), text },
    ...(occurrence !== undefined && { occurrence }),
    ...(subject && { [subject.kind]: subject.id }),
  }
}
