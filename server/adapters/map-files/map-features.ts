import type {
  MapFault,
  MapFeature,
  MapPolygon,
  MapRing,
  Position,
} from '../../core/maps/map-feature.ts'
import type { SourcePath } from '../../core/sites/sources.ts'
import type { MapProperties } from './read-map.ts'
import type { Collection } from './topology.ts'

interface Loose {
  readonly type?: unknown
  readonly coordinates?: unknown
  readonly geometry?: unknown
  readonly properties?: unknown
}

const LEAST_POSITIONS = 4

/**
 * The polygons of a collection as far as they can be read. Rings that are no rings are left out: the
 * check of the form has told of them. Features that are well formed and yet draw no area are told here.
 */
export function featuresOf(
  collection: Collection,
  names: MapProperties,
): { readonly features: readonly MapFeature[]; readonly faults: readonly MapFault[] } {
  const faults: MapFault[] = []
  const tell = (path: SourcePath, message: string): void => {
    faults.push({ severity: 'error', rule: 'no-area', path, message })
  }
  if (collection.every(({ path }) => path.length === 0)) {
    tell([], 'the file holds no list of features: a map is a FeatureCollection')
  }
  const features = collection.map(({ path, feature }): MapFeature => {
    const { geometry, properties }: Loose = Object(feature)
    const { type }: Loose = Object(geometry)
    if (type !== 'Polygon' && type !== 'MultiPolygon') {
      const found = typeof type === 'string' ? type : 'nothing'
      tell(path, `a unit is a Polygon or MultiPolygon, this feature draws ${found}`)
    }
    const held: Readonly<Record<string, unknown>> = Object(properties)
    return {
      path,
      code: codeOf(ownOf(held, names.code)),
      name: nameOf(ownOf(held, names.name)),
      polygons: polygonsOf(Object(geometry), path),
    }
  })
  return { features, faults }
}

function ownOf(held: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(held, name) ? held[name] : undefined
}

function codeOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  return nameOf(value)
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function polygonsOf({ type, coordinates }: Loose, feature: SourcePath): readonly MapPolygon[] {
  const path = [...feature, 'geometry', 'coordinates']
  if (type === 'Polygon') return polygonOf(coordinates, path)
  if (type !== 'MultiPolygon' || !Array.isArray(coordinates)) return []
  return coordinates.flatMap((one: unknown, index) => polygonOf(one, [...path, index]))
}

/** Without its outline a polygon is nothing; without a hole it is still most of itself. */
function polygonOf(value: unknown, path: SourcePath): readonly MapPolygon[] {
  if (!Array.isArray(value)) return []
  const [outline, ...holes] = value.map((ring: unknown, index) => ringOf(ring, [...path, index]))
  return outline ? [{ outline, holes: holes.filter((hole) => hole !== undefined) }] : []
}

function ringOf(value: unknown, path: SourcePath): MapRing | undefined {
  if (!Array.isArray(value) || value.length < LEAST_POSITIONS) return undefined
  const positions = value.flatMap(positionOf)
  const [first, last] = [positions[0], positions.at(-1)]
  const isClosed = first !== undefined && first[0] === last?.[0] && first[1] === last[1]
  return isClosed && positions.length === value.length ? { path, positions } : undefined
}

function positionOf(value: unknown): readonly Position[] {
  if (!Array.isArray(value)) return []
  const [lon, lat] = value as readonly unknown[]
  if (typeof lon !== 'number' || typeof lat !== 'number') return []
  return Number.isFinite(lon) && Number.isFinite(lat) ? [[lon, lat]] : []
}
