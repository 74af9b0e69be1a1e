import {
  createScanner,
  findNodeAtLocation,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser'
import type { SourcePath } from '../../core/sites/sources.ts'
import { createPositions } from './positions.ts'
import { TOP, type Position, type ReadOutcome } from './problem.ts'

const MAX_DEPTH = 32
const OPENING = new Set(['{', '['])
const CLOSING = new Set(['}', ']'])

/** Parses a text of JSON (RFC 8259), for which `readYaml` has room for shorter ones only; refuses deep nesting and names given twice. */
export function readJson(file: string, text: string): ReadOutcome {
  const positionOf = createPositions(text)
  const refuse = (message: string, offset: number): ReadOutcome => ({
    ok: false,
    problems: [{ file, ...positionOf(offset), message }],
  })
  const deep = tooDeepAt(text)
  if (deep !== undefined) return refuse('nested too deeply', deep)
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { disallowComments: true })
  const [first] = errors
  if (first) return refuse(`not JSON: ${printParseErrorCode(first.error)}`, first.offset)
  if (!tree) return refuse('not JSON: there is nothing in it', 0)
  const twice = nameGivenTwice(tree)
  if (twice) return refuse(`"${twice.value}" is given twice`, twice.offset)
  const locate = (path: SourcePath, part: 'key' | 'value' = 'value'): Position => {
    const node = nearest(tree, path)
    if (!node) return TOP
    const name = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined
    return positionOf(part === 'key' ? (name ?? node).offset : node.offset)
  }
  return { ok: true, read: { file, value: JSON.parse(text) as unknown, locate } }
}

/** Found without recursion, for the parser recurses. */
function tooDeepAt(text: string): number | undefined {
  const scanner = createScanner(text, true)
  let depth = 0
  while (scanner.getPosition() < text.length) {
    scanner.scan()
    const token = scanner.getTokenLength() === 1 ? text.charAt(scanner.getTokenOffset()) : ''
    if (OPENING.has(token)) depth++
    if (CLOSING.has(token)) depth--
    if (depth > MAX_DEPTH) return scanner.getTokenOffset()
  }
  return undefined
}

function nameGivenTwice(node: Node): Node | undefined {
  const children = node.children ?? []
  if (node.type === 'object') {
    const names = new Set<unknown>()
    for (const { children: [name] = [] } of children) {
      if (name && names.has(name.value)) return name
      names.add(name?.value)
    }
  }
  for (const child of children) {
    const twice = nameGivenTwice(child)
    if (twice) return twice
  }
  return undefined
}

/** What stands at the path, or what would hold it. */
function nearest(tree: Node, path: SourcePath): Node | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, [...path.slice(0, length)])
    if (node) return node
  }
  return tree
}
