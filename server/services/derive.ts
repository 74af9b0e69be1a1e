import { packFlags, SLOT } from '../../protocol/sample.ts'
import { seriesKey, type Series } from '../../protocol/schema.ts'
import { copyRows, planCopies, type CopyPair } from '../core/derive/copy.ts'
import { planDerivation, type DerivePlan } from '../core/derive/plan.ts'
import type { DerivedRow, Reading, ReadSeries } from '../core/derive/reading.ts'
import { deriveStep, markSeries, startMarks, type DeriveMarks } from '../core/derive/step.ts'
import { packRows } from '../core/feed/pack-rows.ts'
import { civilDate } from '../core/sites/civil-date.ts'
import type { Site } from '../core/sites/site.ts'
import type { FeedLog } from './feed-ports.ts'
import type { AppliedEntry, FeedView } from './feed-view.ts'
import type { LeaseService } from './lease.ts'
import { areOnSameTime } from './same-time.ts'
import type { SeriesRegistry } from './series-registry.ts'
import type { SiteClock } from './site-clock.ts'
import { EpochChanged, StoreUnavailable, type SiteStore } from './store.ts'
import { StepLoop } from './step-loop.ts'

export interface DeriveParts {
  readonly site: () => Site
  readonly feed: FeedView
  readonly clock: SiteClock
  readonly registry: SeriesRegistry
  readonly store: Pick<SiteStore, 'append' | 'inspect'>
  /** False for a figure of a time at which its code meant another unit. */
  readonly stands: (series: Series, sampledAt: number) => boolean
  /** The site's feed lease: only its holder works anything out. */
  readonly lease: Pick<LeaseService, 'token'>
  /** Sites that report to this one on a date and are served by this node. */
  readonly children: (date: string) => readonly ChildSite[]
  /** Figures that the site counts of its dossiers; `elsewhere` are units whose figures a child site gives. */
  readonly counted: (held: ReadSeries, elsewhere: ReadonlySet<string>) => readonly DerivedRow[]
  readonly log: FeedLog
  readonly stepEveryMs?: number
}

export interface ChildSite {
  readonly site: Site
  readonly feed: FeedView
  readonly clock: SiteClock
}

export interface DeriveService {
  readonly start: () => void
  readonly stop: () => Promise<void>
}

const STEP_EVERY_MS = 1_000
const REACH_MS = 2_000

/** Appends a site's derived series: aggregates to its parent units and the figures of its child sites. */
export function createDerive(parts: DeriveParts): DeriveService {
  return new Derivation(parts)
}

interface Plan {
  readonly site: Site
  readonly date: string
  readonly epoch: string
  /** The feed's slots; another array means that the state was rebuilt or widened. */
  readonly slots: Uint8Array
  readonly children: readonly ChildSite[]
  readonly nodes: DerivePlan
  readonly marks: DeriveMarks
  /** Series marked since the last step, by number: what comes a thousand times a step is looked up once. */
  readonly marked: Uint8Array
  readonly copies: readonly CopyPair[]
  /** Units whose figures a child site gives. */
  readonly elsewhere: ReadonlySet<string>
}

class Derivation implements DeriveService {
  readonly #parts: DeriveParts
  #plan: Plan | undefined
  /** The token for which the stream was read to its end: from then on nobody else appends derived rows. */
  #caughtUpFor: number | undefined
  readonly #loop: StepLoop

  constructor(parts: DeriveParts) {
    this.#parts = parts
    const { feed, stepEveryMs = STEP_EVERY_MS } = parts
    const follow = (): (() => void) => feed.onApplied((entry) => this.#mark(entry))
    this.#loop = new StepLoop(() => this.#step(), stepEveryMs, follow)
  }

  start(): void {
    this.#loop.start()
  }

  async stop(): Promise<void> {
    await this.#loop.stop()
  }

  #mark({ batch }: AppliedEntry): void {
    const plan = this.#plan
    if (!plan) return
    const { series } = this.#parts.feed.schema()
    for (let row = 0; row < batch.count; row++) {
      const number = batch.series[row] ?? -1
      if (plan.marked[number] === 1) continue
      plan.marked[number] = 1
      const name = series[number]
      if (name?.subject.kind === 'unit') markSeries(plan.nodes, plan.marks, seriesKey(name))
    }
  }

