import { extentOf, innerPosition, isInsidePolygon } from './inside.ts'
import type { MapFault, MapFeature } from './map-feature.ts'

const DIGITS = 4

/**
 * Units that are drawn on the ground of others, told by a position well inside each: borders that
 * miss each other by a few metres are no fault, a unit within another or drawn twice is one.
 */
export function overlapFaults(features: readonly MapFeature[]): readonly MapFault[] {
  const parts = features.flatMap((feature, index) =>
    feature.polygons.map((polygon) => ({
      feature,
      index,
      polygon,
      extent: extentOf(polygon.outline.positions),
    })),
  )
  return features.flatMap((feature, index): readonly MapFault[] => {
    const position = innerPosition(feature)
    if (!position) return []
    const [lon, lat] = position
    const other = parts.find(
      ({ extent, polygon, ...one }) =>
        one.index !== index &&
        // The same unit twice is told of as a duplicate.
        (one.feature.code === undefined || one.feature.code !== feature.code) &&
        lon > extent.west &&
        lon < extent.east &&
        lat > extent.south &&
        lat < extent.north &&
        isInsidePolygon(position, polygon),
    )
    if (!other) return []
    const place = `${lon.toFixed(DIGITS)}, ${lat.toFixed(DIGITS)}`
    const message = `the ground at ${place} is drawn as ${called(feature, index)} and as ${called(other.feature, other.index)}`
    const unit = feature.code === undefined ? {} : { unit: feature.code }
    return [{ severity: 'error', rule: 'units-overlap', path: feature.path, ...unit, message }]
  })
}

function called({ code, name }: MapFeature, index: number): string {
  if (code === undefined) return `feature ${index}`
  return name === undefined ? `unit ${code}` : `unit ${code} (${name})`
}
