import { PASSWORD_LENGTH } from '../../../protocol/access.ts'
import { bareText } from './bare-text.ts'

export type HintName = 'length' | 'variety' | 'own-name'

export interface PasswordHint {
  readonly name: HintName
  readonly isMet: boolean
}

const FEWEST_KINDS = 5
const LEAST_WORD = 4
const MOST_ADDED = 6

/** What of a password can be told while it is typed. The server knows more, such as lists of stolen ones. */
export function passwordHints(text: string, ownWords: readonly string[]): readonly PasswordHint[] {
  const characters = [...text]
  const plain = plainOf(text)
  const own = ownWords.map(plainOf).filter((word) => word.length >= LEAST_WORD)
  return [
    {
      name: 'length',
      isMet:
        characters.length >= PASSWORD_LENGTH.least && characters.length <= PASSWORD_LENGTH.most,
    },
    { name: 'variety', isMet: new Set(characters).size >= FEWEST_KINDS },
    { name: 'own-name', isMet: text !== '' && !own.some((word) => isMostly(plain, word)) },
  ]
}

function isMostly(text: string, word: string): boolean {
  return text.includes(word) && text.replaceAll(word, '').length <= MOST_ADDED
}

/** Letters and digits without marks and case. */
function plainOf(text: string): string {
  return bareText(text).replace(/[^\p{L}\p{N}]/gu, '')
}
