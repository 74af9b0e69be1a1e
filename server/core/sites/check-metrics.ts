import { placedMetrics } from './collect.ts'
import type { Placed } from './collect.ts'
import type { MetricsFile } from './config-schemas.ts'
import { durationMs } from './config-values.ts'
import type { Fault, SharedSources, SiteSources } from './sources.ts'

type Entry = MetricsFile['metrics'][number]

/** Faults between metrics, packs and channels of a site. */
export function checkMetrics(sources: SiteSources, shared: SharedSources): readonly Fault[] {
  const placed = placedMetrics(sources, shared)
  const known = new Map(placed.toReversed().map((one) => [one.entry.id, one]))
  const channels = new Set(sources.site.value.channels.map((channel) => channel.name))
  const perMetric = placed.flatMap((one) => {
    const faults: Fault[] = []
    const fault = (path: readonly (string | number)[], message: string) =>
      faults.push({ file: one.file, path: [...one.path, ...path], message })
    if (known.get(one.entry.id) !== one) fault(['id'], `metric "${one.entry.id}" is defined twice`)
    if (!channels.has(one.entry.channel)) {
      fault(['channel'], `unknown channel "${one.entry.channel}" in site "${sources.id}"`)
    }
    checkNumbers(one.entry, fault)
    checkFreshness(one.entry, fault)
    checkSubjects(one.entry, fault)
    checkOperands(one.entry, known, fault)
    return faults
  })
  return [...checkNames(sources, shared), ...perMetric]
}

type Report = (path: readonly (string | number)[], message: string) => void

function checkNames(sources: SiteSources, shared: SharedSources): readonly Fault[] {
  const { file, value } = sources.site
  const packs = value.packs.flatMap((name, index) =>
    shared.packs.has(name)
      ? []
      : [{ file, path: ['packs', index], message: `unknown metric pack "${name}"` }],
  )
  const channels = value.channels.flatMap(({ name }, index) =>
    value.channels.findIndex((one) => one.name === name) === index
      ? []
      : [
          {
            file,
            path: ['channels', index, 'name'],
            message: `channel "${name}" is defined twice`,
          },
        ],
  )
  return [...packs, ...channels]
}

function checkNumbers({ hardRange, target, classes, states }: Entry, fault: Report): void {
  if (hardRange.min >= hardRange.max) fault(['hardRange', 'max'], '`max` must be above `min`')
  const isInside = (value: number) => value >= hardRange.min && value <= hardRange.max
  if (target !== undefined && !isInside(target)) fault(['target'], 'outside the hard range')
  for (const [index, bound] of classes?.entries() ?? []) {
    if (!isInside(bound)) fault(['classes', index], 'outside the hard range')
    const before = classes?.[index - 1]
    if (before !== undefined && bound <= before) {
      fault(['classes', index], 'class bounds must ascend')
    }
  }
  for (const [index, { value }] of states?.entries() ?? []) {
    if (!isInside(value)) fault(['states', index, 'value'], 'outside the hard range')
    const before = states?.[index - 1]
    if (before !== undefined && value <= before.value) {
      fault(['states', index, 'value'], 'values must ascend')
    }
  }
}

function checkFreshness({ freshness }: Entry, fault: Report): void {
  const staleAfter = durationMs(freshness.staleAfter)
  if (staleAfter < durationMs(freshness.cadence) + durationMs(freshness.grace)) {
    fault(['freshness', 'staleAfter'], '`staleAfter` is shorter than cadence and grace together')
  }
  if (freshness.expireAfter !== undefined && durationMs(freshness.expireAfter) <= staleAfter) {
    fault(['freshness', 'expireAfter'], '`expireAfter` must be longer than `staleAfter`')
  }
}

function checkSubjects({ subjects, sensorKind, aggregation }: Entry, fault: Report): void {
  if (subjects === 'sensor' && sensorKind === undefined) {
    fault(['subjects'], 'a metric of sensors needs `sensorKind`')
  }
  if (subjects === 'unit' && sensorKind !== undefined) {
    fault(['sensorKind'], 'only metrics of sensors have a `sensorKind`')
  }
  if (subjects === 'sensor' && aggregation.kind !== 'none') {
    fault(['aggregation'], 'only metrics of units are aggregated')
  }
}

function checkOperands(
  { id, aggregation }: Entry,
  known: ReadonlyMap<string, Placed<Entry>>,
  fault: Report,
): void {
  if (aggregation.kind !== 'ratio') return
  for (const operand of ['numerator', 'denominator'] as const) {
    const name = aggregation[operand]
    const metric = known.get(name)?.entry
    const path = ['aggregation', operand]
    if (metric === undefined) fault(path, `unknown metric "${name}"`)
    else if (name === id) fault(path, 'a ratio cannot be its own operand')
    else if (metric.subjects !== 'unit') fault(path, `"${name}" is not a metric of units`)
  }
}
