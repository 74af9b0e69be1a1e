import type { LocalizedText } from '../../../protocol/screen.ts'
import type { Rule, RuleCondition } from './rule.ts'

/** What a site raises alarms for, and when it does not, as configured: every reference resolved. */
export interface AlarmRules {
  readonly rules: readonly AlarmRule[]
  readonly maintenance: readonly MaintenanceWindow[]
}

/** One definition, for each of its subjects an alarm of its own. */
export interface AlarmRule {
  readonly name: LocalizedText
  /** Absent = a combination of other rules. */
  readonly metric?: string
  readonly subjects: RuleSubjects
  readonly settings: Omit<Rule, 'condition'>
  /** What to do, for whoever is on duty. */
  readonly guidance?: LocalizedText
  /** Whom to call. */
  readonly call: readonly string[]
  /** Names of those who are notified. */
  readonly notify: readonly string[]
  /** How the roles are called that it escalates to, by their ids, as far as they have names. */
  readonly roleNames?: Readonly<Record<string, LocalizedText>>
}

export type RuleSubjects =
  | { readonly kind: 'site'; readonly condition: RuleCondition }
  | {
      readonly kind: 'units'
      /** `communes`: all there are on the day, of the lowest level. */
      readonly codes: 'communes' | readonly string[]
      readonly condition: RuleCondition
    }
  /** Each with its own limits, where they are the sensor's. */
  | {
      readonly kind: 'sensors'
      readonly sensors: readonly { readonly id: string; readonly condition: RuleCondition }[]
    }

/** While it is open, what it covers is hidden: [from, to) in site time, ms since 1970. */
export interface MaintenanceWindow {
  readonly id: string
  readonly from: number
  readonly to: number
  readonly reason: LocalizedText
  /** Absent = all rules. */
  readonly rules?: readonly string[]
  /** Neither = all subjects; a rule for the site as a whole is covered only then. */
  readonly sensors?: readonly string[]
  readonly units?: readonly string[]
}

/** Most rules of a site, and most alarms that they may come to. */
export const MAX_RULES = 500
export const MAX_POINTS = 20_000
