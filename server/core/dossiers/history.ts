import type {
  DossierChannel,
  DossierEnd,
  DossierEvent,
  EventRefusal,
} from '../../../protocol/dossiers.ts'
import type { Limit } from '../calendar/working-calendar.ts'

/** What a dossier is from a moment on: its clock runs, stands still, or it has ended. */
export type Phase = 'running' | 'paused' | DossierEnd

/** Part of a dossier's life, from a moment (ms since 1970) until the next one. */
export interface Stretch {
  readonly from: number
  readonly phase: Phase
  /** When it is due, ms since 1970; while it is paused or has ended, when it last was. Infinity = without a limit. */
  readonly due: number
}

/** What a dossier is about. */
export interface DossierFacts {
  readonly unit: string
  /** Code of the catalogue, or of the source. */
  readonly field: string
  readonly procedure: string | undefined
  readonly channel: DossierChannel | undefined
  readonly level: string | undefined
  /** In force when it was received: what its clock began with. */
  readonly limit: Limit | undefined
}

export interface RefusedEvent {
  readonly event: DossierEvent
  readonly reason: EventRefusal
}

/** When its clock was set anew, for the explanation. */
export interface ClockStart {
  readonly at: number
  readonly because: 'received' | 'supplemented' | 'duty-done' | 'extended'
  readonly due: number
  /** The limit that runs from `at`; absent where the due time was promised or moved. */
  readonly limit: Limit | undefined
}

/** The whole life of a dossier as its events tell it. */
export interface DossierHistory {
  readonly facts: DossierFacts
  readonly receivedAt: number
  /** Ascending; the first begins with the reception. */
  readonly stretches: readonly Stretch[]
  readonly starts: readonly ClockStart[]
  /** The result was handed over. */
  readonly returnedAt: number | undefined
  readonly refused: readonly RefusedEvent[]
}
