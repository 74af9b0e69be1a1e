import type { CommuneMapOptions } from './commune-map.ts'
import type { FigureOptions } from './figure.ts'
import type { RankingOptions } from './ranking.ts'

/** The closed union of panel kinds: a new kind = its file here + its folder in display/src/panels. */
export type PanelSpec =
  | { readonly kind: 'commune-map'; readonly options: CommuneMapOptions }
  | { readonly kind: 'figure'; readonly options: FigureOptions }
  | { readonly kind: 'ranking'; readonly options: RankingOptions }

export type PanelKind = PanelSpec['kind']
