import { randomBytes } from 'node:crypto'
import { createConfiguredCheck } from './configured-check.ts'
import type { ScreenMessage } from '../protocol/screen.ts'
import { metricDeclarations } from './core/sites/screen-message.ts'
import type { Site } from './core/sites/site.ts'
import type { AlarmStore } from './services/alarm-store.ts'
import type { WallConnection } from './services/client-roll.ts'
import type { Deliveries } from './services/delivery.ts'
import { createAnnouncements, type Announcements } from './services/announcements.ts'
import { createDerive } from './services/derive.ts'
import type { Dossiers } from './services/dossiers.ts'
import { FanOut } from './services/fan-out.ts'
import type { FeedLog } from './services/feed-ports.ts'
import { createFireDays } from './services/fire-days.ts'
import type { FeedReader } from './services/feed-reader.ts'
import { createHistoryReader, type HistoryReader } from './services/history-reader.ts'
import type { Ingest } from './services/ingest-port.ts'
import { createKeyframeKeeper } from './services/keyframe-keeper.ts'
import { createJournal, type Journal } from './services/journal.ts'
import { createKeys, type Keys } from './services/keys.ts'
import { createLease, type LeaseService } from './services/lease.ts'
import { createManualReadings, type ManualReadings } from './services/manual-readings.ts'
import type { ServerMetrics } from './services/metrics.ts'
import type { Note } from './services/note.ts'
import { areOnSameTime } from './services/same-time.ts'
import { sha256 } from './services/sha256.ts'
import { createRainTotals } from './services/rain-totals.ts'
import { createReplay, type Replay } from './services/replay.ts'
import type { MachineClock, SiteClock } from './services/site-clock.ts'
import { createSpikeMarks } from './services/spike-marks.ts'
import type { SiteStore } from './services/store.ts'
import { durabilityOf, type Durability } from './site-durability.ts'
import { createSiteAlarms, type SiteAlarms } from './site-alarms.ts'
import { createSiteDossiers } from './site-dossiers.ts'
import { createFlow, createGridOf, sleep, type Flow } from './site-flow.ts'
import { createSiteHistory } from './site-history.ts'
import { createScreen } from './site-screen.ts'

export interface SiteAppParts {
  readonly site: Site
  readonly store: SiteStore
  readonly alarms: AlarmStore
  readonly storeKind: 'redis' | 'embedded'
  readonly clock: SiteClock
  readonly machine: MachineClock
  /** Different for every start of every process. */
  readonly holder: string
  /** Sites that report to this one on an ISO date and are served by this node. */
  readonly children: (date: string) => readonly SiteApp[]
  readonly sendFrame: (connections: readonly WallConnection[], frame: Uint8Array) => void
  readonly metrics: ServerMetrics
  /** How people are reached, and the server's own origin, if it is known. */
  readonly notify: { readonly deliveries: Deliveries; readonly origin: string | undefined }
  readonly log: FeedLog
}

