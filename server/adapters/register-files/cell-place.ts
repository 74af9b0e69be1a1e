export interface CellPlace {
  /** From 0. */
  readonly column: number
  /** From 1. */
  readonly row: number
}

const LETTER_A = 65
const MAX_ROW = 1_048_576

/** The place that an address such as F17 names; undefined when it is none. */
export function placeOf(address: string): CellPlace | undefined {
  let column = 0
  let at = 0
  for (; at < address.length; at++) {
    const letter = address.charCodeAt(at) - LETTER_A
    if (!(letter >= 0 && letter < 26)) break
    column = column * 26 + letter + 1
  }
  const row = Number(address.slice(at))
  if (at < 1 || at > 3 || !(Number.isInteger(row) && row >= 1 && row <= MAX_ROW)) return undefined
  return { column: column - 1, row }
}
