import type { DemoName, ScenarioData } from '../core/demo/scenario-data.ts'
import {
  planTracks,
  samplesBefore,
  samplesBetween,
  samplesOfPast,
  type DemoSample,
  type Track,
} from '../core/demo/tracks.ts'
import { reportingUnits } from '../core/demo/unit-tracks.ts'
import { civilDate } from '../core/sites/civil-date.ts'
import { parentsInForce, unitsInForce } from '../core/sites/in-force.ts'
import type { Site } from '../core/sites/site.ts'
import { createDemoDossiers, type DemoDossiers, type DemoDossiersParts } from './demo-dossiers.ts'
import { isHeld, newestOfDemo, newestOfOthers, resumeAt } from './demo-feed.ts'
import type { FeedLog } from './feed-ports.ts'
import type { FeedView } from './feed-view.ts'
import type { Ingest } from './ingest-port.ts'
import { storeScenarioAnchor } from './site-clock-anchor.ts'
import type { ScenarioClock } from './site-clock-scenario.ts'
import type { MachineClock } from './site-clock.ts'
import { StoreUnavailable, type SiteStore } from './store.ts'

/** Scenario time per real time: the rivers move every 5 s, a loop takes 2 h 31 min. */
export const DEFAULT_DEMO_SPEED = 60

export interface DemoSite {
  readonly site: () => Site
  readonly ingest: Ingest
  readonly feed: FeedView
  readonly dossiers: DemoDossiersParts['dossiers']
  readonly store: Pick<SiteStore, 'readDocument' | 'writeDocument'>
}

export interface DemoParts {
  readonly name: DemoName
  readonly data: ScenarioData
  readonly sites: readonly DemoSite[]
  /** The one clock of all these sites. */
  readonly clock: ScenarioClock
  readonly machine: Pick<MachineClock, 'wallNow'>
  /** Empties a site under a new epoch; resolves when this node's feed and dossiers have it. */
  readonly resetSite: (site: string) => Promise<void>
  /** Lets everything else go on. */
  readonly breathe: () => Promise<void>
  readonly log: FeedLog
  readonly stepEveryMs?: number
}

export type DemoStart =
  | { readonly ok: true }
  /** The site holds samples that the demo cannot have made; emptying it would lose them. */
  | { readonly ok: false; readonly reason: 'foreign-data'; readonly site: string }

export interface DemoService {
  /** Call when the feeds have read their streams to the end. */
  readonly start: () => DemoStart
  readonly stop: () => Promise<void>
}

const STEP_EVERY_MS = 500
/** Samples per call of ingest: one entry of the stream. */
const MAX_SAMPLES = 5_000
/** Inventing the past of a city in one go would stop everything else for a second. */
const TRACKS_OF_PAST_AT_ONCE = 40
const DAY = 24 * 3_600_000

/** Plays a scenario through ingest, as a source would, over and over. */
export function createDemo(parts: DemoParts): DemoService {
  return new Demo(parts)
}

interface Player {
  readonly parts: DemoSite
  readonly dossiers: DemoDossiers
  plan: { readonly site: Site; readonly tracks: readonly Track[] } | undefined
  /** Everything up to here is in the store; undefined = must be found out or begun. */
  postedTo: number | undefined
  mustReset: boolean
}

class Demo implements DemoService {
  readonly #parts: DemoParts
  readonly #players: readonly Player[]
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #isStopped = true

