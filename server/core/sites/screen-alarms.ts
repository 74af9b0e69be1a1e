import type {
  ScreenAlarmLimit,
  ScreenAlarmRule,
  ScreenMaintenance,
} from '../../../protocol/screen.ts'
import type { AlarmRule, MaintenanceWindow } from '../alarms/alarm-rules.ts'
import type { RuleCondition } from '../alarms/rule.ts'

/** A rule as screens need it: what to call it, which lines to draw, what to do. */
export function screenAlarmRule({
  name,
  metric,
  subjects,
  settings,
  guidance,
  call,
  roleNames = {},
}: AlarmRule): ScreenAlarmRule {
  const { id, maxShelfMs, escalation } = settings
  const [first] = subjects.kind === 'sensors' ? subjects.sensors : [subjects]
  const bySensor =
    subjects.kind === 'sensors'
      ? subjects.sensors.map(({ id: sensor, condition }) => [sensor, limitsOf(condition)] as const)
      : []
  const limits = first ? limitsOf(first.condition) : []
  const isSame = bySensor.every(([, its]) => JSON.stringify(its) === JSON.stringify(limits))
  return {
    id,
    name,
    ...(metric !== undefined && { metric }),
    ...(first && { kind: first.condition.kind }),
    limits: isSame ? limits : [],
    ...(!isSame && { limitsBySensor: Object.fromEntries(bySensor) }),
    ...(guidance && { guidance }),
    call,
    ...(escalation.length > 0 && {
      escalation: escalation.map(({ afterMs, role }) => ({
        ...{ afterMs, role },
        ...(roleNames[role] && { name: roleNames[role] }),
      })),
    }),
    maxShelfMs,
  }
}

/** Those that are open or still to come at a moment. */
export function screenMaintenance(
  windows: readonly MaintenanceWindow[],
  at: number,
): readonly ScreenMaintenance[] {
  return windows.filter(({ to }) => to > at)
}

/** What the values are held against; none where that is not a value of the metric itself. */
function limitsOf(condition: RuleCondition): readonly ScreenAlarmLimit[] {
  switch (condition.kind) {
    case 'high':
    case 'low':
      return [{ value: condition.limit, severity: condition.severity }]
    case 'levels':
      return condition.levels.map(({ name, limit, severity }) => ({ name, value: limit, severity }))
    case 'deviation': {
      const { target, limit, severity } = condition
      return [target - limit, target + limit].map((value) => ({ value, severity }))
    }
    case 'rate':
    case 'stale':
    case 'state':
    case 'count':
    case 'quality':
    case 'combination':
      return []
  }
}
