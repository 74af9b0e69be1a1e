import { describe, expect, it } from 'vitest'
import { ALARM_STATES, MAX_OPEN_OCCURRENCES, type AlarmState } from '../../../protocol/alarms.ts'
import { AlarmGame, buildRule, LAN, LEVELS, MINH } from '../../testing/alarm-moves.ts'
import { rowsOf, stateOfAlarm, stateOfOccurrence } from './alarm-state.ts'
import type { Alarm } from './alarm.ts'
import { decideCommand } from './decide-command.ts'
import { nextTime } from './decide-server.ts'

const SHELF_MS = 10_000

/**
 * Short for a state: of the alarm if nothing hides it, else what hides it and, behind the stroke, what its
 * newest open occurrence is by itself. `-` = none is open.
 */
const SHORT: Readonly<Record<AlarmState, string>> = {
  normal: '-',
  unacknowledged: 'U',
  acknowledged: 'A',
  'returned-unacknowledged': 'R',
  'latched-unacknowledged': 'LU',
  'latched-acknowledged': 'LA',
  shelved: 'S',
  suppressed: 'D',
  'out-of-service': 'O',
}

function shortOf(alarm: Alarm): string {
  const state = stateOfAlarm(alarm)
  const newest = alarm.open.at(-1)
  const own = SHORT[newest ? stateOfOccurrence(newest) : 'normal']
  return ['shelved', 'suppressed', 'out-of-service'].includes(state)
    ? `${SHORT[state]}/${own}`
    : own
}

const LATCHING = buildRule({ isLatched: true })
const shelve = (game: AlarmGame) => game.command({ name: 'shelve', until: game.now + SHELF_MS })
const raised = () => new AlarmGame().condition(1)
const acknowledged = () => raised().command({ name: 'acknowledge' })
const latching = () => new AlarmGame(LATCHING).condition(1)
const outOfService = (game: AlarmGame) => game.command({ name: 'out-of-service' })

/** Every state, reached as the world reaches it. */
const STARTS: Readonly<Record<string, () => AlarmGame>> = {
  fresh: () => new AlarmGame(),
  closed: () => acknowledged().condition(),
  U: raised,
  A: acknowledged,
  R: () => raised().condition(),
  'U!': latching,
  'A!': () => latching().command({ name: 'acknowledge' }),
  LU: () => latching().condition(),
  LA: () => latching().command({ name: 'acknowledge' }).condition(),
  'S/-': () => shelve(new AlarmGame()),
  'S/U': () => shelve(raised()),
  'S/A': () => shelve(acknowledged()),
  'S/R': () => shelve(raised().condition()),
  'D/U': () => raised().hide('flood'),
  'D/A': () => acknowledged().hide('flood'),
  'O/-': () => outOfService(new AlarmGame()),
  'O/U': () => outOfService(raised()),
  'O/A': () => outOfService(acknowledged()),
}

/** Everything that can happen. The condition was at the second of four levels where it holds. */
const STIMULI: Readonly<Record<string, (game: AlarmGame) => AlarmGame>> = {
  holds: (game) => game.condition(1),
  worse: (game) => game.condition(3),
  milder: (game) => game.condition(0),
  gone: (game) => game.condition(),
  ack: (game) => game.command({ name: 'acknowledge' }),
  unack: (game) => game.command({ name: 'unacknowledge' }),
  reset: (game) => game.command({ name: 'reset' }),
  shelve,
  unshelve: (game) => game.command({ name: 'unshelve' }),
  oos: outOfService,
  rts: (game) => game.command({ name: 'return-to-service' }),
  comment: (game) => game.command({ name: 'comment' }),
  assign: (game) => game.command({ name: 'assign' }),
  hide: (game) => game.hide('flood'),
  show: (game) => game.hide(),
  expire: (game) => game.pass(SHELF_MS),
}

/** `!` stands before why a command is refused; the alarm is then as it was. */
const REFUSALS: Readonly<Record<string, string>> = {
  '!none': 'no-such-occurrence',
  '!closed': 'closed',
  '!already': 'already',
  '!unacked': 'not-acknowledged',
  '!unlatched': 'not-latched',
  '!active': 'still-active',
  '!shown': 'not-shelved',
  '!inuse': 'not-out-of-service',
}

