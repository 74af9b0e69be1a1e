import { describe, expect, it } from 'vitest'
import { pauseState, resumeState } from './condition-text.ts'
import type { ConditionInput, ConditionState } from './condition.ts'
import { look, looksUntil } from './look.ts'
import { DEFAULT_CHATTERING, DEFAULT_TIMING, type Rule, type RuleCondition } from './rule.ts'

const HOUR = 3_600_000
const MINUTE = 60_000

function ruleOf(condition: RuleCondition, more: Partial<Rule> = {}): Rule {
  return {
    id: 'r',
    ...DEFAULT_TIMING,
    condition,
    chattering: DEFAULT_CHATTERING,
    escalation: [],
    maxShelfMs: HOUR,
    isHiddenInFlood: false,
    ...more,
  }
}

const at = (sampledAt: number, value: number | null, quality: 'good' | 'bad' = 'good') => ({
  input: { kind: 'sample', sampledAt, value, quality } satisfies ConditionInput,
  now: sampledAt,
})
const tick = (now: number) => ({ input: { kind: 'tick' } satisfies ConditionInput, now })

function run(rule: Rule, ...steps: readonly { input: ConditionInput; now: number }[]) {
  let last: ReturnType<typeof look> | undefined
  for (const { input, now } of steps) last = look(rule, last?.state, input, now)
  if (!last) throw new Error('no step')
  return { ...last, active: last.state.result.active, ...last.state.result }
}

const FLOOD: RuleCondition = {
  kind: 'levels',
  direction: 'high',
  levels: [
    { name: 'BĐ1', limit: 6.5, severity: 'medium' },
    { name: 'BĐ2', limit: 8, severity: 'high' },
    { name: 'BĐ3', limit: 9, severity: 'critical' },
  ],
}

describe('a look at a limit', () => {
  const high = ruleOf({ kind: 'high', limit: 50, severity: 'high' })

  it('holds at the limit and says which value passed it', () => {
    expect(run(high, at(0, 49)).active).toBeUndefined()
    expect(run(high, at(0, 49), at(1, 50)).active).toEqual({
      severity: 'high',
      value: 50,
      limit: 50,
    })
    expect(run(high, at(0, 50), at(1, 49)).active).toBeUndefined()
  })

  it('keeps the value that raised it while it holds', () => {
    expect(run(high, at(0, 51), at(1, 70)).active).toMatchObject({ value: 51 })
  })

  it('is gone only behind limit and deadband, also where binary sums are off', () => {
    const rule = ruleOf({ kind: 'high', limit: 0.8, severity: 'low' }, { deadband: 0.1 })
    expect(run(rule, at(0, 0.8), at(1, 0.7)).active).toBeDefined()
    expect(run(rule, at(0, 0.8), at(1, 0.699)).active).toBeUndefined()
    const low = ruleOf({ kind: 'low', limit: 0.7, severity: 'low' }, { deadband: 0.1 })
    expect(run(low, at(0, 0.7), at(1, 0.8)).active).toBeDefined()
    expect(run(low, at(0, 0.7), at(1, 0.801)).active).toBeUndefined()
    const away = ruleOf({ kind: 'deviation', target: 0.3, limit: 0.1, severity: 'low' })
    expect(run(away, at(0, 0.2)).active).toMatchObject({ value: 0.2, limit: 0.3 - 0.1 })
  })

  it('keeps what it had under bad quality and without a value, and says that it is blind', () => {
    expect(run(high, at(0, 55), at(1, 10, 'bad'))).toMatchObject({
      active: { value: 55 },
      isBlind: true,
    })
    expect(run(high, at(0, 10), at(1, 55, 'bad')).active).toBeUndefined()
    expect(run(high, at(0, 55), at(1, null))).toMatchObject({
      active: { value: 55 },
      isBlind: true,
    })
    expect(run(high, at(0, 55), at(1, 10, 'bad'), at(2, 56))).toMatchObject({
      active: { value: 55 },
      isBlind: false,
    })
  })

  it('takes no notice of a sample older than the newest; one of its time takes its place', () => {
    const late = { ...at(5, 60), now: 11 }
    expect(run(high, at(10, 40), late).active).toBeUndefined()
    expect(run(high, at(10, 40), { ...at(10, 60), now: 11 }).active).toBeDefined()
    expect(run(high, at(10, 40, 'bad'), late).active).toBeUndefined()
  })
})

