import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AlarmGame, LAN } from '../../testing/alarm-moves.ts'
import { anyEvent, anyPosture, anyWatch } from '../../testing/any-alarm-event.ts'
import { assertEntry, bodyOf, readEntry, type JournalEvent } from '../journal/entry.ts'
import type { AlarmEvent } from './events.ts'
import { fromJournal, stateChange, toJournal } from './journal-entry.ts'

const ACKNOWLEDGED: AlarmEvent = {
  alarm: 'water-high~20506',
  rule: 'water-high',
  metric: 'water.level',
  subject: { kind: 'unit', id: '20506' },
  at: 1_700_000_000_000,
  actor: LAN,
  change: { kind: 'acknowledged', occurrence: 3, comment: 'đã gọi trạm' },
  command: 'c-1',
}

describe('an event of an alarm in the journal', () => {
  it('[L14] is read back as it was, of whatever kind it is', () => {
    fc.assert(
      fc.property(fc.oneof(anyEvent(), anyPosture, anyWatch), (event) => {
        const states = { from: 'normal', to: 'unacknowledged' } as const
        const entry = assertEntry({ ...toJournal(event, 'dai-loc', states), at: 7 })
        const read = readEntry(bodyOf(entry))
        expect(read && fromJournal(read)).toEqual(event)
      }),
      { numRuns: 1_000 },
    )
  })

  it('[L14] says to people who did what to which alarm, and between which states', () => {
    expect(
      toJournal(ACKNOWLEDGED, 'dai-loc', { from: 'unacknowledged', to: 'acknowledged' }),
    ).toEqual({
      actor: LAN,
      action: 'alarm.acknowledged',
      subject: 'water-high~20506',
      site: 'dai-loc',
      detail: {
        rule: 'water-high',
        metric: 'water.level',
        unit: '20506',
        time: 1_700_000_000_000,
        command: 'c-1',
        occurrence: 3,
        comment: 'đã gọi trạm',
        from: 'unacknowledged',
        to: 'acknowledged',
      },
    })
    expect(toJournal({ kind: 'flood-began', at: 5, raises: 11 }, 'dai-loc')).toEqual({
      actor: { kind: 'server', id: 'server', name: 'server' },
      action: 'alarms.flood-began',
      site: 'dai-loc',
      detail: { time: 5, raises: 11 },
    })
  })

  it('is passed over where it is about something else', () => {
    for (const action of [
      'alarm.sounded',
      'alarms.raised',
      'configuration.loaded',
      'alarm.raised.x',
    ]) {
      expect(fromJournal({ ...toJournal(ACKNOWLEDGED, 's'), action })).toBeUndefined()
    }
  })

  it.each<[string, Partial<JournalEvent>]>([
    ['names no occurrence', { detail: { rule: 'r', time: 5 } }],
    ['tells no time', { detail: { rule: 'r', occurrence: 1 } }],
    ['names no rule', { detail: { time: 5, occurrence: 1 } }],
    ['has no detail', { detail: undefined }],
    ['names no alarm', { subject: undefined }],
    ['is by nobody', { actor: { kind: 'anonymous' } }],
    ['has an occurrence that cannot be', { detail: { rule: 'r', time: 5, occurrence: 0.5 } }],
  ])('[L14] is refused, not passed over, where it %s', (_what, change) => {
    const entry = { ...toJournal(ACKNOWLEDGED, 's'), ...change }
    expect(() => fromJournal(entry)).toThrow('out of form')
  })
})

describe('the states that an event lies between', () => {
  it('are those of its occurrence, whatever hides the alarm', () => {
    const told: string[] = []
    const game = new AlarmGame(undefined, (before, { change }, after) => {
      const { from, to } = stateChange(before, after, change)
      told.push(`${change.kind}: ${from} > ${to}`)
    })
    game.condition(1).command({ name: 'shelve' }).command({ name: 'acknowledge' }).condition()
    game.command({ name: 'unshelve' })
    expect(told).toEqual([
      'raised: normal > unacknowledged',
      'shelved: unacknowledged > shelved',
      'acknowledged: unacknowledged > acknowledged',
      'cleared: acknowledged > normal',
      'unshelved: shelved > normal',
    ])
    expect(stateChange(undefined, game.alarm, { kind: 'went-blind' }).from).toBe('normal')
  })
})
