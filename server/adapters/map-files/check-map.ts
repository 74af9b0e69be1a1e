import { islandFaults } from '../../core/maps/island-faults.ts'
import { joinFaults } from '../../core/maps/join-faults.ts'
import type { MapFault, MapFeature } from '../../core/maps/map-feature.ts'
import { overlapFaults } from '../../core/maps/overlap-faults.ts'
import { placeFaults, straightened } from '../../core/maps/place-faults.ts'
import { ringFaults } from '../../core/maps/ring-faults.ts'
import type { Site } from '../../core/sites/site.ts'
import { gapFaults } from './gap-faults.ts'
import { featureAt, readMap, type MapProblem, type MapProperties } from './read-map.ts'

export interface CheckedMap {
  readonly features: readonly MapFeature[]
  /** In the order of the file. */
  readonly problems: readonly MapProblem[]
}

export interface MapTarget {
  readonly site: Site
  /** ISO. */
  readonly date: string
  /** The file may draw units of others beside those of the site. */
  readonly hasNeighbours: boolean
}

/** More would not be read: the first ones tell what to do. */
const MOST_PROBLEMS = 1_000

/**
 * Everything that is wrong with a map of a site on a date (ISO), from its form to its units. Without a
 * site the file is judged by itself: whether it is sound GeoJSON or TopoJSON and what it draws lies where
 * it should; that a feature is no area or lies abroad is then only a warning.
 */
export function checkMap(
  file: string,
  text: string,
  properties: MapProperties,
  target?: MapTarget,
): CheckedMap {
  const { features, problems, faults, locate } = readMap(file, text, properties)
  const straight = features.map(straightened)
  const areas = straight.filter(({ polygons }) => polygons.length > 0)
  const found = [
    ...faults.map((fault) => (target ? fault : milder(fault))),
    ...placeFaults(features, { isOfSite: target !== undefined }),
    ...straight.flatMap(ringFaults),
    ...overlapFaults(areas),
    ...gapFaults(areas),
    // Without features the form says it all: a list of every unit that is missing would hide it.
    ...(areas.length === 0 ? [] : islandFaults(straight, target?.site)),
    ...(target && features.length > 0
      ? joinFaults(features, target.site, target.date, target)
      : []),
  ]
  const all = [...problems, ...found.map((fault) => problemOf(fault, file, locate(fault.path)))]
  return {
    features,
    problems: all
      .toSorted((a, b) => a.line - b.line || a.column - b.column)
      .slice(0, MOST_PROBLEMS),
  }
}

function milder(fault: MapFault): MapFault {
  return fault.rule === 'no-area' ? { ...fault, severity: 'warning' } : fault
}

function problemOf(
  { severity, rule, unit, message, path }: MapFault,
  file: string,
  place: { readonly line: number; readonly column: number },
): MapProblem {
  const feature = featureAt(path)
  return {
    file,
    ...place,
    severity,
    rule,
    ...(feature !== undefined && { feature }),
    ...(unit !== undefined && { unit }),
    message,
  }
}
