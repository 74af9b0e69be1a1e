import { describe, expect, it } from 'vitest'
import { buildRule } from '../../testing/alarm-moves.ts'
import type { Look } from './condition.ts'
import { look } from './look.ts'
import { AlarmReplay, type ReplayCommand, type ReplayEvent } from './replay.ts'
import type { Rule } from './rule.ts'

const START = Date.UTC(2026, 0, 1)
const SECOND = 1_000

/** Seconds after the start, and what happens then: a value, a command (`name #occurrence`), or time. */
type Short = readonly [second: number, what: number | null | string, more?: Partial<ReplayCommand>]

function eventOf([second, what, more]: Short): ReplayEvent {
  const at = START + second * SECOND
  if (typeof what !== 'string') return { at, kind: 'sample', value: what, quality: 'good' }
  if (what === 'tick') return { at, kind: 'tick' }
  const [name = '', rest] = what.split(' ')
  if (name === 'suppress' || name === 'unsuppress') return { at, kind: name, by: rest ?? '' }
  const occurrence = rest === undefined ? undefined : Number(rest.slice(1))
  const command = name as ReplayCommand['name']
  return { at, kind: 'command', name: command, officer: 'lan', occurrence, ...more }
}

function play(rule: Partial<Rule>, events: readonly Short[], by: Look = look) {
  const replay = new AlarmReplay(buildRule(rule), by, 'dai-loc')
  const states = events.map((event) => replay.play(eventOf(event)))
  const lines = replay.lines.map((line) => {
    if (line.kind === 'refused') {
      const { command, conflict } = line
      return `${command.name} #${command.occurrence}: ${conflict.reason}`
    }
    const { action, detail, at } = line.entry
    const which = detail?.['occurrence'] === undefined ? '' : ` #${detail['occurrence']}`
    return `${(at - START) / SECOND} ${action}${which}`
  })
  return { replay, states, lines }
}

describe('a sequence that is played', () => {
  it('tells one state after each event', () => {
    const { states, lines } = play({}, [
      [0, 40],
      [1, 55],
      [2, 'acknowledge'],
      [3, 40],
      [4, 55],
      [5, 40],
      [6, 'acknowledge'],
    ])
    expect(states).toEqual([
      'normal',
      'unacknowledged',
      'acknowledged',
      'normal',
      'unacknowledged',
      'returned-unacknowledged',
      'normal',
    ])
    expect(lines).toEqual([
      '1 alarm.raised #1',
      '2 alarm.acknowledged #1',
      '3 alarm.cleared #1',
      '4 alarm.raised #2',
      '5 alarm.cleared #2',
      '6 alarm.acknowledged #2',
    ])
  })

  it('notes what time brings when it is due, also between two events', () => {
    const { states, lines } = play({ onDelayMs: 10 * SECOND, offDelayMs: 5 * SECOND }, [
      [0, 55],
      [60, 40],
      [100, 'tick'],
    ])
    expect(states).toEqual(['normal', 'unacknowledged', 'returned-unacknowledged'])
    expect(lines).toEqual(['10 alarm.raised #1', '65 alarm.cleared #1'])
  })

  it('looks at a sample of the moment at which something is due before that', () => {
    expect(
      play({ onDelayMs: 10 * SECOND }, [
        [0, 55],
        [10, 40],
      ]).states,
    ).toEqual(['normal', 'normal'])
    expect(
      play({ onDelayMs: 10 * SECOND }, [
        [0, 55],
        [10, 'tick'],
      ]).states[1],
    ).toBe('unacknowledged')
  })

  it('lets a person act after what was due at that moment', () => {
    const { lines } = play({ onDelayMs: 10 * SECOND }, [
      [0, 55],
      [10, 'acknowledge'],
    ])
    expect(lines).toEqual(['10 alarm.raised #1', '10 alarm.acknowledged #1'])
  })

  it('acknowledges every occurrence that asks, or the one that is named', () => {
    const two: readonly Short[] = [
      [0, 55],
      [1, 40],
      [2, 55],
    ]
    const all = play({}, [...two, [3, 'acknowledge'], [4, 'acknowledge']])
    expect(all.lines.slice(3)).toEqual([
      '3 alarm.acknowledged #1',
      '3 alarm.acknowledged #2',
      'acknowledge #2: already',
    ])
    const one = play({}, [...two, [3, 'acknowledge #1']])
    expect(one.states.at(-1)).toBe('unacknowledged')
    expect(one.lines.at(-1)).toBe('3 alarm.acknowledged #1')
  })

  it('refuses a command with its reason, and goes on as if there had been none', () => {
    const { states, lines } = play({}, [
      [0, 'acknowledge'],
      [1, 55],
      [2, 'reset'],
      [3, 'shelve', { until: START }],
      [4, 'unshelve'],
    ])
    expect(states).toEqual([
      'normal',
      'unacknowledged',
      'unacknowledged',
      'unacknowledged',
      'unacknowledged',
    ])
    expect(lines).toEqual([
      'acknowledge #0: no-such-occurrence',
      '1 alarm.raised #1',
      'reset #1: not-latched',
      'shelve #1: bad-until',
      'unshelve #1: not-shelved',
    ])
  })

  it('[L9] ends a shelf without a time of its own after the longest that the rule allows', () => {
    const { states, lines } = play({ maxShelfMs: 60 * SECOND }, [
      [0, 55],
      [1, 'acknowledge'],
      [2, 'shelve'],
      [61, 'tick'],
      [300, 'tick'],
    ])
    expect(states.slice(2)).toEqual(['shelved', 'shelved', 'unacknowledged'])
    expect(lines.at(-1)).toBe('62 alarm.unshelved')
  })

  it('[L7] raises for what holds at once when it is back in service', () => {
    const { states, lines } = play({}, [
      [0, 40],
      [1, 'out-of-service'],
      [2, 55],
      [3, 'return-to-service'],
    ])
    expect(states).toEqual(['normal', 'out-of-service', 'out-of-service', 'unacknowledged'])
    expect(lines).toEqual([
      '1 alarm.taken-out-of-service',
      '3 alarm.returned-to-service',
      '3 alarm.raised #1',
    ])
  })

  it('[L10] hides what is raised while something suppresses it, and shows it afterwards', () => {
    const { states, lines } = play({}, [
      [0, 'suppress flood'],
      [1, 55],
      [2, 'suppress parent:power'],
      [3, 'unsuppress flood'],
      [4, 'unsuppress parent:power'],
    ])
    expect(states).toEqual(['normal', 'suppressed', 'suppressed', 'suppressed', 'unacknowledged'])
    expect(lines.slice(0, 2)).toEqual(['1 alarm.suppressed', '1 alarm.raised #1'])
  })

  it('[L12] escalates at its time', () => {
    const escalation = [{ afterMs: 30 * SECOND, role: 'lanh-dao' }]
    const { lines } = play({ escalation }, [
      [0, 55],
      [100, 'tick'],
      [200, 'tick'],
    ])
    expect(lines).toEqual(['0 alarm.raised #1', '30 alarm.escalated #1'])
  })

  it('refuses to go back in time, and a condition that never comes to rest', () => {
    const { replay } = play({}, [[5, 40]])
    expect(() => replay.play(eventOf([4, 40]))).toThrow(RangeError)
    const restless: Look = (rule, state, input, now) => ({
      ...look(rule, state, input, now),
      dueAt: now,
    })
    expect(() => play({}, [[0, 40]], restless)).toThrow('looked at before')
  })
})
