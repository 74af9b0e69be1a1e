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
 * that must be kept. Deadlines are site time while it runs; `pause` turns them into what is left.
 */
export interface ConditionState {
  readonly result: ConditionResult
  /** The level that waits for its delay (absent `severity` = to be gone), and until when. */
  readonly pending?: { readonly level?: number; readonly due: number }
  /** Index of the level that holds; 0 for rules with one. */
  readonly level?: number
  /** The last good value and its time, where the rule needs it. */
  readonly last?: { readonly at: number; readonly value: number | null }
  /** Times and values inside the window of a rate or count, oldest first. */
  readonly window?: readonly (readonly [at: number, value: number])[]
  /** Times of the last raises, for chattering. */
  readonly raises?: readonly number[]
}

/** The one interface of conditions; see `look.ts`. */
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
