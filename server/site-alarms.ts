import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createByteWriter } from '../protocol/byte-writer.ts'
import { messagesOf } from './core/alarms/messages.ts'
import { pointsOf } from './core/alarms/points.ts'
import type { Rule } from './core/alarms/rule.ts'
import { civilDate } from './core/sites/civil-date.ts'
import type { Site } from './core/sites/site.ts'
import { createAlarmCanary } from './services/alarm-canary.ts'
import { createAlarmChannel, type AlarmChannel } from './services/alarm-channel.ts'
import { createAlarmDesk, type AlarmDesk } from './services/alarm-desk.ts'
import { AlarmEvaluator } from './services/alarm-evaluator.ts'
import { AlarmFollower } from './services/alarm-follower.ts'
import { createAlarmGauge, withAlarmMetrics } from './services/alarm-metrics.ts'
import { createAlarmKpis, type AlarmKpiReader } from './services/alarm-kpis.ts'
import { createAlarmWriter, type AlarmWriter } from './services/alarm-writer.ts'
import { createDrill, type Drill } from './services/drill.ts'
import { createEpochKeeper, type EpochKeeper } from './services/epoch-keeper.ts'
import { createJournal, type Journal } from './services/journal.ts'
import { createLease, type LeaseService } from './services/lease.ts'
import type { NotificationDesk } from './services/notification-desk.ts'
import { sha256 } from './services/sha256.ts'
import type { SiteAppParts } from './site-app.ts'
import { createSiteNotifications } from './site-notifications.ts'
import { createShifts, type Shifts } from './services/shifts.ts'
import { createWatchDesk, type WatchDesk } from './services/watch-desk.ts'
import { EPOCH_BYTES, sleep, type Flow } from './site-flow.ts'

const RESET_WITHIN_MS = 5_000
/** The alarms' store may be away while figures go on. */
const BEGUN_WITHIN_MS = 2_000

/** A site's alarms, as everything else of the site sees them. */
export interface SiteAlarms {
  readonly channel: AlarmChannel
  readonly desk: AlarmDesk
  readonly follower: Pick<AlarmFollower, 'book' | 'head' | 'epoch' | 'isStoreSound' | 'pulse'>
  /** What happened to them, in a chain of its own. */
  readonly journal: Journal
  /** To be called every second. */
  readonly reportMetrics: () => void
  /** Forgets all alarms, under a new epoch; their journal stays. */
  readonly reset: () => Promise<void>
  /** The same, while nothing follows them yet. */
  readonly emptyBeforeStart: () => Promise<void>
  readonly watchDesk: WatchDesk
  readonly shifts: Shifts
  readonly kpis: AlarmKpiReader
  readonly drill: Drill
  readonly notifications: NotificationDesk
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Puts the alarms of a site together: journal → book → channel; figures → rules → journal; commands → journal. */
export function createSiteAlarms(
  parts: SiteAppParts,
  site: () => Site,
  flow: Pick<Flow, 'feed' | 'registry'>,
  feedLease: Pick<LeaseService, 'token'>,
): SiteAlarms {
  const { alarms: store, clock, machine, metrics, log } = parts
  const { wallNow, monotonicNow } = machine
  const epochs = createEpochs(parts)
  const follower = new AlarmFollower({ store, epochs, monotonicNow, sleep, log })
  const writing = { store, follower, wallNow, monotonicNow, hash: sha256 }
  const writer = createAlarmWriter({ ...writing, sleep: async (ms) => void (await pause(ms)) })
  const { lease, evaluator } = createEvaluation(parts, site, flow.feed, { follower, writer })
  const { site: id } = store
  const tellAlarms = createAlarmGauge({ site: id, follower, clock, monotonicNow, metrics })
  const way = { store: parts.store, ...flow, lease: feedLease }
  const canary = createAlarmCanary({ ...way, site, clock, log })
  const journal = createJournal({ store: store.journal, now: wallNow, hash: sha256 })
  const notifications = createSiteNotifications(parts, site, { lease, note: journal.note })
  return {
    channel: createAlarmChannel({
      follower,
      isClockSound: clock.isSound,
      monotonicNow,
      writer: createByteWriter(),
    }),
    desk: createDesk(parts, site, follower, writer),
    follower,
    journal,
    watchDesk: createWatchDesk({ store, writer, follower, now: clock.now, monotonicNow }),
    shifts: createShifts({ journal: store.journal, follower }),
    drill: createDrill(store.journal),
    kpis: createAlarmKpis({ journal: store.journal, follower, now: clock.now }),
    notifications: notifications.desk,
    reportMetrics() {
      metrics.leaseHeld(store.site, 'alarms', lease.token() !== undefined)
      tellAlarms()
    },
    async reset() {
      await epochs.reset()
      await follower.readToEnd(RESET_WITHIN_MS)
    },
    emptyBeforeStart: async () => void (await epochs.reset()),
    async start() {
      await follower.start()
      await lease.start()
      evaluator.start()
      // Figures are taken in when this is done; whoever holds the lease elsewhere looks already.
      if (lease.token() !== undefined) await evaluator.begun(BEGUN_WITHIN_MS)
      notifications.notifier.start()
      canary.start()
    },
    async stop() {
      await canary.stop()
      await evaluator.stop()
      await notifications.notifier.stop()
      await lease.stop()
      await follower.stop()
    },
  }
}

/** What the holder of the lease does: it works the rules out. */
function createEvaluation(
  parts: SiteAppParts,
  site: () => Site,
  feed: Flow['feed'],
  way: { readonly follower: AlarmFollower; readonly writer: AlarmWriter },
): { readonly lease: LeaseService; readonly evaluator: AlarmEvaluator } {
  const { alarms, clock, machine, holder, log } = parts
  const lease = createLease({ store: alarms.lease, name: 'alarms', holder, machine, log })
  const evaluator = new AlarmEvaluator({
    ...way,
    site,
    alarms,
    messagesOf,
    stream: parts.store,
    feed,
    clock,
    monotonicNow: machine.monotonicNow,
    lease,
    sleep,
    log,
  })
  return { lease, evaluator }
}

function createDesk(
  { alarms: store, clock, machine, metrics }: SiteAppParts,
  site: () => Site,
  follower: AlarmFollower,
  writer: AlarmWriter,
): AlarmDesk {
  const desk = createAlarmDesk({
    store,
    writer,
    refresh: (timeoutMs) => follower.catchUp(timeoutMs),
    alarm: (id) => follower.book().get(id),
    rule: createRuleFinder(site, clock.now),
    now: clock.now,
    monotonicNow: machine.monotonicNow,
  })
  return withAlarmMetrics({ site: store.site, desk, metrics })
}

function createEpochs({ alarms: store, storeKind, machine, log }: SiteAppParts): EpochKeeper {
  return createEpochKeeper({
    store: { ...store, newestKeyframe: () => Promise.resolve(undefined) },
    kind: storeKind,
    now: machine.wallNow,
    newEpoch: () => randomBytes(EPOCH_BYTES).toString('hex'),
    log,
  })
}

/** By the rule's id: what officers may ask for is the same at every subject. */
function createRuleFinder(
  site: () => Site,
  now: () => number,
): (id: string) => Pick<Rule, 'maxShelfMs'> | undefined {
  let known: { readonly site: Site; readonly rules: ReadonlyMap<string, Rule> } | undefined
  return (id) => {
    if (known?.site !== site()) {
      const date = civilDate(now(), site().timeZone)
      const rules = new Map(pointsOf(site(), date).map(({ rule }) => [rule.id, rule]))
      known = { site: site(), rules }
    }
    return known.rules.get(id)
  }
}
