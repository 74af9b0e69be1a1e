import type { Severity } from '../../../protocol/alarms.ts'
import type { ConditionState } from './condition.ts'
import type { Reached } from './events.ts'
import type { Rule, RuleCondition } from './rule.ts'
import { countOf, emptiesAt, rateOf } from './windows.ts'

/** No level holds. */
export const NONE = -1

/** Sums of decimals in binary are off by less: 0.8 − 0.1 is not quite 0.7. */
const TOLERANCE = 1e-9

interface Level {
  readonly limit: number
  readonly severity: Severity
  readonly name?: string
}

/** How many levels a rule can be at. */
export function levelCount(condition: RuleCondition): number {
  return condition.kind === 'levels' ? condition.levels.length : 1
}

/**
 * The level (from 0, or `NONE`) that the values are at by themselves, delays left aside, when they were
 * at `before`: one is reached at its limit and left behind limit and deadband. What says nothing (no
 * value yet, too little of a window) leaves it as it was.
 */
export function judge(rule: Rule, state: ConditionState, before: number, now: number): number {
  const measured = measure(rule.condition, state, now)
  if (measured === undefined) return before
  const { condition, deadband } = rule
  const levels = levelsOf(condition)
  const sign = signOf(condition)
  const behind = hasDeadband(condition) ? deadband : 0
  let level = NONE
  for (const [index, { limit }] of levels.entries()) {
    const margin = index <= before ? behind : 0
    if (sign * measured >= tolerant(sign * limit - margin)) level = index
  }
  return level
}

function tolerant(limit: number): number {
  return limit - TOLERANCE * Math.max(1, Math.abs(limit))
}

/** When time alone changes what `judge` says; undefined = never. */
export function judgementEndsAt(
  { condition, deadband }: Rule,
  { quietSince, window = [] }: ConditionState,
  level: number,
): number | undefined {
  if (condition.kind === 'stale') {
    return level === NONE && quietSince !== undefined ? quietSince + condition.afterMs : undefined
  }
  if (condition.kind !== 'count' || level === NONE) return undefined
  return emptiesAt(window, condition.windowMs, Math.ceil(tolerant(condition.limit - deadband)))
}

/** True when a level has been told as it would be now, the figures of its moment left aside: the rule is the same. */
export function isToldAs({ condition }: Rule, level: number, told: Reached): boolean {
  const { severity, limit, name } = levelsOf(condition)[level]!
  if (told.severity !== severity || told.level !== name) return false
  switch (condition.kind) {
    case 'stale':
    case 'quality':
    case 'state':
      return true
    // Either side of the target, or direction of the rate, is the same level.
    case 'deviation':
      return told.limit === condition.target + limit || told.limit === condition.target - limit
    case 'rate':
      return Math.abs(told.limit ?? NaN) === limit
    case 'high':
    case 'low':
    case 'levels':
    case 'count':
    case 'combination':
      return told.limit === limit
  }
}

/** What to tell of a level that holds now. */
export function reachedOf(rule: Rule, state: ConditionState, level: number, now: number): Reached {
  const { condition } = rule
  const { severity, limit, name } = levelsOf(condition)[level]!
  const shared = { severity, ...(name !== undefined && { level: name, rank: level }) }
  const { value } = state
  switch (condition.kind) {
    case 'stale':
    case 'quality':
      return shared
    case 'state':
      return { ...shared, ...(value !== undefined && { value }) }
    case 'deviation': {
      const { target } = condition
      if (value === undefined) return { ...shared, limit: target + limit }
      return { ...shared, value, limit: value < target ? target - limit : target + limit }
    }
    case 'rate': {
      const rate = rateOf(state.window ?? [], condition.windowMs)
      if (rate === undefined) return { ...shared, limit }
      return { ...shared, value: rate, limit: rate < 0 ? -limit : limit }
    }
    case 'count':
      return { ...shared, value: countOf(state.window ?? [], condition.windowMs, now), limit }
    case 'high':
    case 'low':
    case 'levels':
    case 'combination':
      return { ...shared, ...(value !== undefined && { value }), limit }
  }
}

function levelsOf(condition: RuleCondition): readonly Level[] {
  switch (condition.kind) {
    case 'levels':
      return condition.levels
    case 'stale':
    case 'state':
    case 'quality':
      return [{ limit: 1, severity: condition.severity }]
    case 'combination':
      return [{ limit: condition.atLeast, severity: condition.severity }]
    case 'high':
    case 'low':
    case 'rate':
    case 'deviation':
    case 'count':
      return [condition]
  }
}

function signOf(condition: RuleCondition): 1 | -1 {
  if (condition.kind === 'levels') return condition.direction === 'high' ? 1 : -1
  return condition.kind === 'low' ? -1 : 1
}

/** A deadband is a distance between values: what has no such distance has none. */
function hasDeadband({ kind }: RuleCondition): boolean {
  return kind !== 'stale' && kind !== 'state' && kind !== 'quality' && kind !== 'combination'
}

/** What is held against the limits. */
function measure(
  condition: RuleCondition,
  { value, quietSince, window = [] }: ConditionState,
  now: number,
): number | undefined {
  switch (condition.kind) {
    case 'high':
    case 'low':
    case 'levels':
    case 'quality':
    case 'combination':
      return value
    case 'deviation':
      return value === undefined ? undefined : Math.abs(value - condition.target)
    case 'state':
      return value === undefined ? undefined : Number(condition.values.includes(value))
    case 'stale':
      return quietSince === undefined ? undefined : Number(now >= quietSince + condition.afterMs)
    case 'count':
      return countOf(window, condition.windowMs, now)
    case 'rate': {
      const rate = rateOf(window, condition.windowMs)
      if (rate === undefined || condition.direction === 'rise') return rate
      return condition.direction === 'fall' ? -rate : Math.abs(rate)
    }
  }
}
