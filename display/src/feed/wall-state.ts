import type { Frame, FrameHeader, Health } from '../../../protocol/frame.ts'
import type { ChannelPosition, Replica } from '../../../protocol/replica.ts'
import type { ScreenMessage } from '../../../protocol/screen.ts'
import type { SoundState } from '../../../protocol/socket-events.ts'
import type { Notice } from '../../../protocol/socket-events.ts'
import { formatVersion } from '../../../protocol/version.ts'
import { useFaultStore, type FaultPlace } from '../stores/faults.ts'
import { useFeedStateStore } from '../stores/feed-state.ts'
import { useReadingsStore } from '../stores/readings.ts'
import { useScreenStore } from '../stores/screen.ts'
import { useSoundStore } from '../stores/sound.ts'
import { useSiteClockStore } from '../stores/site-clock.ts'
import { countSources, indexSources, type SourceIndex } from '../stores/sources.ts'
import { Liveness } from './liveness.ts'
import type { Page } from './page.ts'
import { Transit } from './transit.ts'
import { UncountedTime } from './uncounted-time.ts'

/** A connection that brought nothing for this long is given up: the next one may be better. */
export const SILENCE_MS = 10_000
const MISSING_NOTICE_MS = 60 * 60_000
const SKEW_STEP_MS = 20

/** Turns what the feed sees into what the stores say: the way's verdict, the site clock, the sources. */
export class WallState {
  readonly #page: Page
  readonly #feed = useFeedStateStore()
  readonly #clock = useSiteClockStore()
  readonly #screen = useScreenStore()
  readonly #faults = useFaultStore()
  readonly #sound = useSoundStore()
  readonly #book = useReadingsStore().book()
  readonly #liveness = new Liveness()
  readonly #transit = new Transit()
  readonly #uncounted = new UncountedTime()
  #replica: Replica | undefined
  #sources: SourceIndex | undefined
  #connectedAt: number | undefined
  #historyToldAt = -Infinity
  #alarmsToldAt = -Infinity
  #callOffTick: (() => void) | undefined
  /** Said once a second: nobody reads them faster, and each saying draws the status strip again. */
  #lastProofAt: number | undefined
  #lastPaintMs = 0

  constructor(page: Page) {
    this.#page = page
  }

  bind(replica: Replica): void {
    this.#replica = replica
    this.#book.bind(replica)
    this.#tick()
  }

  unbind(): void {
    this.#callOffTick?.()
    this.#callOffTick = undefined
    this.#replica = undefined
    this.#book.bind(undefined)
    this.#screen.screen = undefined
    this.#feed.reset()
  }

  /** The site clock of a saved wall: shown as an estimate until a frame sets it. */
  restored(clock: { siteTime: number; realTime: number; rate: number }, lastProofAt: number): void {
    this.#feed.fromCache = true
    this.#lastProofAt = lastProofAt
    this.#feed.lastProofAt = lastProofAt
    this.#feed.since = lastProofAt
    this.#clock.setAnchor(clock, this.#page.monotonicNow())
    this.#clock.tick(this.#page.monotonicNow())
  }

  /** The server answered and said no: that is told in words, on an empty wall as its only content. */
  refused(error: Error): void {
    this.#feed.refusal = error.message
  }

  connected(): void {
    this.#feed.refusal = undefined
    this.#transit.reset()
    this.#connectedAt = this.#page.monotonicNow()
  }

  disconnected(): void {
    this.#connectedAt = undefined
    this.#liveness.disconnected(this.#page.monotonicNow())
  }

  fault(place: FaultPlace, error: unknown): void {
    this.#faults.report(place, error, this.#page.monotonicNow())
  }

  schemaChanged(channels: readonly string[]): void {
    this.#liveness.require(channels)
    this.#book.bind(this.#replica)
    this.#indexSources()
  }

  screenChanged(screen: ScreenMessage): void {
    this.#screen.screen = screen
    // Where a newer configuration stands refused, that is said again behind each screen.
    this.#feed.refusedConfigurationCount = 0
    this.#indexSources()
  }

  notice(notice: Notice): void {
    switch (notice.kind) {
      case 'history-missing':
        this.#feed.historyMissing = { from: notice.from, to: notice.to }
        this.#historyToldAt = this.#page.monotonicNow()
        break
      case 'alarms-missing':
        this.#feed.alarmsMissing = { from: notice.from, to: notice.to }
        this.#alarmsToldAt = this.#page.monotonicNow()
        break
      case 'configuration-refused':
        this.#feed.refusedConfigurationCount = notice.problems
        break
      case 'server-stopping':
        break
    }
  }

