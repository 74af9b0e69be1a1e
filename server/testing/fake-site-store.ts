import type { SeriesName } from '../../protocol/schema.ts'
import { seriesKey } from '../../protocol/schema.ts'
import { compareVersions, VERSION_ZERO, type Version } from '../../protocol/version.ts'
import {
  EpochChanged,
  StoreUnavailable,
  type AppendResult,
  type EntryKind,
  type EpochRecord,
  type Lease,
  type LeaseName,
  type MetricDeclaration,
  type NewEntry,
  type ReadResult,
  type SiteStore,
  type StoredKeyframe,
  type StoreFacts,
  type StoredSchema,
  type StreamEntry,
  type TrimOrder,
} from '../services/store.ts'
import type { NamedDocument, StoredDocument } from '../services/shared-store.ts'
import { FakeDocuments, FakeLeases } from './fake-leases-and-documents.ts'
import { FakeDossiers } from './fake-dossiers.ts'
import { FakeJournal } from './fake-journal.ts'
import { FakeHistory } from './fake-history.ts'
import { withMetrics, withSeries } from './fake-schema.ts'
import { createFakeInput, type FakeInput } from './fake-store-input.ts'
import { Waiters } from '../services/waiters.ts'

export type StoreFault = 'unavailable' | 'full' | 'read-only'

