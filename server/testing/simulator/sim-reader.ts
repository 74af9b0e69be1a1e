import type { Health } from '../../../protocol/frame.ts'
import { EMPTY_SCHEMA, type Schema } from '../../../protocol/schema.ts'
import { compareVersions } from '../../../protocol/version.ts'
import { allocateBatch, unpackBatch, type Batch } from '../../core/feed/batch.ts'
import { unpackKeyframe } from '../../core/feed/keyframe.ts'
import { schemaOf, shapeOf } from '../../core/feed/schema-shape.ts'
import {
  applyBatch,
  emptyState,
  forgetTombstones,
  reshapeState,
  type FeedState,
} from '../../core/feed/state.ts'
import type { EpochRecord } from '../../services/store.ts'
import type { Fault } from './fault.ts'
import type { Random } from './random.ts'
import type { SimEntry, SimStream } from './sim-stream.ts'
import type { VirtualTime } from './virtual-time.ts'

const STORE_PROOF_MS = 2_000
const POLL_MS = 60
const GRID_MS = 250

export interface SimReaderParts {
  readonly stream: SimStream
  readonly time: VirtualTime
  readonly random: Random
  readonly fault: Fault | undefined
  /** A promise was resolved: what waits for it must run before time goes on. */
  readonly resolved: () => void
}

interface Waiter {
  readonly askedAt: number
  readonly settle: (reached: boolean) => void
}

/** Follows the simulated stream into a real feed state, a few entries at a time, with pauses. */
export class SimReader {
  pausedUntil = 0
  readonly #parts: SimReaderParts
  readonly #epochListeners = new Set<(record: EpochRecord) => void>()
  readonly #waiters = new Set<Waiter>()
  #schema: Schema = EMPTY_SCHEMA
  #state: FeedState = emptyState(
    '',
    shapeOf(EMPTY_SCHEMA, () => GRID_MS),
  )
  #record: EpochRecord | undefined
  #readAt = 0
  /** Rows of an entry that a faulty node has still to apply. */
  #rest: { readonly batch: Batch; readonly entry: SimEntry } | undefined

  constructor(parts: SimReaderParts) {
    this.#parts = parts
    this.#poll()
    parts.time.every(POLL_MS, () => this.#poll())
  }

  state(): FeedState {
    return this.#state
  }

  schema(): Schema {
    return this.#schema
  }

  record(): EpochRecord | undefined {
    return this.#record
  }

  onEpoch(listener: (record: EpochRecord) => void): () => void {
    this.#epochListeners.add(listener)
    return () => this.#epochListeners.delete(listener)
  }

  /** All removals but the latest are forgotten. */
  forgetTombstones(): void {
    const { floor, version } = this.#state
    const forgotten = forgetTombstones(this.#state, version.ms)
    const isFaulty = this.#parts.fault === 'tombstones are forgotten without raising the floor'
    this.#state = isFaulty ? { ...forgotten, floor } : forgotten
  }

  health(): Health {
    const store = this.#parts.time.now() - this.#readAt < STORE_PROOF_MS
    return { store, ingest: true, clock: true }
  }

  readToEnd(timeoutMs: number): Promise<boolean> {
    const { time, resolved } = this.#parts
    return new Promise((resolve) => {
      const waiter: Waiter = {
        askedAt: time.now(),
        settle: (reached) => {
          if (!this.#waiters.delete(waiter)) return
          resolve(reached)
          resolved()
        },
      }
      this.#waiters.add(waiter)
      time.after(timeoutMs, () => waiter.settle(false))
    })
  }

  #poll(): void {
    const { stream, time, random } = this.#parts
    if (time.now() < this.pausedUntil) return
    this.#applyRest()
    if (stream.epoch !== this.#state.epoch) return this.#rebuild()
    if (compareVersions(this.#state.version, stream.trimmedTo) < 0) return this.#rebuild()
    const waiting = stream.entries.filter(
      (entry) => compareVersions(entry.version, this.#state.version) > 0,
    )
    const isPartial = random.isLucky(0.2)
    const taken = isPartial ? waiting.slice(0, random.integer(0, waiting.length)) : waiting
    for (const entry of taken) this.#apply(entry)
    this.#readAt = time.now()
    if (taken.length < waiting.length) return
    for (const waiter of [...this.#waiters]) {
      if (waiter.askedAt < time.now()) waiter.settle(true)
    }
  }

  #rebuild(): void {
    const { stream } = this.#parts
    this.#record = stream.record
    this.#rest = undefined
    this.#schema = schemaOf(stream.schema)
    const shape = shapeOf(this.#schema, () => GRID_MS)
    const blob = stream.keyframe
    const read = blob && unpackKeyframe(blob.body, stream.epoch, shape)
    if (read && !read.ok) throw new Error(`the keyframe is ${read.reason}`)
    this.#state = read ? read.state : emptyState(stream.epoch, shape)
    for (const listener of this.#epochListeners) listener(stream.record)
  }

  #apply(entry: SimEntry): void {
    if (entry.kind === 'schema') this.#readSchema()
    else {
      const read = unpackBatch(entry.body)
      if (!read.ok) throw new Error(`an entry is ${read.reason}`)
      const { batch } = read
      if (!batch.series.every((number) => number < this.#state.slot.length)) this.#readSchema()
      this.#state = applyBatch(
        this.#state,
        this.#split(batch, entry),
        entry.receivedAt,
        entry.version,
      ).state
    }
    this.#state = { ...this.#state, version: entry.version }
  }

  #readSchema(): void {
    this.#schema = schemaOf(this.#parts.stream.schema)
    this.#state = reshapeState(
      this.#state,
      shapeOf(this.#schema, () => GRID_MS),
    )
  }

  #split(batch: Batch, entry: SimEntry): Batch {
    if (this.#parts.fault !== 'an entry split by a tick' || batch.count < 2) return batch
    this.#applyRest()
    const middle = Math.floor(batch.count / 2)
    this.#rest = { batch: rowsOf(batch, middle, batch.count), entry }
    return rowsOf(batch, 0, middle)
  }

  #applyRest(): void {
    const rest = this.#rest
    this.#rest = undefined
    if (!rest) return
    const { version } = this.#state
    const { state } = applyBatch(this.#state, rest.batch, rest.entry.receivedAt, rest.entry.version)
    this.#state = { ...state, version }
  }
}

function rowsOf(batch: Batch, from: number, to: number): Batch {
  const part = allocateBatch(to - from)
  part.series.set(batch.series.subarray(from, to))
  part.slot.set(batch.slot.subarray(from, to))
  part.value.set(batch.value.subarray(from, to))
  part.flags.set(batch.flags.subarray(from, to))
  part.sampledAt.set(batch.sampledAt.subarray(from, to))
  return part
}
