import { getIssues } from '@placemarkio/check-geojson'
import {
  findNodeAtLocation,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser'
import type { SourcePath } from '../../core/sites/sources.ts'
import type { MapFeature, MapRule } from '../../core/maps/map-feature.ts'
import { featuresOf } from './map-features.ts'
import { unfold, type Unfolded } from './topology.ts'

/** Something wrong with a map file; line and column count from 1. */
export interface MapProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly severity: 'error' | 'warning'
  /** `form` = not valid by RFC 8259, RFC 7946 or TopoJSON; `unreadable` = no file to look at. */
  readonly rule: MapRule | 'form' | 'unreadable'
  readonly unit?: string
  readonly message: string
}

export interface ReadMap {
  readonly features: readonly MapFeature[]
  /** Only what is wrong with the form of the file. */
  readonly problems: readonly MapProblem[]
  /** Line and column of a place in the file, or of the nearest place around it that exists. */
  readonly locate: (path: SourcePath) => Place
}

export interface MapProperties {
  /** Names of the properties that hold a unit's code and its name. */
  readonly code: string
  readonly name: string
}

/** More than a country's communes in full detail; a wall draws less than a megabyte. */
export const MAX_MAP_BYTES = 32 * 1024 * 1024

/** Reads GeoJSON or TopoJSON. What is wrong in one feature leaves the others readable. */
export function readMap(file: string, text: string, names: MapProperties): ReadMap {
  const positions = createPositions(text)
  const problemAt = (place: Place, message: string): MapProblem => ({
    file,
    ...place,
    severity: 'error',
    rule: 'form',
    message,
  })
  const unfolded = parse(text)
  const { kind, collection, message } = unfolded ?? { kind: 'geojson', collection: [] }
  const issues =
    unfolded === undefined ? syntaxIssues(text) : kind === 'topojson' ? [] : formIssues(text)
  const { features, faults } = featuresOf(collection, names)
  // Where the form says why, that nothing could be read is no news.
  const told = issues.length > 0 || message !== undefined
  return {
    features,
    problems: [
      ...issues.map((issue) => problemAt(positions.at(issue.from), issue.message)),
      ...(message === undefined ? [] : [problemAt({ line: 1, column: 1 }, message)]),
      ...faults
        .filter(({ path }) => path.length > 0 || !told)
        .map((fault) => problemAt(positions.of(fault.path), fault.message)),
    ],
    locate: positions.of,
  }
}

/** Undefined where it is no JSON. */
function parse(text: string): Unfolded | undefined {
  try {
    return unfold(JSON.parse(text))
  } catch {
    return undefined
  }
}

interface Issue {
  readonly from: number
  readonly message: string
}

/** One a place, and one for an open ring, which is told of at both of its ends. */
function formIssues(text: string): readonly Issue[] {
  const issues = new Map<number, Issue>()
  let openRing: Issue | undefined
  for (const issue of getIssues(text)) {
    const isOtherEnd = openRing !== undefined && openRing.message === issue.message
    openRing = !isOtherEnd && OPEN_RING.test(issue.message) ? issue : undefined
    if (!isOtherEnd && !issues.has(issue.from)) issues.set(issue.from, issue)
  }
  return [...issues.values()]
}

const OPEN_RING = /^First and last positions/

/** Where it stops being JSON; what follows from there is no news. */
function syntaxIssues(text: string): readonly Issue[] {
  const errors: ParseError[] = []
  parseTree(text, errors, { disallowComments: true })
  const [first] = errors
  if (!first) return [{ from: 0, message: 'not JSON' }]
  return [{ from: first.offset, message: `not JSON: ${printParseErrorCode(first.error)}` }]
}

interface Place {
  readonly line: number
  readonly column: number
}

interface Positions {
  readonly at: (offset: number) => Place
  readonly of: ReadMap['locate']
}

/** The tree of the text is made only when a place is asked for. */
function createPositions(text: string): Positions {
  let starts: readonly number[] | undefined
  let tree: Node | undefined
  let isParsed = false

  function at(offset: number): { line: number; column: number } {
    starts ??= lineStarts(text)
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }

  return {
    at,
    of(path) {
      if (!isParsed) tree = parseTree(text)
      isParsed = true
      for (let length = path.length; tree && length > 0; length--) {
        const node = findNodeAtLocation(tree, [...path.slice(0, length)])
        if (node) return at(node.offset)
      }
      return { line: 1, column: 1 }
    },
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
