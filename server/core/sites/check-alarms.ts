import { MAX_POINTS, MAX_RULES } from '../alarms/alarm-rules.ts'
import { parseMoment } from '../calendar/wall-clock.ts'
import { checkRuleLimits } from './check-alarm-limits.ts'
import { placedMetrics, placedSensors, type Placed } from './collect.ts'
import { placedAlarms, type MaintenanceEntry, type RuleEntry } from './collect-alarms.ts'
import type { MetricsFile } from './config-schemas.ts'
import type { SensorsFile } from './sensors-file.ts'
import { durationMs } from './config-values.ts'
import { isCommuneLevel } from './in-force.ts'
import { sensorsOf, takesLevelsOfSensor } from './rule-subjects.ts'
import type { Fault, SharedSources, SiteSources, SourcePath } from './sources.ts'

type Report = (path: SourcePath, message: string) => void

interface Known {
  readonly rules: ReadonlyMap<string, Placed<RuleEntry>>
  readonly metrics: ReadonlyMap<string, MetricsFile['metrics'][number]>
  readonly sensors: ReadonlyMap<string, SensorsFile['sensors'][number]>
  readonly units: ReadonlySet<string>
  readonly timeZone: string
}

/** Faults of a site's alarm rules: what they name and is not there, what they cannot be held to, circles, too many. */
export function checkAlarms(sources: SiteSources, shared: SharedSources): readonly Fault[] {
  const { rules, maintenance } = placedAlarms(sources, shared)
  const known = knownOf(sources, shared, rules)
  const faults: Fault[] = []
  const reporting =
    ({ file, path }: Pick<Fault, 'file' | 'path'>): Report =>
    (steps, message) =>
      faults.push({ file, path: [...path, ...steps], message })
  const site = reporting({ file: sources.site.file, path: ['alarms'] })
  for (const [index, name] of sources.site.value.alarms.entries()) {
    if (!shared.alarms.has(name)) site([index], `unknown alarm rules "${name}"`)
    else if (sources.site.value.alarms.indexOf(name) !== index) site([index], `"${name}" twice`)
  }
  for (const one of rules) {
    const fault = reporting(one)
    if (known.rules.get(one.entry.id) !== one) fault(['id'], `rule "${one.entry.id}" twice`)
    checkSubjects(one.entry, known, fault)
    checkParts(one.entry, known, fault)
    checkParent(one.entry, known, fault)
    checkEscalation(one.entry, fault)
    checkLimits(one.entry, known, fault)
  }
  for (const [index, one] of maintenance.entries()) {
    const fault = reporting(one)
    const { id } = one.entry
    if (maintenance.findIndex(({ entry }) => entry.id === id) !== index) {
      fault(['id'], `maintenance "${id}" twice`)
    }
    checkMaintenance(one.entry, known, fault)
  }
  checkCounts(sources, rules, known, site)
  return faults
}

function knownOf(
  sources: SiteSources,
  shared: SharedSources,
  rules: readonly Placed<RuleEntry>[],
): Known {
  return {
    rules: new Map(rules.toReversed().map((one) => [one.entry.id, one])),
    metrics: new Map(placedMetrics(sources, shared).map(({ entry }) => [entry.id, entry])),
    sensors: new Map(placedSensors(sources, shared).map(({ entry }) => [entry.id, entry])),
    units: new Set([sources.id, ...sources.units.value.map((row) => row.code)]),
    timeZone: sources.site.value.timeZone,
  }
}

function checkSubjects(rule: RuleEntry, known: Known, fault: Report): void {
  const { metric: id, sensors, units, condition } = rule
  if (sensors !== undefined && units !== undefined) fault(['units'], 'either sensors or units')
  checkNames('sensor', sensors, known.sensors, (at, words) => fault(['sensors', ...at], words))
  checkNames('unit', units, known.units, (at, words) => fault(['units', ...at], words))
  if (condition.kind === 'combination') {
    if (id !== undefined) fault(['metric'], 'a combination has no metric')
    return
  }
  if (id === undefined) return fault(['id'], 'a rule that is no combination needs a `metric`')
  const metric = known.metrics.get(id)
  if (metric === undefined) return fault(['metric'], `unknown metric "${id}"`)
  const wanted = metric.subjects === 'sensor' ? 'sensors' : 'units'
  if (rule[wanted] === undefined) {
    const isOther = sensors !== undefined || units !== undefined
    const where = !isOther ? 'metric' : wanted === 'sensors' ? 'units' : 'sensors'
    fault([where], `"${id}" is a metric of ${wanted}: name \`${wanted}\``)
  }
  for (const [index, one] of Array.isArray(sensors) ? sensors.entries() : []) {
    const sensor = known.sensors.get(one)
    if (sensor && metric.sensorKind !== undefined && sensor.kind !== metric.sensorKind) {
      fault(['sensors', index], `"${id}" is not measured by a sensor of kind ${sensor.kind}`)
    } else if (sensor && sensor.levels === undefined && takesLevelsOfSensor(rule)) {
      fault(['sensors', index], `sensor "${one}" has no levels`)
    }
  }
}

