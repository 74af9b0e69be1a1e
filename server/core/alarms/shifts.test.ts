import { describe, expect, it } from 'vitest'
import { happening, raise } from '../../testing/alarm-events.ts'
import type { AlarmActor, AlarmEvent, WatchChange } from './events.ts'
import { summarise } from './shift-report.ts'
import { shiftsIn } from './shifts.ts'

const HANH: AlarmActor = { kind: 'person', id: 'hanh', name: 'Hạnh' }
const TUAN: AlarmActor = { kind: 'person', id: 'tuan', name: 'Tuấn' }

function watch(...changes: readonly (readonly [AlarmActor, WatchChange])[]) {
  return changes.map(([actor, change], index) => ({
    seq: index + 1,
    event: { kind: 'watch' as const, at: index * 1_000, actor, change },
  }))
}

describe('shifts', () => {
  it('end by being handed over, taken over, or with nobody following', () => {
    const shifts = shiftsIn(
      watch(
        [HANH, { kind: 'taken', until: 9 }],
        [HANH, { kind: 'offered', note: 'nước lên' }],
        [TUAN, { kind: 'taken', from: 'hanh', fromName: 'Hạnh' }],
        [HANH, { kind: 'taken' }],
        [HANH, { kind: 'ended', note: 'nghỉ' }],
        [TUAN, { kind: 'taken' }],
      ),
      6,
    )
    expect(shifts.map(({ shift, end, endedBy, note }) => [shift, end, endedBy, note])).toEqual([
      [1, 'handed-over', 3, 'nước lên'],
      [3, 'taken-over', 4, undefined],
      [4, 'ended', 5, 'nghỉ'],
      [6, undefined, undefined, undefined],
    ])
    expect(shifts[0]).toMatchObject({ until: 9, from: 0, to: 2_000 })
  })

  it('go on when the officer stays after all, or stays longer', () => {
    const [only, ...others] = shiftsIn(
      watch(
        [HANH, { kind: 'taken', until: 5 }],
        [HANH, { kind: 'offered', note: 'x' }],
        [HANH, { kind: 'kept' }],
        [HANH, { kind: 'taken', until: 9 }],
        [TUAN, { kind: 'taken' }],
      ),
      5,
    )
    expect(only).toMatchObject({ shift: 1, until: 9, end: 'taken-over' })
    expect(only?.note).toBeUndefined()
    expect(others).toMatchObject([{ shift: 5 }])
  })

  it('that nothing says the end of ended somehow', () => {
    const [left] = shiftsIn(watch([HANH, { kind: 'taken' }]), undefined)
    expect(left).toMatchObject({ end: 'unknown' })
    expect(left?.to).toBeUndefined()
  })
})

const RIVER = { kind: 'sensor', id: 'ai-nghia' } as const
function at(seconds: number, change: AlarmEvent['change'], actor = HANH): AlarmEvent {
  return happening('river', RIVER, change, { at: seconds * 1_000, actor })
}

