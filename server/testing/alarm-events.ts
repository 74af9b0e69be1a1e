import { emptyAlarm, type AlarmSubject } from '../core/alarms/alarm.ts'
import type { AlarmRule } from '../core/alarms/alarm-rules.ts'
import {
  SERVER_ACTOR,
  type AlarmActor,
  type AlarmChange,
  type AlarmEvent,
} from '../core/alarms/events.ts'
import type { RuleCondition } from '../core/alarms/rule.ts'
import { buildRule } from './alarm-moves.ts'

/** What happens to the alarm of a rule at a subject, by default by the server. */
export function happening(
  rule: string,
  subject: AlarmSubject,
  change: AlarmChange,
  { at = 1_000, actor = SERVER_ACTOR }: { readonly at?: number; readonly actor?: AlarmActor } = {},
): AlarmEvent {
  const { id: alarm } = emptyAlarm({ rule, subject })
  return { alarm, rule, subject, at, actor, change }
}

type Raised = Extract<AlarmChange, { readonly kind: 'raised' }>

/** A raise of high severity, by default the first one. */
export function raise(more: Partial<Omit<Raised, 'kind'>> = {}): Raised {
  const facts = { occurrence: 1, severity: 'high', isLatched: false, isSimulated: false } as const
  return { kind: 'raised', ...facts, ...more }
}

/** A rule for sensors, as it is configured. */
export function buildAlarmRule(id: string, sensors: readonly string[] = ['ai-nghia']): AlarmRule {
  const { condition, ...settings } = buildRule({ id })
  const at: RuleCondition = condition
  return {
    name: { vi: `Luật ${id}`, en: `Rule ${id}` },
    metric: 'river.level',
    subjects: { kind: 'sensors', sensors: sensors.map((one) => ({ id: one, condition: at })) },
    settings,
    call: [],
    notify: [],
  }
}
