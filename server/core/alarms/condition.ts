import type { Quality } from '../../../protocol/sample.ts'
import type { Reached } from './events.ts'
import type { Rule } from './rule.ts'

/** What a condition can see. Times are site time, ms since 1970, and never go back from look to look. */
export type ConditionInput =
  | {
      readonly kind: 'sample'
      /** When the value was so; not later than now. */
      readonly sampledAt: number
      /** Null: explicitly no value. */
      readonly value: number | null
      readonly quality: Quality
    }
  /** Time has passed. */
  | { readonly kind: 'tick' }
  /** How many of the rules of a combination are active. */
  | { readonly kind: 'parts'; readonly active: number }

/** What a rule says of its subject now. */
export interface ConditionResult {
  /** Absent = the condition does not hold. */
  readonly active?: Reached
  readonly isBlind: boolean
  readonly isChattering: boolean
}

/**
 * What a condition remembers, as JSON. The same object back from `look` means that nothing changed
 * that must be kept. Times are site time while it runs; `pauseState` turns deadlines into what is left.
 */
export interface ConditionState {
  readonly result: ConditionResult
  /** Index of the level that holds (0 for rules with one); absent = none. */
  readonly level?: number | undefined
  /**
   * Where the values are while delays keep the level from following (absent `level` = at none), and
   * when it comes one level nearer, the next step first.
   */
  readonly pending?:
    { readonly level?: number | undefined; readonly dues: readonly number[] } | undefined
  /** `sampledAt` of the newest sample, whatever its quality. */
  readonly seenAt?: number
  /** What is held against the limits: the last good value; 1 = bad quality; how many parts are active. */
  readonly value?: number
  /** Of rules for missing data: time of the newest value, or since when it is waited for. */
  readonly quietSince?: number
  /** Times and values inside the window of a rate or count, oldest first. */
  readonly window?: readonly (readonly [at: number, value: number])[]
  /** Times of the last raises, as many as would be chattering. */
  readonly raises?: readonly number[]
  readonly chatteringUntil?: number | undefined
}

/** What a look finds; see `look.ts`. */
export interface ConditionLook {
  readonly state: ConditionState
  /** When to look again though no sample comes; absent = never. */
  readonly dueAt?: number
}

export type Look = (
  rule: Rule,
  state: ConditionState | undefined,
  input: ConditionInput,
  now: number,
) => ConditionLook
