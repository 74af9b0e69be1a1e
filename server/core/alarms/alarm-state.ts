import type { AlarmRow, AlarmState } from '../../../protocol/alarms.ts'
import type { Alarm, Occurrence } from './alarm.ts'

/** What an occurrence is called by itself, whatever hides its alarm. */
export function stateOfOccurrence({ clearedAt, acknowledged, isLatched }: Occurrence): AlarmState {
  const isAcknowledged = acknowledged !== undefined
  if (clearedAt === undefined) return isAcknowledged ? 'acknowledged' : 'unacknowledged'
  if (isLatched) return isAcknowledged ? 'latched-acknowledged' : 'latched-unacknowledged'
  return isAcknowledged ? 'normal' : 'returned-unacknowledged'
}

/** What hides an alarm: what a person did goes before what was designed. */
export function hiddenState(
  alarm: Pick<Alarm, 'outOfService' | 'shelf' | 'suppressedBy'>,
): AlarmState | undefined {
  if (alarm.outOfService) return 'out-of-service'
  if (alarm.shelf) return 'shelved'
  return alarm.suppressedBy.length > 0 ? 'suppressed' : undefined
}

/** The alarm as a whole: what hides it, else its newest open occurrence, which alone can be active. */
export function stateOfAlarm(alarm: Alarm): AlarmState {
  const newest = alarm.open.at(-1)
  return hiddenState(alarm) ?? (newest ? stateOfOccurrence(newest) : 'normal')
}

/** The alarm's rows in the channel: one for each open occurrence, or one for what hides it without any. */
export function rowsOf(alarm: Alarm): readonly AlarmRow[] {
  const hidden = hiddenState(alarm)
  const common = commonOf(alarm)
  if (alarm.open.length > 0) {
    return alarm.open.map((one) => ({
      ...common,
      ...partsOf(one),
      state: hidden ?? stateOfOccurrence(one),
    }))
  }
  if (hidden === undefined) return []
  return [{ ...common, occurrence: 0, state: hidden, isActive: false, isAcknowledged: true }]
}

function commonOf(
  alarm: Alarm,
): Omit<AlarmRow, 'occurrence' | 'state' | 'isActive' | 'isAcknowledged'> {
  const { id, rule, metric, subject, shelf, outOfService, suppressedBy } = alarm
  return {
    alarm: id,
    rule,
    ...(metric !== undefined && { metric }),
    ...(subject?.kind === 'unit' && { unit: subject.id }),
    ...(subject?.kind === 'sensor' && { sensor: subject.id }),
    ...(shelf && { shelf }),
    ...(outOfService && { outOfService }),
    ...(suppressedBy.length > 0 && { suppressedBy }),
    ...(alarm.isChattering && { isChattering: true }),
    ...(alarm.isBlind && { isBlind: true }),
    ...(alarm.isSimulated && { isSimulated: true }),
  }
}

function partsOf(
  one: Occurrence,
): Pick<AlarmRow, 'occurrence' | 'isActive' | 'isAcknowledged'> & Partial<AlarmRow> {
  const { severity, raisedAt, askedAt, clearedAt, acknowledged } = one
  return {
    occurrence: one.number,
    severity,
    ...(one.level !== undefined && { level: one.level }),
    isActive: clearedAt === undefined,
    isAcknowledged: acknowledged !== undefined,
    raisedAt,
    askedAt,
    ...(clearedAt !== undefined && { clearedAt }),
    ...(one.value !== undefined && { value: one.value }),
    ...(one.limit !== undefined && { limit: one.limit }),
    ...(acknowledged && { acknowledged }),
    ...(one.owner !== undefined && { owner: one.owner }),
    ...(one.comment && { comment: one.comment }),
    ...(one.furtherRaises > 0 && { furtherRaises: one.furtherRaises }),
    ...(one.escalations > 0 && { escalations: one.escalations }),
  }
}
