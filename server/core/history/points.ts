import { MAX_TIME_MS } from '../../../protocol/sample.ts'

/**
 * Samples of one series, columns of equal length. `at` is whole ms since 1970, ascending, each moment
 * once; a `value` of NaN says that there was explicitly none.
 */
export interface Points {
  readonly count: number
  readonly at: Float64Array
  readonly value: Float64Array
  readonly flags: Uint8Array
}

export const DAY_MS = 86_400_000

/** Columns of `count` rows to be filled. */
export function allocatePoints(count: number): Points {
  return {
    count,
    at: new Float64Array(count),
    value: new Float64Array(count),
    flags: new Uint8Array(count),
  }
}

export const NO_POINTS: Points = allocatePoints(0)

/** The UTC day of a moment (ms since 1970), counted from 1970-01-01. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS)
}

/** A sample's time as history keeps it: whole ms, within what the stream can carry. */
export function historyTime(at: number): number {
  return Math.min(Math.max(Math.floor(at), -MAX_TIME_MS), MAX_TIME_MS) + 0
}

/** A view (no copy) of the rows from `start` to before `end`. */
export function rowsOf(points: Points, start: number, end: number): Points {
  if (start === 0 && end === points.count) return points
  return {
    count: end - start,
    at: points.at.subarray(start, end),
    value: points.value.subarray(start, end),
    flags: points.flags.subarray(start, end),
  }
}

/** A view of the rows within [from, to). */
export function pointsWithin(points: Points, from: number, to: number): Points {
  return rowsOf(points, firstAtOrAfter(points, from), firstAtOrAfter(points, to))
}

function firstAtOrAfter({ at, count }: Points, moment: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((at[middle] ?? Infinity) < moment) low = middle + 1
    else high = middle
  }
  return low
}

/** One list of several, each of which may overlap the others: of equal times the later list's point stays. */
export function mergePoints(lists: readonly Points[]): Points {
  const filled = lists.filter((one) => one.count > 0)
  const [first] = filled
  if (!first) return NO_POINTS
  if (filled.length === 1) return first
  const whole = allocatePoints(filled.reduce((sum, one) => sum + one.count, 0))
  let row = 0
  for (const one of filled) {
    whole.at.set(one.at, row)
    whole.value.set(one.value, row)
    whole.flags.set(one.flags, row)
    row += one.count
  }
  return inOrder(whole)
}

/** The rows in order of time; of equal times the last row stays. The same columns when they are in order. */
export function inOrder(points: Points): Points {
  if (isAscending(points.at, points.count)) return points
  const { at } = points
  const order = Uint32Array.from({ length: points.count }, (_, row) => row)
  order.sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0) || a - b)
  const sorted = allocatePoints(points.count)
  let count = 0
  for (const row of order) {
    const isSameMoment = count > 0 && sorted.at[count - 1] === at[row]
    const to = isSameMoment ? count - 1 : count++
    sorted.at[to] = at[row] ?? 0
    sorted.value[to] = points.value[row] ?? NaN
    sorted.flags[to] = points.flags[row] ?? 0
  }
  return rowsOf(sorted, 0, count)
}

function isAscending(at: Float64Array, count: number): boolean {
  for (let row = 1; row < count; row++) {
    if (!((at[row] ?? 0) > (at[row - 1] ?? 0))) return false
  }
  return true
}

export interface DayPoints {
  readonly day: number
  readonly points: Points
}

/** Points in order, cut at UTC midnights. */
export function splitByDay(points: Points): readonly DayPoints[] {
  const days: DayPoints[] = []
  let start = 0
  while (start < points.count) {
    const day = dayOf(points.at[start] ?? 0)
    const end = firstAtOrAfter(points, (day + 1) * DAY_MS)
    days.push({ day, points: rowsOf(points, start, end) })
    start = end
  }
  return days
}
