import type { FeedLayer } from '../../stores/feed-state.ts'

export const LINKS = ['source', 'ingest', 'store', 'server', 'screen'] as const
export type LinkName = (typeof LINKS)[number]

export interface Link {
  readonly name: LinkName
  /** `unknown`: behind the broken link, on the way to the wall, nothing new arrives. */
  readonly state: 'whole' | 'broken' | 'unknown'
}

const BROKEN_AT: Readonly<Record<FeedLayer, LinkName | undefined>> = {
  live: undefined,
  'source-late': 'source',
  'ingest-down': 'ingest',
  'store-down': 'store',
  offline: 'server',
  'clock-off': 'screen',
}

/** The way of a datum from source to screen, with the broken link. Late sources break nothing behind them: the others still come through. */
export function feedChain(layer: FeedLayer, lateSourceCount: number): readonly Link[] {
  const broken = BROKEN_AT[layer]
  const brokenIndex = broken === undefined ? LINKS.length : LINKS.indexOf(broken)
  return LINKS.map((name, index): Link => {
    const isLate = name === 'source' && lateSourceCount > 0 && layer !== 'offline'
    if (index === brokenIndex || isLate) return { name, state: 'broken' }
    const isBehind = layer !== 'source-late' && index > brokenIndex
    return { name, state: isBehind ? 'unknown' : 'whole' }
  })
}
