import { longestSpan, type RainReading, type RainSpan } from './rain-readings.ts'

const HOUR_MS = 3_600_000
/** Above the heaviest rain on record over hours; short bursts may add the second. */
const MOST_MM_PER_HOUR = 300
const BURST_MM = 10

/** A reading with a value. */
interface Count {
  readonly at: number
  readonly value: number
  readonly isDoubted: boolean
}

/**
 * The rain between readings of a counter that are ordered by time. Missing readings lose nothing, for
 * the counter went on; a drop is a wrap where that is plausible, and a reset otherwise.
 */
export function counterSpans(
  ordered: readonly RainReading[],
  everyMs: number | undefined,
  wrapsAt: number | undefined,
): readonly RainSpan[] {
  const counts = ordered.flatMap(({ at, value, isDoubted = false }): readonly Count[] =>
    value === null ? [] : [{ at, value, isDoubted }],
  )
  const longest = longestSpan(everyMs)
  const spans: RainSpan[] = []
  let last: Count | undefined
  for (const [index, count] of counts.entries()) {
    if (last === undefined) {
      last = count
      continue
    }
    if (isSpike(last, count, counts[index + 1])) {
      // No time passes: the next reading is counted from the one before.
      spans.push({ from: count.at, to: count.at, amount: 0, note: 'spike', isLeast: false })
      continue
    }
    const span = spanBetween(last, count, wrapsAt)
    const isGap = span.note === undefined && count.at - last.at > longest
    spans.push(isGap ? { ...span, note: 'gap' } : span)
    last = count
  }
  return spans
}

function spanBetween(last: Count, count: Count, wrapsAt: number | undefined): RainSpan {
  const span = { from: last.at, to: count.at, isLeast: false }
  const amount = count.value - last.value
  if (amount >= 0) {
    if (!isPlausible(amount, last, count)) return { ...span, amount, note: 'implausible' }
    const note = last.isDoubted || count.isDoubted ? 'doubted' : undefined
    return { ...span, amount, note }
  }
  if (wrapsAt !== undefined && isPlausible(amount + wrapsAt, last, count)) {
    return { ...span, amount: amount + wrapsAt, note: 'wrap' }
  }
  // From 0 it cannot have come so far: it was set to another number, or told wrongly by a little.
  const isFromZero = isPlausible(count.value, last, count)
  return { ...span, amount: isFromZero ? count.value : 0, note: 'reset', isLeast: true }
}

/** Off the course that the reading before and the next one agree on. */
function isSpike(last: Count, count: Count, next: Count | undefined): boolean {
  if (next === undefined || next.value < last.value) return false
  if (!isPlausible(next.value - last.value, last, next)) return false
  if (count.value > last.value) {
    return next.value < count.value && !isPlausible(count.value - last.value, last, count)
  }
  // A counter that comes back to the very number was never at 0.
  const isBack = next.value === last.value || !isPlausible(next.value - count.value, count, next)
  return count.value < last.value && isBack
}

function isPlausible(amount: number, from: Count, to: Count): boolean {
  return amount >= 0 && amount <= BURST_MM + (MOST_MM_PER_HOUR * (to.at - from.at)) / HOUR_MS
}
