import type { FloodPosture, Watch } from '../../../protocol/alarms.ts'
import { AlarmCounts } from './alarm-counts.ts'
import { rowsOf } from './alarm-state.ts'
import type { Alarm } from './alarm.ts'
import { applyEvent } from './apply-event.ts'
import type { AlarmSiteEvent, PostureEvent } from './events.ts'
import type { Kept } from './record.ts'
import { applyWatch, NOBODY } from './watch.ts'

/** The posture that an event leaves. */
export function postureAfter({ kind, at, raises }: PostureEvent): FloodPosture {
  return kind === 'flood-began' ? { since: at, raises } : { raises }
}

const NO_WATCH: Kept<Watch> = Object.freeze({ seq: 0, value: NOBODY })
const NO_FLOOD: Kept<FloodPosture> = Object.freeze({ seq: 0, value: { raises: 0 } })
/** Outdated notes of changes are dropped once there are so many, and more than there are alarms. */
const MIN_OUTDATED = 64

/** What was worked out from a journal up to its entry `head`. */
export interface BookRecords {
  readonly head: number
  readonly alarms: readonly Kept<Alarm>[]
  readonly posture?: Kept<FloodPosture> | undefined
  readonly watch?: Kept<Watch> | undefined
}

/**
 * The alarms of a site as their journal made them. An alarm that was raised once stays, for the
 * numbers of its occurrences are never given twice.
 */
export class AlarmBook {
  readonly counts = new AlarmCounts()
  readonly #alarms = new Map<string, Kept<Alarm>>()
  /** Every change by its entry's number, ascending; only the last of each alarm is up to date. */
  #changes: { readonly seq: number; readonly id: string }[] = []
  #posture: Kept<FloodPosture>
  #watch: Kept<Watch>
  #head: number

  /** Starts from what was kept; without it from before the first entry. */
  constructor({ head, alarms, posture, watch }: BookRecords = { head: 0, alarms: [] }) {
    this.#head = head
    this.#posture = posture ?? NO_FLOOD
    this.#watch = watch ?? NO_WATCH
    for (const kept of alarms.toSorted((a, b) => a.seq - b.seq)) this.#keep(kept)
  }

  /** Number of the last entry that was taken in. */
  get head(): number {
    return this.#head
  }

  get size(): number {
    return this.#alarms.size
  }

  /** The site's posture and the entry that changed it last. */
  get posture(): Kept<FloodPosture> {
    return this.#posture
  }

  /** Who is on watch, and the entry that changed it last. */
  get watch(): Kept<Watch> {
    return this.#watch
  }

  get(id: string): Alarm | undefined {
    return this.#alarms.get(id)?.value
  }

  /** An alarm with the entry that changed it last, as `recordOf` keeps it. */
  kept(id: string): Kept<Alarm> | undefined {
    return this.#alarms.get(id)
  }

  /** All alarms, the one that changed last at the end. */
  alarms(): readonly Kept<Alarm>[] {
    return this.changedAfter(-1)
  }

  /**
   * Takes in the entry `seq` of the journal; an entry about no alarm only moves the head. Entries come
   * in order: one that was taken in already is refused (RangeError), for it would count twice.
   */
  apply(seq: number, event: AlarmSiteEvent | undefined): void {
    if (seq <= this.#head) throw new RangeError(`entry ${seq} comes after entry ${this.#head}`)
    this.#head = seq
    if (!event) return
    if ('kind' in event) {
      if (event.kind === 'watch') {
        this.#watch = { seq, value: applyWatch(this.#watch.value, event, seq) }
      } else this.#posture = { seq, value: postureAfter(event) }
      return
    }
    const before = this.get(event.alarm)
    const value = applyEvent(before, event)
    if (value !== before) this.#keep({ seq, value })
  }

  /** The alarms that changed after the entry `seq`, in the order of their last change. Costs what changed since, not what there is. */
  changedAfter(seq: number): readonly Kept<Alarm>[] {
    const changed: Kept<Alarm>[] = []
    for (let index = this.#firstAfter(seq); index < this.#changes.length; index++) {
      const change = this.#changes[index]
      const kept = change && this.#alarms.get(change.id)
      if (kept && kept.seq === change.seq) changed.push(kept)
    }
    return changed
  }

  #keep(kept: Kept<Alarm>): void {
    const { seq, value } = kept
    const before = this.get(value.id)
    if (before) for (const row of rowsOf(before)) this.counts.count(row, -1)
    for (const row of rowsOf(value)) this.counts.count(row, 1)
    this.#alarms.set(value.id, kept)
    this.#changes.push({ seq, id: value.id })
    const outdated = this.#changes.length - this.#alarms.size
    if (outdated > MIN_OUTDATED && outdated > this.#alarms.size) this.#dropOutdated()
  }

  #dropOutdated(): void {
    this.#changes = this.#changes.filter(({ seq, id }) => this.#alarms.get(id)?.seq === seq)
  }

  /** Index of the first change behind an entry, by halving. */
  #firstAfter(seq: number): number {
    let [low, high] = [0, this.#changes.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#changes[middle]?.seq ?? Infinity) <= seq) low = middle + 1
      else high = middle
    }
    return low
  }
}
