import { packRows } from '../core/feed/pack-rows.ts'
import type { TotalRow } from '../core/hazards/gauge-totals.ts'
import type { Site } from '../core/sites/site.ts'
import type { FeedLog } from './feed-ports.ts'
import type { AppliedEntry, FeedView } from './feed-view.ts'
import type { HistoryReader } from './history-reader.ts'
import type { LeaseService } from './lease.ts'
import type { SeriesRegistry } from './series-registry.ts'
import type { SiteClock } from './site-clock.ts'
import { EpochChanged, StoreUnavailable, type SiteStore } from './store.ts'
import { StepLoop } from './step-loop.ts'

export interface StationSeriesParts {
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

export interface StationSeriesService {
  readonly start: () => void
  readonly stop: () => Promise<void>
}

/** What is worked out of the readings of single stations. */
export interface StationWork<Plan> {
  /** For the log. */
  readonly what: string
  readonly plansOf: (site: Site) => readonly Plan[]
  /** Keys (`metric/sensor`) of the series that a plan rests on. */
  readonly keysOf: (plan: Plan) => readonly string[]
  /** A number that changes when the clock alone makes something due; site time in ms. */
  readonly stageOf?: (plan: Plan, now: number) => number
  /**
   * What is to be appended of a plan of which something changed since a site time (ms; -Infinity = all
   * of it may have).
   */
  readonly rowsOf: (
    plan: Plan,
    since: number,
    reader: HistoryReader,
  ) => Promise<readonly TotalRow[]>
}

const STEP_EVERY_MS = 1_000
const REACH_MS = 2_000

/**
 * Appends series that are worked out of stations' readings. A station that told something is worked out
 * anew from its history: so late readings count where they belong, and a node that takes over knows as much.
 */
export function createStationSeries<Plan>(
  parts: StationSeriesParts,
  work: StationWork<Plan>,
): StationSeriesService {
  return new StationSeries(parts, work)
}

class StationSeries<Plan> implements StationSeriesService {
  readonly #parts: StationSeriesParts
  readonly #work: StationWork<Plan>
  /** What is known of whom: another site, epoch or token means that all stations are looked at. */
  #known: { readonly site: Site; readonly epoch: string; readonly token: number } | undefined
  #plans: readonly Plan[] = []
  /** Who rests on a series, by its key. */
  #byKey: ReadonlyMap<string, readonly Plan[]> = new Map()
  /** Since when something changed, for those of whom something did. */
  readonly #marked = new Map<Plan, number>()
  readonly #stages = new Map<Plan, { readonly stage: number; readonly at: number }>()
  readonly #loop: StepLoop

  constructor(parts: StationSeriesParts, work: StationWork<Plan>) {
    this.#parts = parts
    this.#work = work
    const { feed, stepEveryMs = STEP_EVERY_MS } = parts
    const follow = (): (() => void) => feed.onApplied((entry) => this.#markBatch(entry))
    this.#loop = new StepLoop(() => this.#step(), stepEveryMs, follow)
  }

  start(): void {
    this.#loop.start()
  }

  async stop(): Promise<void> {
    await this.#loop.stop()
  }

  #markBatch({ batch }: AppliedEntry): void {
    if (this.#byKey.size === 0) return
    const { series } = this.#parts.feed.schema()
    for (let row = 0; row < batch.count; row++) {
      const name = series[batch.series[row] ?? -1]
      if (name?.subject.kind !== 'sensor') continue
      const plans = this.#byKey.get(`${name.metric}/${name.subject.id}`) ?? []
      for (const plan of plans) this.#mark(plan, batch.sampledAt[row] ?? -Infinity)
    }
  }

  #mark(plan: Plan, since: number): void {
    this.#marked.set(plan, Math.min(since, this.#marked.get(plan) ?? Infinity))
  }

  async #step(): Promise<void> {
    const { lease, feed, log, history } = this.#parts
    const token = lease.token()
    const epoch = feed.epoch()
    if (token === undefined || epoch === '') return
    this.#look(token, epoch)
    this.#markDue()
    if (this.#marked.size === 0) return
    const due = [...this.#marked]
    this.#marked.clear()
    try {
      const reader = history.forMany()
      const rows: TotalRow[] = []
      for (const [plan, since] of due) rows.push(...(await this.#work.rowsOf(plan, since, reader)))
      if (rows.length > 0) await this.#append(epoch, rows, token)
    } catch (error) {
      this.#known = undefined
      if (!(error instanceof StoreUnavailable || error instanceof EpochChanged)) throw error
      log.warn({ err: error, site: feed.site }, `${this.#work.what} not written`)
    }
  }

  #look(token: number, epoch: string): void {
    const site = this.#parts.site()
    const last = this.#known
    if (last?.site === site && last.epoch === epoch && last.token === token) return
    this.#known = { site, epoch, token }
    this.#plans = this.#work.plansOf(site)
    const byKey = new Map<string, Plan[]>()
    for (const plan of this.#plans) {
      for (const key of this.#work.keysOf(plan)) byKey.set(key, [...(byKey.get(key) ?? []), plan])
    }
    this.#byKey = byKey
    this.#marked.clear()
    this.#stages.clear()
    for (const plan of this.#plans) this.#mark(plan, -Infinity)
  }

  #markDue(): void {
    const { stageOf } = this.#work
    if (stageOf === undefined) return
    const at = this.#parts.clock.now()
    for (const plan of this.#plans) {
      const stage = stageOf(plan, at)
      const before = this.#stages.get(plan)
      if (before !== undefined && before.stage !== stage) this.#mark(plan, before.at)
      this.#stages.set(plan, { stage, at })
    }
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
    if (!answer.ok)
      log.warn({ site: feed.site, reason: answer.reason }, `${this.#work.what} refused`)
  }
}