/**
 * ISA-18.2 / IEC 62682, clause on the state model, with active and acknowledged kept apart as in
 * OPC 10000-9: written by hand from these, not from the code.
 */
const TABLE = `
state   holds worse milder gone  ack      unack    reset      shelve   unshelve oos      rts    comment assign  hide  show  expire
fresh   U     U     U      -     !none    !none    !none      S/-      !shown   O/-      !inuse !none   !none   -     -     -
closed  U     U     U      -     !closed  !closed  !closed    S/-      !shown   O/-      !inuse !closed !closed -     -     -
U       U     U     U      R     A        !unacked !unlatched S/U      !shown   O/U      !inuse U       U       D/U   U     U
A       A     U     A      -     !already U        !unlatched S/A      !shown   O/A      !inuse A       A       D/A   A     A
R       U     U     U      R     -        !unacked !unlatched S/R      !shown   O/R      !inuse R       R       D/R   R     R
U!      U     U     U      LU    A        !unacked !active    S/U      !shown   O/U      !inuse U       U       D/U   U     U
A!      A     U     A      LA    !already U        !active    S/A      !shown   O/A      !inuse A       A       D/A   A     A
LU      U     U     U      LU    LA       !unacked !unacked   S/LU     !shown   O/LU     !inuse LU      LU      D/LU  LU    LU
LA      U     U     U      LA    !already LU       -          S/LA     !shown   O/LA     !inuse LA      LA      D/LA  LA    LA
S/-     S/U   S/U   S/U    S/-   !none    !none    !none      !already -        O/-      !inuse !none   !none   S/-   S/-   -
S/U     S/U   S/U   S/U    S/R   S/A      !unacked !unlatched !already U        O/U      !inuse S/U     S/U     S/U   S/U   U
S/A     S/A   S/U   S/A    S/-   !already S/U      !unlatched !already U        O/A      !inuse S/A     S/A     S/A   S/A   U
S/R     S/U   S/U   S/U    S/R   S/-      !unacked !unlatched !already R        O/R      !inuse S/R     S/R     S/R   S/R   R
D/U     D/U   D/U   D/U    D/R   D/A      !unacked !unlatched S/U      !shown   O/U      !inuse D/U     D/U     D/U   U     D/U
D/A     D/A   D/U   D/A    D/-   !already D/U      !unlatched S/A      !shown   O/A      !inuse D/A     D/A     D/A   U     D/A
O/-     O/-   O/-   O/-    O/-   !none    !none    !none      O/-      !shown   !already -      !none   !none   O/-   O/-   O/-
O/U     O/U   O/U   O/U    O/R   O/A      !unacked !unlatched O/U      !shown   !already U      O/U     O/U     O/U   O/U   O/U
O/A     O/A   O/U   O/A    O/-   !already O/U      !unlatched O/A      !shown   !already U      O/A     O/A     O/A   O/A   O/A
`

const [names = [], ...rows] = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/ +/))

const CELLS = rows.flatMap(([state = '', ...cells]) =>
  cells.map((expected, index) => ({ state, stimulus: names[index + 1] ?? '', expected })),
)

describe('every state met by everything that can happen', () => {
  it('leaves no state and nothing that can happen out', () => {
    expect(rows.map(([state]) => state)).toEqual(Object.keys(STARTS))
    expect(names.slice(1)).toEqual(Object.keys(STIMULI))
    expect(CELLS).toHaveLength(Object.keys(STARTS).length * Object.keys(STIMULI).length)
    const reached = new Set(Object.values(STARTS).map((start) => stateOfAlarm(start().alarm)))
    expect([...reached].sort()).toEqual([...ALARM_STATES].sort())
  })

  it.each(CELLS)(
    '[L1–L3, L6, L8] $state, then $stimulus: $expected',
    ({ state, stimulus, expected }) => {
      const game = STARTS[state]?.()
      const stimulate = STIMULI[stimulus]
      if (!game || !stimulate) throw new Error(`the table speaks of ${state} or ${stimulus}`)
      const before = game.alarm
      stimulate(game)
      if (expected.startsWith('!')) {
        expect(game.refused).toBe(REFUSALS[expected])
        expect(game.alarm).toBe(before)
      } else {
        expect(game.refused).toBeUndefined()
        expect(shortOf(game.alarm)).toBe(expected)
      }
    },
  )
})

