import { VERSION_ZERO } from '../../protocol/version.ts'
import { unpackKeyframe } from '../core/feed/keyframe.ts'
import { schemaOf, shapeOf } from '../core/feed/schema-shape.ts'
import { emptyState, type FeedState } from '../core/feed/state.ts'
import type { Schema } from '../../protocol/schema.ts'
import type { SiteStore } from './store.ts'

/** So many damaged keyframes in a row are no accident of one of them. */
const MOST_TRIED = 10

export interface LoadedState {
  readonly schema: Schema
  /**
   * As of a keyframe, or empty: the stream after its version completes it. Where the stream does not
   * follow on the keyframe, its figures at version zero: what the stream still has comes on top.
   */
  readonly state: FeedState
  /** Site time of the newest thing known; undefined when there is no keyframe. */
  readonly knownUntil: number | undefined
  /** The stream begins neither behind a keyframe that can be read nor at the beginning: what stood before it is gone. */
  readonly isLost: boolean
}

/** The newest state that the store's keyframes give, an older one where the newest is damaged. */
export async function loadState(
  store: SiteStore,
  epoch: string,
  gridOf: (channel: string) => number | undefined,
  tellUnreadable: (reason: string) => void,
): Promise<LoadedState> {
  // The blob first: a schema read after it knows every series in it.
  const newest = await store.newestKeyframe()
  const schema = schemaOf(await store.readSchema())
  const shape = shapeOf(schema, gridOf)
  const knownUntil = newest?.receivedAt
  let blob = newest
  for (let tried = 0; blob && tried < MOST_TRIED; tried++) {
    const read = unpackKeyframe(blob.body, epoch, shape)
    if (read.ok) {
      const isLost = await isTrimmedAfter(store, blob.version)
      const start = { version: VERSION_ZERO, floor: VERSION_ZERO }
      const state = isLost ? { ...read.state, ...start } : read.state
      return { schema, state, knownUntil, isLost }
    }
    tellUnreadable(read.reason)
    blob = await store.keyframeAt(blob.receivedAt - 1)
  }
  const isLost = await isTrimmedAfter(store, VERSION_ZERO)
  return { schema, state: emptyState(epoch, shape), knownUntil, isLost }
}

async function isTrimmedAfter(store: SiteStore, version: FeedState['version']): Promise<boolean> {
  return (await store.read(version, { limit: 1, waitMs: 0 })).trimmed
}
