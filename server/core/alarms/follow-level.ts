import type { ConditionState } from './condition.ts'
import { NONE } from './judge.ts'
import type { RuleTiming } from './rule.ts'

/** The level that the values are at by themselves, before delays. */
export function valuesLevel({ level, pending }: ConditionState): number {
  return (pending ? pending.level : level) ?? NONE
}

/**
 * Lets the level follow values that are at level `target` at time `at`, after the rule's delays: each
 * level must have been reached for `onDelayMs` without a break to hold, and left for `offDelayMs` not
 * to. A level that has been reached longer than the one above it holds earlier.
 */
export function followLevel(
  state: ConditionState,
  target: number,
  timing: Pick<RuleTiming, 'onDelayMs' | 'offDelayMs'>,
  at: number,
): ConditionState {
  const held = state.level ?? NONE
  const from = valuesLevel(state)
  const isSameSide = Math.sign(from - held) === Math.sign(target - held)
  const going = isSameSide ? (state.pending?.dues ?? []) : []
  const steps = Math.abs(target - held)
  const delayMs = target > held ? timing.onDelayMs : timing.offDelayMs
  const fresh = Array.from({ length: Math.max(0, steps - going.length) }, () => at + delayMs)
  const dues = [...going.slice(0, steps), ...fresh].toSorted((a, b) => a - b)
  const open = dues.filter((due) => due > at)
  const done = dues.length - open.length
  if (done === 0 && target === from) return state
  const level = held + (target > held ? done : -done)
  return {
    ...state,
    level: orAbsent(level),
    pending: open.length > 0 ? { level: orAbsent(target), dues: open } : undefined,
  }
}

function orAbsent(level: number): number | undefined {
  return level === NONE ? undefined : level
}
