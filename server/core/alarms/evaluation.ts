import type { ConditionInput, ConditionLook, ConditionResult } from './condition.ts'
import { pauseState, resumeState, shiftState } from './condition-text.ts'
import { look, looksUntil } from './look.ts'
import { pointsBySeries, type AlarmPoint } from './points.ts'

/** What a condition says after it has come to say something else. */
export interface Transition {
  readonly point: AlarmPoint
  readonly result: ConditionResult
  /** Site time, ms since 1970. */
  readonly at: number
  /** By a value that was simulated. */
  readonly isSimulated: boolean
}

/** Points that changed, with what is to be told and to be kept of them. */
export interface EvaluationChunk {
  readonly transitions: readonly Transition[]
  /** Nothing is left behind it. */
  readonly isLast: boolean
  readonly points: readonly { readonly id: string; readonly text: string }[]
}

interface Watched {
  readonly point: AlarmPoint
  look: ConditionLook
  isSimulated: boolean
  transitions: Transition[]
}

/**
 * The conditions of all points of a site at one moment, `now`, which only moves on. What it is not told
 * of in time (a pause, a clock that was set) does not count for delays.
 */
export class Evaluation {
  #now: number
  readonly #watched: ReadonlyMap<string, Watched>
  readonly #bySeries: ReadonlyMap<string, readonly Watched[]>
  /** Combinations by the alarms that they look at. */
  readonly #dependents = new Map<string, Watched[]>()
  /** To be told or kept, in the order in which they changed. */
  readonly #changed = new Set<Watched>()
  /** Something is due at a time, or is waited for: to be looked at, and kept, as time passes. */
  readonly #timed = new Set<Watched>()
  /** Before that nothing is due: with each entry of the stream time passes, and nearly never for anyone. */
  #nothingDueBefore = Infinity
  #untoldCount = 0

