import type { HistoryBreak, HistoryPoint } from '../history/history-window.ts'

export interface RunPoint {
  readonly at: number
  readonly value: number
}

export interface TimeSpan {
  readonly from: number
  readonly to: number
}

/** Stretches of points without a gap between them: what a line may join. */
export type Runs = readonly (readonly RunPoint[])[]

/** Cuts points where there is no value, where two lie further apart than the series may be silent, and at breaks. */
export function runsOf(
  points: readonly HistoryPoint[],
  mostApartMs: number,
  breaks: readonly Pick<HistoryBreak, 'at'>[] = [],
): Runs {
  const runs: RunPoint[][] = []
  let run: RunPoint[] | undefined
  let lastAt = -Infinity
  for (const { at, value } of points) {
    if (value === null || !Number.isFinite(value)) {
      run = undefined
      continue
    }
    const isBroken = breaks.some((one) => one.at > lastAt && one.at <= at)
    if (!run || isBroken || at - lastAt > mostApartMs) runs.push((run = []))
    run.push({ at, value })
    lastAt = at
  }
  return runs
}

/** The same from a moment on: a line that comes in from before begins at the edge. */
export function runsFrom(from: number, runs: Runs): Runs {
  return runs.flatMap((run) => {
    const first = run.findIndex(({ at }) => at >= from)
    if (first === -1) return []
    const [before, after] = [run[first - 1], run[first]]
    if (!before || !after || after.at === from) return [run.slice(first)]
    return [[{ at: from, value: valueBetween(before, after, from) }, ...run.slice(first)]]
  })
}

/**
 * The same with what ends at a break cut that much short, down to a dot: otherwise lines of close figures
 * on its two sides would look like one. What begins there stays whole, for it may be all there is yet.
 */
export function clearOfBreaks(
  runs: Runs,
  breaks: readonly Pick<HistoryBreak, 'at'>[],
  shortMs: number,
): Runs {
  return runs.map((run) => {
    const end = run.at(-1)?.at ?? -Infinity
    const next = breaks.find(({ at }) => at > end)
    return next ? runUntil(next.at - shortMs, run) : run
  })
}

function runUntil(to: number, run: readonly RunPoint[]): readonly RunPoint[] {
  const after = run.findIndex(({ at }) => at > to)
  if (after === -1) return run
  const [last, next] = [run[after - 1], run[after]]
  if (!last || !next) return run.slice(0, 1)
  return [...run.slice(0, after), { at: to, value: valueBetween(last, next, to) }]
}

function valueBetween(before: RunPoint, after: RunPoint, at: number): number {
  const share = (at - before.at) / (after.at - before.at)
  return before.value + share * (after.value - before.value)
}

/** How long a series may be silent before its line is cut: its metric's own limit, or two steps of what was asked for. */
export function mostApart(staleAfterMs: number, stepMs: number | undefined): number {
  return Math.max(staleAfterMs, 2 * (stepMs ?? 0))
}

/** The stretches of a window in which none of the series has anything; up to `until`, and only those worth seeing. */
export function silentSpans(
  all: readonly Runs[],
  { from, to }: TimeSpan,
  leastMs: number,
): readonly TimeSpan[] {
  const covered = all
    .flat()
    .map((run) => ({ from: run[0]?.at ?? to, to: run.at(-1)?.at ?? from }))
    .toSorted((a, b) => a.from - b.from)
  const spans: TimeSpan[] = []
  let reached = from
  for (const span of [...covered, { from: to, to }]) {
    if (span.from - reached > leastMs) spans.push({ from: reached, to: Math.min(span.from, to) })
    reached = Math.max(reached, span.to)
  }
  return spans.filter((span) => span.to > span.from)
}
