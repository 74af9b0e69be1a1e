import { describe, expect, it } from 'vitest'
import { createByteWriter } from '../../../protocol/byte-writer.ts'
import { encodeFrame } from '../../../protocol/encode-frame.ts'
import { createReplica, type Replica } from '../../../protocol/replica.ts'
import { packFlags, SLOT } from '../../../protocol/sample.ts'
import { indexSchema, schemaMessage } from '../../../protocol/schema.ts'
import { hashState } from '../../../protocol/state-hash.ts'
import type { Version } from '../../../protocol/version.ts'
import { Random } from '../../testing/simulator/random.ts'
import { allocateBatch } from './batch.ts'
import { shapeOf } from './schema-shape.ts'
import { applyBatch, canAccountFor, deltaSince, emptyState, type FeedState } from './state.ts'

const LONG = process.env['LONG'] === '1'
const DELTAS = LONG ? 1_000_000 : 20_000
const EPOCH = '00000000000000e0'
const SERIES = 48
const SCHEMA = indexSchema(
  1,
  ['wall'],
  Array.from({ length: SERIES }, (_, number) => ({
    number,
    metric: `m${number % 4}`,
    subject: { kind: 'unit', id: String(number) },
    channel: 0,
    decimals: number % 4,
  })),
)
const writer = createByteWriter()

function frameSince(state: FeedState, from: Version | undefined): Uint8Array {
  return encodeFrame(
    writer,
    {
      kind: from ? 'delta' : 'keyframe',
      channel: 0,
      health: { store: true, ingest: true, clock: true },
      scenario: false,
      schemaRevision: 1,
      epoch: EPOCH,
      from: from ?? { ms: 0, n: 0 },
      to: state.version,
      tick: 1,
      siteTime: 0,
      realTime: 0,
      rate: 1,
      gridMs: 250,
    },
    deltaSince(state, 0, from),
    SCHEMA.decimals,
  )
}

function change(state: FeedState, random: Random): FeedState {
  const batch = allocateBatch(random.integer(1, 4))
  for (let row = 0; row < batch.count; row++) {
    const slot = random.isLucky(0.8) ? SLOT.value : random.pick([SLOT.empty, SLOT.removed])
    batch.series[row] = random.integer(0, SERIES - 1)
    batch.slot[row] = slot
    const value = random.isLucky(0.9) ? random.integer(-1e5, 1e5) / 100 : random.next() - 0.5
    batch.value[row] = slot === SLOT.value ? value : 0
    batch.flags[row] = packFlags({
      quality: random.pick(['good', 'uncertain', 'bad']),
      origin: random.pick(['real', 'manual', 'derived']),
      underReview: random.isLucky(0.1),
    })
    batch.sampledAt[row] = state.version.ms * 100 - random.integer(0, 2_000)
  }
  const { ms, n } = state.version
  const next = random.isLucky(0.5) ? { ms, n: n + 1 } : { ms: ms + 1, n: 0 }
  return applyBatch(state, batch, next.ms * 100, next).state
}

function hashOf(replica: Replica): string {
  return hashState({
    members: SCHEMA.series.keys(),
    slot: replica.slot(),
    value: replica.value(),
    flags: replica.flags(),
    sampledAt: replica.sampledAt(),
  })
}

describe('deltas', () => {
  it('[R6] end in the state of the keyframe, whatever was lost, repeated or merged on the way', () => {
    const random = new Random(20_251_026)
    let state = {
      ...emptyState(
        EPOCH,
        shapeOf(SCHEMA, () => 250),
      ),
      version: { ms: 1, n: 0 },
    }
    const replica = createReplica()
    replica.subscribe(['wall'])
    replica.applySchema(schemaMessage(SCHEMA, 0))
    replica.applyFrame(frameSince(state, undefined))
    /** What the sender believes was received, as on a connection: losses are noticed by gaps. */
    let sent: Version | undefined = state.version
    const kept: Uint8Array[] = []
    const seen = { applied: 0, alive: 0, gap: 0, refused: 0, foreign: 0 }
    for (let delta = 0; delta < DELTAS; delta++) {
      state = change(state, random)
      // Without credit: the next frame covers several changes.
      if (random.isLucky(0.2)) continue
      const frame = frameSince(state, sent)
      sent = state.version
      kept[delta % 16] = frame
      if (random.isLucky(0.05)) continue
      const late = random.isLucky(0.2) ? kept[random.integer(0, 15)] : undefined
      for (const one of [frame, late]) {
        if (!one) continue
        const outcome = replica.applyFrame(one)
        seen[outcome.kind]++
        if (outcome.kind === 'gap') {
          replica.forget('wall')
          sent = undefined
        }
      }
      const held = replica.position('wall')
      if (!held || (held.version !== undefined && !isEnd(held.version, state.version))) continue
      expect(hashOf(replica), `after ${delta} deltas`).toBe(
        hashState({ ...state, members: SCHEMA.series.keys(), sampledAt: state.carriedAt }),
      )
    }
    // Everything that can happen to a frame did.
    expect(seen.applied).toBeGreaterThan(DELTAS / 2)
    expect(seen.alive).toBeGreaterThan(DELTAS / 50)
    expect(seen.gap).toBeGreaterThan(DELTAS / 100)
    expect(seen.refused + seen.foreign).toBe(0)
    const last = replica.position('wall')
    const from = last && canAccountFor(state, last.epoch, last.version) ? last.version : undefined
    replica.applyFrame(frameSince(state, from))
    const fresh = createReplica()
    fresh.subscribe(['wall'])
    fresh.applySchema(schemaMessage(SCHEMA, 0))
    fresh.applyFrame(frameSince(state, undefined))
    expect(hashOf(replica)).toBe(hashOf(fresh))
  }, 1_800_000)
})

function isEnd(held: Version, end: Version): boolean {
  return held.ms === end.ms && held.n === end.n
}