describe('the summary of a shift', () => {
  it('counts what happened and measures how long what asked had to wait', () => {
    const { counts, waits, raised, comments } = summarise([
      at(0, raise({ severity: 'medium', level: 'BĐ1', rank: 0 })),
      at(30, { kind: 'acknowledged', occurrence: 1, comment: 'đã biết' }),
      at(60, { kind: 'severity-changed', occurrence: 1, severity: 'high', level: 'BĐ2', rank: 1 }),
      at(70, { kind: 'acknowledged', occurrence: 1 }, TUAN),
      at(80, {
        kind: 'severity-changed',
        occurrence: 1,
        severity: 'medium',
        level: 'BĐ1',
        rank: 0,
      }),
      at(90, { kind: 'cleared', occurrence: 1 }),
      at(95, { kind: 'shelved', until: 1e6, comment: 'bảo trì' }),
    ])
    expect(counts).toMatchObject({ raised: 1, worsened: 1, cleared: 1, acknowledged: 2 })
    expect(counts).toMatchObject({ shelved: 1, escalated: 0, commented: 0 })
    expect(waits).toEqual([10_000, 30_000])
    expect(raised).toMatchObject([
      { level: 'BĐ2', severity: 'high', raisedAt: 0, clearedAt: 90_000 },
    ])
    expect(raised[0]?.acknowledged).toMatchObject({ id: 'tuan' })
    expect(comments.map(({ text }) => text)).toEqual(['đã biết', 'bảo trì'])
  })

  it('counts what was raised in an earlier shift and became worse in this one', () => {
    const to = (rank: number, isWorse: boolean) =>
      ({ kind: 'severity-changed', occurrence: 1, severity: 'high', rank, isWorse }) as const
    const { counts, waits, raised } = summarise([
      at(5, to(2, true)),
      at(20, to(1, false)),
      at(65, { kind: 'acknowledged', occurrence: 1 }),
    ])
    expect(counts).toMatchObject({ raised: 0, worsened: 1, acknowledged: 1 })
    expect([waits, raised]).toEqual([[60_000], []])
  })

  it('names nobody who acknowledged what has asked again since', () => {
    const taken = { kind: 'acknowledged', occurrence: 1 } as const
    const worse = { kind: 'severity-changed', occurrence: 1, severity: 'critical' } as const
    const shelf = { kind: 'shelved', until: 1e6 } as const
    const after = (...changes: AlarmEvent['change'][]) =>
      summarise([raise(), taken, ...changes].map((change, index) => at(index * 10, change)))
    for (const change of [worse, { kind: 'unacknowledged', occurrence: 1 } as const, raise()]) {
      expect(after(change).raised).toMatchObject([{ raisedAt: 0, acknowledged: undefined }])
    }
    const { raised, waits } = after(shelf, { kind: 'unshelved', cause: 'expired' }, taken)
    expect(raised).toMatchObject([{ acknowledged: { at: 40_000 } }])
    expect(waits).toEqual([10_000, 10_000])
    // One more raise than can be open is counted in the newest: it is there again.
    expect(after({ kind: 'cleared', occurrence: 1 }, raise()).raised[0]?.clearedAt).toBeUndefined()
    const closed = [{ kind: 'cleared', occurrence: 1 } as const, shelf]
    expect(after(...closed, { kind: 'unshelved', cause: 'expired' }).raised).toMatchObject([
      { acknowledged: { at: 10_000 }, clearedAt: 20_000 },
    ])
  })

  it('knows since when it asked what was raised in an earlier shift, where that is known', () => {
    const before = [at(5, raise()), at(6, { kind: 'acknowledged', occurrence: 1 })]
    const worse = { kind: 'severity-changed', occurrence: 1, severity: 'critical' } as const
    const { counts, waits, raised } = summarise(
      [at(95, { kind: 'acknowledged', occurrence: 1 }), at(99, raise({ occurrence: 2 }))],
      { before: [...before, at(30, worse)] },
    )
    expect(counts).toMatchObject({ raised: 1, worsened: 0, acknowledged: 1 })
    expect(waits).toEqual([65_000])
    expect(raised.map(({ occurrence }) => occurrence)).toEqual([2])
  })

  it('lets what is hidden wait for nobody', () => {
    const { waits } = summarise([
      at(0, { kind: 'suppressed', by: 'flood' }),
      at(10, raise()),
      at(500, { kind: 'unsuppressed', by: 'flood' }),
      at(530, { kind: 'acknowledged', occurrence: 1 }),
    ])
    expect(waits).toEqual([30_000])
  })

  it('knows nothing of when it asked, where that was in an earlier shift', () => {
    const { waits, raised } = summarise([at(5, { kind: 'acknowledged', occurrence: 1 })])
    expect([waits, raised]).toEqual([[], []])
  })
})
