import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALARM_STATES, isWorse, MAX_OPEN_OCCURRENCES } from '../../../protocol/alarms.ts'
import { AlarmGame, anyMove, buildRule, LAN, type Move } from '../../testing/alarm-moves.ts'
import { anyEvent } from '../../testing/any-alarm-event.ts'
import { bodyOf, readEntry } from '../journal/entry.ts'
import { rowsOf, stateOfAlarm } from './alarm-state.ts'
import type { Alarm, Occurrence } from './alarm.ts'
import { applyEvent } from './apply-event.ts'
import type { AlarmEvent } from './events.ts'
import { fromJournal, toJournal } from './journal-entry.ts'

interface Step {
  readonly before: Alarm
  readonly event: AlarmEvent
  readonly after: Alarm
}

const RULES = [true, false].map((isLatched) =>
  buildRule({
    isLatched,
    maxShelfMs: 25_000,
    escalation: [
      { afterMs: 5_000, role: 'truc-ban' },
      { afterMs: 12_000, role: 'lanh-dao' },
    ],
  }),
)

/** Plays moves and looks at every single event, and at what there is after each move. */
function play(
  moves: readonly Move[],
  isLatched: boolean,
  look: { readonly step?: (step: Step) => void; readonly rest?: (game: AlarmGame) => void },
): AlarmGame {
  const game = new AlarmGame(RULES[isLatched ? 0 : 1], (before, event, after) =>
    look.step?.({ before, event, after }),
  )
  for (const move of moves) {
    game.move(move)
    look.rest?.(game)
  }
  return game
}

function always(look: Parameters<typeof play>[2]): void {
  fc.assert(
    fc.property(
      fc.array(anyMove, { maxLength: 80, size: 'max' }),
      fc.boolean(),
      (moves, isLatched) => {
        play(moves, isLatched, look)
      },
    ),
    { numRuns: 150 },
  )
}

function isActive({ clearedAt }: Occurrence): boolean {
  return clearedAt === undefined
}

function byNumber({ open }: Alarm, wanted: number): Occurrence | undefined {
  return open.find(({ number }) => number === wanted)
}

