import { computed, shallowRef, triggerRef, type ComputedRef, type ShallowRef } from 'vue'
import type { Frame } from '../../../protocol/frame.ts'
import {
  ageAt,
  freshnessOf,
  worseFreshness,
  type Freshness,
  type FreshnessLimits,
} from '../../../protocol/freshness.ts'
import { SLOT, unpackFlags, type Origin, type Quality } from '../../../protocol/sample.ts'
import type { Series } from '../../../protocol/schema.ts'
import type { SeriesColumns } from './sources.ts'
import { TrendTrack, type Trend } from './trend.ts'

export interface Reading {
  /** null = the source says there is no value. */
  readonly value: number | null
  readonly sampledAt: number
  readonly quality: Quality
  readonly origin: Origin
  readonly underReview: boolean
  /** At least `stale` while nothing proves the way to the store; `none` where there is no value. */
  readonly freshness: Freshness
  readonly ageMs: number
  readonly trend: Trend
}

/** The series that one panel draws, woken together: a frame that changes any of them wakes it once. */
export interface Subscription {
  /** By key; without the series that have no value, or never had one. */
  readonly readings: ComputedRef<ReadonlyMap<string, Reading>>
}

interface Group extends Subscription {
  readonly tracks: readonly Track[]
  readonly changes: ShallowRef<undefined>
  isWoken: boolean
}

/** One series that somebody draws. Shared by all who draw it, dropped with the last of them. */
interface Track {
  readonly key: string
  readonly trend: TrendTrack
  readonly groups: Set<Group>
  series: Series | undefined
}

/** What all readings of one moment are made from. */
interface Moment {
  readonly slot: Uint8Array
  readonly value: Float64Array
  readonly flags: Uint8Array
  readonly sampledAt: Float64Array
  readonly siteNow: number
  readonly rate: number
  readonly isProven: boolean
  /** By metric, as far as asked for. */
  readonly limits: Map<string, FreshnessLimits | undefined>
}

/** What a reading depends on beside its series; read inside computed values, so it may be reactive. */
export interface BookContext {
  readonly siteNow: () => number
  /** Site ms per real ms. */
  readonly rate: () => number
  readonly isProven: () => boolean
  readonly limitsOf: (metric: string) => FreshnessLimits | undefined
}

/**
 * Wakes exactly the panels whose series changed, each once a frame. The columns stay plain typed
 * arrays: the only reactive thing is one trigger per panel.
 */
export class SeriesBook {
  readonly #context: BookContext
  readonly #tracks = new Map<string, Track>()
  #columns: SeriesColumns | undefined
  #byNumber: (Track | undefined)[] = []

  constructor(context: BookContext) {
    this.#context = context
  }

  /** How many series are drawn. */
  get size(): number {
    return this.#tracks.size
  }

  acquire(keys: readonly string[]): Subscription {
    const tracks = [...new Set(keys)].map((key) => this.#tracks.get(key) ?? this.#open(key))
    const changes = shallowRef<undefined>()
    const readings = computed(() => {
      void changes.value
      return this.#readAll(tracks)
    })
    const group: Group = { tracks, changes, readings, isWoken: false }
    for (const track of tracks) track.groups.add(group)
    return group
  }

  release(subscription: Subscription): void {
    const { tracks } = subscription as Group
    for (const track of tracks) {
      const isHeld = track.groups.delete(subscription as Group)
      if (!isHeld || track.groups.size > 0) continue
      this.#tracks.delete(track.key)
      if (track.series) this.#byNumber[track.series.number] = undefined
    }
  }

  /** Reads from these columns from now on; called again whenever their schema changed. */
  bind(columns: SeriesColumns | undefined): void {
    this.#columns = columns
    const schema = columns?.schema()
    this.#byNumber = new Array<Track | undefined>(schema?.series.length ?? 0).fill(undefined)
    for (const track of this.#tracks.values()) this.#attach(track)
    this.#wake(this.#tracks.values())
  }

  /** Takes note of a frame that the columns already hold. */
  applied({ header, columns }: Frame, channel: number): void {
    const isWhole = header.kind === 'keyframe'
    const { count, series } = columns
    const changed: Track[] = []
    for (let row = 0; row < count; row++) {
      const track = this.#byNumber[series[row] ?? -1]
      if (track === undefined) continue
      this.#record(track)
      if (!isWhole) changed.push(track)
    }
    const ofChannel = (track: Track): boolean => track.series?.channel === channel
    this.#wake(isWhole ? [...this.#tracks.values()].filter(ofChannel) : changed)
  }

  #wake(tracks: Iterable<Track>): void {
    const woken: Group[] = []
    for (const { groups } of tracks) {
      for (const group of groups) {
        if (group.isWoken) continue
        group.isWoken = true
        woken.push(group)
      }
    }
    for (const group of woken) {
      group.isWoken = false
      triggerRef(group.changes)
    }
  }

  #open(key: string): Track {
    const track = { key, trend: new TrendTrack(), groups: new Set<Group>(), series: undefined }
    this.#tracks.set(key, track)
    this.#attach(track)
    return track
  }

