import { SLOT } from '../../protocol/sample.ts'
import { packRows } from '../core/feed/pack-rows.ts'
import {
  gaugeTotals,
  rainGauges,
  RAIN_WINDOW_MS,
  type GaugeSample,
  type RainGaugePlan,
  type TotalRow,
} from '../core/hazards/gauge-totals.ts'
import type { Points } from '../core/history/points.ts'
import type { Site } from '../core/sites/site.ts'
import type { FeedLog } from './feed-ports.ts'
import type { AppliedEntry, FeedView } from './feed-view.ts'
import type { HistoryReader } from './history-reader.ts'
import type { LeaseService } from './lease.ts'
import type { SeriesRegistry } from './series-registry.ts'
import type { SiteClock } from './site-clock.ts'
import { EpochChanged, StoreUnavailable, type SiteStore } from './store.ts'
import { StepLoop } from './step-loop.ts'

export interface RainTotalsParts {
  readonly site: () => Site
  readonly feed: FeedView
  readonly clock: Pick<SiteClock, 'now'>
  readonly registry: Pick<SeriesRegistry, 'numbersOf'>
  readonly store: Pick<SiteStore, 'append'>
  readonly history: Pick<HistoryReader, 'forMany'>
  /** The site's feed lease: only its holder works anything out. */
  readonly lease: Pick<LeaseService, 'token'>
  readonly log: FeedLog
  readonly stepEveryMs?: number
}

export interface RainTotalsService {
  readonly start: () => void
  readonly stop: () => Promise<void>
}

const STEP_EVERY_MS = 1_000
const REACH_MS = 2_000
/** A gauge that tells every ten seconds has fewer in the window. */
const MOST_SAMPLES = 20_000

/**
 * Appends the rolling totals of rain gauges. A gauge that told something is worked out anew from its
 * history: so late readings count where they belong, and a node that takes over knows as much.
 */
export function createRainTotals(parts: RainTotalsParts): RainTotalsService {
  return new RainTotalsWriter(parts)
}

class RainTotalsWriter implements RainTotalsService {
  readonly #parts: RainTotalsParts
  /** What is known of whom: another site, epoch or token means that all gauges are looked at. */
  #known: { readonly site: Site; readonly epoch: string; readonly token: number } | undefined
  #gauges: readonly RainGaugePlan[] = []
  /** Keys (`metric/sensor`) of gauges, and of those that told something since they were worked out. */
  #keys: ReadonlySet<string> = new Set()
  readonly #marked = new Set<string>()
  readonly #loop: StepLoop
  #unsubscribe: (() => void) | undefined

  constructor(parts: RainTotalsParts) {
    this.#parts = parts
    this.#loop = new StepLoop(() => this.#step(), parts.stepEveryMs ?? STEP_EVERY_MS)
  }

  start(): void {
    if (this.#unsubscribe) return
    this.#unsubscribe = this.#parts.feed.onApplied((entry) => this.#mark(entry))
    this.#loop.start()
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    await this.#loop.stop()
  }

  #mark({ batch }: AppliedEntry): void {
    if (this.#keys.size === 0) return
    const { series } = this.#parts.feed.schema()
    for (let row = 0; row < batch.count; row++) {
      const name = series[batch.series[row] ?? -1]
      if (name?.subject.kind !== 'sensor') continue
      const key = `${name.metric}/${name.subject.id}`
      if (this.#keys.has(key)) this.#marked.add(key)
    }
  }

  async #step(): Promise<void> {
    const { lease, feed, log } = this.#parts
    const token = lease.token()
    const epoch = feed.epoch()
    if (token === undefined || epoch === '') return
    this.#look(token, epoch)
    if (this.#marked.size === 0) return
    const due = this.#gauges.filter((one) => this.#marked.has(keyOf(one)))
    this.#marked.clear()
    try {
      const rows = await this.#rowsOf(due)
      if (rows.length > 0) await this.#append(epoch, rows, token)
    } catch (error) {
      this.#known = undefined
      if (!(error instanceof StoreUnavailable || error instanceof EpochChanged)) throw error
      log.warn({ err: error, site: feed.site }, 'totals of rain not written')
    }
  }

  #look(token: number, epoch: string): void {
    const site = this.#parts.site()
    const last = this.#known
    if (last?.site === site && last.epoch === epoch && last.token === token) return
    this.#known = { site, epoch, token }
    this.#gauges = rainGauges(site)
    this.#keys = new Set(this.#gauges.map(keyOf))
    for (const key of this.#keys) this.#marked.add(key)
  }

  async #rowsOf(gauges: readonly RainGaugePlan[]): Promise<readonly TotalRow[]> {
    const reader = this.#parts.history.forMany()
    const state = this.#parts.feed.state()
    const { byKey } = this.#parts.feed.schema()
    const rows: TotalRow[] = []
    for (const plan of gauges) {
      const { metric } = plan.gauge
      const number = byKey.get(keyOf(plan))?.number ?? -1
      const last = state.exactAt[number]
      if (last === undefined || state.slot[number] === SLOT.absent) continue
      const series = { metric, subject: { kind: 'sensor', id: plan.sensor } } as const
      const span = { series, from: last - RAIN_WINDOW_MS, to: last + 1 }
      const { points } = await reader.points(span, MOST_SAMPLES)
      rows.push(...gaugeTotals(plan, samplesOf(points)).filter((row) => !this.#isSaid(row)))
    }
    return rows
  }

  #isSaid({ metric, sensor, value, flags, sampledAt }: TotalRow): boolean {
    const { feed } = this.#parts
    const number = feed.schema().byKey.get(`${metric}/${sensor}`)?.number
    const state = feed.state()
    if (number === undefined || state.slot[number] === SLOT.absent) return false
    return (
      (state.slot[number] === SLOT.empty) === (value === null) &&
      state.value[number] === (value ?? 0) &&
      state.flags[number] === flags &&
      state.exactAt[number] === sampledAt
    )
  }

  async #append(epoch: string, rows: readonly TotalRow[], token: number): Promise<void> {
    const { registry, store, clock, feed, lease, log } = this.#parts
    const numbers = await registry.numbersOf(
      rows.map(({ metric, sensor }) => ({ metric, subject: { kind: 'sensor', id: sensor } })),
    )
    if (lease.token() !== token) return
    const answer = await store.append({
      epoch,
      kind: 'samples',
      receivedAt: clock.now(),
      body: packRows(rows, numbers),
      lease: { name: 'feed', token },
    })
    const isApplied = answer.ok && (await feed.waitFor(answer.version, REACH_MS))
    if (!isApplied) this.#known = undefined
    if (!answer.ok) log.warn({ site: feed.site, reason: answer.reason }, 'totals of rain refused')
  }
}

function keyOf({ sensor, gauge }: RainGaugePlan): string {
  return `${gauge.metric}/${sensor}`
}

function samplesOf({ count, at, value, flags }: Points): readonly GaugeSample[] {
  return Array.from({ length: count }, (_, row) => ({
    ...{ at: at[row] ?? 0, value: value[row] ?? NaN, flags: flags[row] ?? 0 },
  }))
}
