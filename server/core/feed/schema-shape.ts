import { indexSchema, type Schema, type SeriesName } from '../../../protocol/schema.ts'
import { DEFAULT_TIME_GRID_MS } from '../../../protocol/sample.ts'
import type { StateShape } from './state.ts'

/** The schema as the store keeps it. */
export interface SchemaRecord {
  readonly revision: number
  readonly metrics: readonly {
    readonly id: string
    readonly channel: string
    readonly decimals: number
  }[]
  readonly series: readonly SeriesName[]
}

/** The wire schema of what is stored. Channels are numbered by name: a metric that comes later moves none of them. */
export function schemaOf(record: SchemaRecord): Schema {
  const channels = [...new Set(record.metrics.map((metric) => metric.channel))].toSorted()
  const metrics = new Map(record.metrics.map((metric) => [metric.id, metric]))
  const series = record.series.map((name, number) => {
    const metric = metrics.get(name.metric)
    if (!metric) throw new Error(`series ${number} has the undeclared metric ${name.metric}`)
    const channel = channels.indexOf(metric.channel)
    return { ...name, number, channel, decimals: metric.decimals }
  })
  return indexSchema(record.revision, channels, series)
}

/** What a feed state needs to know of a schema; `gridOf` gives a channel's time grid in ms. */
export function shapeOf(
  schema: Schema,
  gridOf: (channel: string) => number | undefined,
): StateShape {
  return {
    channelOf: schema.channelOf,
    channelCount: schema.channels.length,
    gridMs: schema.channels.map((channel) => gridOf(channel) ?? DEFAULT_TIME_GRID_MS),
  }
}
