import type { Schema } from '../../protocol/schema.ts'
import { compareVersions, type Version } from '../../protocol/version.ts'
import { unpackBatch } from '../core/feed/batch.ts'
import { unpackKeyframe } from '../core/feed/keyframe.ts'
import { schemaOf, shapeOf } from '../core/feed/schema-shape.ts'
import { applyBatch, emptyState, type FeedState } from '../core/feed/state.ts'
import type { SiteStore, StoredKeyframe } from './store.ts'

const READ_ENTRIES = 512
/** So many damaged keyframes in a row are no accident of one of them. */
const MOST_TRIED = 10

export type ReplayResult =
  | {
      readonly ok: true
      readonly state: FeedState
      readonly schema: Schema
      /** Site time up to which everything received is in the state. */
      readonly knownAt: number
    }
  | { readonly ok: false; readonly reason: 'not-kept' }

/** The state of a site as it was known at a site time, ms since 1970. */
export type Replay = (at: number) => Promise<ReplayResult>

export interface ReplayParts {
  readonly store: Pick<SiteStore, 'keyframeAt' | 'positionAt' | 'read' | 'readSchema'>
  readonly gridOf: (channel: string) => number | undefined
}

/** Newest keyframe up to the moment, and what of the stream follows it up to the moment; the keyframe alone where the stream is gone. */
export function createReplay({ store, gridOf }: ReplayParts): Replay {
  return async (at) => {
    const position = await store.positionAt(at)
    const base = await readBase(store, at, gridOf)
    if (!position) return base.keptAt === undefined ? NOT_KEPT : known(base, base.keptAt)
    const state = await applyUpTo(store, base.state, position.version)
    if (state) return known({ ...base, state: { ...state, epoch: position.epoch } }, at)
    return base.keptAt === undefined ? NOT_KEPT : known(base, base.keptAt)
  }
}

const NOT_KEPT = { ok: false, reason: 'not-kept' } as const

interface Base {
  readonly state: FeedState
  readonly schema: Schema
  /** Undefined = there is no keyframe that far back. */
  readonly keptAt: number | undefined
}

function known({ state, schema }: Base, knownAt: number): ReplayResult {
  return { ok: true, state, schema, knownAt }
}

async function readBase(
  store: ReplayParts['store'],
  at: number,
  gridOf: ReplayParts['gridOf'],
): Promise<Base> {
  let blob: StoredKeyframe | undefined = await store.keyframeAt(at)
  const schema = schemaOf(await store.readSchema())
  const shape = shapeOf(schema, gridOf)
  for (let tried = 0; blob && tried < MOST_TRIED; tried++) {
    const read = unpackKeyframe(blob.body, blob.epoch, shape)
    if (read.ok) return { state: read.state, schema, keptAt: blob.receivedAt }
    blob = await store.keyframeAt(blob.receivedAt - 1)
  }
  return { state: emptyState('', shape), schema, keptAt: undefined }
}

/** The state with everything up to a position; undefined when the stream no longer begins where the state ends. */
async function applyUpTo(
  store: ReplayParts['store'],
  base: FeedState,
  upTo: Version,
): Promise<FeedState | undefined> {
  let state = base
  while (compareVersions(state.version, upTo) < 0) {
    const from: Version = state.version
    const read = await store.read(from, { limit: READ_ENTRIES, waitMs: 0 })
    if (read.trimmed && from === base.version) return undefined
    for (const entry of read.entries) {
      if (compareVersions(entry.version, upTo) > 0) return state
      const unpacked = entry.kind === 'samples' ? unpackBatch(entry.body) : undefined
      state = unpacked?.ok
        ? applyBatch(state, unpacked.batch, entry.receivedAt, entry.version).state
        : { ...state, version: entry.version }
    }
    if (read.entries.length === 0) return state
  }
  return state
}
