import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pauseState, resumeState, shiftState } from './condition-text.ts'
import type { ConditionInput, ConditionLook, ConditionResult, ConditionState } from './condition.ts'
import { look, looksUntil } from './look.ts'
import type { Rule, RuleCondition } from './rule.ts'

const HOUR = 3_600_000
const TICK: ConditionInput = { kind: 'tick' }

interface Given {
  readonly at: number
  readonly input: ConditionInput
}

type Sample = Extract<ConditionInput, { readonly kind: 'sample' }>

/** Who is asked what the result must be: by booleans of each level, from the whole list each time. */
function oracle(rule: Rule, given: readonly Given[], from: number, to: number) {
  const { condition, deadband } = rule
  const limits = limitsOf(condition)
  const sign =
    condition.kind === 'low' || ('direction' in condition && condition.direction === 'low') ? -1 : 1
  const band = ['stale', 'state', 'quality', 'combination'].includes(condition.kind) ? 0 : deadband
  const signals = limits.map(() => ({ is: false, since: -Infinity, out: false }))
  const raises: number[] = []
  const results: { at: number; level: number; isBlind: boolean; isChattering: boolean }[] = []
  let shown = -1
  const moment = (at: number, known: readonly Given[]) => {
    const accepted = acceptedOf(known, condition.kind)
    const x = measured(condition, accepted, known, at, from)
    for (const [index, signal] of signals.entries()) {
      const limit = limits[index]!
      const is =
        x === undefined
          ? signal.is
          : sign * x >= sign * limit
            ? true
            : sign * x < sign * limit - band
              ? false
              : signal.is
      if (is !== signal.is) Object.assign(signal, { is, since: at })
      const delay = signal.is ? rule.onDelayMs : rule.offDelayMs
      if (at - signal.since >= delay) signal.out = signal.is
    }
    const level = signals.findLastIndex(({ out }) => out)
    if (shown === -1 && level >= 0) raises.push(at)
    shown = level
    const { raises: most, withinMs } = rule.chattering
    const isChattering = raises.some(
      (raise, index) =>
        raise > at - withinMs && raise - (raises[index - most + 1] ?? -Infinity) < withinMs,
    )
    results.push({ at, level, isBlind: blind(condition.kind, accepted), isChattering })
  }
  let count = 0
  for (let at = from; at <= to; at++) {
    moment(at, given.slice(0, count))
    while (given[count]?.at === at) moment(at, given.slice(0, ++count))
  }
  return results
}

function limitsOf(condition: RuleCondition): readonly number[] {
  if (condition.kind === 'levels') return condition.levels.map(({ limit }) => limit)
  if (condition.kind === 'combination') return [condition.atLeast]
  return 'limit' in condition ? [condition.limit] : [1]
}

/** In the order in which they came, without those that came after a younger one. */
function acceptedOf(known: readonly Given[], kind: string): readonly Sample[] {
  if (kind === 'combination') return []
  const samples = known.map(({ input }) => input).filter((input) => input.kind === 'sample')
  return samples.filter(
    (one, index) => !samples.slice(0, index).some((before) => before.sampledAt > one.sampledAt),
  )
}

const isGood = ({ value, quality }: Sample) => value !== null && quality !== 'bad'

function blind(kind: string, accepted: readonly Sample[]): boolean {
  if (['stale', 'quality', 'combination'].includes(kind)) return false
  const last = accepted.at(-1)
  return last !== undefined && !isGood(last)
}

/** Good ones, of those of one time the last. */
function series(accepted: readonly Sample[]): readonly (readonly [number, number])[] {
  const byTime = new Map(accepted.filter(isGood).map((one) => [one.sampledAt, one.value as number]))
  return [...byTime].toSorted(([a], [b]) => a - b)
}

function measured(
  condition: RuleCondition,
  accepted: readonly Sample[],
  known: readonly Given[],
  at: number,
  from: number,
): number | undefined {
  const good = series(accepted)
  const value = accepted.filter(isGood).at(-1)?.value ?? undefined
  switch (condition.kind) {
    case 'high':
    case 'low':
    case 'levels':
      return value
    case 'deviation':
      return value === undefined ? undefined : Math.abs(condition.target - value)
    case 'state':
      return value === undefined ? undefined : condition.values.some((one) => one === value) ? 1 : 0
    case 'quality': {
      const last = accepted.at(-1)
      return last && (last.quality === 'bad' ? 1 : 0)
    }
    case 'combination':
      return known
        .map(({ input }) => (input.kind === 'parts' ? input.active : undefined))
        .findLast((active) => active !== undefined)
    case 'stale': {
      const newest = accepted.filter((one) => one.value !== null).at(-1)?.sampledAt ?? from
      return at - newest >= condition.afterMs ? 1 : 0
    }
    case 'count': {
      const least = condition.atLeast ?? -Infinity
      return good.filter(([time, one]) => one >= least && time > at - condition.windowMs).length
    }
    case 'rate': {
      const [lastAt, last] = good.at(-1) ?? [0, 0]
      const inside = good.filter(([time]) => time >= lastAt - condition.windowMs)
      const [firstAt, first] = inside[0] ?? [0, 0]
      if (lastAt - firstAt <= 0 || 2 * (lastAt - firstAt) < condition.windowMs) return undefined
      const rate = (last - first) * (HOUR / (lastAt - firstAt))
      return { rise: rate, fall: -rate, either: Math.abs(rate) }[condition.direction]
    }
  }
}