describe('an occurrence', () => {
  it('[L4] is another one with each raise, and asks though the one before was acknowledged', () => {
    const game = acknowledged().condition().condition(1)
    expect(game.alarm.open.map(({ number, acknowledged }) => [number, acknowledged])).toEqual([
      [2, undefined],
    ])
  })

  it('[L4] stays beside the next one until it is acknowledged itself', () => {
    const game = raised().condition().condition(1).command({ name: 'acknowledge', occurrence: 1 })
    expect(game.alarm.open.map((one) => [one.number, stateOfOccurrence(one)])).toEqual([
      [2, 'unacknowledged'],
    ])
    const by = { id: LAN.id, name: LAN.name, at: game.now }
    expect(game.alarm.closed).toEqual([{ number: 1, acknowledged: by }])
  })

  it('[L11] says of each of the last eight that are over who acknowledged it', () => {
    const game = new AlarmGame()
    for (let number = 1; number <= 9; number++) {
      game.condition(1).command({ name: 'acknowledge', occurrence: number }).condition()
    }
    expect(game.alarm.open).toEqual([])
    expect(game.alarm.closed.map(({ number }) => number)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    const late = { actor: LAN, alarm: game.alarm.id, name: 'acknowledge' } as const
    const answer = (occurrence: number) =>
      decideCommand(game.alarm, { ...late, occurrence }, undefined, game.now)
    expect(answer(2)).toMatchObject({ conflict: { reason: 'closed', by: { id: LAN.id } } })
    expect(answer(1)).toEqual({ ok: false, conflict: { reason: 'closed' } })
  })

  it('[L5] beyond eight is counted in the newest, which asks again', () => {
    const game = new AlarmGame()
    for (let raise = 0; raise < MAX_OPEN_OCCURRENCES; raise++) game.condition(1).condition()
    game.command({ name: 'acknowledge', occurrence: 3 }).condition(1).condition()
    expect(game.alarm.open.map(({ number }) => number)).toEqual([1, 2, 4, 5, 6, 7, 8, 9])
    expect(game.alarm.open.at(-1)?.furtherRaises).toBe(0)
    game.pass(500).condition(2)
    expect(game.alarm.lastOccurrence).toBe(9)
    expect(game.alarm.open.at(-1)).toMatchObject({
      number: 9,
      furtherRaises: 1,
      askedAt: game.now,
      level: 'BĐ3',
      clearedAt: undefined,
    })
    game.command({ name: 'acknowledge' }).condition().pass(500).condition(1)
    expect(game.alarm.open).toHaveLength(MAX_OPEN_OCCURRENCES)
    expect(game.alarm.open.at(-1)?.number).toBe(10)
    expect(game.alarm.open.at(-1)?.acknowledged).toBeUndefined()
  })

  it('[L5] that is latched and acknowledged asks again when a further raise is counted in it', () => {
    const game = new AlarmGame(LATCHING)
    for (let raise = 0; raise < MAX_OPEN_OCCURRENCES; raise++) game.condition(1).condition()
    game.command({ name: 'acknowledge' })
    expect(shortOf(game.alarm)).toBe('LA')
    game.condition(0)
    expect(shortOf(game.alarm)).toBe('U')
    expect(game.alarm.open.at(-1)).toMatchObject({ number: 8, furtherRaises: 1, severity: 'low' })
  })
})

describe('what asks again', () => {
  it('[L6] is a worse level of the same severity too, from the moment it is reached', () => {
    const game = acknowledged().pass(700).condition(2)
    expect(game.alarm.open.at(-1)).toMatchObject({
      severity: 'high',
      level: 'BĐ3',
      value: 9,
      askedAt: game.now,
    })
    expect(game.alarm.open.at(-1)?.acknowledged).toBeUndefined()
  })

  it('[L6] is no milder level, and none that was reached before it was acknowledged', () => {
    const game = new AlarmGame().condition(2).command({ name: 'acknowledge' })
    const { askedAt } = game.alarm.open.at(-1) ?? {}
    game.pass(500).condition(1).condition(0)
    expect(shortOf(game.alarm)).toBe('A')
    expect(game.alarm.open.at(-1)).toMatchObject({ level: 'BĐ1', severity: 'low', askedAt })
    game.condition(1)
    expect(shortOf(game.alarm)).toBe('U')
  })

  it('[L6] is what is active when the last of what hid it is gone, and not before', () => {
    const game = acknowledged().hide('flood', 'parent:power')
    game.hide('parent:power')
    expect(shortOf(game.alarm)).toBe('D/A')
    game.pass(100).hide()
    expect(shortOf(game.alarm)).toBe('U')
    expect(game.alarm.open.at(-1)?.askedAt).toBe(game.now)
  })
})

describe('what hides an alarm', () => {
  it('[L2] goes in order: out of service, shelved, suppressed', () => {
    const game = raised().hide('flood')
    expect(stateOfAlarm(game.alarm)).toBe('suppressed')
    expect(stateOfAlarm(shelve(game).alarm)).toBe('shelved')
    expect(stateOfAlarm(outOfService(game).alarm)).toBe('out-of-service')
    game.command({ name: 'return-to-service' })
    expect(stateOfAlarm(game.alarm)).toBe('shelved')
    game.command({ name: 'unshelve' })
    expect(stateOfAlarm(game.alarm)).toBe('suppressed')
  })

  it('[L7] does not keep it from following its condition', () => {
    const game = shelve(acknowledged()).condition().condition(1).pass(SHELF_MS)
    expect(game.alarm.open.map(({ number }) => number)).toEqual([2])
    expect(stateOfAlarm(game.alarm)).toBe('unacknowledged')
  })

  it('[L7] out of service it is not raised, and back in service it is, for what holds then', () => {
    const game = outOfService(new AlarmGame()).condition(1).condition(3)
    expect(game.alarm.open).toEqual([])
    game.pass(100).command({ name: 'return-to-service' })
    expect(shortOf(game.alarm)).toBe('U')
    expect(game.alarm.open.at(-1)).toMatchObject({ severity: 'critical', raisedAt: game.now })
  })

  it('[L9] is a shelf until its time, whatever comes in between', () => {
    const game = shelve(raised()).pass(SHELF_MS - 1)
    expect(stateOfAlarm(game.alarm)).toBe('shelved')
    expect(nextTime(game.alarm, game.rule)).toBe(game.now + 1)
    game.command({ name: 'acknowledge' }).pass(1)
    expect(shortOf(game.alarm)).toBe('U')
    expect(game.alarm.shelf).toBeUndefined()
    expect(nextTime(game.alarm, game.rule)).toBeUndefined()
  })

  it('[L9] is no shelf without end, of the past, or longer than the rule allows', () => {
    const { alarm, rule, now } = raised()
    const shelf = (until: number | undefined) => {
      const command = { name: 'shelve', alarm: alarm.id, occurrence: 1, actor: LAN } as const
      const decision = decideCommand(
        alarm,
        { ...command, ...(until !== undefined && { until }) },
        rule,
        now,
      )
      return decision.ok ? 'ok' : decision.conflict.reason
    }
    for (const until of [undefined, now, now - 1, now + rule.maxShelfMs + 1, NaN, Infinity]) {
      expect(shelf(until)).toBe('bad-until')
    }
    expect(shelf(now + 1)).toBe('ok')
    expect(shelf(now + rule.maxShelfMs)).toBe('ok')
  })

  it('[L10] by design is there before it is raised, and only where there is something to hide', () => {
    const game = new AlarmGame().hide('flood')
    expect(game.journal).toEqual([])
    game.condition(1)
    expect(game.journal.map(({ change }) => change.kind)).toEqual(['suppressed', 'raised'])
    game.hide('flood', 'parent:power').hide('parent:power').hide()
    expect(game.journal.slice(2).map(({ change }) => JSON.stringify(change))).toEqual([
      '{"kind":"suppressed","by":"parent:power"}',
      '{"kind":"unsuppressed","by":"flood"}',
      '{"kind":"unsuppressed","by":"parent:power"}',
    ])
  })
})

describe('a command', () => {
  it('[L11] that comes second learns who was first and when', () => {
    const { alarm, rule, now } = acknowledged().pass(5)
    const command = { name: 'acknowledge', alarm: alarm.id, occurrence: 1, actor: MINH } as const
    expect(decideCommand(alarm, command, rule, now)).toEqual({
      ok: false,
      conflict: { reason: 'already', by: { id: LAN.id, name: LAN.name, at: now - 5 } },
    })
    const { alarm: over } = acknowledged().condition()
    expect(decideCommand(over, command, rule, now)).toEqual({
      ok: false,
      conflict: { reason: 'closed', by: { id: LAN.id, name: LAN.name, at: now - 5 } },
    })
  })

  it('[L11] is refused for an alarm and for occurrences that never were', () => {
    const { alarm, rule, now } = raised()
    const acknowledge = { name: 'acknowledge', alarm: alarm.id, actor: LAN } as const
    const reasonOf = (name: 'acknowledge' | 'shelve' | 'out-of-service', occurrence: number) => {
      const command = { ...acknowledge, name, occurrence, until: now + 1 }
      const decision = decideCommand(alarm, command, rule, now)
      return decision.ok ? 'ok' : decision.conflict.reason
    }
    expect(decideCommand(undefined, { ...acknowledge, occurrence: 1 }, rule, now)).toEqual({
      ok: false,
      conflict: { reason: 'no-such-alarm' },
    })
    expect(reasonOf('acknowledge', 0)).toBe('no-such-occurrence')
    for (const name of ['acknowledge', 'shelve', 'out-of-service'] as const) {
      expect(reasonOf(name, 2)).toBe('no-such-occurrence')
    }
  })

  it('[L11] that comes too late for one occurrence never touches the next', () => {
    for (const name of ['acknowledge', 'unacknowledge', 'reset', 'comment', 'assign'] as const) {
      const game = acknowledged().condition().condition(1)
      const before = game.alarm
      game.command({ name, occurrence: 1 })
      expect(game.refused).toBe('closed')
      expect(game.alarm).toBe(before)
      expect(shortOf(game.alarm)).toBe('U')
    }
  })

  it('[L11] hides nothing that was raised since somebody looked', () => {
    const game = raised().condition().condition(1)
    for (const name of ['shelve', 'out-of-service'] as const) {
      game.command({ name, occurrence: 1 })
      expect(game.refused).toBe('newer-occurrence')
    }
  })

  it('[L11] acknowledges nothing worse than what was seen', () => {
    const game = raised().condition(3).command({ name: 'acknowledge', severity: 'high' })
    expect(game.refused).toBe('worse-now')
    game.command({ name: 'acknowledge', severity: 'critical' })
    expect(game.refused).toBeUndefined()
    expect(shortOf(game.alarm)).toBe('A')
  })

  it('[L11] leaves its comment, and an assignment its owner, on the occurrence that it names', () => {
    const game = raised().condition().condition(1)
    game.command({ name: 'assign', occurrence: 1, owner: 'Đội 2', comment: 'ra trạm' })
    expect(rowsOf(game.alarm).map(({ owner, comment }) => [owner, comment?.text])).toEqual([
      ['Đội 2', 'ra trạm'],
      [undefined, undefined],
    ])
    const { id: alarm } = game.alarm
    const unowned = { name: 'assign', alarm, occurrence: 1, actor: LAN } as const
    expect(() => decideCommand(game.alarm, unowned, game.rule, game.now)).toThrow(RangeError)
  })
})

describe('escalation', () => {
  const rule = buildRule({
    escalation: [
      { afterMs: 1_000, role: 'truc-ban' },
      { afterMs: 3_000, role: 'lanh-dao' },
    ],
  })
  const stepsOf = (game: AlarmGame) =>
    game.journal.flatMap(({ change }) => (change.kind === 'escalated' ? [change.role] : []))

  it('[L12] goes step by step while nobody acknowledges, each at its time', () => {
    const game = new AlarmGame(rule).condition(1)
    expect(nextTime(game.alarm, rule)).toBe(game.now + 1_000)
    expect(stepsOf(game.pass(999))).toEqual([])
    expect(stepsOf(game.pass(1))).toEqual(['truc-ban'])
    expect(nextTime(game.alarm, rule)).toBe(game.now + 2_000)
    expect(stepsOf(game.condition().pass(2_000))).toEqual(['truc-ban', 'lanh-dao'])
    expect(nextTime(game.alarm, rule)).toBeUndefined()
    expect(stepsOf(game.pass(100_000))).toHaveLength(2)
  })

  it('[L12] ends with the acknowledgement and begins anew with what asks again', () => {
    const game = new AlarmGame(rule).condition(1).pass(1_000).command({ name: 'acknowledge' })
    expect(stepsOf(game.pass(10_000))).toEqual(['truc-ban'])
    expect(nextTime(game.alarm, rule)).toBeUndefined()
    game.condition(3)
    expect(nextTime(game.alarm, rule)).toBe(game.now + 1_000)
    expect(stepsOf(game.pass(1_000))).toEqual(['truc-ban', 'truc-ban'])
  })

  it.each([
    ['active', 1],
    ['cleared', undefined],
  ])(
    '[L12] takes no step while it is hidden and %s, and counts from when it is shown',
    (_what, at) => {
      const game = new AlarmGame(rule).condition(1).condition(at).hide('flood').pass(10_000)
      expect(stepsOf(game)).toEqual([])
      expect(nextTime(game.alarm, rule)).toBeUndefined()
      expect(stepsOf(game.hide().pass(999))).toEqual([])
      expect(stepsOf(game.pass(1))).toEqual(['truc-ban'])
    },
  )
})

describe('marks', () => {
  it('[L13] that it chatters or cannot see change no state', () => {
    const game = acknowledged()
    const before = shortOf(game.alarm)
    game.condition(1, { isChattering: true, isBlind: true })
    expect(shortOf(game.alarm)).toBe(before)
    expect(rowsOf(game.alarm)[0]).toMatchObject({ isChattering: true, isBlind: true })
    game.condition(1)
    expect(rowsOf(game.alarm)[0]).not.toHaveProperty('isChattering')
    expect(rowsOf(game.alarm)[0]).not.toHaveProperty('isBlind')
    expect(game.journal.slice(-2).map(({ change }) => change.kind)).toEqual([
      'sees-again',
      'chattering-ended',
    ])
  })
})

describe('the rows of an alarm', () => {
  it('[L15] are one for each open occurrence, all of them with what hides the alarm', () => {
    const game = shelve(raised().condition().condition(2))
    expect(rowsOf(game.alarm)).toEqual([
      {
        alarm: 'water-high~20506',
        occurrence: 1,
        rule: 'water-high',
        metric: 'water.level',
        unit: '20506',
        state: 'shelved',
        severity: 'high',
        level: 'BĐ2',
        isActive: false,
        isAcknowledged: false,
        raisedAt: 1_000,
        askedAt: 1_000,
        clearedAt: 1_000,
        value: LEVELS[1]?.value,
        limit: LEVELS[1]?.limit,
        shelf: { id: 'lan', name: 'Nguyễn Thị Lan', at: 1_000, until: 11_000 },
      },
      expect.objectContaining({ occurrence: 2, state: 'shelved', isActive: true, level: 'BĐ3' }),
    ])
  })

  it('[L15] are one without an occurrence for what hides it alone, and none for a normal one', () => {
    expect(rowsOf(acknowledged().condition().alarm)).toEqual([])
    const [row, ...more] = rowsOf(outOfService(new AlarmGame()).alarm)
    expect(more).toEqual([])
    expect(row).toMatchObject({ occurrence: 0, state: 'out-of-service', isActive: false })
    expect(row).not.toHaveProperty('severity')
  })
})
