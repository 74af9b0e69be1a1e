import type { SourcePath } from '../sites/sources.ts'

/** Longitude and latitude in degrees, WGS 84. */
export type Position = readonly [number, number]
export type Ring = readonly Position[]

/** One feature of a map file, as far as it could be read; what could not is told elsewhere. */
export interface MapFeature {
  /** Where the feature stands in its file. */
  readonly path: SourcePath
  readonly code: string | undefined
  readonly name: string | undefined
  readonly polygons: readonly MapPolygon[]
}

export interface MapPolygon {
  readonly outline: MapRing
  readonly holes: readonly MapRing[]
}

/** Closed: the last position is the first. */
export interface MapRing {
  readonly path: SourcePath
  readonly positions: Ring
}

export type MapRule =
  | 'no-code'
  | 'unknown-unit'
  | 'unit-of-another-date'
  | 'duplicate-unit'
  | 'missing-unit'
  | 'name-differs'
  | 'axes-swapped'
  | 'not-degrees'
  | 'outside-the-country'
  | 'islands-missing'
  | 'units-overlap'
  | 'gap-between-units'
  | 'no-area'
  | 'too-many-features'
  | 'ring-reversed'
  | 'ring-crosses-itself'
  | 'ring-without-area'
  | 'hole-outside'

/** Something wrong with a map, at a place in its file. Errors keep it from being used; a warning is put right or left. */
export interface MapFault {
  readonly severity: 'error' | 'warning'
  readonly rule: MapRule
  readonly path: SourcePath
  /** Code of the unit it is about, where one is known. */
  readonly unit?: string
  readonly message: string
}
