import type { Origin } from '../../protocol/sample.ts'
import type { PostLimit } from '../core/access/post-limit.ts'
import type { IncomingSample, Rejection } from '../core/ingest/incoming-sample.ts'

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
  readonly take: (
    samples: readonly IncomingSample[],
    origin: Origin,
    limit?: PostLimit,
  ) => Promise<IngestResult>
  /** After a refused append: tries whether the store takes one again. Does nothing while all is well. */
  readonly probe: () => Promise<void>
  /** False after an append was refused, until one succeeds again. */
  readonly isSound: () => boolean
}
