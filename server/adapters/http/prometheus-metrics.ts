import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { AlarmMetrics, ServerMetrics } from '../../services/metrics.ts'
import { alarmMetrics } from './prometheus-alarms.ts'

const SITE = ['site'] as const
const MS_PER_SECOND = 1_000
const LATENCY_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const TICK_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25]
const LAG_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60]

type Instruments = ReturnType<typeof createCounters> & ReturnType<typeof createGauges>

export interface PrometheusMetrics {
  readonly metrics: ServerMetrics
  readonly text: () => Promise<{ readonly contentType: string; readonly text: string }>
}

/** The server's metrics as Prometheus reads them, with those of the process and its event loop. */
export function createPrometheusMetrics(): PrometheusMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const instruments = { ...createCounters(registry), ...createGauges(registry) }
  return {
    metrics: {
      ...ingestMetrics(instruments),
      ...dossierMetrics(instruments),
      ...feedMetrics(instruments),
      ...alarmMetrics(registry),
      ...notificationMetrics(instruments),
    },
    text: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}

function createCounters(registry: Registry) {
  const registers = [registry]
  const counter = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
  ): Counter<Label> => new Counter({ name: `ioc_wall_${name}_total`, help, labelNames, registers })
  return {
    accepted: counter('samples_accepted', 'Samples durable in the store', [...SITE, 'origin']),
    rejected: counter('samples_rejected', 'Samples refused, by reason', [...SITE, 'code']),
    events: counter('dossier_events_accepted', 'Dossier events kept and in effect', [
      ...SITE,
      'origin',
    ]),
    eventsRejected: counter(
      'dossier_events_rejected',
      'Dossier events refused or without effect, by reason',
      [...SITE, 'code'],
    ),
    dead: counter('input_dead', 'Entries of the store’s input that were set aside', SITE),
    frames: counter('frames_sent', 'Frames sent to walls', SITE),
    frameBytes: counter('frame_sent_bytes', 'Bytes of frames sent to walls', SITE),
    keyframes: counter('keyframes_encoded', 'Keyframes encoded', [...SITE, 'channel']),
    cuts: counter('credit_cuts', 'Walls closed because they painted nothing', SITE),
    resubscribed: counter('resubscribes', 'Walls that could not apply a frame', [
      ...SITE,
      'channel',
    ]),
    refused: counter('sockets_refused', 'Sockets not let in or cut, by reason', ['reason']),
    historyCuts: counter('history_cuts', 'History given up, lost or damaged', [...SITE, 'reason']),
    epochs: counter('epoch_changes', 'Epoch changes, by reason', [...SITE, 'reason']),
    notified: counter('notifications_sent', 'Messages to people sent, by kind', [...SITE, 'kind']),
    append: new Histogram({
      name: 'ioc_wall_append_duration_seconds',
      help: 'Time of an append to the store, by outcome',
      labelNames: [...SITE, 'outcome'],
      buckets: LATENCY_BUCKETS,
      registers,
    }),
    lag: new Histogram({
      name: 'ioc_wall_feed_lag_seconds',
      help: 'Time between the receipt of an entry and its application to the feed',
      labelNames: SITE,
      buckets: LAG_BUCKETS,
      registers,
    }),
    tick: new Histogram({
      name: 'ioc_wall_tick_duration_seconds',
      help: 'Time to make and hand out the frames of a tick',
      labelNames: [...SITE, 'channel'],
      buckets: TICK_BUCKETS,
      registers,
    }),
  }
}

function createGauges(registry: Registry) {
  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
  ): Gauge<Label> =>
    new Gauge({ name: `ioc_wall_${name}`, help, labelNames, registers: [registry] })
  return {
    walls: gauge('walls', 'Walls connected, by state', [...SITE, 'state']),
    paintAge: gauge('oldest_paint_age_seconds', 'Longest time since a visible wall painted', SITE),
    wallSkew: gauge('wall_clock_skew_seconds', 'Worst clock difference of a wall', SITE),
    skew: gauge('clock_skew_seconds', 'Wall clock against monotonic clock of this node', SITE),
    lease: gauge('lease_held', '1 while this node holds the lease', [...SITE, 'lease']),
    waiting: gauge('input_waiting', 'Entries of the store’s input that are not moved yet', SITE),
    damaged: gauge('stream_damaged_entries', 'Stream entries skipped since start', SITE),
    historyLag: gauge(
      'history_lag_seconds',
      'Age of the oldest entry that is not in the history yet; only on the lease holder',
      SITE,
    ),
    historyBytes: gauge('history_bytes', 'Bytes of the history', [...SITE, 'kind']),
    openDossiers: gauge('open_dossiers', 'Open dossiers of the site itself, by class', [
      ...SITE,
      'class',
    ]),
    dossiersLoaded: gauge(
      'dossiers_loaded',
      '1 when all dossiers have been read and the store answers',
      SITE,
    ),
    keyframeAge: gauge(
      'keyframe_age_seconds',
      'Time since the lease holder wrote a keyframe; only there',
      SITE,
    ),
    configuration: gauge(
      'configuration_problems',
      'Problems in the configuration that was refused last; 0 = the newest is in force',
      [],
    ),
    notificationsWaiting: gauge(
      'notifications_waiting',
      'Messages to people that wait; only on the node that sends them',
      SITE,
    ),
    notificationsDead: gauge(
      'notifications_dead',
      'Messages to people that could not be sent; only on the node that sends them',
      SITE,
    ),
    health: gauge('health', '1 while the layer works', [...SITE, 'layer']),
  }
}

