import type { SeriesName } from '../../protocol/schema.ts'
import type { Version } from '../../protocol/version.ts'
import type { AlarmStore } from './alarm-store.ts'
import type { DossierStore } from './dossier-store.ts'
import type { HistoryStore } from './history-store.ts'
import type { JournalStore } from './journal-store.ts'
import type { DocumentStore, SharedStore } from './shared-store.ts'

/**
 * What the server keeps per site. Two implementations (Redis, embedded LMDB), one contract suite.
 * Times are ms since 1970; `receivedAt` is site time. Expected failures come back as a `reason`;
 * a store that cannot be reached or does not answer in time throws `StoreUnavailable`. Its documents
 * are those of the site itself (keys, clock anchor).
 */
export interface SiteStore extends DocumentStore {
  readonly site: string

  /** What the epoch rules need to know, read in one step. */
  inspect(): Promise<StoreFacts>
  /**
   * Compare-and-set of the epoch record: takes effect only when the stored epoch is `expected`
   * (undefined = none stored). With `clear`, removes stream, keyframes, index, series numbers, schema,
   * history and dossiers in the same step, keeps documents, journal and leases. Answers the record in
   * force afterwards.
   */
  changeEpoch(
    expected: string | undefined,
    next: EpochRecord,
    options?: { readonly clear?: boolean },
  ): Promise<{ readonly changed: boolean; readonly record: EpochRecord }>

  /** Appends one entry, whole, durable as the store is configured to be; also indexes receivedAt → epoch, version. */
  append(entry: NewEntry): Promise<AppendResult>
  /**
   * Entries after a position, oldest first, at most `limit`. With none there waits up to `waitMs`
   * for one. `atEnd`: nothing was behind the last entry answered at the time of reading.
   */
  read(after: Version, options: { limit: number; waitMs: number }): Promise<ReadResult>

  /**
   * Numbers of series, in the order asked. New names get the next numbers (append-only, never
   * reused) and a `schema` entry in the stream, in the same step. A name whose metric was not
   * declared throws.
   */
  nameSeries(names: readonly SeriesName[], epoch: string, receivedAt: number): Promise<number[]>
  /**
   * States channel and decimals per metric. A change to a declared one, and a channel that none
   * declared before has, raise the revision and append a `schema` entry.
   */
  declareMetrics(
    metrics: readonly MetricDeclaration[],
    epoch: string,
    receivedAt: number,
  ): Promise<void>
  readSchema(): Promise<StoredSchema>

  /**
   * Writes a keyframe and trims in one step, if the lease token still holds. Never trims past
   * `trim.before`, nor past the newest keyframe. For age alone never past the history's cursors
   * either; what `trim.maxBytes` takes beyond them is missing from the history.
   */
  writeKeyframe(
    keyframe: StoredKeyframe,
    token: number,
    trim: TrimOrder,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: 'lease-lost' }>
  newestKeyframe(): Promise<StoredKeyframe | undefined>
  /** The newest keyframe received at or before a moment. */
  keyframeAt(receivedAt: number): Promise<StoredKeyframe | undefined>
  /** The last entry received at or before a moment, from the index. */
  positionAt(
    receivedAt: number,
  ): Promise<{ readonly epoch: string; readonly version: Version } | undefined>

  /** Leases without time-to-live: a contender decides by its own monotonic clock whether `beat` stands still. */
  readLease(name: LeaseName): Promise<Lease | undefined>
  /** Takes the lease if it is still what `seen` says (undefined = nobody's). The new token is one higher. */
  takeLease(
    name: LeaseName,
    seen: Lease | undefined,
    holder: string,
  ): Promise<{ readonly taken: true; readonly token: number } | { readonly taken: false }>
  /** One more beat; false when the token is not the holder's any more. */
  beatLease(name: LeaseName, token: number): Promise<boolean>
  releaseLease(name: LeaseName, token: number): Promise<void>

  /** Producers that write to the store themselves (Redis only). */
  readonly input?: StoreInput

  /** What every series was, long after the stream has forgotten it. */
  readonly history: HistoryStore

  /** Who did what on the site. */
  readonly journal: JournalStore

  /** What happened to every dossier. */
  readonly dossiers: DossierStore

  close(): Promise<void>
}

/** Opens the stores of sites and owns what they share (connections, environment, process lock). */
export interface StoreProvider {
  readonly kind: 'redis' | 'embedded'
  site(id: string): Promise<SiteStore>
  /** What belongs to the installation; usable until the provider is closed. */
  shared(): Promise<SharedStore>
  /** The site's alarms, kept apart from all else; usable until the provider is closed. */
  alarms(site: string): Promise<AlarmStore>
  /** Ends with a clean-stop mark where the store has one. */
  close(): Promise<void>
}

