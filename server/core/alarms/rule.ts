import type { Severity } from '../../../protocol/alarms.ts'

/**
 * What a rule watches for. Values are those of the metric, `at a limit` counts as beyond it, durations
 * are site ms. A rule that looks at values takes no notice of those of bad quality: it keeps what it
 * had and says that it is blind.
 */
export type RuleCondition =
  | { readonly kind: 'high' | 'low'; readonly limit: number; readonly severity: Severity }
  /** Several limits in one alarm, e.g. BĐ1–3; ascending by severity. `direction`: which side is bad. */
  | {
      readonly kind: 'levels'
      readonly direction: 'high' | 'low'
      readonly levels: readonly {
        readonly name: string
        readonly limit: number
        readonly severity: Severity
      }[]
    }
  /** Change per hour, over the window. */
  | {
      readonly kind: 'rate'
      readonly direction: 'rise' | 'fall' | 'either'
      readonly limit: number
      readonly windowMs: number
      readonly severity: Severity
    }
  /** Away from the target by at least the limit, on either side. */
  | {
      readonly kind: 'deviation'
      readonly target: number
      readonly limit: number
      readonly severity: Severity
    }
  /** No value that is younger; explicitly no value counts as none. */
  | { readonly kind: 'stale'; readonly afterMs: number; readonly severity: Severity }
  /** One of these values. */
  | { readonly kind: 'state'; readonly values: readonly number[]; readonly severity: Severity }
  /** At least `limit` samples in the window, of those at or above `atLeast` where that is given. */
  | {
      readonly kind: 'count'
      readonly limit: number
      readonly windowMs: number
      readonly atLeast?: number
      readonly severity: Severity
    }
  /** The value is of bad quality. */
  | { readonly kind: 'quality'; readonly severity: Severity }
  /** So many of these rules are active for the same subject (or for the site as a whole). */
  | {
      readonly kind: 'combination'
      readonly rules: readonly string[]
      readonly atLeast: number
      readonly severity: Severity
    }

export interface RuleTiming {
  /** How far back behind the limit a value must come before the condition is gone; in the metric's unit. */
  readonly deadband: number
  /** How long it must hold before it raises, and be gone before it clears. */
  readonly onDelayMs: number
  readonly offDelayMs: number
  readonly isLatched: boolean
}

/** So many raises within so long are chattering, until as long has passed with fewer. */
export interface ChatteringRule {
  readonly raises: number
  readonly withinMs: number
}

export interface EscalationStep {
  /** Since the alarm asks to be acknowledged. */
  readonly afterMs: number
  /** Who is told, e.g. `lanh-dao`. */
  readonly role: string
}

/** A rule as it applies to one subject: every limit is a number. */
export interface Rule extends RuleTiming {
  readonly id: string
  readonly condition: RuleCondition
  readonly chattering: ChatteringRule
  readonly escalation: readonly EscalationStep[]
  /** Longest shelf an officer may ask for. */
  readonly maxShelfMs: number
  /** While this rule's alarm of the same subject (or of the site) is active, this one is hidden. */
  readonly parent?: string
  /** Hidden while the site is in flood. */
  readonly isHiddenInFlood: boolean
}

export const DEFAULT_TIMING: RuleTiming = Object.freeze({
  deadband: 0,
  onDelayMs: 0,
  offDelayMs: 0,
  isLatched: false,
})

export const DEFAULT_CHATTERING: ChatteringRule = Object.freeze({ raises: 3, withinMs: 60_000 })

export const DEFAULT_MAX_SHELF_MS = 8 * 3_600_000
