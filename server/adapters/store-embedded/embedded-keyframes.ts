import { compareVersions, type Version } from '../../../protocol/version.ts'
import { EpochChanged } from '../../services/store.ts'
import type { SiteStore, StoredKeyframe, TrimOrder } from '../../services/store.ts'
import type { StoreKey } from './environment.ts'
import { changeCounters, isEpoch, rangeOf, readCounters, readHeldLease } from './site-rows.ts'
import type { SiteRows } from './site-rows.ts'
import type { SiteWrite } from './site-write.ts'

type KeyframeMethods = Pick<SiteStore, 'writeKeyframe' | 'newestKeyframe' | 'keyframeAt'>

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

export function createEmbeddedKeyframes(rows: SiteRows, write: SiteWrite): KeyframeMethods {
  const { site, environment } = rows

  function keyframeOf(key: StoreKey | undefined): StoredKeyframe | undefined {
    const row = key && environment.keyframes.get(key)
    if (!row) return undefined
    const { epoch, body } = row
    return { version: versionOfKey(key), epoch, receivedAt: Number(key[1]), body }
  }

  return {
    async writeKeyframe(keyframe, token, trim) {
      const { outcome } = await write(() => ({
        outcome: writeRows(rows, keyframe, token, trim),
      }))
      if (outcome === 'ok') return { ok: true }
      if (outcome === 'lease-lost') return { ok: false, reason: outcome }
      throw new EpochChanged(`epoch ${keyframe.epoch} is not in force`)
    },
    async newestKeyframe() {
      return keyframeOf(readCounters(rows).newestKeyframe)
    },
    async keyframeAt(receivedAt) {
      const range = { start: [site, receivedAt, Infinity], end: [site], reverse: true, limit: 1 }
      const [key] = [...environment.keyframes.getKeys(range)]
      return keyframeOf(key)
    },
  }
}

function writeRows(
  rows: SiteRows,
  keyframe: StoredKeyframe,
  token: number,
  order: TrimOrder,
): 'ok' | 'lease-lost' | 'epoch-changed' {
  const { site, environment } = rows
  if (readHeldLease(rows, 'feed')?.token !== token) return 'lease-lost'
  if (!isEpoch(rows, keyframe.epoch)) return 'epoch-changed'
  const { version, epoch, receivedAt } = keyframe
  const key: StoreKey = [site, receivedAt, version.ms, version.n]
  environment.keyframes.putSync(key, { epoch, body: Buffer.from(keyframe.body) })
  const held = readCounters(rows).newestKeyframe
  const newest = held && compareVersions(version, versionOfKey(held)) < 0 ? held : key
  changeCounters(rows, { newestKeyframe: newest })
  trimEntries(rows, version, order)
  thinKeyframes(rows, order, newest)
  return 'ok'
}

/**
 * Walks the index from its oldest row while a row is too old and in the history, or the rest is too
 * large, never past the keyframe.
 */
function trimEntries(rows: SiteRows, keyframe: Version, order: TrimOrder): void {
  const { site, environment } = rows
  const { bytes, trimmedBytes } = readCounters(rows)
  const inHistory = leastCursor(rows)
  let base = trimmedBytes
  let cut: Version | undefined
  const cutRows: StoreKey[] = []
  for (const { key, value } of environment.index.getRange(rangeOf(site))) {
    const isOld = Number(key[1]) < order.before
    const isKept = inHistory !== undefined && compareVersions(value.version, inHistory) > 0
    const isDue = (isOld && !isKept) || bytes - base > order.maxBytes
    if (!isDue || compareVersions(value.version, keyframe) > 0) break
    cut = value.version
    base = value.total
    cutRows.push(key)
  }
  if (!cut) return
  const gone = { start: [site], end: [site, cut.ms, cut.n + 1] }
  for (const key of [...environment.entries.getKeys(gone)]) environment.entries.removeSync(key)
  for (const key of cutRows) environment.index.removeSync(key)
  changeCounters(rows, { trimmed: cut, trimmedBytes: base })
}

/** Where the history is that is furthest behind; undefined while nobody keeps one. */
function leastCursor({ site, environment }: SiteRows): Version | undefined {
  let least: Version | undefined
  for (const { value } of environment.historyCursors.getRange(rangeOf(site))) {
    if (!least || compareVersions(value.version, least) < 0) least = value.version
  }
  return least
}

/** The first keyframe of a slot stays: what is kept never changes as the slot grows old. */
function thinKeyframes(rows: SiteRows, order: TrimOrder, newest: StoreKey): void {
  const { site, environment } = rows
  let taken: string | undefined
  for (const key of [...environment.keyframes.getKeys(rangeOf(site))]) {
    const slot = slotOf(Number(key[1]), order)
    const isNewest = key.every((part, at) => part === newest[at])
    if (slot === taken && !isNewest) environment.keyframes.removeSync(key)
    taken = slot
  }
}

function slotOf(receivedAt: number, order: TrimOrder): string {
  if (receivedAt >= order.minutelyAfter) return `m${Math.floor(receivedAt / MINUTE_MS)}`
  if (receivedAt >= order.hourlyAfter) return `h${Math.floor(receivedAt / HOUR_MS)}`
  return `d${Math.floor(receivedAt / DAY_MS)}`
}

function versionOfKey(key: StoreKey): Version {
  return { ms: Number(key[2]), n: Number(key[3]) }
}