  #attach(track: Track): void {
    track.series = this.#columns?.schema().byKey.get(track.key)
    if (track.series === undefined) return
    this.#byNumber[track.series.number] = track
    this.#record(track)
  }

  #record({ series, trend }: Track): void {
    const columns = this.#columns
    if (series === undefined || columns === undefined) return
    const slot = columns.slot()[series.number]
    // What comes after a removal need not be of the same unit or sensor: nothing leads from one to the other.
    if (slot === SLOT.removed) trend.clear()
    if (slot !== SLOT.value) return
    const at = columns.sampledAt()[series.number] ?? 0
    const value = columns.value()[series.number] ?? NaN
    const cadenceMs = this.#context.limitsOf(series.metric)?.cadenceMs ?? 0
    // A number that cannot be trusted shows the way of nothing.
    const { quality } = unpackFlags(columns.flags()[series.number] ?? 0)
    if (quality !== 'bad') trend.push(at, value, cadenceMs)
  }

  #readAll(tracks: readonly Track[]): ReadonlyMap<string, Reading> {
    const found = new Map<string, Reading>()
    const columns = this.#columns
    if (columns === undefined) return found
    // Asked for once, not for every series: each of them may be reactive.
    const at: Moment = {
      slot: columns.slot(),
      value: columns.value(),
      flags: columns.flags(),
      sampledAt: columns.sampledAt(),
      siteNow: this.#context.siteNow(),
      rate: this.#context.rate(),
      isProven: this.#context.isProven(),
      limits: new Map(),
    }
    for (const track of tracks) {
      const reading = this.#read(track, at)
      if (reading) found.set(track.key, reading)
    }
    return found
  }

  #read({ series, trend }: Track, at: Moment): Reading | undefined {
    if (series === undefined) return undefined
    const { number, metric, decimals } = series
    const slot = at.slot[number]
    if (slot !== SLOT.value && slot !== SLOT.empty) return undefined
    const isEmpty = slot === SLOT.empty
    const { quality, origin, underReview } = unpackFlags(at.flags[number] ?? 0)
    const sampledAt = at.sampledAt[number] ?? 0
    const ageMs = ageAt(at.siteNow, sampledAt, at.rate)
    const limits = this.#limitsOf(metric, at)
    return {
      value: isEmpty ? null : (at.value[number] ?? NaN),
      sampledAt,
      quality,
      origin,
      underReview,
      freshness: isEmpty ? 'none' : freshnessBy(limits, ageMs, at),
      ageMs,
      trend: isEmpty || !limits ? undefined : trend.read(decimals, limits, ageMs),
    }
  }

  #limitsOf(metric: string, { limits }: Moment): FreshnessLimits | undefined {
    if (!limits.has(metric)) limits.set(metric, this.#context.limitsOf(metric))
    return limits.get(metric)
  }
}

function freshnessBy(
  known: FreshnessLimits | undefined,
  ageMs: number,
  { isProven }: Moment,
): Freshness {
  // A metric whose limits are unknown cannot be vouched for, and a number behind a cut path neither.
  const own = known ? freshnessOf(ageMs, known) : 'stale'
  return isProven ? own : worseFreshness(own, 'stale')
}
