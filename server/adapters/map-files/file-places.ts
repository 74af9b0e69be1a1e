import {
  findNodeAtLocation,
  findNodeAtOffset,
  getNodePath,
  parseTree,
  type Node,
} from 'jsonc-parser'
import type { SourcePath } from '../../core/sites/sources.ts'

/** Counted from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

export interface Places {
  readonly at: (offset: number) => Place
  /** Keys and indexes to what stands at an offset. */
  readonly pathAt: (offset: number) => SourcePath
  /** Line and column of a place in the file, or of the nearest place around it that exists. */
  readonly of: (path: SourcePath) => Place
  readonly offsetOf: (path: SourcePath) => number
}

/** The tree of the text is made only when a place is asked for. */
export function createPlaces(text: string): Places {
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

  function treeOf(): Node | undefined {
    if (!isParsed) tree = parseTree(text)
    isParsed = true
    return tree
  }

  function offsetOf(path: SourcePath): number {
    const root = treeOf()
    for (let length = path.length; root && length > 0; length--) {
      const node = findNodeAtLocation(root, [...path.slice(0, length)])
      if (node) return node.offset
    }
    return 0
  }

  return {
    at,
    of: (path) => at(offsetOf(path)),
    offsetOf,
    pathAt(offset) {
      const root = treeOf()
      const node = root && findNodeAtOffset(root, offset)
      return node ? getNodePath(node) : []
    },
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
