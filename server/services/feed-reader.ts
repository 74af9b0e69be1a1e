import type { Health } from '../../protocol/frame.ts'
import { EMPTY_SCHEMA, type Schema } from '../../protocol/schema.ts'
import { compareVersions, VERSION_ZERO, type Version } from '../../protocol/version.ts'
import { unpackBatch } from '../core/feed/batch.ts'
import { schemaOf, shapeOf } from '../core/feed/schema-shape.ts'
import {
  applyBatch,
  emptyState,
  forgetTombstones,
  reshapeState,
  type FeedState,
} from '../core/feed/state.ts'
import type { EpochKeeper } from './epoch-keeper.ts'
import type { FeedLog, Sleep } from './feed-ports.ts'
import type { AppliedEntry, FeedView } from './feed-view.ts'
import { loadState, type LoadedState } from './load-state.ts'
import { Waiters } from './waiters.ts'
import {
  StoreUnavailable,
  type EpochRecord,
  type MetricDeclaration,
  type SiteStore,
  type StreamEntry,
} from './store.ts'

const READ_LIMIT = 512
const READ_WAIT_MS = 400
const EPOCH_LOOK_MS = 1_000
const STORE_PROOF_MS = 2_000
const RETRY_MS = 250
const HASTY_READ_MS = 50
const KEYFRAME_LOOK_MS = 5_000
const TIDY_EVERY_MS = 60_000
const TOMBSTONE_MS = 24 * 3_600_000

export interface FeedReaderParts {
  readonly store: SiteStore
  readonly epochs: EpochKeeper
  readonly metrics: () => readonly MetricDeclaration[]
  readonly gridOf: (channel: string) => number | undefined
  readonly siteNow: () => number
  readonly monotonicNow: () => number
  readonly isIngestSound: () => boolean
  readonly isClockSound: () => boolean
  /** How long another node is given to write a keyframe where none can be read; 0 = there is no other. */
  readonly keyframePatienceMs: number
  readonly sleep: Sleep
  readonly log: FeedLog
}

/** Follows a site's stream: the only writer of its state on this node. */
export class FeedReader implements FeedView {
  readonly #parts: FeedReaderParts
  readonly #stop = new AbortController()
  readonly #appliedListeners = new Set<(entry: AppliedEntry) => void>()
  readonly #epochListeners = new Set<(record: EpochRecord) => void>()
  readonly #waiters = new Waiters(this.#stop.signal)
  #schema: Schema = EMPTY_SCHEMA
  #state: FeedState = emptyState('', { channelOf: new Uint8Array(0), channelCount: 0, gridMs: [] })
  #record: EpochRecord | undefined
  /** Last entry read since the state was built. */
  #readTo: Version | undefined
  readonly #olderEpochs = new Set<string>()
  #knownUntil: number | undefined
  #readAt = -Infinity
  #reachedEndAt = -Infinity
  /** When the last look at the epoch began, and for whom one must begin later. */
  #lookedAt = -Infinity
  #lookAskedAt = -Infinity
  #loop: Promise<void> = Promise.resolve()
  #damaged = 0
  #tidiedAt = -Infinity

  constructor(parts: FeedReaderParts) {
    this.#parts = parts
  }

  get site(): string {
    return this.#parts.store.site
  }

  state(): FeedState {
    return this.#state
  }

  schema(): Schema {
    return this.#schema
  }

  epoch(): string {
    return this.#state.epoch
  }

  /** The record of the epoch in force, with what may be missing before it. */
  record(): EpochRecord | undefined {
    return this.#record
  }

  /** Entries that could not be read, since start. */
  damagedCount(): number {
    return this.#damaged
  }

  health(): Health {
    return {
      store: this.#parts.monotonicNow() - this.#readAt < STORE_PROOF_MS,
      ingest: this.#parts.isIngestSound(),
      clock: this.#parts.isClockSound(),
    }
  }

  onApplied(listener: (entry: AppliedEntry) => void): () => void {
    this.#appliedListeners.add(listener)
    return () => this.#appliedListeners.delete(listener)
  }

  onEpoch(listener: (record: EpochRecord) => void): () => void {
    this.#epochListeners.add(listener)
    return () => this.#epochListeners.delete(listener)
  }

  /** Loads state and follows the stream; resolves when the stream's end was reached once. Throws what the store throws. */
  async start(): Promise<void> {
    await this.#lookAtEpoch()
    while (!(await this.#readOnce(0))) this.#stop.signal.throwIfAborted()
    this.#loop = this.#follow()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    this.#waiters.wake()
    await this.#loop
  }

  /** Empties the site and starts a new epoch; resolves when this node has it, or one that has followed since. */
  async reset(): Promise<void> {
    await this.#parts.epochs.reset()
    await this.readToEnd(Infinity)
  }

  async waitFor(version: Version, timeoutMs: number): Promise<boolean> {
    return this.#waiters.until(() => compareVersions(this.#state.version, version) >= 0, timeoutMs)
  }

  /** Resolves true when a read that began after now has reached the stream's end in the epoch on record. */
  async readToEnd(timeoutMs: number): Promise<boolean> {
    const asked = this.#parts.monotonicNow()
    this.#lookAskedAt = asked
    return this.#waiters.until(() => this.#reachedEndAt > asked, timeoutMs)
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        if (this.#isLookDue()) await this.#lookAtEpoch()
        await this.#readOnce(READ_WAIT_MS)
      } catch (error) {
        this.#lookedAt = -Infinity
        if (!(error instanceof StoreUnavailable)) {
          this.#parts.log.warn({ site: this.site, err: error }, 'reading the stream failed')
        }
        await this.#parts.sleep(RETRY_MS, signal)
      }
    }
  }

  #isLookDue(): boolean {
    const isOld = this.#parts.monotonicNow() - this.#lookedAt >= EPOCH_LOOK_MS
    return isOld || this.#lookedAt <= this.#lookAskedAt
  }

