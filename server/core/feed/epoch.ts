import { compareVersions, type Version } from '../../../protocol/version.ts'

/** What a store says about itself, as far as the epoch rules need it. */
export interface EpochFacts {
  readonly record: { readonly epoch: string; readonly identity: string } | undefined
  readonly tail: Version
  readonly identity: string
  readonly durability: 'always' | 'may-lose' | 'clean'
}

export type EpochVerdict =
  | { readonly kind: 'keep' }
  /** The data is all there though the store was restarted: only the identity is written anew. */
  | { readonly kind: 'confirm' }
  | {
      readonly kind: 'change'
      readonly reason:
        'first-start' | 'key-missing' | 'stream-shorter' | 'store-restarted' | 'machine-restarted'
    }

/**
 * Whether loss of data can be excluded. `readTo` is the last entry this node has read in the epoch
 * on record (undefined for a node that has just started): the proof, after a restart of a store that
 * syncs every write, that nothing behind it is gone.
 */
export function judgeEpoch(
  facts: EpochFacts,
  readTo: Version | undefined,
  kind: 'redis' | 'embedded',
): EpochVerdict {
  if (facts.record === undefined) {
    const isFresh = readTo === undefined && facts.tail.ms === 0
    return { kind: 'change', reason: isFresh ? 'first-start' : 'key-missing' }
  }
  if (readTo !== undefined && compareVersions(facts.tail, readTo) < 0) {
    return { kind: 'change', reason: 'stream-shorter' }
  }
  if (facts.record.identity === facts.identity) return { kind: 'keep' }
  if (facts.durability === 'clean') return { kind: 'confirm' }
  if (facts.durability === 'always' && readTo !== undefined) return { kind: 'confirm' }
  return { kind: 'change', reason: kind === 'redis' ? 'store-restarted' : 'machine-restarted' }
}
