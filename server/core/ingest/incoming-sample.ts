import type { Quality } from '../../../protocol/sample.ts'

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
  'not-allowed',
] as const
export type RejectionCode = (typeof REJECTIONS)[number]

export interface Rejection {
  /** Position in the request, from 0. */
  readonly index: number
  readonly code: RejectionCode
  readonly message: string
}

/** Longest metric, unit or sensor id that is looked at. */
export const MAX_ID_LENGTH = 128

const QUOTED_LENGTH = 40

/** Foreign text as a message may repeat it: quoted, escaped, cut after 40 characters. */
export function quoted(text: string): string {
  const isLong = text.length > QUOTED_LENGTH
  return JSON.stringify(isLong ? `${text.slice(0, QUOTED_LENGTH)}…` : text)
}