  /** `kept`: texts of points by alarm, as `chunk` gave them. Everything that holds is told once more. */
  constructor(points: readonly AlarmPoint[], kept: ReadonlyMap<string, string>, now: number) {
    this.#now = now
    this.#watched = new Map(points.map((point) => [point.alarm, start(point, kept, now)]))
    this.#bySeries = bySeries(this.#watched, points)
    for (const watched of this.#watched.values()) {
      this.#noteTime(watched)
      const { point, isSimulated } = watched
      this.#tell(watched, { point, result: watched.look.state.result, at: now, isSimulated })
      for (const part of point.parts?.flat() ?? []) {
        this.#dependents.set(part, [...(this.#dependents.get(part) ?? []), watched])
      }
    }
    for (const watched of this.#watched.values()) this.#lookAtParts(watched)
  }

  now(): number {
    return this.#now
  }

  /** True when a rule looks at the series `<metric>/<subject>`. */
  watches(series: string): boolean {
    return this.#bySeries.has(series)
  }

  /** Moves on to a moment; of a step longer than `mostMs`, and of one back, what is too much does not count for delays. */
  advance(to: number, mostMs: number): void {
    const step = to - this.#now
    const uncounted = step > mostMs ? step - mostMs : Math.min(0, step)
    this.#now = to
    if (uncounted !== 0) {
      for (const watched of this.#timed) this.#putOff(watched, uncounted)
    }
    if (to >= this.#nothingDueBefore) this.#lookAtDue(to)
  }

  /** What falls due all the same is looked at like everything that does, or it would never be told. */
  #putOff(watched: Watched, ms: number): void {
    const { state, dueAt } = watched.look
    watched.look = {
      state: shiftState(state, ms),
      ...(dueAt !== undefined && { dueAt: dueAt + ms }),
    }
    this.#noteTime(watched)
  }

  #lookAtDue(now: number): void {
    for (const watched of [...this.#timed]) {
      if ((watched.look.dueAt ?? Infinity) <= now) this.#look(watched, { kind: 'tick' })
    }
    let next = Infinity
    for (const { look } of this.#timed) next = Math.min(next, look.dueAt ?? Infinity)
    this.#nothingDueBefore = next
  }

  /** A value of a series, at `now`. */
  sample(
    series: string,
    sample: Omit<Extract<ConditionInput, { readonly kind: 'sample' }>, 'kind'>,
    isSimulated: boolean,
  ): void {
    for (const watched of this.#bySeries.get(series) ?? []) {
      watched.isSimulated = isSimulated
      this.#look(watched, { kind: 'sample', ...sample })
    }
  }

  /** True when there is something to tell; what is only to be kept can wait. */
  hasTransitions(): boolean {
    return this.#untoldCount > 0
  }

  /**
   * At most so many transitions, in the order of the points that changed first; of a point what is to be
   * kept comes with its last one. Where nothing is left, also the points whose time runs.
   */
  chunk(most: number): EvaluationChunk {
    const transitions: Transition[] = []
    const points: Watched[] = []
    for (const watched of this.#changed) {
      if (points.length === most) break
      const room = most - transitions.length
      transitions.push(...watched.transitions.slice(0, room))
      if (watched.transitions.length > room) break
      points.push(watched)
    }
    const isLast = points.length === this.#changed.size
    if (isLast) points.push(...this.#running().slice(0, most))
    return {
      transitions,
      isLast,
      points: points.map(({ point, look: { state } }) => ({
        id: point.alarm,
        text: pauseState(state, this.#now),
      })),
    }
  }

  /** What a chunk said was written. */
  settle({ transitions, points }: EvaluationChunk): void {
    for (const { point } of transitions) {
      if (this.#watched.get(point.alarm)?.transitions.shift()) this.#untoldCount--
    }
    for (const { id } of points) {
      const watched = this.#watched.get(id)
      if (watched) this.#changed.delete(watched)
    }
  }

  #running(): readonly Watched[] {
    return [...this.#timed].filter(
      (watched) => watched.look.state.pending !== undefined && !this.#changed.has(watched),
    )
  }

  #look(watched: Watched, input: ConditionInput): void {
    const { rule } = watched.point
    for (const next of looksUntil(rule, watched.look, input, this.#now)) {
      const before = watched.look.state
      watched.look = next
      if (next.state === before) continue
      this.#changed.add(watched)
      if (next.state.result === before.result) continue
      const { point, isSimulated } = watched
      this.#tell(watched, { point, result: next.state.result, at: next.at, isSimulated })
      const isOther =
        (next.state.result.active === undefined) !== (before.result.active === undefined)
      if (isOther) for (const one of this.#dependents.get(point.alarm) ?? []) this.#lookAtParts(one)
    }
    this.#noteTime(watched)
  }

  #lookAtParts(watched: Watched): void {
    const { parts } = watched.point
    if (!parts) return
    const isActive = (alarm: string): boolean =>
      this.#watched.get(alarm)?.look.state.result.active !== undefined
    watched.isSimulated = parts.flat().some((one) => this.#watched.get(one)?.isSimulated ?? false)
    const active = parts.filter((alarms) => alarms.some(isActive)).length
    this.#look(watched, { kind: 'parts', active })
  }

  #tell(watched: Watched, transition: Transition): void {
    watched.transitions.push(transition)
    this.#changed.add(watched)
    this.#untoldCount++
  }

  #noteTime(watched: Watched): void {
    const { dueAt } = watched.look
    if (dueAt === undefined) this.#timed.delete(watched)
    else {
      this.#timed.add(watched)
      this.#nothingDueBefore = Math.min(this.#nothingDueBefore, dueAt)
    }
  }
}

function start(point: AlarmPoint, kept: ReadonlyMap<string, string>, now: number): Watched {
  const text = kept.get(point.alarm)
  const state = text === undefined ? undefined : resumeState(text, now)
  return {
    point,
    look: look(point.rule, state, { kind: 'tick' }, now),
    isSimulated: false,
    transitions: [],
  }
}

function bySeries(
  watched: ReadonlyMap<string, Watched>,
  points: readonly AlarmPoint[],
): ReadonlyMap<string, readonly Watched[]> {
  return new Map(
    [...pointsBySeries(points)].map(([series, its]) => [
      series,
      its.flatMap(({ alarm }) => watched.get(alarm) ?? []),
    ]),
  )
}
