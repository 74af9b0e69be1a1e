import { describe, expect, it } from 'vitest'
import { createByteWriter } from './byte-writer.ts'
import { encodeFrame } from './encode-frame.ts'
import type { FrameColumns, FrameHeader } from './frame.ts'
import { createReplica, judge, type Replica } from './replica.ts'
import { SLOT } from './sample.ts'
import { indexSchema, schemaMessage, type Schema } from './schema.ts'
import { hashState } from './state-hash.ts'

const EPOCH = 'aaaaaaaaaaaaaaaa'
const OTHER = 'bbbbbbbbbbbbbbbb'
const at = (ms: number): { ms: number; n: number } => ({ ms, n: 0 })

function schemaOf(count: number, revision = 1, decimals = 1): Schema {
  return indexSchema(
    revision,
    ['even', 'odd'],
    Array.from({ length: count }, (_, number) => ({
      number,
      metric: number % 2 === 0 ? 'a' : 'b',
      subject: { kind: 'unit', id: String(number) },
      channel: number % 2,
      decimals,
    })),
  )
}

function header(more: Partial<FrameHeader> = {}): FrameHeader {
  return {
    kind: 'delta',
    channel: 0,
    health: { store: true, ingest: true, clock: true },
    scenario: false,
    schemaRevision: 1,
    epoch: EPOCH,
    from: at(0),
    to: at(10),
    tick: 1,
    siteTime: 0,
    realTime: 0,
    rate: 1,
    gridMs: 250,
    ...more,
  }
}

type Row = readonly [number: number, value: number | 'none' | 'removed']

function columns(rows: readonly Row[]): FrameColumns {
  const slots = { none: SLOT.empty, removed: SLOT.removed }
  return {
    count: rows.length,
    series: Uint32Array.from(rows, ([number]) => number),
    slot: Uint8Array.from(rows, ([, value]) => (typeof value === 'number' ? 1 : slots[value])),
    value: Float64Array.from(rows, ([, value]) => (typeof value === 'number' ? value : 0)),
    flags: new Uint8Array(rows.length),
    sampledAt: new Float64Array(rows.length),
  }
}

function frame(rows: readonly Row[], more: Partial<FrameHeader> = {}, schema = schemaOf(6)) {
  return encodeFrame(createByteWriter(), header(more), columns(rows), schema.decimals)
}

function keyframe(rows: readonly Row[], to = 10, more: Partial<FrameHeader> = {}): Uint8Array {
  return frame(rows, { kind: 'keyframe', to: at(to), ...more })
}

function holding(rows: readonly Row[], to = 10): Replica {
  const replica = createReplica()
  replica.subscribe(['even', 'odd'])
  replica.applySchema(schemaMessage(schemaOf(6), 0))
  expect(replica.applyFrame(keyframe(rows, to))).toMatchObject({ kind: 'applied' })
  return replica
}

function shown(replica: Replica): Record<number, number | 'none'> {
  const values: Record<number, number | 'none'> = {}
  for (const [number, slot] of replica.slot().entries()) {
    if (slot === SLOT.value) values[number] = replica.value()[number] ?? NaN
    if (slot === SLOT.empty) values[number] = 'none'
  }
  return values
}

describe('judging a frame', () => {
  const held = { epoch: EPOCH, version: at(10) }
  const key = (to: number, epoch = EPOCH): FrameHeader =>
    header({ kind: 'keyframe', to: at(to), epoch })
  const delta = (from: number, to: number, epoch = EPOCH): FrameHeader =>
    header({ from: at(from), to: at(to), epoch })

  it.each<[string, FrameHeader, typeof held | undefined, boolean, string]>([
    ['a frame of another revision', header({ schemaRevision: 2 }), held, true, 'other-schema'],
    ['a keyframe of another epoch', key(5, OTHER), held, false, 'apply'],
    ['a keyframe where nothing is held', key(5), undefined, false, 'apply'],
    ['a newer keyframe', key(11), held, false, 'apply'],
    ['an equal keyframe that answers', key(10), held, true, 'apply'],
    ['an older keyframe that answers', key(9), held, true, 'apply'],
    ['an equal keyframe unasked', key(10), held, false, 'alive'],
    ['an older keyframe unasked', key(9), held, false, 'alive'],
    ['a delta where nothing is held', delta(0, 11), undefined, true, 'nothing-held'],
    ['a delta of another epoch', delta(10, 11, OTHER), held, true, 'other-epoch'],
    ['a delta that skips', delta(11, 12), held, false, 'version-skipped'],
    ['a delta that follows', delta(10, 12), held, false, 'apply'],
    ['a delta that overlaps', delta(3, 12), held, false, 'apply'],
    ['a delta of what is held', delta(3, 10), held, false, 'alive'],
    ['an empty delta', delta(10, 10), held, false, 'alive'],
    ['an old delta', delta(3, 5), held, false, 'alive'],
  ])('[R2] %s', (_name, one, position, isAwaited, verdict) => {
    expect(judge(one, position, 1, isAwaited)).toBe(verdict)
  })
})