/** A `SiteStore` in memory that keeps the port's rules, with switches for faults. Reading `waitMs` waits for an append. */
export class FakeSiteStore implements SiteStore {
  readonly site: string
  readonly input: FakeInput
  readonly history: FakeHistory
  readonly journal = new FakeJournal(() => this.#assertReachable())
  readonly dossiers = new FakeDossiers({
    assertReachable: () => this.#assertReachable(),
    refusal: () => (this.fault === 'unavailable' ? undefined : this.fault),
  })
  /** Every append and input move answers with this until it is cleared. */
  fault: StoreFault | undefined
  durability: StoreFacts['durability'] = 'always'
  identity = 'fake-store-1'
  entries: StreamEntry[] = []
  keyframes: StoredKeyframe[] = []
  appendCount = 0

  readonly #now: () => number
  #record: EpochRecord | undefined
  #tail: Version = VERSION_ZERO
  #trimmedTo: Version = VERSION_ZERO
  #schema: StoredSchema = { revision: 0, metrics: [], series: [] }
  readonly #leases = new FakeLeases()
  readonly #documents = new FakeDocuments()
  readonly #waiters = new Waiters(new AbortController().signal)
  #wakes = 0

  constructor(
    options: { readonly site?: string; readonly now?: () => number; readonly epoch?: string } = {},
  ) {
    this.site = options.site ?? 'test-site'
    let counter = 0
    this.#now = options.now ?? (() => ++counter)
    if (options.epoch !== undefined) {
      const { identity } = this
      this.#record = { epoch: options.epoch, identity, changedAt: 0, reason: 'first-start' }
    }
    this.input = createFakeInput((entry) => this.#appendChecked(entry))
    this.history = new FakeHistory({
      assertReachable: () => this.#assertReachable(),
      epoch: () => this.#record?.epoch,
      leaseToken: () => this.#leases.token('feed'),
    })
  }

  get schema(): StoredSchema {
    return this.#schema
  }

  async inspect(): Promise<StoreFacts> {
    this.#assertReachable()
    const { identity, durability } = this
    return { record: this.#record, tail: this.#tail, identity, durability }
  }

  async changeEpoch(
    expected: string | undefined,
    next: EpochRecord,
    options: { readonly clear?: boolean } = {},
  ): Promise<{ readonly changed: boolean; readonly record: EpochRecord }> {
    this.#assertReachable()
    if (this.#record?.epoch !== expected) return { changed: false, record: this.#record ?? next }
    this.#record = next
    if (options.clear) this.#clear()
    return { changed: true, record: next }
  }

  /** As after a FLUSHALL. */
  loseEverything(): void {
    this.#clear()
    this.#record = undefined
    this.#tail = VERSION_ZERO
  }

  #clear(): void {
    this.entries = []
    this.keyframes = []
    this.#schema = { revision: 0, metrics: [], series: [] }
    this.#trimmedTo = VERSION_ZERO
    this.history.clear()
    this.dossiers.clear()
  }

  async append(entry: NewEntry): Promise<AppendResult> {
    return this.#appendChecked(entry)
  }

  async read(
    after: Version,
    options: { readonly limit: number; readonly waitMs: number },
  ): Promise<ReadResult> {
    this.#assertReachable()
    if (compareVersions(this.#tail, after) <= 0 && options.waitMs > 0) {
      await this.#appendWithin(options.waitMs)
    }
    const behind = this.entries.filter((one) => compareVersions(one.version, after) > 0)
    const entries = behind.slice(0, options.limit)
    const trimmed = compareVersions(after, this.#trimmedTo) < 0
    return { entries, atEnd: entries.length === behind.length, trimmed }
  }

  async nameSeries(
    names: readonly SeriesName[],
    epoch: string,
    receivedAt: number,
  ): Promise<number[]> {
    this.#assertReachable()
    this.#assertEpoch(epoch)
    const before = this.#schema
    this.#schema = withSeries(before, names)
    if (this.#schema !== before) this.#push('schema', epoch, receivedAt, new Uint8Array(0))
    const numbers = new Map(this.#schema.series.map((name, number) => [seriesKey(name), number]))
    return names.map((name) => numbers.get(seriesKey(name)) ?? -1)
  }

  async declareMetrics(
    metrics: readonly MetricDeclaration[],
    epoch: string,
    receivedAt: number,
  ): Promise<void> {
    this.#assertReachable()
    this.#assertEpoch(epoch)
    const { revision } = this.#schema
    this.#schema = withMetrics(this.#schema, metrics)
    if (this.#schema.revision === revision) return
    this.#push('schema', epoch, receivedAt, new Uint8Array(0))
  }

  async readSchema(): Promise<StoredSchema> {
    this.#assertReachable()
    return this.#schema
  }

  async writeKeyframe(
    keyframe: StoredKeyframe,
    token: number,
    trim: TrimOrder,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: 'lease-lost' }> {
    this.#assertReachable()
    this.#assertEpoch(keyframe.epoch)
    if (this.#leases.token('feed') !== token) return { ok: false, reason: 'lease-lost' }
    this.keyframes.push(keyframe)
    const kept = this.entries.filter(
      (one) =>
        one.receivedAt >= trim.before ||
        compareVersions(one.version, keyframe.version) > 0 ||
        this.history.isBehind(one.version),
    )
    const last = this.entries[this.entries.length - kept.length - 1]
    if (last) this.#trimmedTo = last.version
    this.entries = kept
    return { ok: true }
  }

  /** Takes away everything before a position, as a size limit does. */
  trimTo(version: Version): void {
    this.#trimmedTo =
      this.entries.findLast((one) => compareVersions(one.version, version) < 0)?.version ??
      this.#trimmedTo
    this.entries = this.entries.filter((one) => compareVersions(one.version, version) >= 0)
  }

  async newestKeyframe(): Promise<StoredKeyframe | undefined> {
    this.#assertReachable()
    return this.keyframes.at(-1)
  }

  async keyframeAt(receivedAt: number): Promise<StoredKeyframe | undefined> {
    this.#assertReachable()
    return this.keyframes.findLast((one) => one.receivedAt <= receivedAt)
  }

  async positionAt(
    receivedAt: number,
  ): Promise<{ readonly epoch: string; readonly version: Version } | undefined> {
    this.#assertReachable()
    const entry = this.entries.findLast((one) => one.receivedAt <= receivedAt)
    return entry && { epoch: entry.epoch, version: entry.version }
  }

  async readLease(name: LeaseName): Promise<Lease | undefined> {
    this.#assertReachable()
    return this.#leases.standing(name)
  }

  async takeLease(
    name: LeaseName,
    seen: Lease | undefined,
    holder: string,
  ): ReturnType<SiteStore['takeLease']> {
    this.#assertReachable()
    return this.#leases.take(name, seen, holder)
  }

  async beatLease(name: LeaseName, token: number): Promise<boolean> {
    this.#assertReachable()
    return this.#leases.beat(name, token)
  }

  async releaseLease(name: LeaseName, token: number): Promise<void> {
    this.#leases.release(name, token)
  }

  async readDocument(name: string): Promise<StoredDocument> {
    this.#assertReachable()
    return this.#documents.read(name)
  }

  async writeDocument(
    name: string,
    expectedRevision: number,
    body: string | undefined,
  ): ReturnType<SiteStore['writeDocument']> {
    this.#assertReachable()
    return this.#documents.write(name, expectedRevision, body)
  }

  async listDocuments(prefix: string): Promise<readonly NamedDocument[]> {
    this.#assertReachable()
    return this.#documents.list(prefix)
  }

  async close(): Promise<void> {
    this.#wake()
  }

  #appendChecked(entry: NewEntry): AppendResult {
    this.#assertReachable()
    if (this.fault === 'full' || this.fault === 'read-only') {
      return { ok: false, reason: this.fault }
    }
    if (entry.epoch !== this.#record?.epoch) return { ok: false, reason: 'epoch-changed' }
    if (entry.lease && this.#leases.token(entry.lease.name) !== entry.lease.token) {
      return { ok: false, reason: 'lease-lost' }
    }
    this.appendCount++
    const { kind, epoch, receivedAt, body } = entry
    return { ok: true, version: this.#push(kind, epoch, receivedAt, body) }
  }

  #push(kind: EntryKind, epoch: string, receivedAt: number, body: Uint8Array): Version {
    const ms = Math.max(this.#now(), this.#tail.ms)
    this.#tail = { ms, n: ms === this.#tail.ms ? this.#tail.n + 1 : 0 }
    this.entries.push({ version: this.#tail, epoch, kind, receivedAt, body })
    this.#wake()
    return this.#tail
  }

  async #appendWithin(waitMs: number): Promise<void> {
    const seen = this.#wakes
    await this.#waiters.until(() => this.#wakes > seen, waitMs)
  }

  #wake(): void {
    this.#wakes++
    this.#waiters.wake()
  }

  #assertEpoch(epoch: string): void {
    if (epoch !== this.#record?.epoch) throw new EpochChanged(`epoch ${epoch} is not in force`)
  }

  #assertReachable(): void {
    if (this.fault === 'unavailable') throw new StoreUnavailable('the fake store is switched off')
  }
}