  applied(frame: Frame): void {
    this.#book.applied(frame, frame.header.channel)
    if (frame.header.kind === 'keyframe') this.#countSources()
  }

  /** A frame was taken in: it proves the way at the time it was made, which may be long before it arrived. */
  proved(
    channel: string,
    header: FrameHeader,
    arrivedAt: number,
    position: ChannelPosition | undefined,
  ): void {
    const madeAt = this.timed(header, arrivedAt)
    this.#liveness.frame(channel, madeAt, header.health)
    if (header.health.store) this.#lastProofAt = header.siteTime
    if (!isSameHealth(this.#feed.health, header.health)) this.#feed.health = header.health
    if (position) {
      this.#feed.version = formatVersion(position.version)
      this.#feed.epoch = position.epoch
    }
    this.#judge()
  }

  /** Sets the site clock by a frame; answers when the frame was made, in monotonic ms. */
  timed(header: FrameHeader, arrivedAt: number): number {
    const { delayMs, isLate } = this.#transit.observe(header.realTime, arrivedAt)
    const madeAt = arrivedAt - delayMs
    if (!isLate) this.#setClock(header, madeAt)
    return madeAt
  }

  painted(frameMs: number): void {
    this.#lastPaintMs = frameMs
  }

  /** Whether alarms can be heard here; undefined where they are not meant to. */
  sound(): SoundState | undefined {
    return this.#sound.state
  }

  /** Looks at the clocks, four times a second; answers `silent` when the connection should be given up. */
  look(): 'silent' | undefined {
    const now = this.#page.monotonicNow()
    // A frame must decide.
    if (this.#uncounted.look(now, this.#page.wallNow())) this.#liveness.suspect(now)
    if (now - this.#historyToldAt > MISSING_NOTICE_MS) this.#feed.historyMissing = undefined
    if (now - this.#alarmsToldAt > MISSING_NOTICE_MS) this.#feed.alarmsMissing = undefined
    this.#judge()
    return this.#isSilent(now) ? 'silent' : undefined
  }

  #isSilent(now: number): boolean {
    if (this.#connectedAt === undefined || this.#feed.path !== 'unreachable') return false
    if (this.#page.isHidden()) this.#connectedAt = now
    const heardAt = Math.max(this.#connectedAt, this.#liveness.frameAt())
    if (now - heardAt <= SILENCE_MS) return false
    this.#connectedAt = now
    return true
  }

  #judge(): void {
    const now = this.#page.monotonicNow()
    const transit = this.#transit.minimum()
    const skewMs = transit === undefined ? undefined : transit + this.#page.wallNow() - now
    this.#feed.skewMs = skewMs && Math.round(skewMs / SKEW_STEP_MS) * SKEW_STEP_MS
    const path = this.#liveness.verdict(now)
    if (path !== this.#feed.path) this.#feed.lastProofAt = this.#lastProofAt
    this.#feed.path = path
    this.#clock.estimated = this.#feed.path === 'unreachable'
    if (this.#feed.isProven) this.#feed.fromCache = false
  }

  #setClock(header: FrameHeader, madeAt: number): void {
    const { siteTime, realTime, rate } = header
    const now = this.#page.monotonicNow()
    this.#clock.setAnchor({ siteTime, realTime, rate }, madeAt)
    const isTickDue = Math.abs(this.#clock.at(now) - this.#clock.now) > 2_000 * Math.max(1, rate)
    if (isTickDue) this.#clock.tick(now)
  }

  #tick(): void {
    const now = this.#page.monotonicNow()
    this.#clock.tick(now)
    this.#countSources()
    this.#feed.lastProofAt = this.#lastProofAt
    this.#feed.lastPaintMs = this.#lastPaintMs
    this.#callOffTick = this.#page.after(this.#clock.untilNextSecond(now), () => this.#tick())
  }

  #indexSources(): void {
    const screen = this.#screen.screen
    this.#sources = screen && this.#replica && indexSources(this.#replica.schema(), screen)
    this.#countSources()
  }

  #countSources(): void {
    if (!this.#sources || !this.#replica) return
    const counted = countSources(this.#sources, this.#replica, this.#clock.now, this.#clock.rate)
    const { up, late, total } = this.#feed.sources
    const isSame = up === counted.up && late === counted.late && total === counted.total
    if (!isSame) this.#feed.sources = counted
  }
}

function isSameHealth(a: Health | undefined, b: Health): boolean {
  return a !== undefined && a.store === b.store && a.ingest === b.ingest && a.clock === b.clock
}
