import type { Severity } from '../../../protocol/alarms.ts'
import type { ConditionInput, ConditionLook, ConditionResult } from './condition.ts'
import { looksUntil } from './look.ts'
import type { Rule } from './rule.ts'

/** What a rule would have done at one subject within [from, to). Durations are ms. */
export interface PointTrial {
  /** Raises that begin within the span. */
  readonly raises: number
  /** It was active already when the span began; that is no raise of it. */
  readonly isActiveAtStart: boolean
  readonly isActiveAtEnd: boolean
  /** How long each time it was active, the parts outside the span left away; in order. */
  readonly activeMs: readonly number[]
  /** How often chattering began. */
  readonly chattering: number
  /** By the rule's levels, the least bad first; those that were never reached are left out. */
  readonly levels: readonly LevelTrial[]
  /** How long there was no good value younger than the metric's `staleAfter`; absent in a combination. */
  readonly noDataMs?: number
}

export interface LevelTrial {
  readonly severity: Severity
  readonly level?: string
  /** How often it was reached, from below or from nothing. */
  readonly reached: number
  readonly ms: number
}

/** What became of a condition, at which moment. */
export interface TrialChange {
  readonly at: number
  readonly result: ConditionResult
}

interface Span {
  readonly from: number
  readonly to: number
}

/** Plays inputs, in the order of their times, through a rule's condition. */
export interface Trial {
  readonly take: (input: ConditionInput, at: number) => void
  /** What it did up to the end of the span, those changes before the span included that lead to it. */
  readonly end: () => { readonly trial: PointTrial; readonly changes: readonly TrialChange[] }
}

/**
 * Tries a rule on what was: real conditions, each value taken at the time at which it was so. Inputs
 * before the span prepare the condition. `staleAfterMs`: how long a value says something; absent = the
 * rule looks at no values.
 */
export function createTrial(rule: Rule, span: Span, staleAfterMs: number | undefined): Trial {
  const changes: TrialChange[] = []
  const data = createCoverage(span, staleAfterMs ?? 0)
  let last: ConditionLook | undefined
  const take = (input: ConditionInput, at: number): void => {
    if (at >= span.to) return
    for (const one of looksUntil(rule, last, input, at)) {
      const { result } = one.state
      if (last?.state.result !== result) changes.push({ at: one.at, result })
      last = one
    }
    if (input.kind === 'sample') data.take(input, at)
  }
  return {
    take,
    end() {
      // The last moment of the span: what falls due at its end is outside.
      take({ kind: 'tick' }, span.to - 1)
      const trial = summarise(changes, span)
      if (staleAfterMs === undefined) return { trial, changes }
      return { trial: { ...trial, noDataMs: data.missingMs() }, changes }
    },
  }
}

function createCoverage({ from, to }: Span, staleAfterMs: number) {
  let coveredMs = 0
  let good: number | undefined
  const close = (until: number): void => {
    if (good === undefined) return
    coveredMs += Math.max(0, Math.min(until, good + staleAfterMs, to) - Math.max(good, from))
    good = undefined
  }
  return {
    take({ value, quality }: Extract<ConditionInput, { kind: 'sample' }>, at: number): void {
      close(at)
      if (value !== null && quality !== 'bad') good = at
    },
    missingMs(): number {
      close(to)
      return to - from - coveredMs
    },
  }
}

function summarise(changes: readonly TrialChange[], { from, to }: Span): PointTrial {
  const levels = new Map<string, { readonly rank: number; readonly level: LevelTrial }>()
  const activeMs: number[] = []
  let raises = 0
  let chattering = 0
  let before: ConditionResult | undefined
  for (const [index, { at, result }] of changes.entries()) {
    const { active } = result
    const isWithin = at >= from
    const ms = Math.max(0, (changes[index + 1]?.at ?? to) - Math.max(at, from))
    if (isWithin && result.isChattering && !before?.isChattering) chattering++
    if (active) {
      const isRaise = before?.active === undefined
      const isReached = isWithin && (isRaise || isAbove(active.rank, before?.active?.rank))
      if (isWithin && isRaise) raises++
      if (isRaise) activeMs.push(ms)
      else activeMs.push((activeMs.pop() ?? 0) + ms)
      const key = `${active.rank ?? 0} ${active.severity} ${active.level ?? ''}`
      const { level } = levels.get(key) ?? { level: levelOf(active) }
      const more = { reached: level.reached + Number(isReached), ms: level.ms + ms }
      levels.set(key, { rank: active.rank ?? 0, level: { ...level, ...more } })
    }
    before = result
  }
  const atStart = changes.findLast(({ at }) => at < from)
  return {
    raises,
    isActiveAtStart: atStart?.result.active !== undefined,
    isActiveAtEnd: before?.active !== undefined,
    activeMs: activeMs.filter((ms) => ms > 0),
    chattering,
    levels: [...levels.values()]
      .filter(({ level: { reached, ms } }) => reached > 0 || ms > 0)
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ level }) => level),
  }
}

function isAbove(rank: number | undefined, before: number | undefined): boolean {
  return rank !== undefined && before !== undefined && rank > before
}

function levelOf({ severity, level }: NonNullable<ConditionResult['active']>): LevelTrial {
  return { severity, ...(level !== undefined && { level }), reached: 0, ms: 0 }
}

/**
 * How many rules of a combination were active over time, from what the alarms of each did: one input
 * for each moment at which that changed.
 */
export function partsOverTime(
  parts: readonly (readonly (readonly TrialChange[])[])[],
): readonly { readonly at: number; readonly active: number }[] {
  const edges = parts.flatMap((alarms, part) =>
    alarms.flatMap((changes, alarm) =>
      changes.map(({ at, result }) => ({ at, part, alarm, isActive: result.active !== undefined })),
    ),
  )
  const activeOf = parts.map(() => new Set<number>())
  const counts: { at: number; active: number }[] = []
  for (const { at, part, alarm, isActive } of edges.toSorted((a, b) => a.at - b.at)) {
    const alarms = activeOf[part]!
    if (isActive) alarms.add(alarm)
    else alarms.delete(alarm)
    const active = activeOf.filter(({ size }) => size > 0).length
    if (counts.at(-1)?.at === at) counts[counts.length - 1] = { at, active }
    else if (counts.at(-1)?.active !== active) counts.push({ at, active })
  }
  return counts
}
