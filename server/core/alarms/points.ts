import { seriesKey } from '../../../protocol/schema.ts'
import { isCommuneLevel, unitsInForce } from '../sites/in-force.ts'
import type { Site } from '../sites/site.ts'
import type { AlarmRule, MaintenanceWindow } from './alarm-rules.ts'
import { alarmId, type AlarmSubject } from './alarm.ts'
import type { Rule, RuleCondition } from './rule.ts'

/** A rule at one of its subjects: where an alarm can be. */
export interface AlarmPoint {
  readonly alarm: string
  readonly rule: Rule
  readonly definition: AlarmRule
  readonly subject: AlarmSubject
  /** `<metric>/<subject>` of the values it looks at; absent in a combination. */
  readonly series?: string
  /** In a combination, for each of its rules the alarms any of which makes that rule active. */
  readonly parts?: readonly (readonly string[])[]
}

/** Every place where a site's rules can raise an alarm on an ISO date of its zone, in the order of the rules. */
export function pointsOf(site: Site, date: string): readonly AlarmPoint[] {
  const inForce = unitsInForce(site, date)
  const codes = new Set(inForce.map(({ code }) => code))
  const communes = inForce.filter(({ kind }) => isCommuneLevel(kind)).map(({ code }) => code)
  const points = site.alarms.rules.flatMap((definition) => {
    const { subjects } = definition
    switch (subjects.kind) {
      case 'site':
        return [pointOf(definition, undefined, ruleOf(definition, subjects.condition))]
      case 'units': {
        const rule = ruleOf(definition, subjects.condition)
        const named = subjects.codes === 'communes' ? communes : subjects.codes
        return named
          .filter((code) => codes.has(code))
          .map((id) => pointOf(definition, { kind: 'unit', id }, rule))
      }
      case 'sensors':
        return subjects.sensors.map(({ id, condition }) =>
          pointOf(definition, { kind: 'sensor', id }, ruleOf(definition, condition)),
        )
    }
  })
  return withParts(points)
}

/** The points that look at each series, by its `<metric>/<subject>`. */
export function pointsBySeries(
  points: readonly AlarmPoint[],
): ReadonlyMap<string, readonly AlarmPoint[]> {
  return groupBy(points, ({ series }) => series)
}

function ruleOf({ settings }: AlarmRule, condition: RuleCondition): Rule {
  return { ...settings, condition }
}

function pointOf(definition: AlarmRule, subject: AlarmSubject, rule: Rule): AlarmPoint {
  const { metric } = definition
  return {
    alarm: alarmId(rule.id, subject),
    rule,
    definition,
    subject,
    ...(metric !== undefined && subject && { series: seriesKey({ metric, subject }) }),
  }
}

/** A combination at a subject needs at least one of its rules there; one for the site takes them wherever they are. */
function withParts(points: readonly AlarmPoint[]): readonly AlarmPoint[] {
  const byRule = groupBy(points, ({ rule }) => rule.id)
  const alarms = new Set(points.map(({ alarm }) => alarm))
  return points.flatMap((point) => {
    const { rule, subject } = point
    if (rule.condition.kind !== 'combination') return [point]
    const parts = rule.condition.rules.map((part) =>
      subject === undefined
        ? (byRule.get(part) ?? []).map(({ alarm }) => alarm)
        : [alarmId(part, subject), alarmId(part, undefined)].filter((one) => alarms.has(one)),
    )
    return parts.some((one) => one.length > 0) ? [{ ...point, parts }] : []
  })
}

function groupBy(
  points: readonly AlarmPoint[],
  keyOf: (point: AlarmPoint) => string | undefined,
): ReadonlyMap<string, readonly AlarmPoint[]> {
  const groups = new Map<string, AlarmPoint[]>()
  for (const point of points) {
    const key = keyOf(point)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group) group.push(point)
    else groups.set(key, [point])
  }
  return groups
}

/** What decides, at site time `at`, whether an alarm is hidden by design. */
export interface HidingFacts {
  readonly at: number
  readonly isFlood: boolean
  /** True while the alarm of this id is active. */
  readonly isActive: (alarm: string) => boolean
}

/**
 * What hides an alarm by design now: `maintenance:<id>` of each open window, `parent:<alarm>` while its
 * parent's alarm of the same subject, of the root unit or of the site is active, `flood`. Sorted.
 */
export function hiddenBy(site: Site, point: AlarmPoint, facts: HidingFacts): readonly string[] {
  const { rule, subject } = point
  const windows = site.alarms.maintenance.filter(
    (window) => isOpen(window, facts.at) && covers(window, rule.id, subject),
  )
  const root: AlarmSubject = { kind: 'unit', id: site.rootUnit }
  const parents =
    rule.parent === undefined
      ? []
      : [subject, root, undefined].map((of) => alarmId(rule.parent ?? '', of))
  const isHiddenByFlood = facts.isFlood && rule.isHiddenInFlood
  return [
    ...windows.map(({ id }) => `maintenance:${id}`),
    ...[...new Set(parents)].filter(facts.isActive).map((alarm) => `parent:${alarm}`),
    ...(isHiddenByFlood ? ['flood'] : []),
  ].sort()
}

/** The next moment after `at` (site time) at which a maintenance window opens or closes; undefined = none will. */
export function nextMaintenanceAt(site: Site, at: number): number | undefined {
  const edges = site.alarms.maintenance
    .flatMap(({ from, to }) => [from, to])
    .filter((edge) => edge > at)
  return edges.length > 0 ? Math.min(...edges) : undefined
}

function isOpen({ from, to }: MaintenanceWindow, at: number): boolean {
  return from <= at && at < to
}

function covers(
  { rules, sensors, units }: MaintenanceWindow,
  rule: string,
  subject: AlarmSubject,
): boolean {
  if (rules && !rules.includes(rule)) return false
  if (!sensors && !units) return true
  if (!subject) return false
  return (subject.kind === 'sensor' ? sensors : units)?.includes(subject.id) ?? false
}
