import { PASSWORD_LENGTH } from '../../../protocol/access.ts'
import type { PasswordRefusal } from '../../../protocol/people.ts'

export interface PasswordContext {
  /** Login name, full name, names of sites: what an attacker tries first. */
  readonly ownWords: readonly string[]
  /** True for what is found in lists of passwords that were stolen and published. Asked in lower case. */
  readonly isListed: (text: string) => boolean
}

/**
 * Undefined for a password that is good enough, otherwise what is wrong with it. Long and not guessable
 * from a list; no rules about kinds of characters, which only make passwords harder to remember
 * (NIST SP 800-63B, 3.1.1.2).
 */
export function passwordRefusal(
  text: string,
  { ownWords, isListed }: PasswordContext,
): PasswordRefusal | undefined {
  const length = [...text].length
  if (length < PASSWORD_LENGTH.least) return 'too-short'
  if (length > PASSWORD_LENGTH.most) return 'too-long'
  const plain = unmarked(text)
  if (isRepeated(plain)) return 'repeats'
  if (ownWords.some((word) => isMostly(plain, unmarked(word)))) return 'contains-name'
  const guesses = [...coresOf(text.toLowerCase()), ...coresOf(plain)]
  if (guesses.some((one) => isListed(one) || isListed(undisguised(one)))) return 'listed'
  return undefined
}

/** Lower case without marks: `Mật khẩu` is guessed as `mat khau`. */
function unmarked(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd')
}

const DISGUISES: readonly (readonly [RegExp, string])[] = [
  [/[@4]/g, 'a'],
  [/3/g, 'e'],
  [/[1!|]/g, 'i'],
  [/0/g, 'o'],
  [/[$5]/g, 's'],
  [/7/g, 't'],
]

/** The letters behind the usual signs in their place: what a guesser's rules undo first. */
function undisguised(text: string): string {
  return DISGUISES.reduce((plain, [sign, letter]) => plain.replace(sign, letter), text)
}

/** The text itself, without what is usually put around a word, and its halves when it is one word twice. */
function coresOf(text: string): readonly string[] {
  const letters = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  const compact = text.replace(/[\s._-]+/g, '')
  const unit = repeatedUnit(compact)
  return [
    text,
    letters,
    compact,
    letters.replace(/[\s._-]+/g, ''),
    ...(unit === undefined ? [] : [unit]),
  ].filter((one) => one !== '')
}

function repeatedUnit(text: string): string | undefined {
  const at = `${text}${text}`.indexOf(text, 1)
  return at < text.length ? text.slice(0, at) : undefined
}

const FEWEST_KINDS = 5

/** One short piece over and over, or a run such as 123456789012. */
function isRepeated(text: string): boolean {
  const unit = repeatedUnit(text)
  if (unit !== undefined && unit.length <= 3) return true
  if (new Set(text).size < FEWEST_KINDS) return true
  const steps = [...text]
    .slice(1)
    .map((char, at) => (char.codePointAt(0) ?? 0) - (text.codePointAt(at) ?? 0))
  const inRow = steps.filter((step) => step === 1 || step === -1 || step === 0).length
  return inRow > steps.length * 0.8
}

const LEAST_WORD = 4
const MOST_ADDED = 6

/** Own words make up nearly all of it. */
function isMostly(text: string, words: string): boolean {
  const compact = words.replace(/[^\p{L}\p{N}]/gu, '')
  if (compact.length < LEAST_WORD) return false
  const rest = text.replace(/[^\p{L}\p{N}]/gu, '').replaceAll(compact, '')
  return rest.length < text.replace(/[^\p{L}\p{N}]/gu, '').length && rest.length <= MOST_ADDED
}
