import type { Origin, Quality } from '../../protocol/sample.ts'

/** A sample as it came from outside, shape checked, meaning not yet. */
export interface IncomingSample {
  readonly metric: string
  readonly subject: { readonly kind: 'unit' | 'sensor'; readonly id: string }
  /** null = explicitly no value. */
  readonly value: number | null
  /** ms since 1970; absent = now. */
  readonly at?: number
  readonly quality?: Quality
}

export const REJECTIONS = [
  'malformed',
  'unknown-metric',
  'unknown-unit',
  'unknown-sensor',
  'unit-not-in-force',
  'wrong-subject',
  'in-the-future',
  'not-finite',
  'out-of-range',
] as const
export type RejectionCode = (typeof REJECTIONS)[number]

export interface Rejection {
  /** Position in the request, from 0. */
  readonly index: number
  readonly code: RejectionCode
  readonly message: string
}

export type IngestResult =
  | { readonly ok: true; readonly accepted: number; readonly rejected: readonly Rejection[] }
  /** Nothing was taken: the store refused or did not answer; the caller may send all of it again. */
  | {
      readonly ok: false
      readonly reason: 'store-unavailable' | 'store-full' | 'store-read-only' | 'epoch-changed'
      readonly rejected: readonly Rejection[]
    }

/** The one way in for samples, whatever brought them. Durable in the store when it answers ok. */
export interface Ingest {
  readonly take: (samples: readonly IncomingSample[], origin: Origin) => Promise<IngestResult>
  /** False after an append was refused, until one succeeds again. */
  readonly isSound: () => boolean
}
