/**
 * Moves labels apart that would overlap, each as little as possible: `wanted` are the middles in any
 * order, answered in the same order, at least `apart` from each other and inside 0 … `end`.
 */
export function spreadLabels(
  wanted: readonly number[],
  apart: number,
  end: number,
): readonly number[] {
  const gap = wanted.length > 1 ? Math.min(apart, end / wanted.length) : apart
  const order = wanted.map((_, index) => index).toSorted((a, b) => wanted[a]! - wanted[b]!)
  const places = new Array<number>(wanted.length).fill(0)
  let lowest = gap / 2
  for (const index of order) {
    places[index] = Math.max(wanted[index]!, lowest)
    lowest = places[index] + gap
  }
  let highest = end - gap / 2
  for (const index of order.toReversed()) {
    places[index] = Math.min(places[index]!, highest)
    highest = places[index] - gap
  }
  return places
}