  /** Keeps to the epoch on record; another one than the state's means a rebuild from keyframe and stream. */
  async #lookAtEpoch(): Promise<void> {
    const beganAt = this.#parts.monotonicNow()
    const record = await this.#parts.epochs.settle({
      epoch: this.#state.epoch,
      readTo: this.#readTo,
      knownUntil: this.#knownUntil,
    })
    this.#lookedAt = beganAt
    if (record.epoch === this.#state.epoch) {
      this.#record = record
      return
    }
    await this.#rebuild(record)
  }

  async #rebuild(record: EpochRecord, patienceMs = this.#parts.keyframePatienceMs): Promise<void> {
    const { store, metrics, siteNow } = this.#parts
    await store.declareMetrics(metrics(), record.epoch, siteNow())
    const { schema, state, knownUntil, isLost } = await this.#load(record.epoch, patienceMs)
    const isTold = record.reason === 'keyframe-lost' && record.changedAt >= (knownUntil ?? 0)
    if (isLost && !isTold) {
      return this.#rebuild(await this.#parts.epochs.tellLoss(record, knownUntil), 0)
    }
    this.#schema = schema
    this.#state = state
    this.#knownUntil = knownUntil
    this.#record = record
    this.#readTo = undefined
    this.#olderEpochs.clear()
    for (const listener of this.#epochListeners) listener(record)
    this.#waiters.wake()
  }

  /** Where no keyframe can be read another node may still hold everything, and write one within a minute. */
  async #load(epoch: string, patienceMs: number): Promise<LoadedState> {
    const { store, gridOf, log, monotonicNow, sleep } = this.#parts
    const giveUpAt = monotonicNow() + patienceMs
    for (;;) {
      const loaded = await loadState(store, epoch, gridOf, (reason) => {
        log.warn({ site: this.site, reason }, 'keyframe unreadable')
      })
      if (!loaded.isLost || monotonicNow() >= giveUpAt) return loaded
      log.warn(
        { site: this.site },
        'no keyframe can be read, waiting for another node to write one',
      )
      await sleep(KEYFRAME_LOOK_MS, this.#stop.signal)
      this.#stop.signal.throwIfAborted()
    }
  }

  /** One read and its application; answers whether the stream's end was reached. */
  async #readOnce(waitMs: number): Promise<boolean> {
    const { store, monotonicNow } = this.#parts
    const beganAt = monotonicNow()
    const after = this.#state.version
    const { entries, atEnd, trimmed } = await store.read(after, { limit: READ_LIMIT, waitMs })
    if (trimmed && compareVersions(after, VERSION_ZERO) > 0) {
      if (this.#record) await this.#rebuild(this.#record)
      return false
    }
    this.#readAt = monotonicNow()
    // A store that answers nothing at once, against its port, must not keep everything else from running.
    const isHasty = entries.length === 0 && this.#readAt - beganAt < waitMs / 2
    if (isHasty) await this.#parts.sleep(HASTY_READ_MS, this.#stop.signal)
    for (const entry of entries) {
      if (!(await this.#apply(entry))) return false
    }
    // One that began before the epoch was looked at last may be of an older one.
    if (atEnd) this.#reachedEndAt = Math.min(beganAt, this.#lookedAt)
    this.#forgetOldTombstones()
    this.#waiters.wake()
    return atEnd
  }

  /** Removals are kept for a day: walls that were away longer start from a keyframe. */
  #forgetOldTombstones(): void {
    const now = this.#parts.monotonicNow()
    if (now - this.#tidiedAt < TIDY_EVERY_MS) return
    this.#tidiedAt = now
    this.#state = forgetTombstones(this.#state, this.#state.version.ms - TOMBSTONE_MS)
  }

  /** False when the state was rebuilt instead and reading must begin again. */
  async #apply(entry: StreamEntry): Promise<boolean> {
    if (await this.#isOfLaterEpoch(entry)) return false
    if (entry.kind === 'schema') await this.#readSchema()
    else await this.#applySamples(entry)
    this.#state = { ...this.#state, version: entry.version }
    this.#readTo = entry.version
    return true
  }

  async #applySamples(entry: StreamEntry): Promise<void> {
    const read = unpackBatch(entry.body)
    if (!read.ok) {
      this.#damaged++
      this.#parts.log.warn({ site: this.site, reason: read.reason }, 'stream entry skipped')
      return
    }
    const { batch } = read
    const isKnown = batch.series.every((number) => number < this.#state.slot.length)
    if (!isKnown) await this.#readSchema()
    const { version, receivedAt } = entry
    this.#state = applyBatch(this.#state, batch, receivedAt, version).state
    this.#knownUntil = receivedAt
    for (const listener of this.#appliedListeners) listener({ version, receivedAt, batch })
  }

  /**
   * An entry of another epoch is either of an older one (the base that the epoch in force stands on)
   * or of one this node has not taken up. The record, read after the entry, tells which.
   */
  async #isOfLaterEpoch(entry: StreamEntry): Promise<boolean> {
    const held = this.#state.epoch
    if (entry.epoch === held || this.#olderEpochs.has(entry.epoch)) return false
    await this.#lookAtEpoch()
    if (this.#state.epoch !== held) return true
    this.#olderEpochs.add(entry.epoch)
    return false
  }

  async #readSchema(): Promise<void> {
    this.#schema = schemaOf(await this.#parts.store.readSchema())
    this.#state = reshapeState(this.#state, shapeOf(this.#schema, this.#parts.gridOf))
  }
}
