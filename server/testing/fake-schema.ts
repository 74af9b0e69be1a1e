import { seriesKey, type SeriesName } from '../../protocol/schema.ts'
import type { MetricDeclaration, StoredSchema } from '../services/store.ts'

/** The schema with numbers for these series; the same object where all had one. */
export function withSeries(schema: StoredSchema, names: readonly SeriesName[]): StoredSchema {
  const series = [...schema.series]
  const known = new Set(series.map(seriesKey))
  for (const name of names) {
    if (known.has(seriesKey(name))) continue
    if (!schema.metrics.some((metric) => metric.id === name.metric)) {
      throw new Error(`metric ${name.metric} was not declared`)
    }
    known.add(seriesKey(name))
    series.push(name)
  }
  return series.length > schema.series.length ? { ...schema, series } : schema
}

/** The schema with these declarations; a later revision where held numbers or channels mean something else by them. */
export function withMetrics(
  schema: StoredSchema,
  metrics: readonly MetricDeclaration[],
): StoredSchema {
  const held = new Map(schema.metrics.map((metric) => [metric.id, metric]))
  const channels = new Set(schema.metrics.map((metric) => metric.channel))
  let isChanged = false
  for (const metric of metrics) {
    const before = held.get(metric.id)
    isChanged ||=
      before === undefined
        ? channels.size > 0 && !channels.has(metric.channel)
        : before.channel !== metric.channel || before.decimals !== metric.decimals
    held.set(metric.id, metric)
  }
  const revision = schema.revision + (isChanged ? 1 : 0)
  return { ...schema, revision, metrics: [...held.values()] }
}
