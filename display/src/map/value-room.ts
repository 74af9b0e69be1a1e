interface ValueText {
  readonly text: string
}

/** Above this a map is read by its colours; names stand where there is room. */
export const FEW_UNITS = 30

const SHORTEST = '00'

/**
 * The text that each unit's label keeps room for, so that a change of digits moves nothing. Where
 * units are few all keep room for the longest; where they are many each keeps its own, which only
 * grows. Answers `kept` itself while nothing needs another room.
 */
export function roomForValues(
  cells: readonly (ValueText & { readonly code: string })[],
  kept: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const longest = cells.length > FEW_UNITS ? undefined : longestOf(cells)
  const needed = ({ code, text }: (typeof cells)[number]): string =>
    longest ?? longerOf(kept.get(code) ?? '0', text)
  const isSame =
    kept.size === cells.length && cells.every((cell) => kept.get(cell.code) === needed(cell))
  return isSame ? kept : new Map(cells.map((cell) => [cell.code, needed(cell)]))
}

/** Digits are all equally wide, so the text with most letters is the widest. */
export function longestOf(values: readonly ValueText[]): string {
  return values.reduce((found, { text }) => longerOf(found, text), SHORTEST)
}

function longerOf(kept: string, text: string): string {
  return text.length > kept.length ? text.replace(/\d/g, '0') : kept
}
