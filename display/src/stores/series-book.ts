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
import { TrendTrack, type Trend, type TrendOptions } from './trend.ts'

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

/** One series that somebody draws. Shared by all who draw it, dropped with the last of them. */
export interface Subscription {
  readonly key: string
  readonly reading: ComputedRef<Reading | undefined>
}

interface Entry extends Subscription {
  readonly changes: ShallowRef<Series | undefined>
  readonly trend: TrendTrack
  users: number
}

/** What a reading depends on beside its series; read inside computed values, so it may be reactive. */
export interface BookContext {
  readonly siteNow: () => number
  readonly isProven: () => boolean
  readonly limitsOf: (metric: string) => FreshnessLimits | undefined
}

/**
 * Wakes exactly the readings whose series changed. The columns stay plain typed arrays: the only
 * reactive thing is one trigger per series that is drawn.
 */
export class SeriesBook {
  readonly #context: BookContext
  readonly #entries = new Map<string, Entry>()
  #columns: SeriesColumns | undefined
  #byNumber: (Entry | undefined)[] = []

  constructor(context: BookContext) {
    this.#context = context
  }

  /** How many series are drawn. */
  get size(): number {
    return this.#entries.size
  }

  acquire(key: string): Subscription {
    const entry = this.#entries.get(key) ?? this.#open(key)
    entry.users++
    return entry
  }

  release(subscription: Subscription): void {
    const entry = this.#entries.get(subscription.key)
    if (entry !== subscription || --entry.users > 0) return
    this.#entries.delete(entry.key)
    const number = entry.changes.value?.number
    if (number !== undefined) this.#byNumber[number] = undefined
  }

  /** Reads from these columns from now on; called again whenever their schema changed. */
  bind(columns: SeriesColumns | undefined): void {
    this.#columns = columns
    const schema = columns?.schema()
    this.#byNumber = new Array<Entry | undefined>(schema?.series.length ?? 0).fill(undefined)
    for (const entry of this.#entries.values()) this.#attach(entry)
  }

  /** Takes note of a frame that the columns already hold. */
  applied({ header, columns }: Frame, channel: number): void {
    const isWhole = header.kind === 'keyframe'
    const { count, series } = columns
    for (let row = 0; row < count; row++) {
      const entry = this.#byNumber[series[row] ?? -1]
      if (entry === undefined) continue
      this.#record(entry)
      if (!isWhole) triggerRef(entry.changes)
    }
    if (isWhole) this.#wakeChannel(channel)
  }

  #wakeChannel(channel: number): void {
    for (const { changes } of this.#entries.values()) {
      if (changes.value?.channel === channel) triggerRef(changes)
    }
  }

  #open(key: string): Entry {
    const changes = shallowRef<Series | undefined>()
    const trend = new TrendTrack()
    const reading = computed(() => this.#read(changes.value, trend))
    const entry: Entry = { key, changes, trend, reading, users: 0 }
    this.#entries.set(key, entry)
    this.#attach(entry)
    return entry
  }

  #attach(entry: Entry): void {
    const series = this.#columns?.schema().byKey.get(entry.key)
    entry.changes.value = series
    triggerRef(entry.changes)
    if (series === undefined) return
    this.#byNumber[series.number] = entry
    this.#record(entry)
  }

  #record({ changes, trend }: Entry): void {
    const series = changes.value
    const columns = this.#columns
    if (series === undefined || columns === undefined) return
    if (columns.slot()[series.number] !== SLOT.value) return
    const at = columns.sampledAt()[series.number] ?? 0
    const value = columns.value()[series.number] ?? NaN
    trend.push(at, value, this.#trendOptions(series))
  }

  #trendOptions({ metric }: Series): TrendOptions {
    const limits = this.#context.limitsOf(metric)
    return { spacingMs: (limits?.cadenceMs ?? 0) / 2, spanMs: limits?.expireAfterMs ?? Infinity }
  }

  #read(series: Series | undefined, trend: TrendTrack): Reading | undefined {
    const columns = this.#columns
    if (series === undefined || columns === undefined) return undefined
    const { number, metric, decimals } = series
    const slot = columns.slot()[number]
    if (slot !== SLOT.value && slot !== SLOT.empty) return undefined
    const isEmpty = slot === SLOT.empty
    const { quality, origin, underReview } = unpackFlags(columns.flags()[number] ?? 0)
    const sampledAt = columns.sampledAt()[number] ?? 0
    const ageMs = ageAt(this.#context.siteNow(), sampledAt)
    return {
      value: isEmpty ? null : (columns.value()[number] ?? NaN),
      sampledAt,
      quality,
      origin,
      underReview,
      freshness: isEmpty ? 'none' : this.#freshness(metric, ageMs),
      ageMs,
      trend: isEmpty ? undefined : trend.read(decimals),
    }
  }

  #freshness(metric: string, ageMs: number): Freshness {
    const limits = this.#context.limitsOf(metric)
    // A metric whose limits are unknown cannot be vouched for, and a number behind a cut path neither.
    const own = limits ? freshnessOf(ageMs, limits) : 'stale'
    return this.#context.isProven() ? own : worseFreshness(own, 'stale')
  }
}