const severity = 'high' as const
const value = fc.integer({ min: -4, max: 12 })
const windowMs = fc.integer({ min: 1, max: 40 })
const conditions = {
  high: value.map((limit) => ({ kind: 'high', limit, severity }) as const),
  low: value.map((limit) => ({ kind: 'low', limit, severity }) as const),
  levels: fc
    .record({
      limits: fc.uniqueArray(value, { minLength: 1, maxLength: 4 }),
      direction: fc.constantFrom('high' as const, 'low' as const),
    })
    .map(({ limits, direction }) => ({
      kind: 'levels' as const,
      direction,
      levels: limits
        .toSorted((a, b) => (direction === 'high' ? a - b : b - a))
        .map((limit, index) => ({ name: `L${index}`, limit, severity })),
    })),
  rate: fc
    .record({
      direction: fc.constantFrom('rise' as const, 'fall' as const, 'either' as const),
      // Powers of two as spans and limits keep the arithmetic of both sides exact enough.
      limit: fc.integer({ min: 1, max: 8 }).map((steps) => (steps * HOUR) / 32 + 1),
      windowMs: fc.integer({ min: 4, max: 40 }),
    })
    .map((given) => ({ kind: 'rate' as const, severity, ...given })),
  deviation: fc
    .record({ target: value, limit: fc.integer({ min: 1, max: 6 }) })
    .map((given) => ({ kind: 'deviation' as const, severity, ...given })),
  stale: fc
    .integer({ min: 1, max: 30 })
    .map((afterMs) => ({ kind: 'stale', afterMs, severity }) as const),
  state: fc
    .uniqueArray(value, { minLength: 1, maxLength: 6 })
    .map((values) => ({ kind: 'state', values, severity }) as const),
  count: fc
    .record(
      { limit: fc.integer({ min: 1, max: 6 }), windowMs, atLeast: value },
      { requiredKeys: ['limit', 'windowMs'] },
    )
    .map((given) => ({ kind: 'count' as const, severity, ...given })),
  quality: fc.constant({ kind: 'quality', severity } as const),
  combination: fc
    .integer({ min: 1, max: 3 })
    .map(
      (atLeast) => ({ kind: 'combination', rules: ['a', 'b', 'c'], atLeast, severity }) as const,
    ),
} satisfies Record<RuleCondition['kind'], fc.Arbitrary<RuleCondition>>

const delay = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 }))

function ruleOf(condition: fc.Arbitrary<RuleCondition>): fc.Arbitrary<Rule> {
  return fc
    .record({
      condition,
      deadband: fc.integer({ min: 0, max: 3 }),
      onDelayMs: delay,
      offDelayMs: delay,
      chattering: fc.record({
        raises: fc.integer({ min: 2, max: 4 }),
        withinMs: fc.integer({ min: 1, max: 60 }),
      }),
    })
    .map(({ deadband, ...given }) => ({
      id: 'r',
      isLatched: false,
      escalation: [],
      maxShelfMs: 1,
      isHiddenInFlood: false,
      // A deadband as wide as the limit of a count would never let it go.
      deadband:
        given.condition.kind === 'count' ? Math.min(deadband, given.condition.limit - 1) : deadband,
      ...given,
    }))
}

const START = 1_000
const given = fc
  .array(
    fc.record({
      gap: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 15 })),
      lag: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 })),
      value: fc.option(value, { freq: 8 }),
      quality: fc.constantFrom(
        'good' as const,
        'good' as const,
        'uncertain' as const,
        'bad' as const,
      ),
      active: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 16 },
  )
  .map((list) => {
    let at = START
    return list.map(({ gap, lag, value, quality, active }) => {
      at += gap
      return { at, lag, value, quality, active }
    })
  })

type Drawn = typeof given extends fc.Arbitrary<infer T> ? T : never

function inputsOf(drawn: Drawn, kind: string): readonly Given[] {
  return drawn.map(({ at, lag, active, value, quality }) => ({
    at,
    input:
      kind === 'combination'
        ? { kind: 'parts', active }
        : { kind: 'sample', sampledAt: at - lag, value, quality },
  }))
}

const TAIL = 70
const endOf = (list: readonly Given[]) => (list.at(-1)?.at ?? START) + TAIL

function shownOf(rule: Rule, { active, isBlind, isChattering }: ConditionResult) {
  if (active === undefined) return { level: -1, isBlind, isChattering }
  if (rule.condition.kind !== 'levels') return { level: 0, isBlind, isChattering }
  return { level: active.rank, isBlind, isChattering }
}

