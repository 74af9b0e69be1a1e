import { isAlias, isCollection, isMap, isPair, isScalar, parseDocument, visit } from 'yaml'
import type { Document, Node } from 'yaml'
import type { SourcePath } from '../../core/sites/sources.ts'
import { createPositions } from './positions.ts'
import { TOP } from './problem.ts'
import type { Position, Problem, ReadOutcome } from './problem.ts'
import { tooDeepAt } from './yaml-depth.ts'

const MAX_CHARACTERS = 256 * 1024
const MAX_DEPTH = 32
const MAX_PROBLEMS = 50
const PROTOTYPE_KEYS: ReadonlySet<unknown> = new Set(['__proto__', 'constructor', 'prototype'])

/** Parses one YAML document; refuses aliases, tags, deep nesting, keys given twice, keys that are not plain text. */
export function readYaml(file: string, text: string): ReadOutcome {
  const refuse = (message: string, at = TOP): ReadOutcome => ({
    ok: false,
    problems: [{ file, ...at, message }],
  })
  if (text.length > MAX_CHARACTERS) return refuse(`longer than ${MAX_CHARACTERS} characters`)
  // Not by the parser's own counter: that misses lines which it reads as something else than lines.
  const positionOf = createPositions(text)
  const deep = tooDeepAt(text)
  if (deep !== undefined) return refuse('nested too deeply', positionOf(deep))
  const document = parseDocument(text, { prettyErrors: false, resolveKnownTags: false })
  const faults = [...document.errors, ...document.warnings].map((fault) => ({
    file,
    ...positionOf(fault.pos[0]),
    message: fault.message,
  }))
  const problems = faults.length > 0 ? faults : structureProblems(file, document, positionOf)
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, MAX_PROBLEMS) }
  const locate = (path: SourcePath, part: 'key' | 'value' = 'value') =>
    positionOf(offsetOf(document.contents, path, part))
  return { ok: true, read: { file, value: document.toJS(), locate } }
}

function structureProblems(
  file: string,
  document: Document.Parsed,
  positionOf: (offset: number) => Position,
): readonly Problem[] {
  const problems: Problem[] = []
  const add = (node: unknown, message: string) =>
    problems.push({ file, ...positionOf(startOf(node)), message })
  visit(document, (_, node, path) => {
    const depth = path.filter(isCollection).length
    if (isCollection(node) && depth >= MAX_DEPTH) {
      add(node, `nested deeper than ${MAX_DEPTH} levels`)
      return visit.BREAK
    }
    if (isAlias(node)) add(node, 'aliases are not used here')
    if (isPair(node)) {
      const key = isScalar(node.key) ? node.key.value : undefined
      if (typeof key !== 'string') add(node.key, 'keys must be text')
      else if (PROTOTYPE_KEYS.has(key)) add(node.key, `"${key}" cannot be a key`)
    }
    return undefined
  })
  return problems
}

function offsetOf(top: Node | null, path: SourcePath, part: 'key' | 'value'): number {
  let node: unknown = top
  let offset = startOf(top)
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1
    if (isMap(node)) {
      const pair = node.items.find((one) => isScalar(one.key) && one.key.value === step)
      if (pair === undefined) return offset
      offset = startOf(isLast && part === 'value' && isScalar(pair.value) ? pair.value : pair.key)
      node = pair.value
    } else if (isCollection(node)) {
      node = node.items[Number(step)]
      if (node === undefined) return offset
      offset = startOf(node)
    } else return offset
  }
  return offset
}

function startOf(node: unknown): number {
  const range: unknown = typeof node === 'object' && node !== null && 'range' in node && node.range
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : 0
}