/** Which copy of the data this is and how far it can be trusted after a stop. */
export interface StoreFacts {
  readonly record: EpochRecord | undefined
  /** Position of the last entry ever appended (trimming does not lower it); zero when none. */
  readonly tail: Version
  /** Changes when the store process or the machine was restarted: Redis `run_id`, or the machine's boot id. */
  readonly identity: string
  /** What a restart of the store can lose. `clean`: it was stopped in order, nothing can be missing. */
  readonly durability: 'always' | 'may-lose' | 'clean'
}

export const EPOCH_REASONS = [
  'first-start',
  'key-missing',
  'stream-shorter',
  'store-restarted',
  'machine-restarted',
  'keyframe-lost',
  'reset',
] as const
export type EpochReason = (typeof EPOCH_REASONS)[number]

export interface EpochRecord {
  /** 16 lower-case hexadecimal digits. */
  readonly epoch: string
  readonly identity: string
  readonly changedAt: number
  readonly reason: EpochReason
  /** Between these site times entries may have been lost; absent for a deliberate reset or a first start. */
  readonly missing?: { readonly from: number; readonly to: number }
}

export type EntryKind = 'samples' | 'schema'

export interface NewEntry {
  readonly epoch: string
  readonly kind: 'samples'
  readonly receivedAt: number
  /** A packed batch, see core/feed/batch. */
  readonly body: Uint8Array
  /** Given for what only the lease holder may append (derived series): refused when the lease moved on. */
  readonly lease?: { readonly name: LeaseName; readonly token: number }
}

export type AppendResult =
  | { readonly ok: true; readonly version: Version }
  | { readonly ok: false; readonly reason: 'epoch-changed' | 'lease-lost' | 'read-only' | 'full' }

export interface StreamEntry {
  readonly version: Version
  readonly epoch: string
  readonly kind: EntryKind
  readonly receivedAt: number
  /** Packed batch, or for `schema` nothing: read the schema again. */
  readonly body: Uint8Array
}

export interface ReadResult {
  readonly entries: readonly StreamEntry[]
  readonly atEnd: boolean
  /** The stream begins after `after`: entries between were trimmed, the reader must start from a keyframe. */
  readonly trimmed: boolean
}

export interface MetricDeclaration {
  readonly id: string
  readonly channel: string
  readonly decimals: number
}

export interface StoredSchema {
  readonly revision: number
  readonly metrics: readonly MetricDeclaration[]
  /** In order of series number. */
  readonly series: readonly SeriesName[]
}

export interface StoredKeyframe {
  readonly version: Version
  readonly epoch: string
  readonly receivedAt: number
  /** Packed state, see core/feed/keyframe. */
  readonly body: Uint8Array
}

export interface TrimOrder {
  /** Entries received before this site time may go. */
  readonly before: number
  /** The stream's size limit in bytes; older entries go first, never past the keyframe just written. */
  readonly maxBytes: number
  /** Keyframe retention, by receivedAt: each minute until, hourly until, daily for ever. */
  readonly minutelyAfter: number
  readonly hourlyAfter: number
}

export type LeaseName = 'feed' | 'alarms'

export interface Lease {
  readonly holder: string
  readonly token: number
  readonly beat: number
}

/** The site's input stream for producers that already speak to the store. */
export interface StoreInput {
  /** Entries that are not moved yet; cheap enough to be asked every second. */
  waitingCount(): Promise<number>
  /** Waiting entries, oldest first, those left by a node that died included; waits up to `waitMs`. */
  read(options: { limit: number; waitMs: number }): Promise<readonly InputEntry[]>
  /**
   * In one step: appends `entry` to the site's stream (when given), moves the dead ones to the
   * dead-letter stream with their reason, and removes all `ids` from the input. Nothing is doubled
   * when two nodes try: ids no longer waiting make the whole step a no-op with reason 'already-moved'.
   */
  move(order: {
    readonly ids: readonly string[]
    readonly entry: NewEntry | undefined
    readonly dead: readonly { readonly id: string; readonly reason: string }[]
  }): Promise<AppendResult | { readonly ok: true } | { ok: false; reason: 'already-moved' }>
}

export interface InputEntry {
  readonly id: string
  readonly fields: Readonly<Record<string, string>>
}

/** The store did not answer in time or is not there. `cause` holds the client's error. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/** The store is there but must not be used (evicting policy, folder in use): the message says what to do. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused'
}

/**
 * `nameSeries`, `declareMetrics` or `writeKeyframe` was called for an epoch that is not in force;
 * nothing was written. The caller rebuilds, as it does when an append answers `epoch-changed`.
 */
export class EpochChanged extends Error {
  override readonly name = 'EpochChanged'
}
