import { liveStepFor, type HistoryPoint, type HistoryWindow } from './history-window.ts'

/** Whatever comes, no line holds more. */
const MOST_HELD = 8_000

/** The points of one window in order of time: what was loaded, and what came since, thinned to steps. */
export class HistoryLine {
  readonly #spanMs: number
  readonly #liveStepMs: number
  #points: HistoryPoint[] = []
  /** Points before this index were loaded, those from it on came live. */
  #liveFrom = 0

  constructor({ spanMs, stepMs }: HistoryWindow) {
    this.#spanMs = spanMs
    this.#liveStepMs = liveStepFor(spanMs, stepMs)
  }

  points(): readonly HistoryPoint[] {
    return this.#points
  }

  clear(): void {
    this.#points = []
    this.#liveFrom = 0
  }

  /** Takes an answer for all up to its last point; what came live after that stays. */
  load(loaded: readonly HistoryPoint[]): void {
    const kept = loaded.slice(-MOST_HELD)
    const lastAt = kept.at(-1)?.at ?? -Infinity
    this.#points = [...kept, ...this.#points.filter((point) => point.at > lastAt)]
    this.#liveFrom = kept.length
  }

  /**
   * Takes a value that has come. One of an earlier time than the last is history's business; of the
   * values within one step the last stays, with the least and the greatest. Says whether anything changed.
   */
  append(at: number, value: number | null): boolean {
    const last = this.#points.at(-1)
    if (last && (at < last.at || (at === last.at && value === last.value))) return false
    const isSameMoment = last?.at === at
    const isSameStep = last !== undefined && this.#isInStepOf(last, at, value)
    if (isSameMoment || isSameStep) this.#points.pop()
    // What stands corrected leaves no trace in the range.
    const range = isSameStep && !isSameMoment ? last : undefined
    const number = value ?? NaN
    this.#points.push({
      at,
      value,
      min: Math.min(range?.min ?? number, number),
      max: Math.max(range?.max ?? number, number),
    })
    if (this.#points.length > MOST_HELD) this.#drop(1)
    this.#liveFrom = Math.min(this.#liveFrom, this.#points.length - 1)
    return true
  }

  /** A value and its absence are never joined: a gap that is a moment long is one. */
  #isInStepOf(last: HistoryPoint, at: number, value: number | null): boolean {
    const isLive = this.#points.length > this.#liveFrom
    if (!isLive || last.value === null || value === null) return false
    return Math.floor(last.at / this.#liveStepMs) === Math.floor(at / this.#liveStepMs)
  }

  /** Drops what left the window that ends at a site time, but for the point before it: the line enters from there. */
  trim(now: number): void {
    const from = now - this.#spanMs
    let leaving = 0
    while ((this.#points[leaving + 1]?.at ?? Infinity) <= from) leaving++
    if (leaving > 0) this.#drop(leaving)
  }

  #drop(count: number): void {
    this.#points.splice(0, count)
    this.#liveFrom = Math.max(0, this.#liveFrom - count)
  }
}
