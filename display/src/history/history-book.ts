import { shallowRef, type ShallowRef } from 'vue'
import type { HistoryAnswer } from './fetch-history.ts'
import { HistoryLine } from './history-line.ts'
import {
  windowKey,
  type HistoryBreak,
  type HistoryPoint,
  type HistoryWindow,
} from './history-window.ts'

export interface HistoryView {
  /** `failed`: there are only the points that came live. */
  readonly state: 'loading' | 'ready' | 'failed'
  readonly points: readonly HistoryPoint[]
  readonly breaks: readonly HistoryBreak[]
}

export interface HistoryPorts {
  /** Loads a window; never rejects. */
  readonly load: (window: HistoryWindow) => Promise<HistoryAnswer>
  /** Site time; 0 while it is not known. */
  readonly siteNow: () => number
  readonly after: (delayMs: number, task: () => void) => () => void
}

export interface HistoryHold {
  readonly view: Readonly<ShallowRef<HistoryView>>
}

interface Entry extends HistoryHold {
  readonly key: string
  readonly window: HistoryWindow
  readonly view: ShallowRef<HistoryView>
  readonly line: HistoryLine
  holders: number
  /** Goes up with each reset, so that an answer to an earlier question is known as such. */
  round: number
  failures: number
  isAsking: boolean
  callOff: (() => void) | undefined
}

/** At once; what is more waits its turn, so that a wall that comes up does not ask for everything together. */
const MOST_ASKING = 3
const FIRST_RETRY_MS = 2_000
const LAST_RETRY_MS = 120_000
const RELOAD_EVERY_MS = 600_000
const NOTHING: HistoryView = { state: 'loading', points: [], breaks: [] }

/** The windows that panels draw: each loaded once for all of them, carried on by what comes live, dropped with the last. */
export class HistoryBook {
  readonly #ports: HistoryPorts
  readonly #entries = new Map<string, Entry>()
  readonly #bySeries = new Map<string, Set<Entry>>()
  #waiting: Entry[] = []
  #asking = 0

  constructor(ports: HistoryPorts) {
    this.#ports = ports
  }

  /** How many windows are held. */
  get size(): number {
    return this.#entries.size
  }

  acquire(window: HistoryWindow): HistoryHold {
    const key = windowKey(window)
    const entry = this.#entries.get(key) ?? this.#open(key, window)
    entry.holders++
    return entry
  }

  release(hold: HistoryHold): void {
    const entry = hold as Entry
    entry.holders--
    if (entry.holders > 0 || this.#entries.get(entry.key) !== entry) return
    entry.round++
    entry.callOff?.()
    this.#entries.delete(entry.key)
    this.#waiting = this.#waiting.filter((one) => one !== entry)
    const same = this.#bySeries.get(entry.window.series)
    same?.delete(entry)
    if (same?.size === 0) this.#bySeries.delete(entry.window.series)
  }

  /** Takes a value that has come live, for every window of its series. */
  record(series: string, at: number, value: number | null): void {
    for (const entry of this.#bySeries.get(series) ?? []) {
      if (entry.line.append(at, value)) this.#show(entry)
    }
  }

  /** Loads everything again, keeping what is shown until the answers are here. */
  reload(): void {
    for (const entry of this.#entries.values()) this.#ask(entry)
  }

  /** Forgets all points and loads again: the figures are of another epoch, or of another site. */
  reset(): void {
    for (const entry of this.#entries.values()) {
      entry.round++
      entry.failures = 0
      entry.line.clear()
      entry.view.value = NOTHING
      this.#ask(entry)
    }
  }

  #open(key: string, window: HistoryWindow): Entry {
    const entry: Entry = {
      ...{ key, window, line: new HistoryLine(window), view: shallowRef(NOTHING) },
      ...{ holders: 0, round: 0, failures: 0, isAsking: false, callOff: undefined },
    }
    this.#entries.set(key, entry)
    const same = this.#bySeries.get(window.series) ?? new Set()
    this.#bySeries.set(window.series, same.add(entry))
    this.#ask(entry)
    return entry
  }

  #ask(entry: Entry): void {
    entry.callOff?.()
    entry.callOff = undefined
    if (!entry.isAsking && !this.#waiting.includes(entry)) this.#waiting.push(entry)
    this.#next()
  }

  #next(): void {
    // Before the clock is known nobody can say where a window ends; the first frame brings a reload.
    if (this.#ports.siteNow() <= 0) return
    while (this.#asking < MOST_ASKING) {
      const entry = this.#waiting.shift()
      if (!entry) return
      void this.#load(entry)
    }
  }

  async #load(entry: Entry): Promise<void> {
    const { round } = entry
    this.#asking++
    entry.isAsking = true
    const answer = await this.#ports.load(entry.window)
    entry.isAsking = false
    this.#asking--
    if (entry.round === round) this.#take(entry, answer)
    else if (this.#entries.get(entry.key) === entry) this.#ask(entry)
    this.#next()
  }

  #take(entry: Entry, answer: HistoryAnswer): void {
    if (answer.ok) {
      entry.failures = 0
      entry.line.load(answer.points)
      this.#show(entry, 'ready', answer.breaks)
    } else {
      entry.failures++
      if (entry.view.value.state === 'loading') this.#show(entry, 'failed')
    }
    const delayMs = answer.ok
      ? RELOAD_EVERY_MS
      : Math.min(FIRST_RETRY_MS * 2 ** (entry.failures - 1), LAST_RETRY_MS)
    entry.callOff = this.#ports.after(delayMs, () => this.#ask(entry))
  }

  #show(entry: Entry, state?: HistoryView['state'], breaks?: readonly HistoryBreak[]): void {
    const { line, view } = entry
    line.trim(this.#ports.siteNow())
    view.value = {
      state: state ?? view.value.state,
      points: line.points(),
      breaks: breaks ?? view.value.breaks,
    }
  }
}
