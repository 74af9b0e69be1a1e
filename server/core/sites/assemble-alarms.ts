import type {
  AlarmRule,
  AlarmRules,
  MaintenanceWindow,
  RuleSubjects,
} from '../alarms/alarm-rules.ts'
import {
  DEFAULT_CHATTERING,
  DEFAULT_MAX_SHELF_MS,
  type Rule,
  type RuleCondition,
} from '../alarms/rule.ts'
import { parseMoment } from '../calendar/wall-clock.ts'
import { placedMetrics, placedSensors } from './collect.ts'
import type { AlarmsFile } from './alarms-file.ts'
import { placedAlarms, type MaintenanceEntry, type RuleEntry } from './collect-alarms.ts'
import type { MetricsFile } from './config-schemas.ts'
import type { SensorsFile } from './sensors-file.ts'
import { durationMs } from './config-values.ts'
import { sensorsOf } from './rule-subjects.ts'
import type { SharedSources, SiteSources } from './sources.ts'

type Metric = MetricsFile['metrics'][number]
type Sensor = SensorsFile['sensors'][number]

/** The alarm rules of a site, of files that passed all checks: every limit a number, every time ms. */
export function assembleAlarms(sources: SiteSources, shared: SharedSources): AlarmRules {
  const { roles, rules, maintenance } = placedAlarms(sources, shared)
  const metrics = new Map(placedMetrics(sources, shared).map(({ entry }) => [entry.id, entry]))
  const sensors = placedSensors(sources, shared).map(({ entry }) => entry)
  const { timeZone } = sources.site.value
  return {
    rules: rules.map(({ entry }) => ({
      ...ruleOf(entry, metrics.get(entry.metric ?? ''), sensors, sources.id),
      ...(entry.escalate.length > 0 && { roleNames: namesOf(entry, roles) }),
    })),
    maintenance: maintenance.map(({ entry }) => windowOf(entry, timeZone)),
  }
}

function ruleOf(
  entry: RuleEntry,
  metric: Metric | undefined,
  sensors: readonly Sensor[],
  site: string,
): AlarmRule {
  const { name, guidance, call, notify } = entry
  return {
    name,
    ...(metric && { metric: metric.id }),
    subjects: subjectsOf(entry, metric, sensors, site),
    settings: settingsOf(entry),
    ...(guidance && { guidance }),
    call,
    notify,
  }
}

function namesOf(
  { escalate }: RuleEntry,
  roles: AlarmsFile['roles'],
): NonNullable<AlarmRule['roleNames']> {
  return Object.fromEntries(
    escalate.flatMap(({ role }) => (roles[role] ? [[role, roles[role]]] : [])),
  )
}

function settingsOf(entry: RuleEntry): Omit<Rule, 'condition'> {
  const { id, deadband, onDelay, offDelay, latched, chattering, maxShelf, escalate, parent } = entry
  const msOf = (text: string | undefined, absent = 0): number =>
    text === undefined ? absent : durationMs(text)
  return {
    id,
    deadband,
    onDelayMs: msOf(onDelay),
    offDelayMs: msOf(offDelay),
    isLatched: latched,
    chattering: chattering
      ? { raises: chattering.raises, withinMs: durationMs(chattering.within) }
      : DEFAULT_CHATTERING,
    escalation: escalate.map(({ after, role }) => ({ afterMs: durationMs(after), role })),
    maxShelfMs: msOf(maxShelf, DEFAULT_MAX_SHELF_MS),
    ...(parent !== undefined && { parent }),
    isHiddenInFlood: entry.hideInFlood,
  }
}

function subjectsOf(
  entry: RuleEntry,
  metric: Metric | undefined,
  sensors: readonly Sensor[],
  site: string,
): RuleSubjects {
  const { units } = entry
  if (entry.sensors !== undefined) {
    const watched = sensorsOf(entry, sensors, metric?.sensorKind)
    return {
      kind: 'sensors',
      sensors: watched.map((sensor) => ({
        id: sensor.id,
        condition: conditionOf(entry, metric, sensor),
      })),
    }
  }
  const condition = conditionOf(entry, metric)
  if (units === undefined) return { kind: 'site', condition }
  if (units === 'all') return { kind: 'units', codes: 'communes', condition }
  return { kind: 'units', codes: units === 'root' ? [site] : units, condition }
}

function conditionOf(
  { condition }: RuleEntry,
  metric: Metric | undefined,
  sensor?: Sensor,
): RuleCondition {
  switch (condition.kind) {
    case 'levels': {
      const { kind, direction, levels } = condition
      if (levels !== 'from-sensor') return { kind, direction, levels }
      return { kind, direction, levels: levelsOf(condition, sensor) }
    }
    case 'rate': {
      const { window, ...others } = condition
      return { ...others, windowMs: durationMs(window) }
    }
    case 'count': {
      const { window, atLeast, ...others } = condition
      const windowMs = durationMs(window)
      return { ...others, windowMs, ...(atLeast !== undefined && { atLeast }) }
    }
    case 'deviation': {
      const { target } = condition
      return { ...condition, target: target === 'from-metric' ? needed(metric?.target) : target }
    }
    case 'stale': {
      const { kind, after, severity } = condition
      const text = after === 'from-metric' ? needed(metric?.freshness.staleAfter) : after
      return { kind, afterMs: durationMs(text), severity }
    }
    case 'high':
    case 'low':
    case 'state':
    case 'quality':
    case 'combination':
      return condition
  }
}

type Levels = Extract<RuleEntry['condition'], { readonly kind: 'levels' }>

/** Least bad first, as a sensor's own levels ascend. */
function levelsOf({ direction, severities = {} }: Levels, sensor: Sensor | undefined) {
  const levels = needed(sensor?.levels).map(({ name, value }) => ({
    name,
    limit: value,
    severity: needed(severities[name]),
  }))
  return direction === 'high' ? levels : levels.toReversed()
}

function windowOf(entry: MaintenanceEntry, timeZone: string): MaintenanceWindow {
  const { id, reason, rules, sensors, units } = entry
  return {
    id,
    from: needed(parseMoment(entry.from, timeZone)),
    to: needed(parseMoment(entry.to, timeZone)),
    reason,
    ...(rules !== 'all' && { rules }),
    ...(sensors && { sensors }),
    ...(units && { units }),
  }
}

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('alarm rules were assembled unchecked')
  return value
}
