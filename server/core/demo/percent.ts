/** A share in percent with one decimal; null over nothing. */
export function percentOrNull(part: number, whole: number): number | null {
  return whole === 0 ? null : percent(part, whole)
}

/** A share in percent with one decimal, of a whole above 0. */
export function percent(part: number, whole: number): number {
  return Math.round((1_000 * part) / whole) / 10
}
