import type { ConditionInput, ConditionState } from './condition.ts'
import type { Rule } from './rule.ts'
import { countWindow, rateWindow } from './windows.ts'

type Sample = Extract<ConditionInput, { readonly kind: 'sample' }>

/**
 * What a condition knows after an input, before anything is concluded from it. A sample older than the
 * newest is passed over; one of the same time takes its place. Bad quality and "no value" are known,
 * and change nothing else: they neither prove what a rule watches for nor that it is gone.
 */
export function observe(rule: Rule, state: ConditionState, input: ConditionInput): ConditionState {
  const { kind } = rule.condition
  switch (input.kind) {
    case 'tick':
      return state
    case 'parts':
      return kind === 'combination' ? withValue(state, input.active) : state
    case 'sample':
      if (kind === 'combination' || isOlder(input, state)) return state
      return seen(observeSample(rule, state, input), input)
  }
}

function isOlder({ sampledAt }: Sample, { seenAt }: ConditionState): boolean {
  return seenAt !== undefined && sampledAt < seenAt
}

function seen(state: ConditionState, { sampledAt }: Sample): ConditionState {
  return state.seenAt === sampledAt ? state : { ...state, seenAt: sampledAt }
}

function observeSample(
  { condition }: Rule,
  state: ConditionState,
  { sampledAt, value, quality }: Sample,
): ConditionState {
  switch (condition.kind) {
    case 'stale':
      if (value === null || state.quietSince === sampledAt) return state
      return { ...state, quietSince: sampledAt }
    case 'quality':
      return withValue(state, quality === 'bad' ? 1 : 0)
    case 'rate':
    case 'count': {
      if (value === null || quality === 'bad') return withBlind(state, true)
      const before = state.window ?? []
      const point = [sampledAt, value] as const
      const window =
        condition.kind === 'rate'
          ? rateWindow(before, point, condition.windowMs)
          : countWindow(before, point, condition)
      return { ...withBlind(state, false), window }
    }
    case 'high':
    case 'low':
    case 'levels':
    case 'deviation':
    case 'state':
    case 'combination':
      if (value === null || quality === 'bad') return withBlind(state, true)
      return withValue(withBlind(state, false), value)
  }
}

function withValue(state: ConditionState, value: number): ConditionState {
  return state.value === value ? state : { ...state, value }
}

function withBlind(state: ConditionState, isBlind: boolean): ConditionState {
  const { result } = state
  return result.isBlind === isBlind ? state : { ...state, result: { ...result, isBlind } }
}