describe('whatever happens, in whatever order', () => {
  it('every state, change and refusal is among what these tests look at', () => {
    const states = new Set<string>()
    const kinds = new Set<string>()
    const refusals = new Set<string>()
    let mostRaises = 0
    const sequences = fc.sample(fc.array(anyMove, { minLength: 40, maxLength: 80 }), {
      seed: 1,
      numRuns: 300,
    })
    for (const [index, moves] of sequences.entries()) {
      play(moves, index % 2 === 0, {
        step: ({ event, after }) => {
          kinds.add(event.change.kind)
          for (const { state, furtherRaises = 0 } of rowsOf(after)) {
            states.add(state)
            mostRaises = Math.max(mostRaises, furtherRaises)
          }
        },
        rest: ({ refused }) => refused && refusals.add(refused),
      })
    }
    expect([...states, 'normal'].sort()).toEqual([...ALARM_STATES].sort())
    expect(kinds.size).toBe(19)
    expect([...refusals].sort()).toEqual([
      'already',
      'bad-until',
      'closed',
      'newer-occurrence',
      'no-such-occurrence',
      'not-acknowledged',
      'not-latched',
      'not-out-of-service',
      'not-shelved',
      'still-active',
    ])
    expect(mostRaises).toBeGreaterThan(0)
  })

  it('[L1] an alarm is in one of its states, and so is each of its rows', () => {
    always({
      step: ({ after }) => {
        expect(ALARM_STATES).toContain(stateOfAlarm(after))
        for (const { state } of rowsOf(after)) expect(ALARM_STATES).toContain(state)
      },
    })
  })

  it('[L3] an occurrence leaves only when it is cleared and acknowledged and not latched', () => {
    always({
      step: ({ before, event: { change }, after }) => {
        for (const one of before.open.filter(({ number }) => !byNumber(after, number))) {
          expect(change).toMatchObject({ occurrence: one.number })
          const isCleared = !isActive(one) || change.kind === 'cleared'
          const isAcknowledged = one.acknowledged !== undefined || change.kind === 'acknowledged'
          const isLatched = one.isLatched && change.kind !== 'reset'
          expect({ isCleared, isAcknowledged, isLatched }).toEqual({
            isCleared: true,
            isAcknowledged: true,
            isLatched: false,
          })
        }
      },
    })
  })

  it('[L7] a condition that holds has an active occurrence unless it is out of service, and only then', () => {
    always({
      rest: ({ alarm, result }) => {
        const newest = alarm.open.at(-1)
        const isHeld = newest !== undefined && isActive(newest)
        if (!result.active) expect(isHeld).toBe(false)
        else if (!alarm.outOfService) expect(isHeld).toBe(true)
      },
    })
  })

  it('[L4] only the newest occurrence is active, and numbers only grow', () => {
    always({
      step: ({ before, after }) => {
        const numbers = after.open.map(({ number }) => number)
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
        expect(after.open.slice(0, -1).filter(isActive)).toEqual([])
        expect(after.lastOccurrence).toBeGreaterThanOrEqual(before.lastOccurrence)
        expect(after.lastOccurrence).toBeGreaterThanOrEqual(numbers.at(-1) ?? 0)
      },
    })
  })

  it('[L4, L5] every raise is a new occurrence or counted, and asks; the others stay as they were', () => {
    always({
      step: ({ before, event: { change, at }, after }) => {
        if (change.kind !== 'raised') return
        const raised = byNumber(after, change.occurrence)
        const counted = byNumber(before, change.occurrence)
        expect(raised).toMatchObject({
          askedAt: at,
          furtherRaises: counted ? counted.furtherRaises + 1 : 0,
        })
        expect(raised?.acknowledged).toBeUndefined()
        if (counted) expect(before.open).toHaveLength(MAX_OPEN_OCCURRENCES)
        else expect(change.occurrence).toBe(before.lastOccurrence + 1)
        expect(after.open.slice(0, -1)).toEqual(
          before.open.filter(({ number }) => number !== change.occurrence),
        )
        expect(after.open.length).toBeLessThanOrEqual(MAX_OPEN_OCCURRENCES)
      },
    })
  })

  it('[L11] an acknowledgement is of one occurrence, by its officer, and of no other', () => {
    always({
      step: ({ before, event: { change, actor, at }, after }) => {
        for (const one of after.open) {
          const was = byNumber(before, one.number)
          if (one.acknowledged === undefined || one.acknowledged === was?.acknowledged) continue
          expect(change).toMatchObject({ kind: 'acknowledged', occurrence: one.number })
          expect(one.acknowledged).toEqual({ id: actor.id, name: actor.name, at })
        }
        if (change.kind !== 'acknowledged') return
        const others = ({ open }: Alarm) =>
          open.filter(({ number }) => number !== change.occurrence)
        expect(others(after)).toEqual(others(before))
      },
    })
  })

  it('[L6] an acknowledgement is taken back by what asks again, and by nothing else', () => {
    always({
      step: ({ before, event: { change, at }, after }) => {
        for (const was of before.open) {
          const one = byNumber(after, was.number)
          if (!one) continue
          const isShown =
            change.kind === 'unshelved' ||
            change.kind === 'returned-to-service' ||
            (change.kind === 'unsuppressed' && after.suppressedBy.length === 0)
          const isNamed = 'occurrence' in change && change.occurrence === was.number
          const isWorseNow =
            change.kind === 'severity-changed' &&
            (isWorse(change.severity, was.severity) ||
              (change.severity === was.severity && (change.rank ?? 0) > (was.rank ?? 0)))
          const asksAgain =
            (isShown && (isActive(was) || !was.acknowledged)) ||
            (isNamed &&
              (change.kind === 'raised' || change.kind === 'unacknowledged' || isWorseNow))
          if (asksAgain) {
            expect(one).toMatchObject({ askedAt: at, escalations: 0 })
            expect(one.acknowledged).toBeUndefined()
          } else {
            expect(one.askedAt).toBe(was.askedAt)
            if (was.acknowledged) expect(one.acknowledged).toEqual(was.acknowledged)
          }
        }
      },
    })
  })

  it('[L9] a shelf ends at its time, and no later than the rule allows', () => {
    always({
      rest: ({ alarm: { shelf }, now, rule }) => {
        if (!shelf) return
        expect(shelf.until).toBeGreaterThan(now)
        expect(shelf.until - shelf.at).toBeLessThanOrEqual(rule.maxShelfMs)
      },
    })
  })

  it('[L10] what hides it by design is what hides it now, unless nothing was there to hide', () => {
    let hiddenBy: readonly string[] = []
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 80, size: 'max' }), (moves) => {
        hiddenBy = []
        const game = new AlarmGame()
        for (const move of moves) {
          if (move.kind === 'hidden') hiddenBy = move.by
          const { suppressedBy, open } = game.move(move).alarm
          expect(hiddenBy).toEqual(expect.arrayContaining([...suppressedBy]))
          if (open.length > 0) expect(suppressedBy).toEqual([...hiddenBy].sort())
        }
      }),
      { numRuns: 150 },
    )
  })

  it('[L14] its journal, written and read, gives the same alarm, and every entry changed it', () => {
    fc.assert(
      fc.property(
        fc.array(anyMove, { maxLength: 80, size: 'max' }),
        fc.boolean(),
        (moves, isLatched) => {
          const { journal, alarm } = play(moves, isLatched, {
            step: ({ before, after }) => expect(after).not.toBe(before),
          })
          const bodies = journal.map((event) =>
            bodyOf({ ...toJournal(event, 'dai-loc'), at: event.at }),
          )
          const read = bodies.map((body) => {
            const entry = readEntry(body)
            const event = entry && fromJournal(entry)
            if (!event || 'kind' in event) throw new Error(`no event of an alarm: ${body}`)
            return event
          })
          const again = read.reduce<Alarm | undefined>(applyEvent, undefined)
          if (journal.length > 0) expect(again).toEqual(alarm)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('[L11] a command changes the occurrence that it names, or none', () => {
    const named: number[] = []
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 80, size: 'max' }), (moves) => {
        const game = new AlarmGame(undefined, (_before, { change, actor }) => {
          if (actor.kind === 'person' && 'occurrence' in change) named.push(change.occurrence)
        })
        for (const move of moves) {
          named.length = 0
          const meant = move.kind === 'command' ? game.alarm.lastOccurrence - move.back : 0
          game.move(move)
          expect(named).toEqual(named.length === 0 ? [] : [meant])
        }
      }),
      { numRuns: 100 },
    )
  })

  it('[L11] a refused command changes nothing', () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 80, size: 'max' }), (moves) => {
        const game = new AlarmGame()
        for (const move of moves) {
          const before = game.alarm
          game.move(move)
          if (game.refused) expect(game.alarm).toBe(before)
        }
      }),
      { numRuns: 100 },
    )
  })
})