type IngestMetrics =
  'samplesAccepted' | 'sampleRejected' | 'appended' | 'inputDead' | 'inputWaiting'

function ingestMetrics(to: Instruments): Pick<ServerMetrics, IngestMetrics> {
  return {
    samplesAccepted: (site, origin, count) => to.accepted.inc({ site, origin }, count),
    sampleRejected: (site, code) => to.rejected.inc({ site, code }),
    appended: (site, outcome, tookMs) =>
      to.append.observe({ site, outcome }, tookMs / MS_PER_SECOND),
    inputDead: (site, count) => to.dead.inc({ site }, count),
    inputWaiting: (site, count) => setOrRemove(to.waiting, site, count),
  }
}

type DossierMetrics =
  'dossierEventsAccepted' | 'dossierEventRejected' | 'openDossiers' | 'dossiersLoaded'

function dossierMetrics(to: Instruments): Pick<ServerMetrics, DossierMetrics> {
  return {
    dossierEventsAccepted: (site, origin, count) => to.events.inc({ site, origin }, count),
    dossierEventRejected: (site, code) => to.eventsRejected.inc({ site, code }),
    openDossiers(site, of, count) {
      if (count === undefined) to.openDossiers.remove({ site, class: of })
      else to.openDossiers.set({ site, class: of }, count)
    },
    dossiersLoaded: (site, isLoaded) => to.dossiersLoaded.set({ site }, Number(isLoaded)),
  }
}

type NotificationMetrics = 'notificationSent' | 'notificationsLeft'

function notificationMetrics(to: Instruments): Pick<ServerMetrics, NotificationMetrics> {
  return {
    notificationSent: (site, kind) => to.notified.inc({ site, kind }),
    notificationsLeft(site, left) {
      setOrRemove(to.notificationsWaiting, site, left?.waiting)
      setOrRemove(to.notificationsDead, site, left?.dead)
    },
  }
}

function feedMetrics(
  to: Instruments,
): Omit<ServerMetrics, IngestMetrics | DossierMetrics | NotificationMetrics | keyof AlarmMetrics> {
  return {
    feedLag: (site, lagMs) => to.lag.observe({ site }, lagMs / MS_PER_SECOND),
    ticked: (site, channel, tookMs) => to.tick.observe({ site, channel }, tookMs / MS_PER_SECOND),
    frameSent(site, bytes, receivers) {
      to.frames.inc({ site }, receivers)
      to.frameBytes.inc({ site }, bytes * receivers)
    },
    keyframeEncoded: (site, channel) => to.keyframes.inc({ site, channel }),
    creditCut: (site) => to.cuts.inc({ site }),
    resubscribed: (site, channel) => to.resubscribed.inc({ site, channel }),
    epochChanged: (site, reason) => to.epochs.inc({ site, reason }),
    walls(site, gauge) {
      to.walls.set({ site, state: 'connected' }, gauge.connected)
      to.walls.set({ site, state: 'hidden' }, gauge.hidden)
      to.walls.set({ site, state: 'frozen' }, gauge.frozen)
      to.walls.set({ site, state: 'audible' }, gauge.audible)
      to.walls.set({ site, state: 'mute' }, gauge.mute)
      to.paintAge.set({ site }, gauge.oldestPaintAgeMs / MS_PER_SECOND)
      to.wallSkew.set({ site }, gauge.worstClockSkewMs / MS_PER_SECOND)
    },
    clockSkew: (site, skewMs) => to.skew.set({ site }, skewMs / MS_PER_SECOND),
    leaseHeld: (site, lease, isHeld) => to.lease.set({ site, lease }, Number(isHeld)),
    streamDamaged: (site, count) => to.damaged.set({ site }, count),
    keyframeAge: (site, ageMs) =>
      setOrRemove(to.keyframeAge, site, ageMs === undefined ? undefined : ageMs / MS_PER_SECOND),
    historyLag: (site, lagMs) =>
      setOrRemove(to.historyLag, site, lagMs === undefined ? undefined : lagMs / MS_PER_SECOND),
    historyBytes(site, { raw, rollup }) {
      to.historyBytes.set({ site, kind: 'raw' }, raw)
      to.historyBytes.set({ site, kind: 'rollup' }, rollup)
    },
    historyCut: (site, reason) => to.historyCuts.inc({ site, reason }),
    socketRefused: (reason) => to.refused.inc({ reason }),
    configurationProblems: (count) => to.configuration.set(count),
    health: (site, layer, isSound) => to.health.set({ site, layer }, Number(isSound)),
  }
}

/** What is not known is not told: an old figure would look like a good one. */
function setOrRemove(gauge: Gauge<'site'>, site: string, value: number | undefined): void {
  if (value === undefined) gauge.remove({ site })
  else gauge.set({ site }, value)
}