describe('delays', () => {
  const rule = ruleOf(
    { kind: 'high', limit: 50, severity: 'high' },
    { onDelayMs: 100, offDelayMs: 200 },
  )

  it('raises after the delay to the millisecond, with the newest value', () => {
    expect(run(rule, at(0, 55))).toMatchObject({ active: undefined, dueAt: 100 })
    expect(run(rule, at(0, 55), at(50, 57), tick(99)).active).toBeUndefined()
    expect(run(rule, at(0, 55), at(50, 57), tick(100)).active).toMatchObject({ value: 57 })
  })

  it('starts again after a break, but not after bad quality or silence', () => {
    expect(run(rule, at(0, 55), at(50, 40), at(60, 55), tick(159)).active).toBeUndefined()
    expect(run(rule, at(0, 55), at(50, 40, 'bad'), tick(100)).active).toBeDefined()
    expect(run(rule, at(0, 55), at(50, null), tick(100)).active).toBeDefined()
  })

  it('clears after the delay to the millisecond, and not when the value came back in between', () => {
    const raised = [at(0, 55), tick(100)]
    expect(run(rule, ...raised, at(300, 40), tick(499)).active).toBeDefined()
    expect(run(rule, ...raised, at(300, 40), tick(500)).active).toBeUndefined()
    expect(run(rule, ...raised, at(300, 40), at(400, 50), tick(500)).active).toBeDefined()
  })

  it('lets each level of several be reached in its own time', () => {
    const levels = ruleOf(FLOOD, { onDelayMs: 100, offDelayMs: 50 })
    const rising = [at(0, 6.6), at(60, 9.5)]
    expect(run(levels, ...rising, tick(100))).toMatchObject({
      active: { level: 'BĐ1', rank: 0, severity: 'medium', limit: 6.5, value: 9.5 },
      dueAt: 160,
    })
    expect(run(levels, ...rising, tick(160)).active).toMatchObject({ level: 'BĐ3', rank: 2 })
    const falling = [...rising, tick(160), at(200, 7)]
    expect(run(levels, ...falling, tick(249)).active).toMatchObject({ level: 'BĐ3' })
    expect(run(levels, ...falling, tick(250)).active).toMatchObject({ level: 'BĐ1', value: 7 })
  })

  it('forgets the step to a level that was left again, and keeps the one below it', () => {
    const levels = ruleOf(FLOOD, { onDelayMs: 100, offDelayMs: 50 })
    const back = [at(0, 6.6), at(60, 8.5), at(80, 7)]
    expect(run(levels, ...back).dueAt).toBe(100)
    const done = run(levels, ...back, tick(100))
    expect([done.active?.level, done.dueAt]).toEqual(['BĐ1', undefined])
  })

  it('shows what came and went between two late looks', () => {
    const brief = ruleOf(
      { kind: 'count', limit: 1, windowMs: 30, severity: 'low' },
      { onDelayMs: 10 },
    )
    const first = look(brief, undefined, at(0, 1).input, 0)
    const looks = looksUntil(brief, first, { kind: 'tick' }, 1_000)
    expect(looks.map((one) => [one.at, one.state.result.active !== undefined])).toEqual([
      [10, true],
      [30, false],
      [1_000, false],
    ])
  })
})

describe('levels', () => {
  const rule = ruleOf(FLOOD, { deadband: 0.2 })

  it('goes to the highest reached at once, and back one by one behind each deadband', () => {
    expect(run(rule, at(0, 9.1)).active).toMatchObject({ level: 'BĐ3', severity: 'critical' })
    expect(run(rule, at(0, 9.1), at(1, 8.8)).active).toMatchObject({ level: 'BĐ3', value: 9.1 })
    expect(run(rule, at(0, 9.1), at(1, 8.7)).active).toMatchObject({ level: 'BĐ2', value: 8.7 })
    expect(run(rule, at(0, 9.1), at(1, 7.85)).active).toMatchObject({ level: 'BĐ2' })
    expect(run(rule, at(0, 9.1), at(1, 7.7), at(2, 7.9)).active).toMatchObject({ level: 'BĐ1' })
    expect(run(rule, at(0, 9.1), at(1, 6.2)).active).toBeUndefined()
  })

  it('follows a rule that was changed meanwhile: other limits at once, fewer levels down to the last', () => {
    const { state } = run(rule, at(0, 9.1))
    const lower = ruleOf({ ...FLOOD, levels: FLOOD.levels.slice(0, 2) })
    expect(look(lower, state, { kind: 'tick' }, 1).state.result.active).toMatchObject({
      level: 'BĐ2',
    })
    const other = ruleOf({ kind: 'high', limit: 9.05, severity: 'low' })
    const next = look(other, state, { kind: 'tick' }, 1).state.result
    expect(next.active).toEqual({ severity: 'low', limit: 9.05, value: 9.1 })
    const gone = ruleOf({ kind: 'high', limit: 10, severity: 'low' })
    expect(look(gone, state, { kind: 'tick' }, 1).state.result.active).toBeUndefined()
  })
})

