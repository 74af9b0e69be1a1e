import { contentHash } from '../sites/content-hash.ts'
import { foldText } from './fold-text.ts'
import type { CodeNames } from './register-words.ts'

/** The code of the catalogue that a text means; undefined when it knows none. */
export type CodeFinder = (text: string) => string | undefined

const MAX_CODE = 64
/** As lists of procedures write them: code, dash, name. */
const LEADING_CODE = /^([\p{L}\d][\p{L}\d._-]{1,40}?)\s*[-–:]\s+\S/u

/** Finds codes by code, alias or name; accents and case do not count. `own` are the words of the register itself. */
export function createCodeFinder(
  entries: readonly CodeNames[],
  own: Readonly<Record<string, string>> = {},
): CodeFinder {
  const codes = new Map<string, string>()
  for (const { code, names } of entries) {
    for (const name of [code, ...names]) {
      const folded = foldText(name)
      if (folded !== '' && !codes.has(folded)) codes.set(folded, code)
    }
  }
  for (const [text, code] of Object.entries(own)) codes.set(foldText(text), code)
  const known = new Map<string, string | undefined>()
  return (text) => {
    if (known.has(text)) return known.get(text)
    const leading = LEADING_CODE.exec(text)?.[1]
    const code =
      codes.get(foldText(text)) ??
      (leading === undefined ? undefined : codes.get(foldText(leading)))
    known.set(text, code)
    return code
  }
}

/** A text as a code of its own: one that is too long keeps its beginning and stays unlike others that begin so. */
export function ownCode(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim()
  if (plain.length <= MAX_CODE) return plain
  const hash = contentHash(plain).slice(0, 8)
  const room = MAX_CODE - hash.length - 2
  const beginning = plain.slice(0, room).replace(/[\uD800-\uDBFF]$/, '')
  return `${beginning.trim()}… ${hash}`.slice(-MAX_CODE)
}