function eventFor(alarm: Alarm | undefined, kind: 'raise' | 'clear'): AlarmEvent {
  const { lastOccurrence: last = 0 } = alarm ?? {}
  const change: AlarmEvent['change'] =
    kind === 'clear'
      ? { kind: 'cleared', occurrence: last }
      : {
          kind: 'raised',
          occurrence: last + 1,
          severity: 'high',
          isLatched: false,
          isSimulated: false,
        }
  return { alarm: 'r', rule: 'r', subject: undefined, at: 1, actor: LAN, change }
}

function expectPossible(alarm: Alarm): void {
  expect(ALARM_STATES).toContain(stateOfAlarm(alarm))
  expect(alarm.open.length).toBeLessThanOrEqual(MAX_OPEN_OCCURRENCES)
  expect(alarm.open.slice(0, -1).filter(isActive)).toEqual([])
  for (const one of alarm.open) {
    expect(!isActive(one) && one.acknowledged && !one.isLatched).toBeFalsy()
  }
}

describe('an event that cannot be', () => {
  it('[L14] never makes an alarm that cannot be', () => {
    let mostOpen = 0
    /** Between arbitrary events, so that there are many open occurrences for them to be about. */
    const anyOf = fc.oneof(anyEvent(['20506']), fc.constantFrom('raise', 'clear'))
    fc.assert(
      fc.property(fc.array(anyOf, { maxLength: 60, size: 'max' }), (events) => {
        let alarm: Alarm | undefined
        for (const given of events) {
          const event = typeof given === 'string' ? eventFor(alarm, given) : given
          const after = applyEvent(alarm, { ...event, subject: undefined, alarm: 'r', rule: 'r' })
          expectPossible(after)
          for (const one of after.open) {
            const was = alarm && byNumber(alarm, one.number)
            if (was?.acknowledged && one.acknowledged) {
              expect(one.acknowledged).toEqual(was.acknowledged)
            }
          }
          mostOpen = Math.max(mostOpen, after.open.length)
          alarm = after
        }
      }),
      { numRuns: 150 },
    )
    expect(mostOpen).toBe(MAX_OPEN_OCCURRENCES)
  })

  it('[L14] leaves the alarm as it was where it tells what is so already', () => {
    fc.assert(
      fc.property(
        fc.array(anyMove, { maxLength: 40, size: 'max' }),
        fc.boolean(),
        (moves, isLatched) => {
          const { alarm, journal } = play(moves, isLatched, {})
          const last = journal.at(-1)
          const repeated: readonly AlarmEvent['change']['kind'][] = [
            'commented',
            'assigned',
            'escalated',
            'severity-changed',
          ]
          if (last && !repeated.includes(last.change.kind))
            expect(applyEvent(alarm, last)).toBe(alarm)
        },
      ),
      { numRuns: 150 },
    )
  })
})
