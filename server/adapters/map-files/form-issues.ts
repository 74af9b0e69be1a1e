import { getIssues } from '@placemarkio/check-geojson'
import { parseTree, printParseErrorCode, type ParseError } from 'jsonc-parser'

/** Not valid by RFC 8259 (`not-json`), RFC 7946 or TopoJSON. */
export type FormRule = 'not-json' | 'ring-unclosed' | 'ring-too-short' | 'bad-position' | 'form'

export interface FormIssue {
  /** Offset in the text. */
  readonly from: number
  readonly rule: FormRule
  readonly message: string
}

const RULES: readonly (readonly [RegExp, FormRule])[] = [
  [/^A bbox/, 'form'],
  [/^First and last positions/, 'ring-unclosed'],
  [/four or more positions/, 'ring-too-short'],
  [/position/, 'bad-position'],
]

/** What RFC 7946 does not allow in a text that is JSON: one issue a place, and one for an open ring, which the checker tells of at both of its ends. */
export function formIssues(text: string): readonly FormIssue[] {
  const issues = new Map<number, FormIssue>()
  let openRing: string | undefined
  for (const { from, message } of getIssues(text).flatMap(unwrapped)) {
    const rule = RULES.find(([words]) => words.test(message))?.[1] ?? 'form'
    const isOtherEnd = openRing === message
    openRing = !isOtherEnd && rule === 'ring-unclosed' ? message : undefined
    if (!isOtherEnd && !issues.has(from)) issues.set(from, { from, rule, message })
  }
  return [...issues.values()]
}

interface Told {
  readonly from: number
  readonly message: string
}

/** Where an object is something else altogether, the checker gives up and wraps what it says as if the text were no JSON. */
function unwrapped({ from, message }: Told): readonly Told[] {
  const inner = /^Invalid JSON: (\[.*\])$/s.exec(message)?.[1]
  return inner === undefined ? [{ from, message }] : (JSON.parse(inner) as readonly Told[])
}

/** Where it stops being JSON; what follows from there is no news. */
export function syntaxIssues(text: string): readonly FormIssue[] {
  const errors: ParseError[] = []
  parseTree(text, errors, { disallowComments: true })
  const [first] = errors
  if (!first) return [{ from: 0, rule: 'not-json', message: 'not JSON' }]
  const message = `not JSON: ${printParseErrorCode(first.error)}`
  return [{ from: first.offset, rule: 'not-json', message }]
}