/** Looks every millisecond, and at every input. */
function everyMs(rule: Rule, list: readonly Given[], to: number) {
  const shown: ({ at: number } & ReturnType<typeof shownOf>)[] = []
  let state: ConditionState | undefined
  const take = (input: ConditionInput, at: number) => {
    state = look(rule, state, input, at).state
    shown.push({ at, ...shownOf(rule, state.result) })
  }
  for (let at = START; at <= to; at++) {
    take(TICK, at)
    for (const one of list) if (one.at === at) take(one.input, at)
  }
  return shown
}

/** Changes of what is shown, without the moments between. */
function changesOf(shown: readonly ({ at: number } & ReturnType<typeof shownOf>)[]) {
  const text = (one: (typeof shown)[number]) => JSON.stringify({ ...one, at: 0 })
  return shown.filter((one, index) => index === 0 || text(shown[index - 1]!) !== text(one))
}

/** Looks at inputs only, and at whatever falls due before them; `between` may touch the state on the way. */
function onlyWhenDue(
  rule: Rule,
  list: readonly Given[],
  to: number,
  between: (state: ConditionState, now: number) => ConditionState = (state) => state,
) {
  const first = look(rule, undefined, TICK, START)
  const shown = [{ at: START, ...shownOf(rule, first.state.result) }]
  let last: ConditionLook = first
  for (const { at, input } of [...list, { at: to, input: TICK }]) {
    for (const one of looksUntil(rule, last, input, at)) {
      shown.push({ at: one.at, ...shownOf(rule, one.state.result) })
      last = one
    }
    last = { ...last, state: between(last.state, at) }
  }
  return shown
}

describe.each(Object.entries(conditions))('a condition of kind %s', (kind, condition) => {
  const rule = ruleOf(condition as fc.Arbitrary<RuleCondition>)

  it('says at every moment what the whole list of samples says', () => {
    fc.assert(
      fc.property(rule, given, (rule, drawn) => {
        const list = inputsOf(drawn, kind)
        expect(everyMs(rule, list, endOf(list))).toEqual(oracle(rule, list, START, endOf(list)))
      }),
      { numRuns: 60 },
    )
  })

  it('changes at the same moments whether it is looked at every millisecond or when due', () => {
    fc.assert(
      fc.property(rule, given, (rule, drawn) => {
        const list = inputsOf(drawn, kind)
        const to = endOf(list)
        expect(changesOf(onlyWhenDue(rule, list, to))).toEqual(changesOf(everyMs(rule, list, to)))
      }),
      { numRuns: 50 },
    )
  })

  it('comes to the same when due looks are late', () => {
    fc.assert(
      fc.property(rule, given, (rule, drawn) => {
        const list = inputsOf(drawn, kind)
        let late: ConditionState | undefined
        let prompt: ConditionLook | undefined
        for (const { at, input } of [{ at: START, input: TICK }, ...list]) {
          late = look(rule, late, input, at).state
          prompt = looksUntil(rule, prompt, input, at).at(-1)
          expect(late).toEqual(prompt?.state)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('goes on as if never stopped when it was kept and resumed after every look', () => {
    fc.assert(
      fc.property(rule, given, (rule, drawn) => {
        const list = inputsOf(drawn, kind)
        const to = endOf(list)
        const kept = onlyWhenDue(rule, list, to, (state, now) => {
          const resumed = resumeState(pauseState(state, now), now)
          expect(resumed).toEqual(state)
          return resumed ?? state
        })
        expect(kept).toEqual(onlyWhenDue(rule, list, to))
      }),
      { numRuns: 50 },
    )
  })

  it('does the same under a clock that was set', () => {
    fc.assert(
      fc.property(rule, given, fc.integer({ min: -500, max: 500 }), (rule, drawn, ms) => {
        const list = inputsOf(drawn, kind)
        const half = Math.floor(list.length / 2)
        let one: ConditionState | undefined
        for (const { at, input } of list.slice(0, half)) one = look(rule, one, input, at).state
        if (!one) return
        let set = shiftState(one, ms)
        for (const { at, input } of list.slice(half)) {
          const moved =
            input.kind === 'sample' ? { ...input, sampledAt: input.sampledAt + ms } : input
          const there = look(rule, set, moved, at + ms)
          const here = look(rule, one, input, at)
          expect(shiftState(there.state, -ms)).toEqual(here.state)
          expect(there.dueAt).toEqual(here.dueAt && here.dueAt + ms)
          ;[one, set] = [here.state, there.state]
        }
      }),
      { numRuns: 50 },
    )
  })

  it('gives the same object back when nothing changed that must be kept', () => {
    fc.assert(
      fc.property(rule, given, (rule, drawn) => {
        let state: ConditionState | undefined
        for (const { at, input } of inputsOf(drawn, kind)) {
          const next = look(rule, state, input, at)
          expect(look(rule, next.state, TICK, at).state).toBe(next.state)
          if (next.dueAt !== undefined) {
            expect(next.dueAt).toBeGreaterThan(at)
            expect(look(rule, next.state, TICK, next.dueAt - 1).state).toBe(next.state)
            expect(look(rule, next.state, TICK, next.dueAt).state).not.toBe(next.state)
          } else {
            expect(look(rule, next.state, TICK, at + 1_000_000).state).toBe(next.state)
          }
          state = next.state
        }
      }),
      { numRuns: 50 },
    )
  })
})