describe('a rate', () => {
  const rule = ruleOf({
    kind: 'rate',
    direction: 'either',
    limit: 0.5,
    windowMs: HOUR,
    severity: 'high',
  })
  const every10 = (...values: readonly number[]) =>
    values.map((value, index) => at(index * 10 * MINUTE, value))

  it('is per hour between the ends of the window, once half of it is known', () => {
    expect(run(rule, ...every10(1, 1.2, 1.4)).active).toBeUndefined()
    expect(run(rule, ...every10(1, 1.1, 1.2, 1.25)).active).toEqual({
      severity: 'high',
      value: 0.5,
      limit: 0.5,
    })
    expect(run(rule, ...every10(5, 4, 3, 2)).active).toMatchObject({ value: -6, limit: -0.5 })
  })

  it('lets go of what is older than the window', () => {
    const rising = every10(1, 2, 3, 4, 5, 5, 5, 5, 5, 5)
    expect(run(rule, ...rising).active).toBeDefined()
    expect(run(rule, ...rising, at(100 * MINUTE, 5)).active).toBeUndefined()
  })

  it('keeps at most a thousand points of a window and is off by no more than they are apart', () => {
    let state: ConditionState | undefined
    for (let now = 0; now <= 2 * HOUR; now += 1_200) {
      state = look(rule, state, at(now, now / HOUR).input, now).state
      expect(state.window?.length ?? 0).toBeLessThanOrEqual(1_000)
    }
    expect(state?.window?.length).toBeGreaterThan(900)
    const [first] = state?.window?.[0] ?? [0]
    expect(first).toBeGreaterThanOrEqual(HOUR)
    expect(first).toBeLessThan(HOUR + 2 * (HOUR / 998))
    expect(resumeState(pauseState(state!, 2 * HOUR), 2 * HOUR)).toEqual(state)
  })
})

describe('missing data, states, counts, quality, combinations', () => {
  const stale = ruleOf({ kind: 'stale', afterMs: MINUTE, severity: 'low' })

  it('misses what never came since the condition is watched', () => {
    expect(run(stale, tick(0))).toMatchObject({ active: undefined, dueAt: MINUTE })
    expect(run(stale, tick(0), tick(MINUTE)).active).toEqual({ severity: 'low' })
  })

  it('counts from when the value was so; no value is none, a bad one is one', () => {
    const late = { ...at(0, 1), now: 30_000 }
    expect(run(stale, late).dueAt).toBe(MINUTE)
    expect(run(stale, at(0, 1), at(30_000, null), tick(MINUTE)).active).toBeDefined()
    expect(run(stale, at(0, 1), at(30_000, 1, 'bad'), tick(MINUTE))).toMatchObject({
      active: undefined,
      isBlind: false,
    })
    expect(run(stale, at(0, 1), tick(MINUTE), at(MINUTE + 1, 1)).active).toBeUndefined()
  })

  it('knows the values of a state', () => {
    const rule = ruleOf({ kind: 'state', values: [2, 4], severity: 'high' }, { deadband: 1 })
    expect(run(rule, at(0, 4)).active).toEqual({ severity: 'high', value: 4 })
    expect(run(rule, at(0, 4), at(1, 3)).active).toBeUndefined()
  })

  it('counts in a window that empties by time', () => {
    const rule = ruleOf({ kind: 'count', limit: 2, windowMs: 100, atLeast: 5, severity: 'high' })
    expect(run(rule, at(0, 5), at(10, 4), at(20, 4)).active).toBeUndefined()
    expect(run(rule, at(0, 5), at(10, 4), at(99, 6))).toMatchObject({
      active: { value: 2, limit: 2 },
      dueAt: 100,
    })
    expect(run(rule, at(0, 5), at(99, 6), tick(100)).active).toBeUndefined()
    const replaced = [at(0, 5), at(50, 6), at(60, 6), at(60, 4)]
    expect(run(rule, ...replaced).active).toBeDefined()
    const wide = { ...rule, deadband: 1 }
    expect(run(wide, at(0, 5), at(60, 6))).toMatchObject({ dueAt: 160 })
    expect(run(wide, at(0, 5), at(60, 6), tick(160)).active).toBeUndefined()
  })

  it('raises at bad quality only where it is asked for', () => {
    const rule = ruleOf({ kind: 'quality', severity: 'medium' })
    expect(run(rule, at(0, 5))).toMatchObject({ active: undefined })
    expect(run(rule, at(0, 5, 'bad'))).toMatchObject({
      active: { severity: 'medium' },
      isBlind: false,
    })
    expect(run(rule, at(0, 5, 'bad'), at(1, 5)).active).toBeUndefined()
  })

  it('counts the parts of a combination, and looks at no sample', () => {
    const rule = ruleOf({
      kind: 'combination',
      rules: ['a', 'b', 'c'],
      atLeast: 2,
      severity: 'high',
    })
    const parts = (active: number, now: number) => ({
      input: { kind: 'parts', active } as const,
      now,
    })
    expect(run(rule, tick(0), parts(1, 1), at(2, 99)).active).toBeUndefined()
    expect(run(rule, parts(2, 1)).active).toEqual({ severity: 'high', value: 2, limit: 2 })
    expect(run(rule, parts(2, 1), parts(1, 2)).active).toBeUndefined()
  })
})

