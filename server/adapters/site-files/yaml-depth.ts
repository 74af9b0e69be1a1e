import { Lexer } from 'yaml'

const MAX_FLOW_DEPTH = 32
/** Each level of block nesting costs a column, so a bound on columns bounds it. */
const MAX_BLOCK_COLUMN = 200
const CONTROL_LEXEMES: ReadonlySet<string> = new Set(['\u0002', '\u0018'])
const SCALAR_FOLLOWS = '\u001F'

/**
 * The offset at which YAML text begins to nest deeper than it may, found without recursion.
 * The parser recurses once per level, and a stack that overflows while a regular expression is
 * compiled ends the process: it cannot be caught.
 */
export function tooDeepAt(text: string): number | undefined {
  let [offset, lineStart, flowDepth] = [0, 0, 0]
  let isScalar = false
  for (const lexeme of new Lexer().lex(text)) {
    if (!isScalar && CONTROL_LEXEMES.has(lexeme)) continue
    if (!isScalar && lexeme === SCALAR_FOLLOWS) {
      isScalar = true
      continue
    }
    if (!isScalar) {
      if (lexeme === '[' || lexeme === '{') flowDepth++
      else if (lexeme === ']' || lexeme === '}') flowDepth = Math.max(0, flowDepth - 1)
      const isBlock = flowDepth === 0 && (lexeme === '-' || lexeme === '?' || lexeme === ':')
      if (flowDepth > MAX_FLOW_DEPTH) return offset
      if (isBlock && offset - lineStart > MAX_BLOCK_COLUMN) return offset
    }
    isScalar = false
    const lineEnd = lexeme.lastIndexOf('\n')
    if (lineEnd >= 0) lineStart = offset + lineEnd + 1
    offset += lexeme.length
  }
  return undefined
}