function checkNames(
  kind: 'sensor' | 'unit' | 'rule',
  names: string | readonly string[] | undefined,
  known: { readonly has: (name: string) => boolean },
  fault: Report,
): void {
  if (names === undefined || typeof names === 'string') return
  for (const [index, name] of names.entries()) {
    if (!known.has(name)) fault([index], `unknown ${kind} "${name}"`)
    else if (names.indexOf(name) !== index) fault([index], `${kind} "${name}" twice`)
  }
}

function checkParts({ id, condition }: RuleEntry, known: Known, fault: Report): void {
  if (condition.kind !== 'combination') return
  const path = (at: SourcePath): SourcePath => ['condition', 'rules', ...at]
  checkNames('rule', condition.rules, known.rules, (at, words) => fault(path(at), words))
  if (condition.atLeast > condition.rules.length) {
    fault(['condition', 'atLeast'], `more than the ${condition.rules.length} rules there are`)
  }
  for (const [index, part] of condition.rules.entries()) {
    if (leadsTo(part, id, (name) => partsOf(known.rules.get(name)?.entry))) {
      fault(path([index]), `"${id}" is made of itself`)
    }
  }
}

function checkParent({ id, parent }: RuleEntry, known: Known, fault: Report): void {
  if (parent === undefined) return
  if (!known.rules.has(parent)) return fault(['parent'], `unknown rule "${parent}"`)
  const above = (name: string): readonly string[] => {
    const next = known.rules.get(name)?.entry.parent
    return next === undefined ? [] : [next]
  }
  if (leadsTo(parent, id, above)) fault(['parent'], `"${id}" is among its own parents`)
}

function partsOf(rule: RuleEntry | undefined): readonly string[] {
  return rule?.condition.kind === 'combination' ? rule.condition.rules : []
}

function leadsTo(
  from: string,
  to: string,
  next: (name: string) => readonly string[],
  seen = new Set<string>(),
): boolean {
  if (from === to) return true
  if (seen.has(from)) return false
  seen.add(from)
  return next(from).some((one) => leadsTo(one, to, next, seen))
}

function checkEscalation({ escalate }: RuleEntry, fault: Report): void {
  for (const [index, { after }] of escalate.entries()) {
    const before = escalate[index - 1]
    if (before && durationMs(after) <= durationMs(before.after)) {
      fault(['escalate', index, 'after'], 'steps must ascend')
    }
  }
}

function checkLimits(rule: RuleEntry, { metrics, sensors }: Known, fault: Report): void {
  const metric = metrics.get(rule.metric ?? '')
  const levels = takesLevelsOfSensor(rule)
    ? sensorsOf(rule, [...sensors.values()], metric?.sensorKind)
    : []
  checkRuleLimits(rule, metric, levels, fault)
}

function checkMaintenance(window: MaintenanceEntry, known: Known, fault: Report): void {
  checkNames('rule', window.rules, known.rules, (at, words) => fault(['rules', ...at], words))
  checkNames('sensor', window.sensors, known.sensors, (at, words) =>
    fault(['sensors', ...at], words),
  )
  checkNames('unit', window.units, known.units, (at, words) => fault(['units', ...at], words))
  const [from, to] = [window.from, window.to].map((text) => parseMoment(text, known.timeZone))
  if (from !== undefined && to !== undefined && to <= from) {
    fault(['to'], '`to` must be after `from`')
  }
}

function checkCounts(
  sources: SiteSources,
  rules: readonly Placed<RuleEntry>[],
  { metrics, sensors }: Known,
  fault: Report,
): void {
  if (rules.length > MAX_RULES) fault([], `${rules.length} rules, at most ${MAX_RULES}`)
  // Not all on one day, but where codes are used again they count once.
  const communes = new Set(
    sources.units.value.filter(({ kind }) => isCommuneLevel(kind)).map(({ code }) => code),
  )
  const all = [...sensors.values()]
  const points = rules.map(({ entry }) => {
    if (entry.units === 'all') return communes.size
    if (Array.isArray(entry.units)) return entry.units.length
    if (entry.sensors === undefined) return 1
    return sensorsOf(entry, all, metrics.get(entry.metric ?? '')?.sensorKind).length
  })
  const count = points.reduce((sum, one) => sum + one, 0)
  if (count > MAX_POINTS) fault([], `rules for ${count} alarms, at most ${MAX_POINTS}`)
}
