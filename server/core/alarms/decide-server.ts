import { MAX_OPEN_OCCURRENCES } from '../../../protocol/alarms.ts'
import type { Alarm, Occurrence } from './alarm.ts'
import { hiddenState } from './alarm-state.ts'
import { isWorseReached } from './apply-event.ts'
import type { ConditionResult } from './condition.ts'
import type { AlarmChange } from './events.ts'
import type { Rule } from './rule.ts'

/**
 * What the server's own look at a condition means for its alarm, in order; empty when they agree. The
 * alarm follows the condition whatever hides it, but for one that is out of service: it is not raised.
 * `hiddenBy`: what suppresses this alarm by design at this moment.
 */
export function decideCondition(
  alarm: Alarm,
  rule: Pick<Rule, 'isLatched'>,
  result: ConditionResult,
  facts: { readonly hiddenBy: readonly string[]; readonly isSimulated: boolean },
): readonly AlarmChange[] {
  const changes: AlarmChange[] = []
  if (alarm.isBlind !== result.isBlind) {
    changes.push({ kind: result.isBlind ? 'went-blind' : 'sees-again' })
  }
  if (alarm.isChattering !== result.isChattering) {
    changes.push({ kind: result.isChattering ? 'chattering-began' : 'chattering-ended' })
  }
  const newest = alarm.open.at(-1)
  const held = newest && newest.clearedAt === undefined ? newest : undefined
  const { active } = result
  if (!active) {
    if (held) changes.push({ kind: 'cleared', occurrence: held.number })
    return changes
  }
  if (held) {
    if (isOtherLevel(held, active)) {
      const isWorse = isWorseReached(active, held)
      changes.push({ kind: 'severity-changed', occurrence: held.number, ...active, isWorse })
    }
    return changes
  }
  if (alarm.outOfService) return changes
  // Hidden before it is raised, or it would be shown, and told to people, for a moment.
  for (const by of facts.hiddenBy) {
    if (!alarm.suppressedBy.includes(by)) changes.push({ kind: 'suppressed', by })
  }
  const isOneTooMany = newest !== undefined && alarm.open.length >= MAX_OPEN_OCCURRENCES
  const occurrence = isOneTooMany ? newest.number : alarm.lastOccurrence + 1
  const { isLatched } = rule
  const { isSimulated } = facts
  changes.push({ kind: 'raised', occurrence, ...active, isLatched, isSimulated })
  return changes
}

function isOtherLevel(held: Occurrence, active: NonNullable<ConditionResult['active']>): boolean {
  return (
    held.severity !== active.severity || held.level !== active.level || held.limit !== active.limit
  )
}

/** What suppresses an alarm by design, brought up to date: only where there is something to hide. */
export function decideSuppression(
  alarm: Alarm,
  hiddenBy: readonly string[],
): readonly AlarmChange[] {
  const ended = alarm.suppressedBy.filter((by) => !hiddenBy.includes(by))
  const begun =
    alarm.open.length === 0 ? [] : hiddenBy.filter((by) => !alarm.suppressedBy.includes(by))
  return [
    ...begun.map((by): AlarmChange => ({ kind: 'suppressed', by })),
    ...ended.map((by): AlarmChange => ({ kind: 'unsuppressed', by })),
  ]
}

/**
 * What only time brings (site time `at`): a shelf ends, an alarm that nobody acknowledges goes one
 * step further. What is hidden does not escalate.
 */
export function decideTime(
  alarm: Alarm,
  rule: Pick<Rule, 'escalation'> | undefined,
  at: number,
): readonly AlarmChange[] {
  if (alarm.shelf && at >= alarm.shelf.until) return [{ kind: 'unshelved', cause: 'expired' }]
  if (!rule || hiddenState(alarm) !== undefined) return []
  return alarm.open.flatMap((one): readonly AlarmChange[] => {
    const step = rule.escalation[one.escalations]
    if (one.acknowledged || !step || at < one.askedAt + step.afterMs) return []
    const { number: occurrence, escalations } = one
    return [{ kind: 'escalated', occurrence, step: escalations + 1, role: step.role }]
  })
}

/** When `decideTime` has something to say though nothing else happens; absent = never. */
export function nextTime(
  alarm: Alarm,
  rule: Pick<Rule, 'escalation'> | undefined,
): number | undefined {
  const times = alarm.shelf ? [alarm.shelf.until] : []
  if (rule && hiddenState(alarm) === undefined) {
    for (const one of alarm.open) {
      const step = rule.escalation[one.escalations]
      if (step && !one.acknowledged) times.push(one.askedAt + step.afterMs)
    }
  }
  return times.length > 0 ? Math.min(...times) : undefined
}
