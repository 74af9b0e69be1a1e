import type {
  ConditionInput,
  ConditionLook,
  ConditionResult,
  ConditionState,
  Look,
} from './condition.ts'
import { followLevel, valuesLevel } from './follow-level.ts'
import { isToldAs, judge, judgementEndsAt, levelCount, NONE, reachedOf } from './judge.ts'
import { observe } from './observe.ts'
import type { ChatteringRule, Rule } from './rule.ts'

const NOTHING: ConditionState = { result: { isBlind: false, isChattering: false } }

/**
 * Looks at a rule's condition once more. What falls due by itself is settled first, at its own time,
 * so that it does not matter when looks come; a `dueAt` that has passed is late, never lost. Delays
 * count from the look that brings a value, windows and silence from when the value was so.
 */
export const look: Look = (rule, state, input, now) => {
  let next = watching(rule, state ? fitting(rule, state) : NOTHING, now)
  for (let due = dueAt(rule, next); due !== undefined && due <= now; due = dueAt(rule, next)) {
    next = settle(rule, next, due)
  }
  next = settle(rule, observe(rule, next, input), now)
  const due = dueAt(rule, next)
  return { state: next, ...(due !== undefined && { dueAt: due }) }
}

/**
 * As `look`, with a look at each moment up to `now` at which something fell due, oldest first; the
 * last one is that at the input. Between late looks a condition may come and go: here it is seen.
 */
export function looksUntil(
  rule: Rule,
  before: ConditionLook | undefined,
  input: ConditionInput,
  now: number,
): readonly (ConditionLook & { readonly at: number })[] {
  const looks: (ConditionLook & { readonly at: number })[] = []
  let last = before
  while (last?.dueAt !== undefined && last.dueAt <= now) {
    const at = last.dueAt
    last = look(rule, last.state, { kind: 'tick' }, at)
    looks.push({ ...last, at })
  }
  return [...looks, { ...look(rule, last?.state, input, now), at: now }]
}

/** What never came is missing too, from the first look on. */
function watching({ condition }: Rule, state: ConditionState, now: number): ConditionState {
  if (condition.kind !== 'stale' || state.quietSince !== undefined) return state
  return { ...state, quietSince: state.seenAt ?? now }
}

/** A state from before the rule had fewer levels comes down to the highest there is. */
function fitting({ condition }: Rule, state: ConditionState): ConditionState {
  const highest = levelCount(condition) - 1
  if (Math.max(state.level ?? NONE, valuesLevel(state)) <= highest) return state
  const { level } = state
  return { ...state, pending: undefined, level: level && Math.min(level, highest) }
}

function settle(rule: Rule, state: ConditionState, at: number): ConditionState {
  const target = judge(rule, state, valuesLevel(state), at)
  const followed = followLevel(state, target, rule, at)
  const raised = withChattering(followed, (state.level ?? NONE) === NONE, rule.chattering, at)
  const result = resultOf(rule, state, raised, at)
  return result === raised.result ? raised : { ...raised, result }
}

/** It ends when as long has passed as the raises had, since the last raise that was one of so many. */
function withChattering(
  state: ConditionState,
  wasNone: boolean,
  { raises: most, withinMs }: ChatteringRule,
  at: number,
): ConditionState {
  const { chatteringUntil } = state
  const isOver = chatteringUntil !== undefined && chatteringUntil <= at
  const still = isOver ? { ...state, chatteringUntil: undefined } : state
  if (!wasNone || state.level === undefined) return still
  const raises = [...(state.raises ?? []), at].slice(-most)
  const isChattering = raises.length === most && raises[0]! > at - withinMs
  return { ...still, raises, ...(isChattering && { chatteringUntil: at + withinMs }) }
}

/** The figures of a level are those of when it was reached, unless the rule itself has others now. */
function resultOf(
  rule: Rule,
  before: ConditionState,
  state: ConditionState,
  at: number,
): ConditionResult {
  const { result, level } = state
  const isChattering = state.chatteringUntil !== undefined
  const isTold =
    level === before.level && result.active && isToldAs(rule, level ?? 0, result.active)
  const active = isTold || level === undefined ? undefined : reachedOf(rule, state, level, at)
  const told = level === undefined ? undefined : (active ?? result.active)
  if (told === result.active && isChattering === result.isChattering) return result
  return { ...(told && { active: told }), isBlind: result.isBlind, isChattering }
}

function dueAt(rule: Rule, state: ConditionState): number | undefined {
  const { pending, chatteringUntil } = state
  const times = [
    pending?.dues[0],
    judgementEndsAt(rule, state, valuesLevel(state)),
    chatteringUntil,
  ].filter((at) => at !== undefined)
  return times.length > 0 ? Math.min(...times) : undefined
}
