import { describe, expect, it } from 'vitest'
import { DEFAULT_CHATTERING, DEFAULT_TIMING, type Rule, type RuleCondition } from './rule.ts'
import { createTrial, partsOverTime, type TrialChange } from './trial.ts'

const SPAN = { from: 1_000, to: 2_000 }

function ruleOf(condition: RuleCondition, more: Partial<Rule> = {}): Rule {
  return {
    id: 'r',
    ...DEFAULT_TIMING,
    condition,
    chattering: DEFAULT_CHATTERING,
    escalation: [],
    maxShelfMs: 1,
    isHiddenInFlood: false,
    ...more,
  }
}

const HIGH = ruleOf({ kind: 'high', limit: 50, severity: 'high' })

type Row = readonly [at: number, value: number | null, quality?: 'bad']

function tried(rule: Rule, rows: readonly Row[], staleAfterMs: number | undefined = 100) {
  const trial = createTrial(rule, SPAN, staleAfterMs)
  for (const [sampledAt, value, quality = 'good'] of rows) {
    trial.take({ kind: 'sample', sampledAt, value, quality }, sampledAt)
  }
  return trial.end()
}

describe('a rule that is tried', () => {
  it('counts no raise that was there before the span, only how long it stayed', () => {
    expect(
      tried(HIGH, [
        [500, 60],
        [1_200, 40],
      ]).trial,
    ).toMatchObject({
      raises: 0,
      isActiveAtStart: true,
      isActiveAtEnd: false,
      activeMs: [200],
      levels: [{ severity: 'high', reached: 0, ms: 200 }],
    })
    expect(
      tried(HIGH, [
        [500, 60],
        [600, 40],
      ]).trial,
    ).toMatchObject({
      isActiveAtStart: false,
      activeMs: [],
      levels: [],
    })
  })

  it('ends at the end of the span, whatever comes then', () => {
    expect(
      tried(HIGH, [
        [1_900, 60],
        [2_000, 40],
        [2_100, 60],
      ]).trial,
    ).toMatchObject({
      raises: 1,
      isActiveAtEnd: true,
      activeMs: [100],
    })
    const delayed = ruleOf(HIGH.condition, { onDelayMs: 100 })
    expect(tried(delayed, [[1_900, 60]]).trial.raises).toBe(0)
    expect(tried(delayed, [[1_899, 60]]).trial.raises).toBe(1)
  })

  it('sees what came and went between two samples', () => {
    const count = ruleOf({ kind: 'count', limit: 1, windowMs: 30, severity: 'low' })
    expect(
      tried(count, [
        [1_100, 1],
        [1_500, 1],
      ]).trial,
    ).toMatchObject({
      raises: 2,
      activeMs: [30, 30],
    })
  })

  it('says how long there was nothing to judge by: no value, a bad or an old one', () => {
    expect(tried(HIGH, []).trial.noDataMs).toBe(1_000)
    expect(tried(HIGH, [[950, 1]]).trial.noDataMs).toBe(950)
    expect(
      tried(HIGH, [
        [1_000, 1],
        [1_050, 1, 'bad'],
        [1_100, 1],
        [1_120, null],
      ]).trial.noDataMs,
    ).toBe(1_000 - 50 - 20)
    expect(tried(HIGH, [[1_950, 1]]).trial.noDataMs).toBe(950)
  })

  it('counts a level as reached from below, not from above', () => {
    const levels = ruleOf({
      kind: 'levels',
      direction: 'high',
      levels: [
        { name: 'a', limit: 10, severity: 'low' },
        { name: 'b', limit: 20, severity: 'high' },
      ],
    })
    const { trial } = tried(levels, [
      [1_000, 15],
      [1_100, 25],
      [1_200, 15],
      [1_300, 5],
      [1_400, 25],
    ])
    expect(trial.levels).toEqual([
      { severity: 'low', level: 'a', reached: 1, ms: 200 },
      { severity: 'high', level: 'b', reached: 2, ms: 700 },
    ])
    expect(trial).toMatchObject({ raises: 2, activeMs: [300, 600] })
  })

  it('counts each beginning of chattering once', () => {
    const rule = ruleOf(HIGH.condition, { chattering: { raises: 2, withinMs: 50 } })
    const rows: Row[] = [1_000, 1_020, 1_040, 1_500, 1_510].flatMap((at): Row[] => [
      [at, 60],
      [at + 5, 40],
    ])
    expect(tried(rule, rows).trial).toMatchObject({ raises: 5, chattering: 2 })
  })
})

describe('the parts of a combination over time', () => {
  const change = (at: number, isActive: boolean): TrialChange => ({
    at,
    result: {
      ...(isActive && { active: { severity: 'low' as const } }),
      isBlind: false,
      isChattering: false,
    },
  })

  it('count a rule once, however many of its alarms are active', () => {
    const first = [change(0, false), change(10, true), change(40, false)]
    const second = [change(0, false), change(20, true), change(50, false)]
    const other = [change(0, false), change(30, true)]
    expect(partsOverTime([[first, second], [other]])).toEqual([
      { at: 0, active: 0 },
      { at: 10, active: 1 },
      { at: 30, active: 2 },
      { at: 50, active: 1 },
    ])
  })

  it('take what changes at one moment together', () => {
    const leaves = [change(0, true), change(10, false)]
    const comes = [change(0, false), change(10, true)]
    const combination = ruleOf({
      kind: 'combination',
      rules: ['a', 'b'],
      atLeast: 2,
      severity: 'high',
    })
    const inputs = partsOverTime([[leaves], [comes]])
    expect(inputs.every(({ active }) => active === 1)).toBe(true)
    const trial = createTrial(combination, { from: 0, to: 100 }, undefined)
    for (const { at, active } of inputs) trial.take({ kind: 'parts', active }, at)
    expect(trial.end().trial).toMatchObject({ raises: 0 })
    expect(trial.end().trial).not.toHaveProperty('noDataMs')
  })
})
