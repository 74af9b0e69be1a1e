import { carriedTime, DEFAULT_TIME_GRID_MS, SLOT } from '../../../protocol/sample.ts'
import type { SeriesName } from '../../../protocol/schema.ts'
import { compareVersions, formatVersion, VERSION_ZERO } from '../../../protocol/version.ts'
import type { Version } from '../../../protocol/version.ts'
import { allocateBatch, packBatch } from '../../core/feed/batch.ts'
import type { SchemaRecord } from '../../core/feed/schema-shape.ts'
import type { EpochReason, EpochRecord } from '../../services/store.ts'

export interface SimRow {
  readonly number: number
  readonly slot: number
  readonly value: number
  readonly flags: number
  readonly sampledAt: number
}

export interface SimEntry {
  readonly version: Version
  readonly kind: 'samples' | 'schema'
  readonly receivedAt: number
  readonly body: Uint8Array
}

/** What must be shown of a series, worked out without any of the code under test but the carried time. */
export interface TrueRow {
  readonly slot: number
  readonly value: number
  readonly flags: number
  readonly exactAt: number
  readonly carriedAt: number
}

interface Truth {
  readonly version: Version
  readonly rows: ReadonlyMap<number, TrueRow>
  readonly schema: SchemaRecord
}

const METRICS = [
  { id: 'river.level', channel: 'hydro', decimals: 2 },
  { id: 'rain.hour', channel: 'hydro', decimals: 1 },
  { id: 'dossiers.open', channel: 'dossiers', decimals: 0 },
]
/** Versions are coarse, so that after a loss the next epoch gives out some of the lost ones again. */
const VERSION_MS = 700
const DERIVED = 3

/** The store's side of the simulation: stream, schema, epoch, keyframe, and the truth at every version. */
export class SimStream {
  entries: SimEntry[] = []
  schema: SchemaRecord = { revision: 1, metrics: METRICS, series: [] }
  keyframe: { readonly version: Version; readonly body: Uint8Array } | undefined
  /** Entries up to here are gone from the stream. */
  trimmedTo: Version = VERSION_ZERO
  record: EpochRecord
  tail: Version = VERSION_ZERO
  readonly #now: () => number
  /** By epoch in order of coming up, then by version. */
  readonly #truths = new Map<string, Map<string, Truth>>()

  constructor(now: () => number) {
    this.#now = now
    this.record = this.#newEpoch('first-start')
    this.#note(new Map())
  }

  get epoch(): string {
    return this.record.epoch
  }

  truthAt(epoch: string, version: Version): Truth | undefined {
    return this.#truths.get(epoch)?.get(formatVersion(version))
  }

  /** Which epoch in order of coming up; −1 for one that never was. */
  ageOf(epoch: string): number {
    return [...this.#truths.keys()].indexOf(epoch)
  }

  truth(): Truth {
    const truth = this.truthAt(this.epoch, this.tail)
    if (!truth) throw new Error('the stream has no truth at its tail')
    return truth
  }

  appendSamples(rows: readonly SimRow[]): void {
    const batch = allocateBatch(rows.length)
    const truth = new Map(this.truth().rows)
    const receivedAt = this.#now()
    for (const [at, row] of rows.entries()) {
      batch.series[at] = row.number
      batch.slot[at] = row.slot
      batch.value[at] = row.value
      batch.flags[at] = row.flags
      batch.sampledAt[at] = row.sampledAt
      applyTruly(truth, row, receivedAt)
    }
    this.#append('samples', receivedAt, packBatch(batch))
    this.#note(truth)
  }

  nameSeries(name: SeriesName): void {
    this.schema = { ...this.schema, series: [...this.schema.series, name] }
    this.#appendSchema()
  }

  /** The decimals of a metric change: a new revision. */
  raiseRevision(metric: number): void {
    const metrics = this.schema.metrics.map((one, at) =>
      at === metric ? { ...one, decimals: (one.decimals + 1) % 4 } : one,
    )
    this.schema = { ...this.schema, metrics, revision: this.schema.revision + 1 }
    this.#appendSchema()
  }

  writeKeyframe(version: Version, body: Uint8Array, trimTo: Version): void {
    this.keyframe = { version, body }
    if (compareVersions(trimTo, version) > 0) throw new RangeError('trimmed past the keyframe')
    this.trimmedTo = trimTo
    this.entries = this.entries.filter((entry) => compareVersions(entry.version, trimTo) > 0)
  }

  /** The last entries are gone, with what they said about the schema: the store came back from an older copy. */
  lose(count: number): void {
    const kept = this.entries.slice(0, Math.max(0, this.entries.length - count))
    const base = this.keyframe?.version ?? VERSION_ZERO
    const keptTail = kept.at(-1)?.version ?? this.trimmedTo
    const tail = compareVersions(keptTail, base) < 0 ? base : keptTail
    const held = this.#truths.get(this.epoch) ?? new Map<string, Truth>()
    const remaining = [...held].filter(([, truth]) => compareVersions(truth.version, tail) <= 0)
    this.entries = this.entries.filter((entry) => compareVersions(entry.version, tail) <= 0)
    this.tail = tail
    this.record = this.#newEpoch('stream-shorter')
    this.#truths.set(this.epoch, new Map(remaining))
    this.schema = this.truth().schema
  }

  reset(): void {
    this.entries = []
    this.keyframe = undefined
    this.trimmedTo = VERSION_ZERO
    this.tail = VERSION_ZERO
    this.schema = { revision: 1, metrics: METRICS, series: [] }
    this.record = this.#newEpoch('reset')
    this.#note(new Map())
  }

  #appendSchema(): void {
    const { rows } = this.truth()
    this.#append('schema', this.#now(), new Uint8Array(0))
    this.#note(rows)
  }

  #append(kind: SimEntry['kind'], receivedAt: number, body: Uint8Array): void {
    const ms = Math.max(this.tail.ms, 1 + Math.floor(this.#now() / VERSION_MS))
    this.tail = { ms, n: ms === this.tail.ms ? this.tail.n + 1 : 0 }
    this.entries.push({ version: this.tail, kind, receivedAt, body })
  }

  #note(rows: ReadonlyMap<number, TrueRow>): void {
    const truths = this.#truths.get(this.epoch) ?? new Map<string, Truth>()
    this.#truths.set(this.epoch, truths)
    truths.set(formatVersion(this.tail), { version: this.tail, rows, schema: this.schema })
  }

  #newEpoch(reason: EpochReason): EpochRecord {
    const changedAt = this.#now()
    const epoch = (0xe0 + this.#truths.size).toString(16).padStart(16, '0')
    const missing = reason === 'stream-shorter' ? { missing: { from: 0, to: changedAt } } : {}
    return { epoch, identity: 'simulated', changedAt, reason, ...missing }
  }
}

function applyTruly(truth: Map<number, TrueRow>, row: SimRow, receivedAt: number): void {
  const held = truth.get(row.number)
  const exactAt = Math.min(row.sampledAt, receivedAt)
  const isOrder = row.slot === SLOT.removed || ((row.flags >> 2) & 3) === DERIVED
  const isShown = held !== undefined && held.slot !== SLOT.removed
  if (isShown && !isOrder && exactAt < held.exactAt) return
  const { slot, value, flags } = row
  const carriedAt = carriedTime(exactAt, receivedAt, DEFAULT_TIME_GRID_MS)
  truth.set(row.number, { slot, value, flags, exactAt, carriedAt })
}