describe('chattering', () => {
  const rule = ruleOf(
    { kind: 'high', limit: 50, severity: 'high' },
    { chattering: { raises: 3, withinMs: 100 } },
  )
  const raiseAt = (now: number) => [at(now, 60), at(now + 1, 40)]

  it('begins with so many raises within the window, and ends when it has passed with fewer', () => {
    expect(run(rule, ...raiseAt(0), ...raiseAt(40), at(100, 60)).isChattering).toBe(false)
    const chattering = [...raiseAt(0), ...raiseAt(40), ...raiseAt(99)]
    expect(run(rule, ...chattering)).toMatchObject({ isChattering: true, dueAt: 199 })
    expect(run(rule, ...chattering, at(150, 60)).dueAt).toBe(199)
    expect(run(rule, ...chattering, ...raiseAt(130), tick(229)).isChattering).toBe(true)
    expect(run(rule, ...chattering, ...raiseAt(130), tick(230)).isChattering).toBe(false)
  })
})

describe('keeping a condition', () => {
  const rule = ruleOf({ kind: 'high', limit: 50, severity: 'high' }, { onDelayMs: 1_000 })

  it('goes on with what was left of a delay, however long the pause was', () => {
    const { state } = run(rule, at(0, 55))
    const later = 5_000_000
    const resumed = resumeState(pauseState(state, 400), later)
    if (!resumed) throw new Error('damaged')
    const next = look(rule, resumed, { kind: 'tick' }, later)
    expect(next).toMatchObject({ dueAt: later + 600 })
    expect(next.state.result.active).toBeUndefined()
    expect(look(rule, resumed, { kind: 'tick' }, later + 600).state.result.active).toBeDefined()
  })

  it('does not take a pause for silence of the source, nor samples of the pause for old ones', () => {
    const stale = ruleOf({ kind: 'stale', afterMs: MINUTE, severity: 'low' })
    const { state } = run(stale, at(0, 1))
    const resumed = resumeState(pauseState(state, 10_000), HOUR)
    expect(resumed && look(stale, resumed, { kind: 'tick' }, HOUR).dueAt).toBe(HOUR + 50_000)
    const high = run(rule, at(0, 40)).state
    const after = resumeState(pauseState(high, 1_000), HOUR)
    const during = { kind: 'sample', sampledAt: 2_000, value: 60, quality: 'good' } as const
    expect(after && look(rule, after, during, HOUR).dueAt).toBe(HOUR + 1_000)
  })

  it.each([
    '',
    'null',
    '[]',
    '{"level":0}',
    '{"active":{"severity":"high"}}',
    '{"active":{"severity":"worst"},"level":0}',
    '{"to":0}',
    '{"to":0,"due":[1,2]}',
    '{"to":1,"due":[2,1]}',
    '{"due":[1]}',
    '{"window":[[2,1],[1,1]]}',
    '{"window":[[1,null]]}',
    '{"seen":"1"}',
    '{"other":1}',
  ])('takes %s for damaged', (text) => {
    expect(resumeState(text, 0)).toBeUndefined()
  })

  it('keeps little of a condition that is at rest', () => {
    expect(pauseState(run(rule, at(1_000, 40)).state, 1_000)).toBe('{"seen":1000,"value":40}')
  })
})
