import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALARM_CHANNEL_INDEX, encodeAlarmBody, type AlarmBody } from './alarm-frame.ts'
import { AlarmReplica } from './alarm-replica.ts'
import { ALARM_STATES, SEVERITIES, type AlarmRow } from './alarms.ts'
import { createByteWriter } from './byte-writer.ts'
import { joinFrame } from './encode-frame.ts'
import type { FrameHeader } from './frame.ts'

const EPOCH = 'aaaaaaaaaaaaaaaa'
const OTHER = 'bbbbbbbbbbbbbbbb'
const writer = createByteWriter()

function frame(
  from: number | undefined,
  to: number,
  body: Partial<AlarmBody>,
  epoch = EPOCH,
): Uint8Array {
  const header: FrameHeader = {
    kind: from === undefined ? 'keyframe' : 'delta',
    channel: ALARM_CHANNEL_INDEX,
    health: { store: true, ingest: true, clock: true },
    scenario: false,
    schemaRevision: 0,
    epoch,
    from: { ms: from ?? 0, n: 0 },
    to: { ms: to, n: 0 },
    tick: 1,
    siteTime: 0,
    realTime: 0,
    rate: 1,
    gridMs: 250,
  }
  const whole = { rows: [], gone: [], flood: { raises: 0 }, watch: {}, canaryAt: 0, ...body }
  return joinFrame(writer, header, encodeAlarmBody(writer, whole))
}

function row(alarm: string, occurrence: number, more: Partial<AlarmRow> = {}): AlarmRow {
  return {
    alarm,
    occurrence,
    rule: 'river',
    state: 'unacknowledged',
    isActive: true,
    isAcknowledged: false,
    ...more,
  }
}

const rowOf = (alarm: string) =>
  fc
    .record({
      occurrence: fc.nat(3),
      rule: fc.string({ unit: 'binary' }),
      state: fc.constantFrom(...ALARM_STATES),
      severity: fc.option(fc.constantFrom(...SEVERITIES), { nil: undefined }),
      isActive: fc.boolean(),
      isAcknowledged: fc.boolean(),
      owner: fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }),
    })
    .map((one) => JSON.parse(JSON.stringify({ alarm, ...one })) as AlarmRow)

/** What happens to a site's alarms: one has other rows, or none, with each entry of the journal. */
const stories = fc.array(
  fc
    .constantFrom('a', 'b', 'c')
    .chain((alarm) => fc.tuple(fc.constant(alarm), fc.array(rowOf(alarm), { maxLength: 3 }))),
  { maxLength: 40 },
)

describe('the alarms of a wall', () => {
  it('[K2] [K3] are the same by any deltas as by one keyframe, whatever the texts', () => {
    fc.assert(
      fc.property(stories, fc.array(fc.nat(40)), (story, cuts) => {
        const heldAt = (to: number) => new Map(story.slice(0, to))
        const body = (from: number, to: number): Partial<AlarmBody> => {
          const held = heldAt(to)
          const changed = [...new Set(story.slice(from, to).map(([alarm]) => alarm))]
          return {
            rows: changed.flatMap((alarm) => held.get(alarm) ?? []),
            gone: changed.filter((alarm) => held.get(alarm)?.length === 0),
          }
        }
        const byDeltas = new AlarmReplica()
        byDeltas.applyFrame(frame(undefined, 0, {}))
        let own = 0
        for (const to of [...cuts.filter((at) => at <= story.length), story.length]) {
          // Frames overlap, come late and come twice.
          const from = Math.max(0, own - (to % 3))
          const outcome = byDeltas.applyFrame(frame(from, to, body(from, to)))
          expect(outcome.kind).toBe(to > own ? 'applied' : 'alive')
          own = Math.max(own, to)
        }
        const held = [...heldAt(story.length)].filter(([, rows]) => rows.length > 0)
        expect(new Map(byDeltas.alarms())).toEqual(new Map(held))
        const byKeyframe = new AlarmReplica()
        byKeyframe.applyFrame(frame(undefined, 99, { rows: held.flatMap(([, rows]) => rows) }))
        expect(new Map(byKeyframe.alarms())).toEqual(new Map(held))
      }),
    )
  })

  it('[K1] go on by the rules of position, without a schema', () => {
    const replica = new AlarmReplica()
    expect(replica.applyFrame(frame(3, 4, {}))).toEqual({ kind: 'gap', reason: 'nothing-held' })
    replica.applyFrame(frame(undefined, 5, { rows: [row('a', 1), row('b', 1)] }))
    expect(replica.request()).toEqual({ name: 'alarms', epoch: EPOCH, version: { ms: 5, n: 0 } })
    expect(replica.applyFrame(frame(7, 9, {}))).toEqual({ kind: 'gap', reason: 'version-skipped' })
    expect(replica.applyFrame(frame(5, 6, {}, OTHER))).toMatchObject({ reason: 'other-epoch' })
    expect(replica.applyFrame(frame(4, 6, { gone: ['b'], rows: [row('a', 2)] }))).toMatchObject({
      kind: 'applied',
    })
    expect([...replica.alarms().values()]).toEqual([[row('a', 2)]])
    replica.applyFrame(frame(undefined, 2, {}, OTHER))
    expect(replica.alarms().size).toBe(0)
    expect(replica.position()).toEqual({ epoch: OTHER, version: { ms: 2, n: 0 } })
  })

  it('[K3] take flood and canary from every frame, though no row is new', () => {
    const replica = new AlarmReplica()
    replica.applyFrame(frame(undefined, 5, { canaryAt: 10 }))
    const outcome = replica.applyFrame(
      frame(5, 5, { canaryAt: 20, flood: { since: 3, raises: 11 } }),
    )
    expect(outcome.kind).toBe('alive')
    expect(replica.canaryAt()).toBe(20)
    expect(replica.flood()).toEqual({ since: 3, raises: 11 })
  })

  it('[K2] refuse what is no body, and keep what they hold', () => {
    const replica = new AlarmReplica()
    replica.applyFrame(frame(undefined, 5, { rows: [row('a', 1)] }))
    const bad = [
      { rows: [{ ...row('a', 1), state: 'odd' }] },
      { rows: [{ ...row('a', 1), raisedAt: 'soon' }] },
      { rows: [{ ...row('a', 1), acknowledged: { id: 'x' } }] },
      { rows: 'none' },
      { gone: [1] },
      { canaryAt: null },
      { flood: [] },
    ] as unknown as readonly Partial<AlarmBody>[]
    for (const body of bad) {
      expect(replica.applyFrame(frame(5, 6, body))).toEqual({ kind: 'refused', reason: 'bad-text' })
    }
    const good = frame(5, 6, { rows: [row('b', 1)] })
    expect(replica.applyFrame(good.subarray(0, -1))).toMatchObject({ reason: 'too-short' })
    expect(replica.applyFrame(Uint8Array.from([...good, 0]))).toMatchObject({
      reason: 'trailing-bytes',
    })
    expect([...replica.alarms().keys()]).toEqual(['a'])
  })

  it('[K2] never throw, whatever the bytes', () => {
    const good = frame(undefined, 5, { rows: [row('a', 1, { owner: 'Nguyễn Văn Ước' })] })
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const spoilt = Uint8Array.from(good)
        spoilt[at] = byte
        expect(['applied', 'alive', 'gap', 'refused']).toContain(
          new AlarmReplica().applyFrame(spoilt).kind,
        )
      }),
      { numRuns: 500 },
    )
  })
})
