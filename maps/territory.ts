import polylabel from 'polylabel'
import { cellsOf } from './cells.ts'
import { outlineOf } from './outline.ts'
import { planeAt, signedArea } from './plane.ts'
import type { Plane, Point, Ring } from './plane.ts'

export interface TerritoryUnit {
  readonly code: string
  readonly name: string
  readonly point: { readonly lon: number; readonly lat: number }
  readonly areaKm2: number
  /** Drawn apart from the territory, e.g. an archipelago far from the coast. */
  readonly isInset: boolean
}

type Position = [number, number]

export interface SchematicFeature {
  readonly type: 'Feature'
  readonly properties: {
    readonly code: string
    readonly name: string
    readonly schematic: true
    readonly inset?: true
    /** Where the name stands: the pole of inaccessibility, degrees. */
    readonly label: Position
  }
  readonly geometry:
    | { readonly type: 'Polygon'; readonly coordinates: Position[][] }
    | { readonly type: 'MultiPolygon'; readonly coordinates: Position[][][] }
}

export interface SchematicMap {
  readonly type: 'FeatureCollection'
  readonly features: readonly SchematicFeature[]
}

const INSET_CORNERS = 48
const LABEL_PRECISION_KM = 0.02

/** Schematic shapes of units known by a label point and an area: cells of a smooth outline, in the order given. */
export function schematicMap(units: readonly TerritoryUnit[]): SchematicMap {
  const mainland = units.filter((unit) => !unit.isInset)
  const middle = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const plane = planeAt(
    middle(mainland.map((unit) => unit.point.lon)),
    middle(mainland.map((unit) => unit.point.lat)),
  )
  const places = mainland.map((unit) => ({
    at: plane.toPlane(unit.point.lon, unit.point.lat),
    areaKm2: unit.areaKm2,
  }))
  const cells = cellsOf(places, outlineOf(places))
  const partsByCode = new Map(mainland.map((unit, index) => [unit.code, cells[index] ?? []]))
  return {
    type: 'FeatureCollection',
    features: units.map((unit) =>
      featureOf(unit, partsByCode.get(unit.code) ?? [disc(unit, plane)], plane),
    ),
  }
}

function featureOf(unit: TerritoryUnit, parts: readonly Ring[], plane: Plane): SchematicFeature {
  const [largest] = parts
  if (largest === undefined) throw new RangeError(`unit ${unit.code} has no shape`)
  const label = polylabel([largest], LABEL_PRECISION_KM)
  const rings = parts.map((part) => closed(part, plane))
  const [only] = rings
  return {
    type: 'Feature',
    properties: {
      code: unit.code,
      name: unit.name,
      schematic: true,
      ...(unit.isInset && { inset: true }),
      label: plane.toDegrees([label[0], label[1]]),
    },
    geometry:
      rings.length === 1 && only
        ? { type: 'Polygon', coordinates: [only] }
        : { type: 'MultiPolygon', coordinates: rings.map((ring) => [ring]) },
  }
}

/** Counter-clockwise (RFC 7946), first point again at the end, points that rounding made equal left out. */
function closed(ring: Ring, plane: Plane): Position[] {
  const ordered = signedArea(ring) < 0 ? ring.toReversed() : ring
  const points = ordered.map(plane.toDegrees)
  const kept = points.filter((point, index) => {
    const before = points.at(index - 1)
    return before === undefined || point[0] !== before[0] || point[1] !== before[1]
  })
  const [first] = kept
  if (first === undefined) throw new RangeError('a ring vanished by rounding')
  return [...kept, first]
}

function disc(unit: TerritoryUnit, plane: Plane): Ring {
  const [x, y] = plane.toPlane(unit.point.lon, unit.point.lat)
  const radius = Math.sqrt(unit.areaKm2 / Math.PI)
  return Array.from({ length: INSET_CORNERS }, (_, corner): Point => {
    const angle = (2 * Math.PI * corner) / INSET_CORNERS
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
  })
}