  constructor(parts: DemoParts) {
    this.#parts = parts
    this.#players = childrenFirst(parts.sites, this.#startDate(parts)).map((site) => ({
      parts: site,
      dossiers: this.#dossiersOf(site),
      plan: undefined,
      postedTo: undefined,
      mustReset: false,
    }))
  }

  #dossiersOf(one: DemoSite): DemoDossiers {
    const { data, sites, breathe, log } = this.#parts
    const date = this.#startDate(this.#parts)
    return createDemoDossiers({
      site: one.site,
      units: () => reportingUnits(one.site(), data, date, unitsOfChildren(one.site(), sites, date)),
      dossiers: one.dossiers,
      data,
      post: (samples) => this.#post(one, samples),
      breathe,
      isStopped: () => this.#isStopped,
      log,
    })
  }

  start(): DemoStart {
    const { end } = this.#scenario()
    for (const player of this.#players) {
      const { feed, site } = player.parts
      if (newestOfOthers(feed, site()) > end + DAY) {
        return { ok: false, reason: 'foreign-data', site: feed.site }
      }
    }
    const { clock } = this.#parts
    for (const player of this.#players) {
      // A loop that was cut short between its new anchor and emptying this site.
      player.mustReset = newestOfDemo(player.parts.feed) > clock.now() + 1_000
    }
    this.#isStopped = false
    this.#loop()
    return { ok: true }
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  #loop(): void {
    this.#running = this.#step().finally(() => {
      if (this.#isStopped) return
      this.#timer = setTimeout(() => this.#loop(), this.#parts.stepEveryMs ?? STEP_EVERY_MS)
    })
  }

  async #step(): Promise<void> {
    try {
      if (this.#parts.clock.now() >= this.#scenario().end) await this.#startOver()
      await this.#resetAll()
      for (const player of this.#players) {
        if (this.#isStopped) return
        await this.#play(player)
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      this.#parts.log.warn({ err: error }, 'the demo waits for the store')
    }
  }

  async #startOver(): Promise<void> {
    const { clock, machine, name, log } = this.#parts
    const siteStart = this.#scenario().start
    const anchor = { siteStart, realAnchorAt: machine.wallNow(), rate: clock.anchor().rate }
    const stores = this.#players.map((player) => player.parts.store)
    await storeScenarioAnchor(stores, name, anchor)
    for (const player of this.#players) player.mustReset = true
    clock.moveTo(anchor)
    log.info({ demo: name }, 'the demo starts over')
  }

  /** At once, for until then their walls show what lies in the future of the new loop. */
  async #resetAll(): Promise<void> {
    const outcomes = await Promise.allSettled(
      this.#players
        .filter((player) => player.mustReset)
        .map(async (player) => {
          await this.#parts.resetSite(player.parts.feed.site)
          player.postedTo = undefined
          player.mustReset = false
        }),
    )
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed) throw failed.reason
  }

  async #play(player: Player): Promise<void> {
    const tracks = this.#tracksOf(player)
    const { start, end } = this.#scenario()
    const to = Math.min(this.#parts.clock.now(), end)
    const { feed, site } = player.parts
    const from = player.postedTo ?? resumeAt(feed, site(), start)
    if (from === undefined && !(await this.#begin(player, tracks, start))) return
    // Before the samples: after a restart everything goes on from the newest of those.
    if (!(await player.dossiers.play(from ?? start, to))) return
    const samples = samplesBetween(tracks, from ?? start, to)
    if (await this.#post(player.parts, this.#missing(player, samples))) player.postedTo = to
  }

  /** A whole picture first; then, some tracks at a time, what is for the history only. */
  async #begin(player: Player, tracks: readonly Track[], start: number): Promise<boolean> {
    const picture = this.#missing(player, samplesBefore(tracks, start))
    if (!(await this.#post(player.parts, picture))) return false
    if (!(await player.dossiers.begin(start))) return false
    for (let begin = 0; begin < tracks.length; begin += TRACKS_OF_PAST_AT_ONCE) {
      const some = tracks.slice(begin, begin + TRACKS_OF_PAST_AT_ONCE)
      if (!(await this.#post(player.parts, samplesOfPast(some, start)))) return false
    }
    return true
  }

  #missing({ parts }: Player, samples: readonly DemoSample[]): readonly DemoSample[] {
    return samples.filter((sample) => !isHeld(parts.feed, sample))
  }

  /** False when the rest must be posted again. */
  async #post(parts: DemoSite, samples: readonly DemoSample[]): Promise<boolean> {
    const { site } = parts.feed
    for (let begin = 0; begin < samples.length; begin += MAX_SAMPLES) {
      if (this.#isStopped) return false
      const result = await parts.ingest.take(samples.slice(begin, begin + MAX_SAMPLES), 'simulated')
      if (!result.ok) {
        this.#parts.log.warn({ site, reason: result.reason }, 'demo refused')
        return false
      }
      const [refused] = result.rejected
      if (refused) this.#parts.log.warn({ site, refused }, 'demo sample')
    }
    return true
  }

  #tracksOf(player: Player): readonly Track[] {
    const site = player.parts.site()
    if (player.plan?.site !== site) {
      const date = this.#startDate(this.#parts)
      const elsewhere = unitsOfChildren(site, this.#parts.sites, date)
      player.plan = { site, tracks: planTracks(site, this.#parts.data, date, elsewhere) }
    }
    return player.plan.tracks
  }

  #scenario(): ScenarioData['scenarios'][DemoName] {
    return this.#parts.data.scenarios[this.#parts.name]
  }

  #startDate({ data, name, sites }: DemoParts): string {
    return civilDate(data.scenarios[name].start, sites[0]?.site().timeZone ?? 'Asia/Ho_Chi_Minh')
  }
}

/** Child sites are played before their parents, which take over figures from them. */
function childrenFirst(sites: readonly DemoSite[], date: string): readonly DemoSite[] {
  const parents = new Set(sites.flatMap((one) => parentsInForce(one.site(), date)))
  const isParent = (one: DemoSite) => parents.has(one.site().id)
  return [...sites.filter((one) => !isParent(one)), ...sites.filter(isParent)]
}

/** Units that report to a child site of the demo, and come from there as derived series. */
function unitsOfChildren(
  parent: Site,
  sites: readonly DemoSite[],
  date: string,
): ReadonlySet<string> {
  const children = sites
    .map((one) => one.site())
    .filter((site) => parentsInForce(site, date).includes(parent.id))
  return new Set(children.flatMap((site) => unitsInForce(site, date).map((unit) => unit.code)))
}
