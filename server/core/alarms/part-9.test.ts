import { describe, expect, it } from 'vitest'
import { buildRule } from '../../testing/alarm-moves.ts'
import { rowsOf } from './alarm-state.ts'
import { look } from './look.ts'
import { AlarmReplay, type ReplayCommand, type ReplayEvent } from './replay.ts'
import type { Rule, RuleCondition } from './rule.ts'

// What OPC 10000-9 (Alarms and Conditions) makes of the same sequences. It confirms in a second step
// what was acknowledged, which ISA-18.2 does not know: there is no such step here.

type Happening = number | 'tick' | ReplayCommand['name'] | { readonly shelveMs: number }

const LIMIT: RuleCondition = { kind: 'high', limit: 10, severity: 'high' }
const SECOND = 1_000

function start(condition: RuleCondition, parts: Partial<Rule> = {}) {
  const replay = new AlarmReplay(buildRule({ ...parts, condition }), look, 'dai-loc')
  let at = 0
  const play = (what: Happening, second: number = at / SECOND + 1) => {
    at = second * SECOND
    const before = replay.lines.length
    const state = replay.play(eventOf(what, at))
    const lines = replay.lines.slice(before)
    return {
      state,
      noted: lines.flatMap((one) => (one.kind === 'entry' ? [one.entry.action] : [])),
      refused: lines.flatMap((one) => (one.kind === 'refused' ? [one.conflict.reason] : []))[0],
    }
  }
  return { replay, play }
}

function eventOf(what: Happening, at: number): ReplayEvent {
  if (typeof what === 'number') return { at, kind: 'sample', value: what, quality: 'good' }
  if (what === 'tick') return { at, kind: 'tick' }
  const officer = 'lan'
  if (typeof what === 'string') return { at, kind: 'command', name: what, officer }
  return { at, kind: 'command', name: 'shelve', officer, until: at + what.shelveMs }
}

/** `retain` of Part 9: whether it is still of interest, so shown. */
function bitsOf({ alarm }: AlarmReplay) {
  const newest = rowsOf(alarm).at(-1)
  return {
    active: newest?.isActive ?? false,
    acked: newest?.isAcknowledged ?? true,
    retain: newest !== undefined,
  }
}

describe('the example of Annex B.1.2', () => {
  it.each<readonly [string, readonly Happening[], boolean, boolean, boolean]>([
    ['at first', [], false, true, false],
    ['when it goes active', [50], true, false, true],
    ['acknowledged', [50, 'acknowledge'], true, true, true],
    [
      'acknowledged and inactive: over, with nothing to confirm',
      [50, 'acknowledge', 0],
      false,
      true,
      false,
    ],
    [
      'active again: another occurrence, unacknowledged',
      [50, 'acknowledge', 0, 50],
      true,
      false,
      true,
    ],
    ['inactive and not acknowledged: kept', [50, 0], false, false, true],
    ['acknowledged after it went inactive: over', [50, 0, 'acknowledge'], false, true, false],
  ])('[L1, L3] %s', (_when, happenings, active, acked, retain) => {
    const { replay, play } = start(LIMIT)
    for (const one of happenings) play(one)
    expect(bitsOf(replay)).toEqual({ active, acked, retain })
  })
})

describe('shelving', () => {
  it.each<readonly [string, readonly Happening[], string | undefined, string]>([
    ['not undone where it was not done', ['unshelve'], 'not-shelved', 'unacknowledged'],
    ['undone', [{ shelveMs: 20_000 }, 'unshelve'], undefined, 'unacknowledged'],
    ['not done twice', [{ shelveMs: 20_000 }, { shelveMs: 10_000 }], 'already', 'shelved'],
    ['done within the longest time', [{ shelveMs: 60_000 }], undefined, 'shelved'],
    ['not done for longer', [{ shelveMs: 60_001 }], 'bad-until', 'unacknowledged'],
  ])('[L9] is %s', (_what, happenings, refused, state) => {
    const { play } = start(LIMIT, { maxShelfMs: 60_000 })
    play(50)
    const answers = happenings.map((one) => play(one))
    expect(answers.at(-1)?.refused).toBe(refused)
    expect(answers.at(-1)?.state).toBe(state)
  })

  it('[L9] ends by itself', () => {
    const { play } = start(LIMIT)
    play(50)
    expect(play({ shelveMs: 1_500 }, 2).state).toBe('shelved')
    expect(play('tick', 3.499).state).toBe('shelved')
    expect(play('tick', 3.5)).toMatchObject({ state: 'unacknowledged', noted: ['alarm.unshelved'] })
  })
})

describe('an exclusive limit alarm', () => {
  const HIGH: RuleCondition = {
    kind: 'levels',
    direction: 'high',
    levels: [
      { name: 'High', limit: 10, severity: 'medium' },
      { name: 'HighHigh', limit: 100, severity: 'high' },
    ],
  }
  const LOW: RuleCondition = {
    kind: 'levels',
    direction: 'low',
    levels: [
      { name: 'Low', limit: 1, severity: 'medium' },
      { name: 'LowLow', limit: -10, severity: 'high' },
    ],
  }
  const levelOf = ({ alarm }: AlarmReplay) => {
    const newest = rowsOf(alarm).at(-1)
    return newest?.isActive ? newest.level : undefined
  }

  it('[L6] is at one level at a time, of two rules, one for each side', () => {
    const [high, low] = [start(HIGH), start(LOW)]
    const levels = [-100, -9, 4, 11, 200].map((value) => {
      high.play(value)
      low.play(value)
      return [levelOf(low.replay), levelOf(high.replay)]
    })
    expect(levels).toEqual([
      ['LowLow', undefined],
      ['Low', undefined],
      [undefined, undefined],
      [undefined, 'High'],
      [undefined, 'HighHigh'],
    ])
  })

  it('[L6] asks again at the higher level and not at the lower one', () => {
    const { play } = start(HIGH)
    const states = ([11, 'acknowledge', 200, 'acknowledge', 11] as const).map(
      (one) => play(one).state,
    )
    expect(states).toEqual([
      'unacknowledged',
      'acknowledged',
      'unacknowledged',
      'acknowledged',
      'acknowledged',
    ])
  })

  it('[L14] notes nothing where no state changes', () => {
    const { play } = start(LOW)
    expect([2, 3, 2, -110, -120].map((value) => play(value).noted)).toEqual([
      [],
      [],
      [],
      ['alarm.raised'],
      [],
    ])
  })

  it('[L4] keeps what was not acknowledged beside what is raised next', () => {
    const { replay, play } = start(HIGH)
    for (const value of [11, 4, 200]) play(value)
    expect(rowsOf(replay.alarm).map(({ occurrence, state }) => `${occurrence} ${state}`)).toEqual([
      '1 returned-unacknowledged',
      '2 unacknowledged',
    ])
  })
})

describe('a disabled alarm', () => {
  it('[L7] is not raised; enabled again it is, for the present value', () => {
    const { play } = start(LIMIT)
    const events = ([0, 50, 0, 'out-of-service', 50, 'return-to-service', 0] as const).map(
      (one) => play(one).noted,
    )
    expect(events).toEqual([
      [],
      ['alarm.raised'],
      ['alarm.cleared'],
      ['alarm.taken-out-of-service'],
      [],
      ['alarm.returned-to-service', 'alarm.raised'],
      ['alarm.cleared'],
    ])
  })
})
