export interface CurvePoint {
  readonly at: number
  readonly value: number
}

/** A curve through points; outside them undefined. */
export type Curve = (at: number) => number | undefined

/**
 * The monotone cubic through points in ascending order of time (Fritsch and Carlson 1980): between
 * two points it never leaves their range, so no peak is invented. Refuses points out of order.
 */
export function monotoneCurve(points: readonly CurvePoint[]): Curve {
  const slopes = secants(points)
  const tangents = points.map((_, index) => tangentAt(slopes, index))
  return (at) => {
    const index = lastAtOrBefore(points, at)
    const left = points[index]
    if (!left || at > (points.at(-1)?.at ?? -Infinity)) return undefined
    const right = points[index + 1]
    if (!right) return left.value
    const width = right.at - left.at
    const t = (at - left.at) / width
    const m0 = (tangents[index] ?? 0) * width
    const m1 = (tangents[index + 1] ?? 0) * width
    return (
      left.value * (1 + 2 * t) * (1 - t) ** 2 +
      m0 * t * (1 - t) ** 2 +
      right.value * t * t * (3 - 2 * t) +
      m1 * t * t * (t - 1)
    )
  }
}

function secants(points: readonly CurvePoint[]): readonly number[] {
  return points.slice(1).map((right, index) => {
    const left = points[index] ?? right
    if (right.at <= left.at) throw new RangeError('points must ascend in time')
    return (right.value - left.value) / (right.at - left.at)
  })
}

/** The harmonic mean of the neighbouring slopes, 0 at a turn: this keeps the cubic monotone. */
function tangentAt(slopes: readonly number[], index: number): number {
  const before = slopes[index - 1]
  const after = slopes[index]
  if (before === undefined || after === undefined) return before ?? after ?? 0
  return before * after <= 0 ? 0 : (2 * before * after) / (before + after)
}

function lastAtOrBefore(points: readonly CurvePoint[], at: number): number {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.at ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}
