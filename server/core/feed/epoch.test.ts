import { describe, expect, it } from 'vitest'
import { judgeEpoch, type EpochFacts, type EpochVerdict } from './epoch.ts'

const at = (ms: number): { ms: number; n: number } => ({ ms, n: 0 })

const FACTS: EpochFacts = {
  record: { epoch: '00000000000000e0', identity: 'run-1' },
  tail: at(10),
  identity: 'run-1',
  durability: 'may-lose',
}

describe('epoch rules', () => {
  it.each<[string, Partial<EpochFacts>, number | undefined, EpochVerdict]>([
    ['nothing happened', {}, 10, { kind: 'keep' }],
    ['a node starts', {}, undefined, { kind: 'keep' }],
    ['entries were added', { tail: at(12) }, 10, { kind: 'keep' }],
    [
      'the first start of all',
      { record: undefined, tail: at(0) },
      undefined,
      { kind: 'change', reason: 'first-start' },
    ],
    [
      'the record is gone but entries are there',
      { record: undefined },
      undefined,
      { kind: 'change', reason: 'key-missing' },
    ],
    [
      'record and entries are gone under a running node',
      { record: undefined, tail: at(0) },
      10,
      { kind: 'change', reason: 'key-missing' },
    ],
    ['the stream is shorter', { tail: at(9) }, 10, { kind: 'change', reason: 'stream-shorter' }],
    [
      'the stream is shorter after a restart that loses nothing',
      { tail: at(9), identity: 'run-2', durability: 'always' },
      10,
      { kind: 'change', reason: 'stream-shorter' },
    ],
    [
      'a store that may lose was restarted',
      { identity: 'run-2' },
      10,
      { kind: 'change', reason: 'store-restarted' },
    ],
    [
      'a store that syncs was restarted and the last entry read is there',
      { identity: 'run-2', durability: 'always' },
      10,
      { kind: 'confirm' },
    ],
    [
      'a store that syncs was restarted and no node knows what was there',
      { identity: 'run-2', durability: 'always' },
      undefined,
      { kind: 'change', reason: 'store-restarted' },
    ],
    [
      'a store was stopped in order',
      { identity: 'run-2', durability: 'clean' },
      undefined,
      { kind: 'confirm' },
    ],
  ])('[E4] %s', (_name, change, readTo, verdict) => {
    const facts = { ...FACTS, ...change }
    expect(judgeEpoch(facts, readTo === undefined ? undefined : at(readTo), 'redis')).toEqual(
      verdict,
    )
  })

  it('[E4] names the machine where the store is embedded', () => {
    const facts = { ...FACTS, identity: 'boot-2' }
    expect(judgeEpoch(facts, undefined, 'embedded')).toEqual({
      kind: 'change',
      reason: 'machine-restarted',
    })
  })
})
