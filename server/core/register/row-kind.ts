import { foldText } from './fold-text.ts'
import type { Mapping } from './mapping.ts'
import { cellText, type RegisterCell, type RegisterLine } from './register-cell.ts'
import type { FoundColumns, OtherRows } from './register-row.ts'

export type RowKind = 'dossier' | keyof Omit<OtherRows, 'skipped'>

/** Tells dossiers from everything else that stands in a register. */
export type RowKindReader = (line: RegisterLine) => RowKind

const STARRED = /^\(?\*+\)?/
const PLACE_AND_DAY = /ngay\b.*\bthang\b.*\bnam\b/
/** Below a header, the columns' numbers or letters. */
const NUMBERING = /^\(?([0-9]{1,2}|[a-z])\)?$/iu
const FEW_CELLS = 2

export function createRowKindReader(mapping: Mapping, columns: FoundColumns): RowKindReader {
  const totals = mapping.totals.map(foldText)
  const footnotes = mapping.footnotes.map(foldText)
  const signatures = mapping.signatures.map(foldText)
  const codeHeader = foldText(columns.code?.header ?? '')
  let isBelowTable = false

  const kindOfText = (text: string): RowKind | undefined => {
    const folded = foldText(text)
    if (totals.some((word) => beginsTotal(folded, word))) return 'totals'
    if (STARRED.test(text) || begins(folded, footnotes)) return 'footnotes'
    if (begins(folded, signatures) || PLACE_AND_DAY.test(folded)) return 'signatures'
    return undefined
  }
  const kindOf = (line: RegisterLine): RowKind => {
    const filled = line.cells.filter((cell) => isFilled(cell))
    const [first] = filled
    if (first === undefined) return 'blank'
    const code = line.cells[columns.code?.index ?? -1]
    const received = line.cells[columns.received?.index ?? -1]
    if (foldText(cellText(code)) === codeHeader) return 'headings'
    if (isNumbering(code) && isNumbering(received) && filled.every(isNumbering)) return 'headings'
    const hasCode = hasDigits(code)
    const isReceived = hasDigits(received)
    const beginning = kindOfText(cellText(first))
    if (beginning === 'totals' && (code === first || !hasCode)) return beginning
    if (hasCode && isReceived) return 'dossier'
    const isFew = filled.length <= FEW_CELLS
    if (beginning !== undefined && (isFew || !isReceived)) return beginning
    if (hasCode || isReceived) return 'dossier'
    const other = filled.map((cell) => kindOfText(cellText(cell))).find((one) => one !== undefined)
    if (other !== undefined && isFew) return other
    if (isBelowTable) return 'signatures'
    return isFew ? 'headings' : 'dossier'
  }
  return (line) => {
    const kind = kindOf(line)
    if (kind === 'footnotes' || kind === 'signatures') isBelowTable = true
    if (kind === 'dossier') isBelowTable = false
    return kind
  }
}

function isFilled(cell: RegisterCell | undefined): cell is RegisterCell {
  return cell !== undefined && cellText(cell) !== ''
}

/** As codes and dates have, and names of people and titles have not. */
function hasDigits(cell: RegisterCell | undefined): boolean {
  return /\d/.test(cellText(cell))
}

function isNumbering(cell: RegisterCell | undefined): boolean {
  return NUMBERING.test(cellText(cell))
}

function begins(folded: string, words: readonly string[]): boolean {
  return words.some((word) => folded === word || folded.startsWith(`${word} `))
}

/** "Cộng đồng" is no total; "Cộng", "Tổng cộng: 12" and "Cộng (I + II)" are. */
function beginsTotal(folded: string, word: string): boolean {
  if (folded === word) return true
  return (
    folded.startsWith(`${word} `) &&
    /^(\d|[ivx]+( |$)|ho so|so|cac|theo)/.test(folded.slice(word.length + 1))
  )
}
