import {
  MAX_OPEN_OCCURRENCES,
  type AlarmSignature,
  type Severity,
} from '../../../protocol/alarms.ts'

/** Whose values an alarm watches; undefined = the site as a whole. */
export type AlarmSubject = { readonly kind: 'unit' | 'sensor'; readonly id: string } | undefined

/** A raise of an alarm that is not closed yet. Times are site time, ms since 1970. */
export interface Occurrence {
  /** 1, 2, 3 … within the alarm. */
  readonly number: number
  readonly severity: Severity
  readonly level?: string | undefined
  /** Of a rule with several levels, which one, from 0; a higher one is worse. */
  readonly rank?: number | undefined
  readonly raisedAt: number
  /** Since when it asks to be acknowledged. */
  readonly askedAt: number
  /** Since when the condition is gone; absent = it holds. */
  readonly clearedAt?: number | undefined
  /** Stays, though the condition is gone, until it is reset. */
  readonly isLatched: boolean
  readonly value?: number | undefined
  readonly limit?: number | undefined
  readonly acknowledged?: AlarmSignature | undefined
  readonly owner?: string | undefined
  readonly comment?: (AlarmSignature & { readonly text: string }) | undefined
  readonly furtherRaises: number
  readonly escalations: number
}

/** An occurrence that is over, and who acknowledged it. */
export interface ClosedOccurrence {
  readonly number: number
  readonly acknowledged: AlarmSignature
}

/** As many as can be open: so whoever lists an alarm and acknowledges all of it is told of each who was first. */
export const MAX_CLOSED_KEPT = MAX_OPEN_OCCURRENCES

/** An alarm: a rule on one subject, as the events of its journal made it. */
export interface Alarm {
  /** `<rule>~<subject>`, or the rule's id where it watches the site as a whole. */
  readonly id: string
  readonly rule: string
  readonly metric?: string
  readonly subject: AlarmSubject
  /** Number of the last raise. */
  readonly lastOccurrence: number
  /** Oldest first, at most `MAX_OPEN_OCCURRENCES`; only the newest can be active. */
  readonly open: readonly Occurrence[]
  /** The occurrences that closed last, newest last, for whoever still wants to acknowledge one: at most `MAX_CLOSED_KEPT`. */
  readonly closed: readonly ClosedOccurrence[]
  readonly shelf?: (AlarmSignature & { readonly until: number }) | undefined
  readonly outOfService?: AlarmSignature | undefined
  readonly suppressedBy: readonly string[]
  readonly isChattering: boolean
  readonly isBlind: boolean
  readonly isSimulated: boolean
}

export function alarmId(rule: string, subject: AlarmSubject): string {
  return subject ? `${rule}~${subject.id}` : rule
}

/** An alarm to which nothing has happened yet. */
export function emptyAlarm(
  named: Pick<Alarm, 'rule' | 'metric' | 'subject'>,
  isSimulated = false,
): Alarm {
  return {
    id: alarmId(named.rule, named.subject),
    rule: named.rule,
    ...(named.metric !== undefined && { metric: named.metric }),
    subject: named.subject,
    lastOccurrence: 0,
    open: [],
    closed: [],
    suppressedBy: [],
    isChattering: false,
    isBlind: false,
    isSimulated,
  }
}
