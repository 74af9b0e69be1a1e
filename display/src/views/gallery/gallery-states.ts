import type { Health } from '../../../../protocol/frame.ts'
import type { FreshnessLimits } from '../../../../protocol/freshness.ts'
import type { PathVerdict } from '../../stores/feed-layer.ts'

/** Everything a panel can be found in. `mixed` has some of each freshness in one panel. */
export const GALLERY_STATES = [
  'fresh',
  'ageing',
  'stale',
  'expired',
  'none',
  'empty-values',
  'mixed',
  'source-late',
  'ingest-down',
  'store-down',
  'offline',
  'new-boundaries',
  'no-places',
  'unknown-metric',
] as const
export type GalleryState = (typeof GALLERY_STATES)[number]

export function readGalleryState(text: unknown): GalleryState {
  return GALLERY_STATES.find((state) => state === text) ?? 'fresh'
}

/** Age in ms that a value has in a state, `turn` counting the values; undefined = it has none. */
export function ageIn(
  state: GalleryState,
  limits: FreshnessLimits,
  turn: number,
): number | undefined {
  switch (state) {
    case 'ageing':
      return (limits.cadenceMs + limits.graceMs + limits.staleAfterMs) / 2
    case 'stale':
      return (limits.staleAfterMs + limits.expireAfterMs) / 2
    case 'expired':
      return limits.expireAfterMs * 2
    case 'none':
      return undefined
    case 'mixed':
      return ageIn(MIX[turn % MIX.length] ?? 'fresh', limits, turn)
    case 'source-late':
      return turn % 3 === 0 ? ageIn('stale', limits, turn) : 0
    case 'fresh':
    case 'empty-values':
    case 'ingest-down':
    case 'store-down':
    case 'offline':
    case 'new-boundaries':
    case 'no-places':
    case 'unknown-metric':
      return 0
  }
}

const MIX = ['fresh', 'ageing', 'fresh', 'stale', 'fresh', 'expired', 'fresh', 'none'] as const

/** What the feed has to say of the way in a state. */
export function wayIn(state: GalleryState): { path: PathVerdict; health: Health } {
  return {
    path: state === 'offline' ? 'unreachable' : state === 'store-down' ? 'store-down' : 'proven',
    health: { store: state !== 'store-down', ingest: state !== 'ingest-down', clock: true },
  }
}