  async #step(): Promise<void> {
    try {
      const token = this.#parts.lease.token()
      if (token === undefined || !(await this.#isCaughtUp(token))) return
      const plan = this.#planNow()
      if (!plan) return
      const rows = this.#rowsOf(plan)
      if (rows.length > 0) await this.#append(plan.epoch, rows, token)
    } catch (error) {
      this.#plan = undefined
      if (!(error instanceof StoreUnavailable || error instanceof EpochChanged)) throw error
      this.#parts.log.warn(
        { err: error, site: this.#parts.feed.site },
        'derived series not written',
      )
    }
  }

  /** After a takeover the last words of the former holder must be known, or they would be said twice. */
  async #isCaughtUp(token: number): Promise<boolean> {
    if (this.#caughtUpFor === token) return true
    const { tail } = await this.#parts.store.inspect()
    if (!(await this.#parts.feed.waitFor(tail, REACH_MS))) return false
    this.#caughtUpFor = token
    this.#plan = undefined
    return true
  }

  #planNow(): Plan | undefined {
    const site = this.#parts.site()
    const date = civilDate(this.#parts.clock.now(), site.timeZone)
    const epoch = this.#parts.feed.epoch()
    const slots = this.#parts.feed.state().slot
    if (epoch === '') return undefined
    const { clock } = this.#parts
    const children = this.#parts.children(date).filter((one) => areOnSameTime(one.clock, clock))
    const last = this.#plan
    const isCurrent =
      last?.site === site &&
      last.date === date &&
      last.epoch === epoch &&
      last.slots === slots &&
      last.children.length === children.length &&
      last.children.every((child, index) => child.site === children[index]?.site)
    if (isCurrent) return { ...last, children }
    const nodes = planDerivation(site, date)
    const sites = children.map((child) => child.site)
    const copies = planCopies(site, nodes, sites, date)
    const marks = startMarks(nodes)
    const marked = new Uint8Array(slots.length)
    const elsewhere = new Set(copies.map(({ unit }) => unit))
    this.#plan = { site, date, epoch, slots, children, nodes, marks, marked, copies, elsewhere }
    return this.#plan
  }

  #rowsOf(plan: Plan): readonly DerivedRow[] {
    plan.marked.fill(0)
    const siteTime = this.#parts.clock.now()
    const { feed: own, stands } = this.#parts
    const held = (metric: string, unit: string) => readingOf(own, stands, metric, unit)
    const readChild = (child: number, metric: string, unit: string) => {
      const feed = plan.children[child]?.feed
      return feed && readingOf(feed, stands, metric, unit)
    }
    const rows = [
      ...copyRows(plan.copies, readChild, held, siteTime),
      ...this.#parts.counted(held, plan.elsewhere),
    ]
    return [...rows, ...deriveStep(plan.nodes, plan.marks, held, siteTime, rows)]
  }

  async #append(epoch: string, rows: readonly DerivedRow[], token: number): Promise<void> {
    const { registry, store, clock, feed, lease, log } = this.#parts
    const numbers = await registry.numbersOf(
      rows.map(({ metric, unit }) => ({ metric, subject: { kind: 'unit', id: unit } })),
    )
    if (lease.token() !== token) {
      this.#plan = undefined
      return
    }
    const answer = await store.append({
      epoch,
      kind: 'samples',
      receivedAt: clock.now(),
      body: packRows(rows, numbers),
      lease: { name: 'feed', token },
    })
    const isApplied = answer.ok && (await feed.waitFor(answer.version, REACH_MS))
    if (!isApplied) this.#plan = undefined
    if (!answer.ok) log.warn({ site: feed.site, reason: answer.reason }, 'derived series refused')
  }
}

const NO_FLAGS = packFlags({ quality: 'good', origin: 'real', underReview: false })

function readingOf(
  feed: FeedView,
  stands: DeriveParts['stands'],
  metric: string,
  unit: string,
): Reading | undefined {
  const series = feed.schema().byKey.get(`${metric}/${unit}`)
  if (!series) return undefined
  const state = feed.state()
  const slot = state.slot[series.number]
  if (slot !== SLOT.value && slot !== SLOT.empty) return undefined
  if (!stands(series, state.exactAt[series.number] ?? 0)) return undefined
  return {
    isEmpty: slot === SLOT.empty,
    value: state.value[series.number] ?? 0,
    flags: state.flags[series.number] ?? NO_FLAGS,
    exactAt: state.exactAt[series.number] ?? 0,
    carriedAt: state.carriedAt[series.number] ?? 0,
  }
}
