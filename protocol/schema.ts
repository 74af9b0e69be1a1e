/** What a series measures: an administrative unit or a sensor. */
export type Subject =
  { readonly kind: 'unit'; readonly id: string } | { readonly kind: 'sensor'; readonly id: string }

export interface SeriesName {
  readonly metric: string
  readonly subject: Subject
}

/** Metric of the wire: its decimals scale values, its channel carries them. */
export interface WireMetric {
  readonly id: string
  readonly decimals: number
  /** Index into `SchemaMessage.channels`. */
  readonly channel: number
}

/**
 * The schema as it travels: dictionaries and one integer per series and column.
 * `fromSeries` is the number of the first row; rows before it are those the client holds already.
 */
export interface SchemaMessage {
  readonly revision: number
  readonly channels: readonly string[]
  readonly metrics: readonly WireMetric[]
  readonly units: readonly string[]
  readonly sensors: readonly string[]
  readonly fromSeries: number
  /** Per series: index into `metrics`. */
  readonly metric: readonly number[]
  /** Per series: index into `units`, or `-1 - index` into `sensors`. */
  readonly subject: readonly number[]
}

export interface Series extends SeriesName {
  readonly number: number
  readonly channel: number
  readonly decimals: number
}

/** `metric/unit` or `metric/sensor`, as the wall's `data-series` prints it. */
export function seriesKey(name: SeriesName): string {
  return `${name.metric}/${name.subject.id}`
}

/** A schema in memory: series by number and by key. Grows by `extendSchema`, is replaced when the revision rises. */
export interface Schema {
  readonly revision: number
  readonly channels: readonly string[]
  readonly series: readonly Series[]
  /** By series number; what the codec scales with. */
  readonly decimals: Uint8Array
  /** By series number; index into `channels`. */
  readonly channelOf: Uint8Array
  readonly byKey: ReadonlyMap<string, Series>
}

export const EMPTY_SCHEMA: Schema = {
  revision: 0,
  channels: [],
  series: [],
  decimals: new Uint8Array(0),
  channelOf: new Uint8Array(0),
  byKey: new Map(),
}

export const MAX_DECIMALS = 9
export const MAX_CHANNELS = 255

export type SchemaRefusal =
  | 'rows-missing'
  | 'columns-differ'
  | 'too-many-channels'
  | 'index-out-of-dictionary'
  | 'decimals-out-of-range'

export type SchemaResult =
  | { readonly ok: true; readonly schema: Schema }
  | { readonly ok: false; readonly reason: SchemaRefusal }

/** Applies a schema message to what is held [S1–S6]. Rows before `fromSeries` are kept when the revision is the same; otherwise the message must be whole. */
export function extendSchema(held: Schema, message: SchemaMessage): SchemaResult {
  const kept = message.revision === held.revision ? held.series.slice(0, message.fromSeries) : []
  if (kept.length !== message.fromSeries) return { ok: false, reason: 'rows-missing' }
  if (message.metric.length !== message.subject.length) {
    return { ok: false, reason: 'columns-differ' }
  }
  if (message.channels.length > MAX_CHANNELS) return { ok: false, reason: 'too-many-channels' }
  const series: Series[] = kept
  for (const [row, metricIndex] of message.metric.entries()) {
    const read = readRow(message, series.length, metricIndex, message.subject[row] ?? NaN)
    if (!read.ok) return read
    series.push(read.series)
  }
  return { ok: true, schema: indexSchema(message.revision, message.channels, series) }
}

function readRow(
  message: SchemaMessage,
  number: number,
  metricIndex: number,
  subjectIndex: number,
): { ok: true; series: Series } | { ok: false; reason: SchemaRefusal } {
  const metric = message.metrics[metricIndex]
  const id = subjectIndex >= 0 ? message.units[subjectIndex] : message.sensors[-1 - subjectIndex]
  if (!metric || id === undefined || message.channels[metric.channel] === undefined) {
    return { ok: false, reason: 'index-out-of-dictionary' }
  }
  if (!Number.isInteger(metric.decimals) || metric.decimals < 0 || metric.decimals > MAX_DECIMALS) {
    return { ok: false, reason: 'decimals-out-of-range' }
  }
  const subject: Subject = { kind: subjectIndex >= 0 ? 'unit' : 'sensor', id }
  const { id: metricId, channel, decimals } = metric
  return { ok: true, series: { number, metric: metricId, subject, channel, decimals } }
}

/** Builds the lookups over series that are numbered 0, 1, 2, … in order. */
export function indexSchema(
  revision: number,
  channels: readonly string[],
  series: readonly Series[],
): Schema {
  return {
    revision,
    channels,
    series,
    decimals: Uint8Array.from(series, (one) => one.decimals),
    channelOf: Uint8Array.from(series, (one) => one.channel),
    byKey: new Map(series.map((one) => [seriesKey(one), one])),
  }
}

/** The message that brings a holder of the first `fromSeries` rows to `schema`. */
export function schemaMessage(schema: Schema, fromSeries: number): SchemaMessage {
  const metrics: WireMetric[] = []
  const units: string[] = []
  const sensors: string[] = []
  const positions = { metrics: new Map<string, number>(), subjects: new Map<string, number>() }
  const metric: number[] = []
  const subject: number[] = []
  for (const one of schema.series.slice(fromSeries)) {
    metric.push(
      positionOf(positions.metrics, metrics, one.metric, {
        id: one.metric,
        decimals: one.decimals,
        channel: one.channel,
      }),
    )
    const isUnit = one.subject.kind === 'unit'
    const list = isUnit ? units : sensors
    const key = `${one.subject.kind} ${one.subject.id}`
    const index = positionOf(positions.subjects, list, key, one.subject.id)
    subject.push(isUnit ? index : -1 - index)
  }
  const { revision, channels } = schema
  return { revision, channels, metrics, units, sensors, fromSeries, metric, subject }
}

function positionOf<T>(seen: Map<string, number>, list: T[], key: string, entry: T): number {
  const known = seen.get(key)
  if (known !== undefined) return known
  seen.set(key, list.length)
  return list.push(entry) - 1
}
