import type { AlarmCommandName, Severity } from '../../../protocol/alarms.ts'
import type { AlarmActor } from './events.ts'

/** What somebody wants done to an alarm. */
export interface AlarmCommand {
  readonly name: AlarmCommandName
  readonly alarm: string
  /** The occurrence that was looked at; 0 for an alarm without one. */
  readonly occurrence: number
  readonly actor: AlarmActor
  readonly comment?: string
  /** Of a shelf: site time, ms since 1970. */
  readonly until?: number
  /** Of `assign`. */
  readonly owner?: string
  /** What was seen when it was given: a worse one meanwhile is a conflict. */
  readonly severity?: Severity
  /** Since when it asked, as it was seen (site time, ms since 1970): one that asks anew meanwhile is a conflict. */
  readonly askedAt?: number
}

/**
 * Why a command has no effect.
 * - `no-such-alarm`, `no-such-occurrence`: never raised, or of a rule that is gone
 * - `closed`: the occurrence is over
 * - `already`: it is as the command wants it, by somebody else's act
 * - `newer-occurrence`: it was raised again since, and what is asked for would hide that
 * - `worse-now`: the severity is worse than the one that was looked at
 * - `asked-again`: since it was looked at it began to ask anew: a worse level, another raise, shown again
 * - `not-latched`, `not-acknowledged`, `still-active`: what `reset` needs
 * - `not-shelved`, `not-out-of-service`: nothing to undo
 * - `bad-until`: a shelf must end in the future and within the rule's limit
 */
export type ConflictReason =
  | 'no-such-alarm'
  | 'no-such-occurrence'
  | 'closed'
  | 'already'
  | 'newer-occurrence'
  | 'worse-now'
  | 'asked-again'
  | 'not-latched'
  | 'not-acknowledged'
  | 'still-active'
  | 'not-shelved'
  | 'not-out-of-service'
  | 'bad-until'

export interface CommandConflict {
  readonly reason: ConflictReason
  /** Who did what stands in the way, where somebody did. */
  readonly by?: { readonly id: string; readonly name: string; readonly at: number }
}
