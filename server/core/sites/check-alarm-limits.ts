import { SEVERITIES, type Severity } from '../../../protocol/alarms.ts'
import type { RuleEntry } from './collect-alarms.ts'
import type { MetricsFile } from './config-schemas.ts'
import type { SensorsFile } from './sensors-file.ts'
import { durationMs } from './config-values.ts'
import type { SourcePath } from './sources.ts'

type Report = (path: SourcePath, message: string) => void
type Metric = MetricsFile['metrics'][number]
type Sensor = SensorsFile['sensors'][number]

/** A rate is told from at least half of its window, and sources are late. */
const CADENCES_OF_RATE = 3

const WITHOUT_DEADBAND: ReadonlySet<RuleEntry['condition']['kind']> = new Set([
  'stale',
  'state',
  'quality',
  'combination',
])

/** Faults of a rule's numbers, held against the metric and the levels of the sensors that it watches. */
export function checkRuleLimits(
  { condition, deadband }: RuleEntry,
  metric: Metric | undefined,
  sensors: readonly Sensor[],
  fault: Report,
): void {
  const at = (...steps: SourcePath): SourcePath => ['condition', ...steps]
  if (deadband > 0 && WITHOUT_DEADBAND.has(condition.kind)) {
    fault(['deadband'], `a rule of kind ${condition.kind} has no deadband`)
  }
  switch (condition.kind) {
    case 'high':
    case 'low':
      checkLimit(condition.limit, condition.kind, deadband, metric, at('limit'), fault)
      break
    case 'levels':
      if (condition.levels === 'from-sensor') checkSensorLevels(condition, sensors, metric, fault)
      else checkLevels(condition, condition.levels, deadband, metric, fault)
      break
    case 'rate':
      checkWindow(condition.window, metric, fault)
      if (deadband >= condition.limit) fault(['deadband'], 'at least as wide as the limit')
      break
    case 'deviation':
      checkTarget(condition, metric, fault)
      if (deadband >= condition.limit) fault(['deadband'], 'at least as wide as the limit')
      break
    case 'stale':
      checkAfter(condition.after, metric, fault)
      break
    case 'state':
      for (const [index, value] of condition.values.entries()) {
        if (isOutside(value, metric)) fault(at('values', index), OUTSIDE)
      }
      break
    case 'count':
      if (deadband >= condition.limit) fault(['deadband'], 'at least as wide as the limit')
      if (condition.atLeast !== undefined && isOutside(condition.atLeast, metric)) {
        fault(at('atLeast'), OUTSIDE)
      }
      break
    case 'quality':
    case 'combination':
      break
  }
}

const OUTSIDE = 'outside the hard range of the metric'

function isOutside(value: number, metric: Metric | undefined): boolean {
  return metric !== undefined && (value < metric.hardRange.min || value > metric.hardRange.max)
}

function checkLimit(
  limit: number,
  direction: 'high' | 'low',
  deadband: number,
  metric: Metric | undefined,
  path: SourcePath,
  fault: Report,
): void {
  if (metric === undefined) return
  const { min, max } = metric.hardRange
  if (isOutside(limit, metric)) return fault(path, OUTSIDE)
  const isEndless = direction === 'high' ? limit - deadband <= min : limit + deadband >= max
  if (isEndless) fault(path, 'no value within the hard range could end it')
}

type Levels = Extract<RuleEntry['condition'], { readonly kind: 'levels' }>

function checkLevels(
  { direction, severities }: Levels,
  levels: Exclude<Levels['levels'], string>,
  deadband: number,
  metric: Metric | undefined,
  fault: Report,
): void {
  if (severities) fault(['condition', 'severities'], 'only with `levels: from-sensor`')
  for (const [index, { name, limit, severity }] of levels.entries()) {
    const path = (key: string): SourcePath => ['condition', 'levels', index, key]
    checkLimit(limit, direction, deadband, metric, path('limit'), fault)
    const before = levels[index - 1]
    if (levels.findIndex((one) => one.name === name) !== index) {
      fault(path('name'), `level "${name}" twice`)
    }
    if (before === undefined) continue
    if (direction === 'high' ? limit <= before.limit : limit >= before.limit) {
      fault(path('limit'), `limits must ${direction === 'high' ? 'ascend' : 'descend'}`)
    }
    if (rankOf(severity) < rankOf(before.severity)) fault(path('severity'), LESS_SEVERE)
  }
}

const LESS_SEVERE = 'less severe than the level before it'

function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}

function checkSensorLevels(
  { direction, severities }: Levels,
  sensors: readonly Sensor[],
  metric: Metric | undefined,
  fault: Report,
): void {
  const path = ['condition', 'levels']
  if (severities === undefined) return fault(path, 'with from-sensor give `severities`')
  if (metric?.subjects === 'unit') return fault(path, 'units have no levels')
  for (const { id, levels = [] } of sensors) {
    const worsening = direction === 'high' ? levels : levels.toReversed()
    let before = 0
    for (const { name, value } of worsening) {
      const severity = Object.hasOwn(severities, name) ? severities[name] : undefined
      if (severity === undefined) {
        fault(['condition', 'severities'], `level "${name}" of sensor "${id}" has no severity`)
        continue
      }
      const place = ['condition', 'severities', name]
      if (isOutside(value, metric)) fault(place, `of sensor "${id}": ${OUTSIDE}`)
      if (rankOf(severity) < before) fault(place, `of sensor "${id}": ${LESS_SEVERE}`)
      before = rankOf(severity)
    }
  }
}

function checkWindow(window: string, metric: Metric | undefined, fault: Report): void {
  if (metric === undefined) return
  if (durationMs(window) < CADENCES_OF_RATE * durationMs(metric.freshness.cadence)) {
    const message = `shorter than ${CADENCES_OF_RATE} × the metric's cadence of ${metric.freshness.cadence}`
    fault(['condition', 'window'], message)
  }
}

function checkTarget(
  { target, limit }: Extract<RuleEntry['condition'], { readonly kind: 'deviation' }>,
  metric: Metric | undefined,
  fault: Report,
): void {
  if (metric === undefined) return
  const value = target === 'from-metric' ? metric.target : target
  const path = ['condition', 'target']
  if (value === undefined) return fault(path, `metric "${metric.id}" has no target`)
  if (isOutside(value, metric)) return fault(path, OUTSIDE)
  if (isOutside(value - limit, metric) && isOutside(value + limit, metric)) {
    fault(['condition', 'limit'], 'no value within the hard range is so far from the target')
  }
}

function checkAfter(after: string, metric: Metric | undefined, fault: Report): void {
  if (after === 'from-metric' || metric === undefined) return
  const { cadence, grace } = metric.freshness
  if (durationMs(after) < durationMs(cadence) + durationMs(grace)) {
    fault(['condition', 'after'], "shorter than the metric's cadence and grace together")
  }
}
