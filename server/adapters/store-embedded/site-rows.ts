import { VERSION_ZERO, type Version } from '../../../protocol/version.ts'
import type { EntryKind, Lease, LeaseName } from '../../services/store.ts'
import type { CommonEnvironment, Counters, Environment, StoreKey } from './environment.ts'

/** What an entry costs beside its body: its keys, its row of the index. */
const ENTRY_OVERHEAD_BYTES = 250

/** One site's rows of an environment. What writes must run inside its `commit`. */
export interface CommonRows {
  readonly site: string
  readonly environment: CommonEnvironment
}

export interface SiteRows extends CommonRows {
  readonly environment: Environment
  readonly now: () => number
}

const NO_COUNTERS: Counters = {
  tail: VERSION_ZERO,
  trimmed: VERSION_ZERO,
  bytes: 0,
  trimmedBytes: 0,
  revision: 0,
  documentRevision: 0,
  newestKeyframe: undefined,
}

export function readCounters({ site, environment }: SiteRows): Counters {
  return environment.counters.get([site]) ?? NO_COUNTERS
}

export function changeCounters(rows: SiteRows, change: Partial<Counters>): void {
  rows.environment.counters.putSync([rows.site], { ...readCounters(rows), ...change })
}

export function isEpoch({ site, environment }: CommonRows, epoch: string): boolean {
  return environment.epochs.get([site])?.epoch === epoch
}

/** A released lease stays, without a holder, so that its tokens go on rising. */
export function readHeldLease(rows: CommonRows, name: LeaseName): Lease | undefined {
  const lease = rows.environment.leases.get([rows.site, name])
  return lease?.holder ? lease : undefined
}

/**
 * Appends an entry. The index keeps only entries that no later one undercuts, so it rises in time and
 * in position at once, and its last row at or before a moment is the last entry received by then.
 */
export function addEntry(
  rows: SiteRows,
  entry: { epoch: string; kind: EntryKind; receivedAt: number; body: Uint8Array },
): Version {
  const { site, environment } = rows
  const counters = readCounters(rows)
  const version = nextVersion(counters.tail, rows.now())
  const { epoch, kind, receivedAt, body } = entry
  const total = counters.bytes + body.byteLength + ENTRY_OVERHEAD_BYTES
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  environment.entries.putSync([site, version.ms, version.n], {
    epoch,
    kind,
    receivedAt,
    body: bytes,
  })
  const undercut = { start: [site, receivedAt], end: [site, Infinity] }
  for (const key of [...environment.index.getKeys(undercut)]) environment.index.removeSync(key)
  environment.index.putSync([site, receivedAt], { version, total })
  changeCounters(rows, { tail: version, bytes: total })
  return version
}

function nextVersion(tail: Version, now: number): Version {
  const ms = Math.floor(now)
  return ms > tail.ms ? { ms, n: 0 } : { ms: tail.ms, n: tail.n + 1 }
}

export function removeAll(
  database: { getKeys: (range: object) => Iterable<StoreKey>; removeSync: (key: StoreKey) => void },
  site: string,
): void {
  for (const key of [...database.getKeys(rangeOf(site))]) database.removeSync(key)
}

/** All rows of a site in one database. */
export function rangeOf(site: string): { start: StoreKey; end: StoreKey } {
  return { start: [site], end: [`${site}\u0001`] }
}
