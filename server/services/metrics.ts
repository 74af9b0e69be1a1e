import type { Origin } from '../../protocol/sample.ts'
import type { DossierClass } from '../../protocol/dossiers.ts'
import type { AlarmCommandName, AlarmState, Severity } from '../../protocol/alarms.ts'
import type { TargetKind } from '../core/notifications/target.ts'
import type { RejectionCode } from '../core/ingest/incoming-sample.ts'
import type { LeaseName } from './store.ts'

/** How an append ended; `ok` or why the store did not take it. */
export type AppendOutcome =
  'ok' | 'store-unavailable' | 'store-full' | 'store-read-only' | 'epoch-changed'

/** What a site's walls look like at a moment. */
export interface WallsGauge {
  readonly connected: number
  readonly hidden: number
  /** Visible walls whose last painted frame is over 10 s old: their renderers stand still. */
  readonly frozen: number
  /** Age of the oldest last paint among visible walls, in ms. */
  readonly oldestPaintAgeMs: number
  /** Largest difference between a wall's clock and the node's, in ms. */
  readonly worstClockSkewMs: number
  /** Where alarms are heard, and where they should be and are not. */
  readonly audible: number
  readonly mute: number
}

/** What the history takes in the store. */
export interface HistoryBytes {
  readonly raw: number
  readonly rollup: number
}

/** What an operator is told about alarms. */
export interface AlarmMetrics {
  /** `none`: alarms that are hidden without being raised. */
  readonly alarms: (
    site: string,
    state: AlarmState,
    severity: Severity | 'none',
    count: number,
  ) => void
  readonly alarmFlood: (site: string, isFlood: boolean) => void
  /** ms since the evaluator's sign of life was seen to change; undefined = it never was. */
  readonly alarmEvaluationAge: (site: string, ageMs: number | undefined) => void
  /** ms since the newest canary that came to the rules was sent; undefined = none ever came. */
  readonly alarmCanaryAge: (site: string, ageMs: number | undefined) => void
  readonly alarmCommand: (
    site: string,
    command: AlarmCommandName,
    outcome: 'ok' | 'repeated' | 'conflict' | 'other-command' | 'read-only' | 'full' | 'unknown',
  ) => void
}

/** What an operator is told about the running server. Every method is cheap and never throws. */
export interface ServerMetrics extends AlarmMetrics {
  readonly samplesAccepted: (site: string, origin: Origin, count: number) => void
  readonly sampleRejected: (site: string, code: RejectionCode) => void
  readonly dossierEventsAccepted: (site: string, origin: Origin, count: number) => void
  readonly dossierEventRejected: (site: string, code: string) => void
  /** Open dossiers of the site itself; undefined while they are not known. */
  readonly openDossiers: (site: string, of: DossierClass, count: number | undefined) => void
  readonly dossiersLoaded: (site: string, isLoaded: boolean) => void
  readonly appended: (site: string, outcome: AppendOutcome, tookMs: number) => void
  /** Entries of the store's input that nobody could use. */
  readonly inputDead: (site: string, count: number) => void
  /** Entries of the store's input that are not moved yet; undefined while the store cannot say. */
  readonly inputWaiting: (site: string, count: number | undefined) => void
  /** Site ms between an entry's receipt and its application to the feed. */
  readonly feedLag: (site: string, lagMs: number) => void
  readonly ticked: (site: string, channel: string, tookMs: number) => void
  readonly frameSent: (site: string, bytes: number, receivers: number) => void
  readonly keyframeEncoded: (site: string, channel: string) => void
  /** A wall was closed because its oldest unpainted frame was overdue. */
  readonly creditCut: (site: string) => void
  /** A wall asked for a channel without a version: it could not apply what it got. */
  readonly resubscribed: (site: string, channel: string) => void
  readonly epochChanged: (site: string, reason: string) => void
  readonly walls: (site: string, gauge: WallsGauge) => void
  /** ms by which the node's wall clock is away from where its monotonic clock says it should be. */
  readonly clockSkew: (site: string, skewMs: number) => void
  readonly leaseHeld: (site: string, lease: LeaseName, isHeld: boolean) => void
  /** Entries of the stream that could not be read, since start. */
  readonly streamDamaged: (site: string, count: number) => void
  /** ms since the lease holder last wrote a keyframe; undefined on the other nodes. */
  readonly keyframeAge: (site: string, ageMs: number | undefined) => void
  /** Site ms since the oldest entry that may not be in the history yet; undefined on the other nodes. */
  readonly historyLag: (site: string, lagMs: number | undefined) => void
  readonly historyBytes: (site: string, bytes: HistoryBytes) => void
  /** History that is not what it should be: raw samples given up for size, entries trimmed before they were taken, pieces that cannot be read. */
  readonly historyCut: (site: string, reason: 'size' | 'stream' | 'damaged') => void
  /** A socket was not let in, or cut because it said too much. */
  readonly socketRefused: (reason: 'origin' | 'full' | 'auth' | 'flood') => void
  /** Problems in the configuration that was refused last; 0 = the newest one is in force. */
  readonly configurationProblems: (count: number) => void
  /** A message to people went out. */
  readonly notificationSent: (site: string, kind: TargetKind) => void
  /** Messages that wait and that could not be sent; undefined on the nodes that send none. */
  readonly notificationsLeft: (
    site: string,
    left: { readonly waiting: number; readonly dead: number } | undefined,
  ) => void
  readonly health: (site: string, layer: 'store' | 'ingest' | 'clock', isSound: boolean) => void
}
