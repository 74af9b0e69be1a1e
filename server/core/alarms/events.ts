import type { Severity } from '../../../protocol/alarms.ts'
import type { AlarmSubject } from './alarm.ts'

/** Who does something to an alarm. */
export interface AlarmActor {
  readonly kind: 'person' | 'key' | 'server'
  readonly id: string
  readonly name: string
}

interface OfOccurrence {
  readonly occurrence: number
}

/** Level, value and limit, where the rule has such. */
export interface Reached {
  readonly severity: Severity
  readonly level?: string | undefined
  /** Which of the rule's levels, from 0; a higher one is worse. */
  readonly rank?: number | undefined
  readonly value?: number | undefined
  readonly limit?: number | undefined
}

/**
 * What can happen to an alarm. Each is one entry of the journal, and an alarm is what its entries
 * make of it: `applyEvent` is total and looks at nothing else.
 */
export type AlarmChange =
  /** The next occurrence; with eight open already, counted in the newest, which asks again. */
  | ({
      readonly kind: 'raised'
      readonly isLatched: boolean
      readonly isSimulated: boolean
    } & OfOccurrence &
      Reached)
  /**
   * Another level or limit was reached; a worse one asks again. `isWorse` says which it was to whoever
   * reads no earlier entry; the fold works it out.
   */
  | ({ readonly kind: 'severity-changed'; readonly isWorse?: boolean } & OfOccurrence & Reached)
  | ({
      readonly kind: 'cleared'
      readonly value?: number
      readonly cause?: 'rule-removed'
    } & OfOccurrence)
  | ({ readonly kind: 'acknowledged'; readonly comment?: string } & OfOccurrence)
  | ({ readonly kind: 'unacknowledged'; readonly comment?: string } & OfOccurrence)
  | ({ readonly kind: 'reset'; readonly comment?: string } & OfOccurrence)
  | { readonly kind: 'shelved'; readonly until: number; readonly comment?: string }
  /** What is active asks again, whatever ended the shelf. */
  | { readonly kind: 'unshelved'; readonly cause: 'command' | 'expired'; readonly comment?: string }
  | { readonly kind: 'taken-out-of-service'; readonly comment?: string }
  | { readonly kind: 'returned-to-service'; readonly comment?: string }
  | { readonly kind: 'suppressed'; readonly by: string }
  | { readonly kind: 'unsuppressed'; readonly by: string }
  | ({ readonly kind: 'commented'; readonly comment: string } & OfOccurrence)
  | ({
      readonly kind: 'assigned'
      readonly owner: string
      readonly comment?: string
    } & OfOccurrence)
  | ({ readonly kind: 'escalated'; readonly step: number; readonly role: string } & OfOccurrence)
  | { readonly kind: 'chattering-began' }
  | { readonly kind: 'chattering-ended' }
  | { readonly kind: 'went-blind' }
  | { readonly kind: 'sees-again' }

/** A change with the alarm it happened to, who did it and when (site time, ms since 1970). */
export interface AlarmEvent {
  readonly alarm: string
  readonly rule: string
  readonly metric?: string
  readonly subject: AlarmSubject
  readonly at: number
  readonly actor: AlarmActor
  readonly change: AlarmChange
  /** Of the command that asked for it. */
  readonly command?: string
}

/** What happens to the site and to no single alarm. */
export interface PostureEvent {
  readonly kind: 'flood-began' | 'flood-ended'
  readonly at: number
  /** Raises of the ten minutes before. */
  readonly raises: number
}

/** What can happen to the watch over a site. */
export type WatchChange =
  /** By whom it says; from whom, where somebody had it. */
  | {
      readonly kind: 'taken'
      readonly from?: string
      readonly fromName?: string
      readonly until?: number
    }
  | { readonly kind: 'offered'; readonly note?: string }
  | { readonly kind: 'kept' }
  | { readonly kind: 'ended'; readonly note?: string }

export interface WatchEvent {
  readonly kind: 'watch'
  readonly at: number
  readonly actor: AlarmActor
  readonly change: WatchChange
  /** Of the command that asked for it. */
  readonly command?: string
}

/** What a site's alarm journal is made of; an alarm's event has no `kind`. */
export type AlarmSiteEvent = AlarmEvent | PostureEvent | WatchEvent

export const SERVER_ACTOR: AlarmActor = Object.freeze({
  kind: 'server',
  id: 'server',
  name: 'server',
})