describe('replica', () => {
  it('[R3] writes the rows of a delta and keeps the others', () => {
    const replica = holding([
      [0, 1.5],
      [2, 2.5],
      [4, 'none'],
    ])
    const outcome = replica.applyFrame(
      frame(
        [
          [2, 'none'],
          [4, 4.5],
        ],
        { from: at(10), to: at(20) },
      ),
    )
    expect(outcome).toMatchObject({ kind: 'applied', channel: 'even' })
    expect(shown(replica)).toEqual({ 0: 1.5, 2: 'none', 4: 4.5 })
    expect(replica.position('even')).toEqual({ epoch: EPOCH, version: at(20) })
  })

  it('[R3] shows nothing for a tombstone nor for what a keyframe does not name', () => {
    const replica = holding([
      [0, 1],
      [2, 2],
      [4, 4],
    ])
    replica.applyFrame(frame([[2, 'removed']], { from: at(10), to: at(11) }))
    expect(shown(replica)).toEqual({ 0: 1, 4: 4 })
    replica.applyFrame(keyframe([[4, 5]], 12))
    expect(shown(replica)).toEqual({ 4: 5 })
  })

  it('[R3] leaves the other channels alone', () => {
    const replica = holding([
      [0, 1],
      [2, 2],
    ])
    replica.applyFrame(
      keyframe(
        [
          [1, 7],
          [3, 8],
        ],
        12,
        { channel: 1 },
      ),
    )
    replica.applyFrame(keyframe([[2, 3]], 13))
    expect(shown(replica)).toEqual({ 1: 7, 2: 3, 3: 8 })
    expect(replica.position('odd')?.version).toEqual(at(12))
  })

  it('[R4] takes a repeated frame as proof of life and nothing more', () => {
    const replica = holding([[0, 1]])
    const delta = frame([[0, 2]], { from: at(10), to: at(11) })
    expect(replica.applyFrame(delta)).toMatchObject({ kind: 'applied' })
    replica.applyFrame(frame([[0, 3]], { from: at(11), to: at(12) }))
    expect(replica.applyFrame(delta)).toMatchObject({ kind: 'alive', header: { tick: 1 } })
    expect(shown(replica)).toEqual({ 0: 3 })
  })

  it('[R4] takes one older keyframe as the answer to a request, and no second', () => {
    const replica = holding([[0, 1]])
    replica.subscribe(['even'])
    expect(replica.applyFrame(keyframe([[0, 9]], 5))).toMatchObject({ kind: 'applied' })
    expect(replica.position('even')?.version).toEqual(at(5))
    expect(replica.applyFrame(keyframe([[0, 8]], 4))).toMatchObject({ kind: 'alive' })
    expect(shown(replica)).toEqual({ 0: 9 })
  })

  it('[R5] keeps showing what it has after a gap, and takes no delta until a keyframe came', () => {
    const replica = holding([[0, 1]])
    expect(replica.applyFrame(frame([[0, 2]], { from: at(11), to: at(12) }))).toEqual({
      kind: 'gap',
      channel: 'even',
      reason: 'version-skipped',
    })
    replica.forget('even')
    expect(replica.requests(['even'])).toEqual([{ name: 'even' }])
    expect(replica.applyFrame(frame([[0, 3]], { from: at(0), to: at(13) }))).toMatchObject({
      kind: 'gap',
      reason: 'nothing-held',
    })
    expect(shown(replica)).toEqual({ 0: 1 })
    replica.applyFrame(keyframe([[0, 4]], 3))
    expect(shown(replica)).toEqual({ 0: 4 })
  })

  it('[R1] drops frames of channels that it does not subscribe to or know', () => {
    const replica = holding([[0, 1]])
    replica.subscribe(['even'])
    expect(replica.applyFrame(keyframe([[1, 1]], 20, { channel: 1 }))).toEqual({ kind: 'foreign' })
    expect(replica.applyFrame(keyframe([], 20, { channel: 9 }))).toEqual({ kind: 'foreign' })
    expect(createReplica().applyFrame(keyframe([], 20))).toEqual({ kind: 'foreign' })
  })

  it('[F4] refuses a frame whose series belong to another channel, and changes nothing', () => {
    const replica = holding([[0, 1]])
    expect(
      replica.applyFrame(
        frame(
          [
            [0, 2],
            [1, 3],
          ],
          { to: at(20) },
        ),
      ),
    ).toEqual({
      kind: 'refused',
      reason: 'unknown-series',
      channel: 'even',
    })
    expect(shown(replica)).toEqual({ 0: 1 })
    expect(replica.position('even')?.version).toEqual(at(10))
  })

  it('[F8] refuses damaged frames whole', () => {
    const replica = holding([[0, 1]])
    const damaged = frame(
      [
        [0, 2],
        [2, 3],
      ],
      { to: at(20) },
    ).slice(0, -1)
    expect(replica.applyFrame(damaged)).toMatchObject({ kind: 'refused', channel: 'even' })
    expect(replica.applyFrame(Uint8Array.of(9))).toEqual({
      kind: 'refused',
      reason: 'unknown-format',
    })
    expect(shown(replica)).toEqual({ 0: 1 })
  })

  it('[S6] keeps values and positions when rows are appended', () => {
    const replica = holding([[0, 1]])
    expect(replica.applySchema(schemaMessage(schemaOf(40), 6))).toEqual({ ok: true })
    expect(shown(replica)).toEqual({ 0: 1 })
    expect(replica.schemaHeld()).toEqual({ revision: 1, rows: 40 })
    const outcome = replica.applyFrame(frame([[38, 9]], { from: at(10), to: at(11) }, schemaOf(40)))
    expect(outcome).toMatchObject({ kind: 'applied' })
    expect(shown(replica)).toEqual({ 0: 1, 38: 9 })
  })

  it('[S6] forgets values and positions with another revision or a whole schema', () => {
    for (const message of [schemaMessage(schemaOf(6, 2), 0), schemaMessage(schemaOf(6), 0)]) {
      const replica = holding([[0, 1]])
      replica.applySchema(message)
      expect(shown(replica)).toEqual({})
      expect(replica.requests(['even', 'odd'])).toEqual([{ name: 'even' }, { name: 'odd' }])
    }
  })

  it('[S5] changes nothing for a refused schema message', () => {
    const replica = holding([[0, 1]])
    expect(replica.applySchema(schemaMessage(schemaOf(9), 8))).toEqual({
      ok: false,
      reason: 'rows-missing',
    })
    expect(shown(replica)).toEqual({ 0: 1 })
    expect(replica.schemaHeld()).toEqual({ revision: 1, rows: 6 })
    expect(replica.position('even')?.version).toEqual(at(10))
  })
})

