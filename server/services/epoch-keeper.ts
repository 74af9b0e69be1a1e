import type { Version } from '../../protocol/version.ts'
import { judgeEpoch, type EpochVerdict } from '../core/feed/epoch.ts'
import type { FeedLog } from './feed-ports.ts'
import type { EpochRecord, SiteStore } from './store.ts'

/** What this node knows of the data when it looks at the epoch. */
export interface EpochWitness {
  /** The epoch this node follows, and the last entry it has read in it; undefined when it has just started. */
  readonly epoch: string
  readonly readTo: Version | undefined
  /** Site time of that entry, or of the newest thing known; loss is told from here. */
  readonly knownUntil: number | undefined
}

export interface EpochKeeper {
  /** Reads the facts and, by the rules, keeps, confirms or changes the epoch. Answers the record in force. */
  readonly settle: (witness: EpochWitness) => Promise<EpochRecord>
  /**
   * The store no longer says what stood before its stream begins: walls must learn that, once. The
   * new record is not older than `knownUntil`, the newest thing that was kept, whatever the clock says.
   */
  readonly tellLoss: (held: EpochRecord, knownUntil: number | undefined) => Promise<EpochRecord>
  /** A deliberate new start: empties the site's data. */
  readonly reset: () => Promise<EpochRecord>
}

export function createEpochKeeper(parts: {
  readonly store: Pick<SiteStore, 'site' | 'inspect' | 'changeEpoch' | 'newestKeyframe'>
  readonly kind: 'redis' | 'embedded'
  readonly now: () => number
  readonly newEpoch: () => string
  readonly log: FeedLog
}): EpochKeeper {
  const { store, now, log } = parts

  async function settle(witness: EpochWitness): Promise<EpochRecord> {
    const facts = await store.inspect()
    // What was read in another epoch says nothing of the one that another node has begun since.
    const isOther = facts.record !== undefined && facts.record.epoch !== witness.epoch
    const verdict = judgeEpoch(facts, isOther ? undefined : witness.readTo, parts.kind)
    if (verdict.kind === 'keep' && facts.record) return facts.record
    const next = await nextRecord(verdict, facts.record, facts.identity, witness)
    const { changed, record } = await store.changeEpoch(facts.record?.epoch, next)
    if (changed && verdict.kind === 'change') {
      log.warn({ site: store.site, epoch: record.epoch, reason: verdict.reason }, 'epoch changed')
    }
    return record
  }

  async function nextRecord(
    verdict: EpochVerdict,
    held: EpochRecord | undefined,
    identity: string,
    witness: EpochWitness,
  ): Promise<EpochRecord> {
    if (verdict.kind !== 'change' && held) return { ...held, identity }
    const reason = verdict.kind === 'change' ? verdict.reason : 'key-missing'
    const changedAt = now()
    const base = { epoch: parts.newEpoch(), identity, changedAt, reason }
    if (reason === 'first-start') return base
    const from = witness.knownUntil ?? (await store.newestKeyframe())?.receivedAt ?? held?.changedAt
    return { ...base, missing: { from: Math.min(from ?? changedAt, changedAt), to: changedAt } }
  }

  return {
    settle,
    async tellLoss(held, knownUntil) {
      const { identity } = await store.inspect()
      const changedAt = Math.max(now(), knownUntil ?? 0)
      const reason = 'keyframe-lost'
      const missing = { from: Math.min(held.changedAt, changedAt), to: changedAt }
      const next = { epoch: parts.newEpoch(), identity, changedAt, reason, missing } as const
      const { changed, record } = await store.changeEpoch(held.epoch, next)
      if (changed) log.warn({ site: store.site, epoch: record.epoch, reason }, 'epoch changed')
      return record
    },
    async reset() {
      const facts = await store.inspect()
      const next: EpochRecord = {
        epoch: parts.newEpoch(),
        identity: facts.identity,
        changedAt: now(),
        reason: 'reset',
      }
      const { record } = await store.changeEpoch(facts.record?.epoch, next, { clear: true })
      return record
    },
  }
}
