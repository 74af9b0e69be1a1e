import { joinFaults } from '../../core/maps/join-faults.ts'
import type { MapFault, MapFeature } from '../../core/maps/map-feature.ts'
import { placeFaults, straightened } from '../../core/maps/place-faults.ts'
import { ringFaults } from '../../core/maps/ring-faults.ts'
import type { Site } from '../../core/sites/site.ts'
import { readMap, type MapProblem, type MapProperties } from './read-map.ts'

export interface CheckedMap {
  readonly features: readonly MapFeature[]
  /** In the order of the file. */
  readonly problems: readonly MapProblem[]
}

/** Everything that is wrong with a map of a site on a date (ISO), from its form to its units. */
export function checkMap(
  file: string,
  text: string,
  properties: MapProperties,
  target: { readonly site: Site; readonly date: string },
): CheckedMap {
  const { features, problems, locate } = readMap(file, text, properties)
  // Without features the form says it all: a list of every unit that is missing would hide it.
  const joined = features.length === 0 ? [] : joinFaults(features, target.site, target.date)
  const faults = [
    ...placeFaults(features),
    ...features.map(straightened).flatMap(ringFaults),
    ...joined,
  ]
  const all = [...problems, ...faults.map((fault) => problemOf(fault, file, locate(fault.path)))]
  return {
    features,
    problems: all.toSorted((a, b) => a.line - b.line || a.column - b.column),
  }
}

function problemOf(
  { severity, rule, unit, message }: MapFault,
  file: string,
  place: { readonly line: number; readonly column: number },
): MapProblem {
  return { file, ...place, severity, rule, ...(unit !== undefined && { unit }), message }
}
