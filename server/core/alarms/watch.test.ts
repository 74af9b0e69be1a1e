import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Watch } from '../../../protocol/alarms.ts'
import { anyWatch } from '../../testing/any-alarm-event.ts'
import type { AlarmActor } from './events.ts'
import { applyWatch, decideWatch, MAX_WATCH_MS, NOBODY, type WatchCommand } from './watch.ts'

const HANH: AlarmActor = { kind: 'person', id: 'hanh', name: 'Trần Thị Hạnh' }
const TUAN: AlarmActor = { kind: 'person', id: 'tuan', name: 'Lê Tuấn' }

/** What commands one after the other make of it, ten seconds apart; a conflict ends it. */
function played(steps: readonly (readonly [AlarmActor, WatchCommand])[]) {
  let watch: Watch = NOBODY
  for (const [index, [actor, command]] of steps.entries()) {
    const at = (index + 1) * 10_000
    const decision = decideWatch(watch, command, actor, at)
    if (!decision.ok) return decision.conflict
    watch = applyWatch(watch, { kind: 'watch', at, actor, change: decision.change }, index + 1)
  }
  return watch
}

const take = (seen: string, until?: number): WatchCommand => ({
  name: 'take',
  seen,
  ...(until !== undefined && { until }),
})

describe('the watch', () => {
  it('is taken by an officer, handed over with a note, and taken by the next', () => {
    const offered = played([
      [HANH, take('', 100_000)],
      [HANH, { name: 'hand-over', note: 'Ái Nghĩa đang lên' }],
    ])
    expect(offered).toEqual({
      officer: { id: 'hanh', name: 'Trần Thị Hạnh', at: 10_000 },
      shift: 1,
      until: 100_000,
      handover: { at: 20_000, note: 'Ái Nghĩa đang lên' },
    })
    expect(
      played([
        [HANH, take('')],
        [HANH, { name: 'hand-over' }],
        [TUAN, take('hanh')],
      ]),
    ).toEqual({ officer: { id: 'tuan', name: 'Lê Tuấn', at: 30_000 }, shift: 3 })
  })

  it('is kept after all, prolonged without a new shift, and ended', () => {
    const kept = played([
      [HANH, take('')],
      [HANH, { name: 'hand-over' }],
      [HANH, { name: 'keep' }],
    ])
    expect(kept).toEqual({ officer: { id: 'hanh', name: HANH.name, at: 10_000 }, shift: 1 })
    expect(
      played([
        [HANH, take('')],
        [HANH, take('hanh', 90_000)],
      ]),
    ).toMatchObject({
      officer: { at: 10_000 },
      shift: 1,
      until: 90_000,
    })
    expect(
      played([
        [HANH, take('')],
        [HANH, { name: 'end' }],
      ]),
    ).toEqual({})
  })

  it('is not taken from somebody else than was seen, nor handed over or ended by others', () => {
    expect(
      played([
        [HANH, take('')],
        [TUAN, take('')],
      ]),
    ).toBe('moved-on')
    for (const command of [{ name: 'hand-over' }, { name: 'keep' }, { name: 'end' }] as const) {
      expect(
        played([
          [HANH, take('')],
          [TUAN, command],
        ]),
      ).toBe('not-yours')
      expect(played([[TUAN, command]])).toBe('not-yours')
    }
    expect(
      played([
        [HANH, take('')],
        [HANH, take('')],
      ]),
    ).toBe('already')
    expect(
      played([
        [HANH, take('')],
        [HANH, { name: 'keep' }],
      ]),
    ).toBe('already')
  })

  it('ends in the future and within a day', () => {
    expect(played([[HANH, take('', 10_000)]])).toBe('bad-until')
    expect(played([[HANH, take('', 10_000 + MAX_WATCH_MS)]])).toMatchObject({ shift: 1 })
    expect(played([[HANH, take('', 10_001 + MAX_WATCH_MS)]])).toBe('bad-until')
  })

  it('has a shift whenever somebody has it, whatever the journal holds', () => {
    fc.assert(
      fc.property(fc.array(anyWatch), (events) => {
        let watch: Watch = NOBODY
        for (const [index, event] of events.entries()) watch = applyWatch(watch, event, index + 1)
        expect(watch.officer === undefined).toBe(watch.shift === undefined)
        if (!watch.officer) expect(watch).toEqual({})
      }),
    )
  })
})
