import type { SourcePath } from '../../core/sites/sources.ts'
import type { MapFault, MapFeature, MapRule } from '../../core/maps/map-feature.ts'
import { createPlaces, type Place } from './file-places.ts'
import { formIssues, syntaxIssues, type FormIssue, type FormRule } from './form-issues.ts'
import { featuresOf } from './map-features.ts'
import { unfold, type Unfolded } from './topology.ts'

/** Something wrong with a map file; line and column count from 1. */
export interface MapProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly severity: 'error' | 'warning'
  readonly rule: MapRule | FormRule
  /** Position of the feature in its file, from 0; absent = the file as a whole. */
  readonly feature?: number
  readonly unit?: string
  readonly message: string
}

export interface ReadMap {
  readonly features: readonly MapFeature[]
  /** Only what is wrong with the form of the file. */
  readonly problems: readonly MapProblem[]
  /** What keeps a well-formed file from being a map: features without area, another projection. */
  readonly faults: readonly MapFault[]
  /** Line and column of a place in the file, or of the nearest place around it that exists. */
  readonly locate: (path: SourcePath) => Place
}

export interface MapProperties {
  /** Names of the properties that hold a unit's code and its name. */
  readonly code: string
  readonly name: string
}

/** Reads GeoJSON or TopoJSON. What is wrong in one feature leaves the others readable. */
export function readMap(file: string, text: string, names: MapProperties): ReadMap {
  const places = createPlaces(text)
  const { value, isJson } = parse(text)
  const unfolded = unfold(value)
  const { features, faults } = featuresOf(unfolded.collection.slice(0, MOST_FEATURES), names)
  const issues = isJson ? issuesOf(text, unfolded, places.offsetOf) : syntaxIssues(text)
  const problems = issues.map(({ from, rule, message }): MapProblem => {
    const feature = featureAt(places.pathAt(from))
    const at = feature === undefined ? {} : { feature }
    return { file, ...places.at(from), severity: 'error', rule, ...at, message }
  })
  // Where the form says why, that nothing could be read is no news.
  const told = new Set(problems.map(({ feature }) => feature))
  return {
    features,
    problems,
    faults: [
      ...faults.filter(({ path }) => !told.has(featureAt(path))),
      ...sizeFaults(unfolded.collection.length),
      ...projectionFaults(value),
    ],
    locate: places.of,
  }
}

const MOST_FEATURES = 20_000

function sizeFaults(count: number): readonly MapFault[] {
  if (count <= MOST_FEATURES) return []
  const message = `${count} features: no map has more than ${MOST_FEATURES} units`
  return [{ severity: 'error', rule: 'too-many-features', path: [], message }]
}

/** RFC 7946 knows WGS 84 only; older files name their system, and those of surveyors are in VN-2000. */
function projectionFaults(value: unknown): readonly MapFault[] {
  const { crs }: { readonly crs?: unknown } = Object(value)
  const { properties }: { readonly properties?: unknown } = Object(crs)
  const { name }: { readonly name?: unknown } = Object(properties)
  if (typeof name !== 'string' || WGS_84.test(name)) return []
  const message = `the file is in ${name}: convert it to WGS 84, longitude and latitude in degrees`
  return [{ severity: 'error', rule: 'not-degrees', path: ['crs'], message }]
}

const WGS_84 = /CRS:*84$|EPSG:+4326$/i

function parse(text: string): { readonly value?: unknown; readonly isJson: boolean } {
  try {
    return { value: JSON.parse(text) as unknown, isJson: true }
  } catch {
    return { isJson: false }
  }
}

/** A topology is judged by the features that it unfolds to, each told at its own place. */
function issuesOf(
  text: string,
  { kind, collection, message }: Unfolded,
  offsetOf: (path: SourcePath) => number,
): readonly FormIssue[] {
  if (kind === 'geojson') return formIssues(text)
  if (message !== undefined) return [{ from: 0, rule: 'form', message }]
  return collection.flatMap(({ path, feature }) => {
    const from = offsetOf(path)
    return formIssues(JSON.stringify(feature)).map((issue) => ({ ...issue, from }))
  })
}

/** A feature is an item of `features`, or of an object's `geometries`. */
export function featureAt(path: SourcePath): number | undefined {
  const at = path[0] === 'features' ? path[1] : path[2] === 'geometries' ? path[3] : undefined
  return typeof at === 'number' ? at : undefined
}