/** Everything that runs for one site. */
export interface SiteApp {
  readonly id: string
  readonly site: () => Site
  readonly clock: SiteClock
  readonly feed: FeedReader
  readonly fanOut: FanOut
  readonly ingest: Ingest
  readonly keys: Keys
  readonly journal: Journal
  readonly note: Note
  readonly dossiers: Dossiers
  readonly alarms: Pick<
    SiteAlarms,
    | 'desk'
    | 'follower'
    | 'journal'
    | 'watchDesk'
    | 'shifts'
    | 'kpis'
    | 'drill'
    | 'notifications'
    | 'reset'
  >
  readonly history: HistoryReader
  readonly announcements: Announcements
  readonly readings: ManualReadings
  /** Sites whose figures this one takes over on an ISO date. */
  readonly children: (date: string) => readonly SiteApp[]
  readonly replay: Replay
  readonly screen: () => ScreenMessage
  /** Takes a changed configuration; the feed goes on. */
  readonly configure: (site: Site) => Promise<void>
  readonly reportMetrics: () => void
  /** What a restart of the store can lose, as it is set now. */
  readonly durability: () => Promise<Durability>
  /** Removes all figures and alarms, under new epochs; the feed of a site that has started would not wait for it. */
  readonly emptyBeforeStart: () => Promise<void>
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Puts one site together: store → feed → fan-out, ingest and the lease holder's work. */
export function createSiteApp(parts: SiteAppParts): SiteApp {
  let { site } = parts
  /** One after the other, or an older configuration could come last. */
  let configuring: Promise<void> = Promise.resolve()
  const current = (): Site => site
  const { dossiers, tellDossiers } = createSiteDossiers(parts, current, () => flow.feed.epoch())
  const flow = createFlow(parts, current, dossiers)
  const { feed, ingest } = flow
  const history = createHistoryReader({ store: parts.store, feed, sleep })
  const duties = createDuties(parts, current, flow, dossiers, history)
  const now = parts.machine.wallNow
  const journal = createJournal({ store: parts.store.journal, now, hash: sha256 })
  const alarms = createSiteAlarms(parts, current, flow, duties.lease)
  const fanOut = createFanOut(parts, feed, alarms, current)
  const { store, clock, log } = parts
  const announcements = createAnnouncements({ site: site.id, store, now: clock.now, log })
  return {
    id: site.id,
    site: current,
    clock: parts.clock,
    feed,
    fanOut,
    ingest,
    keys: createKeys({ store: parts.store, now, randomBytes }),
    journal,
    note: journal.note,
    dossiers,
    alarms,
    history,
    announcements,
    readings: createManualReadings({ site: current, history, ingest, now: clock.now }),
    children: (date) =>
      parts.children(date).filter((child) => areOnSameTime(child.clock, parts.clock)),
    replay: createReplay({ store: parts.store, gridOf: createGridOf(current) }),
    screen: createScreen(current, clock, announcements.current),
    configure(next) {
      const take = async (): Promise<void> => {
        // First what can fail: a configuration is taken whole or not at all.
        const declared = metricDeclarations(next)
        await parts.store.declareMetrics(declared, feed.epoch(), parts.clock.now())
        site = next
        fanOut.retime()
      }
      configuring = configuring.then(take, take)
      return configuring
    },
    reportMetrics() {
      reportMetrics(parts, feed, fanOut, duties)
      alarms.reportMetrics()
      void flow.tellWaiting?.()
      void tellDossiers()
    },
    durability: () => durabilityOf(parts),
    async emptyBeforeStart() {
      await flow.epochs.reset()
      await alarms.emptyBeforeStart()
    },
    ...lifeOf({ feed, dossiers, duties, alarms, announcements, fanOut, store }),
  }
}

/** What needs something starts after it and stops before it. */
function lifeOf(of: {
  readonly feed: FeedReader
  readonly dossiers: Dossiers
  readonly duties: Duties
  readonly alarms: SiteAlarms
  readonly announcements: Announcements
  readonly fanOut: FanOut
  readonly store: SiteStore
}): Pick<SiteApp, 'start' | 'stop'> {
  const { feed, dossiers, duties, alarms, announcements, fanOut, store } = of
  return {
    async start() {
      await feed.start()
      dossiers.start()
      duties.start()
      await alarms.start()
      await announcements.start()
    },
    async stop() {
      await announcements.stop()
      await alarms.stop()
      await duties.stop()
      await dossiers.stop()
      fanOut.stop()
      await feed.stop()
      await store.close()
    },
  }
}

function createFanOut(
  { clock, machine, sendFrame, metrics, log }: SiteAppParts,
  feed: FeedReader,
  { channel: alarms }: Pick<SiteAlarms, 'channel'>,
  site: () => Site,
): FanOut {
  const { monotonicNow } = machine
  const channels = (): Site['channels'] => site().channels
  return new FanOut({ feed, alarms, clock, monotonicNow, channels, sendFrame, metrics, log })
}

interface Duties {
  readonly start: () => void
  readonly stop: () => Promise<void>
  /** Of the feed. */
  readonly lease: Pick<LeaseService, 'token'>
  readonly keyframeWrittenAt: () => number | undefined
  readonly historyLagMs: () => number | undefined
}

/** What one node at a time does for the site, and what every node does beside the feed. */
function createDuties(
  parts: SiteAppParts,
  site: () => Site,
  flow: Flow,
  dossiers: Pick<Dossiers, 'rows'>,
  past: HistoryReader,
): Duties {
  const { store, clock, machine, log } = parts
  const { feed, registry, input } = flow
  const lease = createLease({ store, name: 'feed', holder: parts.holder, machine, log })
  const configured = createConfiguredCheck(site, clock.now)
  const keyframes = createKeyframeKeeper({
    feed,
    store,
    token: () => lease.token(),
    now: clock.now,
    monotonicNow: machine.monotonicNow,
    retention: () => site().retention,
    configured,
    log,
  })
  const history = createSiteHistory(parts, site, feed, () => lease.token())
  const derive = createDerive({
    site,
    feed,
    clock,
    registry,
    store,
    stands: configured.stands,
    lease,
    counted: (held, elsewhere) => dossiers.rows(site(), held, elsewhere),
    children: (date) =>
      parts.children(date).map((app) => ({ site: app.site(), feed: app.feed, clock: app.clock })),
    log,
  })
  const own = { site, feed, clock, registry, store, history: past, lease, log }
  const stations = [createRainTotals(own), createFireDays(own), createSpikeMarks(own)]
  return {
    start() {
      void lease.start()
      keyframes.start()
      history.start()
      derive.start()
      for (const one of stations) one.start()
      input?.start()
    },
    async stop() {
      await input?.stop()
      for (const one of stations) await one.stop()
      await derive.stop()
      await history.stop()
      await keyframes.stop()
      await lease.stop()
    },
    lease,
    keyframeWrittenAt: keyframes.writtenAt,
    historyLagMs: () => history.lagMs(),
  }
}

function reportMetrics(
  parts: SiteAppParts,
  feed: FeedReader,
  fanOut: FanOut,
  duties: Duties,
): void {
  const { metrics, clock, machine, store } = parts
  const health = feed.health()
  metrics.walls(store.site, fanOut.gauge())
  metrics.health(store.site, 'store', health.store)
  metrics.health(store.site, 'ingest', health.ingest)
  metrics.health(store.site, 'clock', health.clock)
  metrics.leaseHeld(store.site, 'feed', duties.lease.token() !== undefined)
  metrics.streamDamaged(store.site, feed.damagedCount())
  const writtenAt = duties.keyframeWrittenAt()
  const age = writtenAt === undefined ? undefined : machine.monotonicNow() - writtenAt
  metrics.keyframeAge(store.site, age)
  metrics.historyLag(store.site, duties.historyLagMs())
  metrics.clockSkew(store.site, machine.wallNow() - clock.reading().realTime)
}
