import { z } from 'zod'
import { SEVERITIES } from '../../../protocol/alarms.ts'
import type { ConditionState } from './condition.ts'
import { NONE } from './judge.ts'
import { MAX_WINDOW } from './windows.ts'

const MAX_LEVELS = 64
const MAX_RAISES = 1_000

const level = z.int().min(NONE).max(MAX_LEVELS)
const reached = z.strictObject({
  severity: z.enum(SEVERITIES),
  level: z.string().max(200).optional(),
  rank: z.int().min(0).max(MAX_LEVELS).optional(),
  value: z.number().optional(),
  limit: z.number().optional(),
})

/**
 * A state as it is kept. What counts down is kept as what is left of it (`due`, `chattering`, `raised`, `quiet`: ms
 * from the moment of keeping, which of what is past are negative); times of samples stay what they are.
 */
const kept = z.strictObject({
  active: reached.optional(),
  blind: z.literal(1).optional(),
  chattering: z.number().optional(),
  level: level.optional(),
  to: level.optional(),
  due: z.array(z.number()).min(1).max(MAX_LEVELS).optional(),
  seen: z.number().optional(),
  value: z.number().optional(),
  quiet: z.number().optional(),
  window: z
    .array(z.tuple([z.number(), z.number()]))
    .max(MAX_WINDOW)
    .optional(),
  raised: z.array(z.number()).max(MAX_RAISES).optional(),
})
type Kept = z.output<typeof kept>

/**
 * The state as text, at site time `now`: delays, silence and chattering as what is left of them, so
 * that whoever resumes it later, or by another clock, goes on where it stopped.
 */
export function pauseState(state: ConditionState, now: number): string {
  const { result, pending, raises, quietSince, chatteringUntil } = state
  const text: Kept = {
    active: result.active,
    blind: result.isBlind ? 1 : undefined,
    chattering: chatteringUntil === undefined ? undefined : chatteringUntil - now,
    level: state.level,
    to: pending && (pending.level ?? NONE),
    due: pending?.dues.map((due) => due - now),
    seen: state.seenAt,
    value: state.value,
    quiet: quietSince === undefined ? undefined : quietSince - now,
    window: state.window?.map(([at, value]) => [at, value]),
    raised: raises?.map((at) => at - now),
  }
  return JSON.stringify(text)
}

/** The state of a text of `pauseState`, going on at site time `now`; undefined = the text is damaged. */
export function resumeState(text: string, now: number): ConditionState | undefined {
  const parsed = kept.safeParse(jsonOf(text))
  if (!parsed.success || !isSound(parsed.data)) return undefined
  const { active, blind, chattering, level: held, to, due, seen, ...more } = parsed.data
  const { value, quiet, window, raised } = more
  return {
    result: {
      ...(active && { active }),
      isBlind: blind !== undefined,
      isChattering: chattering !== undefined,
    },
    ...(held !== undefined && { level: held }),
    ...(due && {
      pending: {
        ...(to !== undefined && to !== NONE && { level: to }),
        dues: due.map((left) => now + left),
      },
    }),
    ...(seen !== undefined && { seenAt: seen }),
    ...(value !== undefined && { value }),
    ...(quiet !== undefined && { quietSince: now + quiet }),
    ...(window && { window }),
    ...(raised && { raises: raised.map((ago) => now + ago) }),
    ...(chattering !== undefined && { chatteringUntil: now + chattering }),
  }
}

/** The state under a clock that was set forward by `ms` (back, where negative): all its times move along. */
export function shiftState(state: ConditionState, ms: number): ConditionState {
  if (ms === 0) return state
  const { pending, seenAt, quietSince, window, raises, chatteringUntil } = state
  return {
    ...state,
    ...(pending && { pending: { ...pending, dues: pending.dues.map((due) => due + ms) } }),
    ...(seenAt !== undefined && { seenAt: seenAt + ms }),
    ...(quietSince !== undefined && { quietSince: quietSince + ms }),
    ...(window && { window: window.map(([at, value]) => [at + ms, value] as const) }),
    ...(raises && { raises: raises.map((at) => at + ms) }),
    ...(chatteringUntil !== undefined && { chatteringUntil: chatteringUntil + ms }),
  }
}

/** What holds is told, and what is on its way has a step for each level, in order. */
function isSound({ active, level: held = NONE, to, due, window }: Kept): boolean {
  if ((active === undefined) !== (held === NONE)) return false
  const steps = to === undefined ? 0 : Math.abs(to - held)
  if (steps !== (due?.length ?? 0)) return false
  return areAscending(due ?? []) && areAscending((window ?? []).map(([at]) => at))
}

function areAscending(times: readonly number[]): boolean {
  return times.every((at, index) => index === 0 || at >= times[index - 1]!)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
