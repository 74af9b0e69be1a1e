import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shiftState } from './condition-text.ts'
import type { ConditionLook, ConditionResult } from './condition.ts'
import { Evaluation } from './evaluation.ts'
import { look, looksUntil } from './look.ts'
import type { AlarmPoint } from './points.ts'
import { DEFAULT_CHATTERING, DEFAULT_TIMING, type Rule, type RuleCondition } from './rule.ts'

const SECOND = 1_000
const MOST_STEP = 10 * SECOND
const START = 1_000_000

const HIGH: RuleCondition = { kind: 'high', limit: 5, severity: 'high' }
const STALE: RuleCondition = { kind: 'stale', afterMs: 7 * SECOND, severity: 'low' }
const COUNT: RuleCondition = { kind: 'count', limit: 2, windowMs: 9 * SECOND, severity: 'medium' }

function pointOf(id: string, series: string, condition: RuleCondition, timing = {}): AlarmPoint {
  const rule: Rule = {
    ...{ id, condition, ...DEFAULT_TIMING, ...timing },
    ...{ chattering: DEFAULT_CHATTERING, escalation: [], maxShelfMs: 0, isHiddenInFlood: false },
  }
  const subject = { kind: 'sensor', id: series } as const
  // What a rule was written as does not matter to its conditions.
  return { alarm: `${id}~${series}`, rule, subject, series: `m/${series}` } as AlarmPoint
}

const POINTS = ['a', 'b', 'c'].flatMap((series) => [
  pointOf('high', series, HIGH, { onDelayMs: 3 * SECOND, offDelayMs: 2 * SECOND }),
  pointOf('now', series, HIGH),
  pointOf('stale', series, STALE),
  pointOf('count', series, COUNT),
])

interface Told {
  readonly at: number
  readonly result: ConditionResult
}

/** The same, by looking at every point where something runs whenever time passes, whether it is due or not. */
class EveryPoint {
  readonly told = new Map<string, Told[]>()
  #now = START
  readonly #looks = new Map<string, ConditionLook>()

  constructor() {
    for (const { alarm, rule } of POINTS) {
      const first = look(rule, undefined, { kind: 'tick' }, START)
      this.#looks.set(alarm, first)
      this.told.set(alarm, [{ at: START, result: first.state.result }])
    }
  }

  advance(to: number): void {
    const step = to - this.#now
    const uncounted = step > MOST_STEP ? step - MOST_STEP : Math.min(0, step)
    this.#now = to
    for (const point of POINTS) {
      const { state, dueAt } = this.#looks.get(point.alarm)!
      // Where nothing runs there is nothing to put off.
      if (dueAt === undefined) continue
      const shifted = { state: shiftState(state, uncounted), dueAt: dueAt + uncounted }
      this.#looks.set(point.alarm, shifted)
      this.#look(point, { kind: 'tick' })
    }
  }

  sample(series: string, value: number): void {
    const input = { kind: 'sample', sampledAt: this.#now, value, quality: 'good' } as const
    for (const point of POINTS) if (point.series === series) this.#look(point, input)
  }

  #look({ alarm, rule }: AlarmPoint, input: Parameters<typeof look>[2]): void {
    let before = this.#looks.get(alarm)!
    for (const next of looksUntil(rule, before, input, this.#now)) {
      const { result } = next.state
      if (result !== before.state.result) this.told.get(alarm)!.push({ at: next.at, result })
      before = next
    }
    this.#looks.set(alarm, before)
  }
}

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ by: fc.integer({ min: 1, max: 4 * SECOND }) }) },
    { weight: 1, arbitrary: fc.record({ by: fc.integer({ min: -20_000, max: 40_000 }) }) },
    {
      weight: 5,
      arbitrary: fc.record({ series: fc.constantFrom('m/a', 'm/b', 'm/c'), value: fc.nat(9) }),
    },
    { weight: 2, arbitrary: fc.record({ most: fc.integer({ min: 1, max: 40 }) }) },
  ),
  { maxLength: 60 },
)

/** Takes what there is to tell as a writer does. */
function take(evaluation: Evaluation, most: number, told: Map<string, Told[]>): void {
  const chunk = evaluation.chunk(most)
  for (const { point, at, result } of chunk.transitions) {
    told.set(point.alarm, [...(told.get(point.alarm) ?? []), { at, result }])
  }
  evaluation.settle(chunk)
}

describe('the conditions of a site', () => {
  it('say what they would if each were looked at whenever time passes', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const evaluation = new Evaluation(POINTS, new Map(), START)
        const every = new EveryPoint()
        const told = new Map<string, Told[]>()
        for (const step of given) {
          if ('by' in step) {
            const to = evaluation.now() + step.by
            evaluation.advance(to, MOST_STEP)
            every.advance(to)
          } else if ('most' in step) take(evaluation, step.most, told)
          else {
            const sample = {
              sampledAt: evaluation.now(),
              value: step.value,
              quality: 'good',
            } as const
            evaluation.sample(step.series, sample, false)
            every.sample(step.series, step.value)
          }
        }
        for (let turn = 0; evaluation.hasTransitions() && turn < 500; turn++)
          take(evaluation, 7, told)
        expect(evaluation.hasTransitions()).toBe(false)
        expect(told).toEqual(every.told)
        expect(evaluation.chunk(100).transitions).toEqual([])
      }),
    )
  })
})
