import type { AlarmOutcome, AlarmReplica } from '../../../protocol/alarm-replica.ts'
import type { FrameHeader } from '../../../protocol/frame.ts'
import { LIVENESS_MS } from '../../../protocol/socket-events.ts'
import type { FloodPosture } from '../../../protocol/alarms.ts'
import { useAlarmStore } from '../stores/alarms.ts'
import { CanaryWatch } from './canary-watch.ts'
import type { Page } from './page.ts'
import { Transit } from './transit.ts'
import { UncountedTime } from './uncounted-time.ts'

/** The page's end of the alarm channel: what is held goes to the store, and so does whether it can be trusted. */
export class AlarmFeed {
  readonly replica: AlarmReplica
  readonly #page: Pick<Page, 'monotonicNow' | 'wallNow'>
  readonly #store = useAlarmStore()
  readonly #watch = new CanaryWatch()
  readonly #uncounted = new UncountedTime()
  // Its own: that figures come late says nothing of alarms.
  readonly #transit = new Transit()
  #heardAt = -Infinity
  /** Site time of the newest frame; undefined before the first. */
  #heardOf: number | undefined
  /** The connection ended, and no frame has come since. */
  #isCut = false

  constructor(page: Pick<Page, 'monotonicNow' | 'wallNow'>, replica: AlarmReplica) {
    this.#page = page
    this.replica = replica
  }

  start(): void {
    this.#watch.started(this.#page.monotonicNow())
  }

  stop(): void {
    this.#store.reset()
  }

  connected(): void {
    this.#transit.reset()
    this.#heardAt = this.#page.monotonicNow()
    this.#watch.connected(this.#heardAt)
  }

  disconnected(): void {
    this.#isCut = true
    this.#judge(this.#page.monotonicNow())
  }

  /** Applies a frame; what to ask for after a gap is the caller's to decide. */
  take(bytes: Uint8Array, arrivedAt: number): AlarmOutcome {
    const outcome = this.replica.applyFrame(bytes)
    if (outcome.kind === 'applied' || outcome.kind === 'alive') {
      this.#heardAt = arrivedAt
      this.#heardOf = outcome.header.siteTime
      this.#isCut = false
      this.#proved(outcome.header, arrivedAt)
      this.#show()
    }
    return outcome
  }

  /** Looks at the clocks; called four times a second, and when the page comes into sight. */
  look(): void {
    const now = this.#page.monotonicNow()
    if (this.#uncounted.look(now, this.#page.wallNow())) this.#watch.suspect(now)
    this.#judge(now)
  }

  /** Monotonic ms at which the newest frame came, or the connection if that is newer. */
  heardAt(): number {
    return this.#heardAt
  }

  #proved({ realTime, siteTime, rate, health }: FrameHeader, arrivedAt: number): void {
    const { delayMs } = this.#transit.observe(realTime, arrivedAt)
    this.#watch.seen({
      canaryAt: this.replica.canaryAt(),
      siteTime,
      rate,
      madeAt: arrivedAt - delayMs,
      isStoreSound: health.store,
    })
    this.#store.storeLostAt = health.store ? undefined : (this.#store.storeLostAt ?? siteTime)
  }

  #show(): void {
    const { replica } = this
    this.#store.rows = replica.alarms()
    // Named in every frame: the same again is not drawn again.
    if (!isSameFlood(this.#store.flood, replica.flood())) this.#store.flood = replica.flood()
    this.#store.watch = replica.watch()
    this.#store.canaryAt = replica.canaryAt() === 0 ? undefined : replica.canaryAt()
    this.#judge(this.#page.monotonicNow())
  }

  #judge(now: number): void {
    this.#store.pathState = this.#watch.verdict(now)
    const isLost = this.#isCut || now - this.#heardAt > LIVENESS_MS
    this.#store.lostAt = isLost ? this.#heardOf : undefined
  }
}

function isSameFlood(a: FloodPosture, b: FloodPosture): boolean {
  return a.since === b.since && a.raises === b.raises
}
