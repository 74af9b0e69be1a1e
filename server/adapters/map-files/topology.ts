import { feature as featureOf } from 'topojson-client'
import type { Topology } from 'topojson-specification'
import type { SourcePath } from '../../core/sites/sources.ts'

/** Features as they came, unchecked, each with its place in the file. */
export type Collection = readonly { readonly path: SourcePath; readonly feature: unknown }[]

export interface Unfolded {
  readonly kind: 'geojson' | 'topojson'
  readonly collection: Collection
  /** Why a topology cannot be unfolded. */
  readonly message?: string
}

interface Loose {
  readonly type?: unknown
  readonly features?: unknown
  readonly objects?: unknown
}

const GEOMETRIES = new Set([
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
  'GeometryCollection',
])

/** The features of a parsed GeoJSON or TopoJSON file. */
export function unfold(value: unknown): Unfolded {
  const { type, features, objects }: Loose = Object(value)
  if (type === 'Topology') return topologyFeatures(value as Topology, objects)
  if (type === 'Feature') return { kind: 'geojson', collection: [{ path: [], feature: value }] }
  if (typeof type === 'string' && GEOMETRIES.has(type)) {
    return { kind: 'geojson', collection: [{ path: [], feature: { geometry: value } }] }
  }
  if (!Array.isArray(features)) return { kind: 'geojson', collection: [] }
  const collection = features.map((one: unknown, index) => ({
    path: ['features', index],
    feature: one,
  }))
  return { kind: 'geojson', collection }
}

function topologyFeatures(topology: Topology, objects: unknown): Unfolded {
  if (typeof objects !== 'object' || objects === null) {
    return { kind: 'topojson', collection: [], message: 'the topology has no objects' }
  }
  try {
    const collection = Object.entries(topology.objects).flatMap(([name, object]) => {
      const made: unknown = featureOf(topology, object)
      const { features }: Loose = Object(made)
      if (!Array.isArray(features)) return [{ path: ['objects', name], feature: made }]
      return features.map((one: unknown, index) => ({
        path: ['objects', name, 'geometries', index],
        feature: one,
      }))
    })
    return { kind: 'topojson', collection }
  } catch (error) {
    const words = error instanceof Error ? error.message : 'unknown'
    const message = `the topology cannot be unfolded: ${words}`
    return { kind: 'topojson', collection: [], message }
  }
}