describe('state hash', () => {
  const state = () => ({
    members: [0, 1, 2],
    slot: Uint8Array.of(1, 2, 3),
    value: Float64Array.of(6.25, 0, 0),
    flags: Uint8Array.of(4, 0, 0),
    sampledAt: Float64Array.of(1_000, 2_000, 3_000),
  })

  it('[R7] mixes number, slot and flags, time and value as the rule says', () => {
    const words: number[] = []
    const float = (value: number): void => {
      const view = new DataView(new ArrayBuffer(8))
      view.setFloat64(0, value)
      words.push(view.getUint32(0), view.getUint32(4))
    }
    words.push(0, 1 + 256 * 4)
    float(1_000)
    float(6.25)
    words.push(1, 2)
    float(2_000)
    let hash = 0x811c9dc5n
    for (const word of words) hash = ((hash ^ BigInt(word)) * 0x01000193n) % 2n ** 32n
    expect(hashState(state())).toBe(hash.toString(16).padStart(8, '0'))
  })

  it('[R7] tells every difference but that of absent and removed series', () => {
    const base = hashState(state())
    const changed = (change: (one: ReturnType<typeof state>) => void): string => {
      const one = state()
      change(one)
      return hashState(one)
    }
    expect(changed((one) => one.value.set([6.5]))).not.toBe(base)
    expect(changed((one) => one.flags.set([5]))).not.toBe(base)
    expect(changed((one) => one.sampledAt.set([1_250]))).not.toBe(base)
    expect(changed((one) => one.slot.set([2]))).not.toBe(base)
    expect(changed((one) => one.value.set([-0, 0]))).not.toBe(
      changed((one) => one.value.set([0, 0])),
    )
    expect(changed((one) => one.members.pop())).toBe(base)
    expect(changed((one) => one.value.set([9], 2))).toBe(base)
  })
})
