import type { DossierEvent } from '../../protocol/dossiers.ts'
import type { Origin } from '../../protocol/sample.ts'

/** An event as it is kept, with when it came in (site time, ms since 1970) and what brought it. */
export interface StoredDossierEvent {
  readonly event: DossierEvent
  readonly receivedAt: number
  readonly origin: Origin
}

/** Everything that is kept of a dossier; events in no order that means anything. */
export interface StoredDossier {
  readonly code: string
  readonly events: readonly StoredDossierEvent[]
}

/**
 * - `new`: kept, durable as the store is configured to be
 * - `known`: the same event is there already, or a newer revision of it
 * - `conflict`: the dossier has an event of this id and revision that says something else
 * - `too-many`: the dossier has `MAX_EVENTS_OF_DOSSIER` events
 */
export type DossierEventOutcome = 'new' | 'known' | 'conflict' | 'too-many'

export const MAX_EVENTS_OF_DOSSIER = 200
/** Most events, and most reports, of one append. */
export const MAX_DOSSIER_APPEND = 1_000

/** Which data this is and how far they go. Another `identity`, or a lower `sequence`, means other data. */
export interface DossierPosition {
  /** Random; made with the first event, gone with the data. Empty = nothing was ever appended. */
  readonly identity: string
  /** Grows by one with every dossier that an append changed. */
  readonly sequence: number
}

/** What a source has said of units beyond its events: that it reported everything up to a moment. */
export interface DossierReport {
  readonly unit: string
  /** Site time, ms since 1970. */
  readonly reportedUntil: number
}

/**
 * The dossiers of a site: events by dossier, and which dossiers changed in which order. An emptied
 * site (`changeEpoch` with `clear`) loses them.
 */
export interface DossierStore {
  /**
   * Keeps what is new, whole or not at all, in one atomic step, idempotent by the event's id and
   * revision within its dossier. `reports` move forward, never back. Outcomes are in the order asked.
   * Throws a `RangeError` for more than `MAX_DOSSIER_APPEND` of either.
   */
  append(
    events: readonly StoredDossierEvent[],
    reports: readonly DossierReport[],
  ): Promise<
    | { readonly ok: true; readonly outcomes: readonly DossierEventOutcome[] }
    | { readonly ok: false; readonly reason: 'read-only' | 'full' }
  >
  position(): Promise<DossierPosition>
  /**
   * Codes of dossiers that changed after a sequence, in order, at most `limit`, each at its last
   * change, and the sequence to go on from. `forgotten`: some of them are not known any more, or the
   * sequence is ahead of these data; there are no codes then, all must be read again.
   */
  changedAfter(
    sequence: number,
    limit: number,
  ): Promise<{
    readonly codes: readonly string[]
    readonly sequence: number
    readonly forgotten: boolean
  }>
  /** In the order asked; those that are not there are left out. */
  read(codes: readonly string[]): Promise<readonly StoredDossier[]>
  /**
   * All of them, page by page; one that changes meanwhile may come twice or in its former state, one
   * that is added meanwhile not at all. Begin with ''. A page holds about `limit`, and may hold none
   * while there is a next one.
   */
  scan(
    cursor: string,
    limit: number,
  ): Promise<{ readonly dossiers: readonly StoredDossier[]; readonly next: string | undefined }>
  reports(): Promise<readonly DossierReport[]>
}

/** Changes kept for those who follow; whoever is further behind reads everything again. */
export const KEPT_DOSSIER_CHANGES = 200_000

/** What every store checks before it appends: a caller that breaks this is wrong, whatever the store holds. */
export function assertAppendable(
  events: readonly StoredDossierEvent[],
  reports: readonly DossierReport[],
): void {
  const most = Math.max(events.length, reports.length)
  if (most <= MAX_DOSSIER_APPEND) return
  throw new RangeError(
    `an append takes at most ${MAX_DOSSIER_APPEND} events or reports, not ${most}`,
  )
}
