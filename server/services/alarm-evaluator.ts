import type { Version } from '../../protocol/version.ts'
import { decideSite } from '../core/alarms/decide-site.ts'
import type { AlarmBook } from '../core/alarms/book.ts'
import { Evaluation, type EvaluationChunk } from '../core/alarms/evaluation.ts'
import type { AlarmSiteEvent } from '../core/alarms/events.ts'
import { canaryKey } from '../core/alarms/canary.ts'
import type { MessageFacts } from '../core/alarms/messages.ts'
import { pointsOf, type AlarmPoint } from '../core/alarms/points.ts'
import { unpackBatch } from '../core/feed/batch.ts'
import { civilDate } from '../core/sites/civil-date.ts'
import type { Site } from '../core/sites/site.ts'
import type { AlarmFollower } from './alarm-follower.ts'
import { takeBatch, takeState } from './alarm-figures.ts'
import { cursorOf, NOWHERE, readCursor, toldOf, type Progress } from './alarm-cursor.ts'
import type { AlarmStore, KeptText } from './alarm-store.ts'
import type { AlarmDraft, AlarmWriter } from './alarm-writer.ts'
import type { FeedLog, Sleep } from './feed-ports.ts'
import type { FeedReader } from './feed-reader.ts'
import type { LeaseService } from './lease.ts'
import type { SiteClock } from './site-clock.ts'
import { StoreUnavailable, type SiteStore, type StreamEntry } from './store.ts'

export interface AlarmEvaluatorParts {
  readonly site: () => Site
  readonly alarms: AlarmStore
  readonly follower: AlarmFollower
  readonly writer: AlarmWriter
  /** What people are told of events on top of a book; kept together with them. */
  readonly messagesOf: (
    events: readonly AlarmSiteEvent[],
    facts: MessageFacts,
  ) => readonly KeptText[]
  /** The stream of figures. */
  readonly stream: Pick<SiteStore, 'read'>
  readonly feed: Pick<FeedReader, 'state' | 'schema' | 'epoch' | 'waitFor'>
  readonly clock: SiteClock
  readonly monotonicNow: () => number
  /** The lease `alarms`: only its holder works anything out. */
  readonly lease: Pick<LeaseService, 'token'>
  readonly sleep: Sleep
  readonly log: FeedLog
  /** How long one write is tried before everything is read anew. */
  readonly writeWithinMs?: number
  readonly keepEveryMs?: number
}

const READ_LIMIT = 256
const READ_WAIT_MS = 200
const IDLE_MS = 250
/** What is only to be kept, and the evaluator's sign of life. */
const KEEP_EVERY_MS = 1_000
/** A longer silence of the clock counts for no delay: nobody knows what was then. */
const MOST_STEP_MS = 10_000
const SET_BACK_MS = 1_000
/** Each may come to several events, and a commit takes 2,000 rows. */
const TRANSITIONS_PER_COMMIT = 300
const WRITE_WITHIN_MS = 5_000
const REACH_MS = 2_000

/** What the holder of a token works with. */
interface Held extends Progress {
  readonly token: number
  /** Of the alarms. */
  readonly epoch: string
  readonly site: Site
  readonly date: string
  readonly points: ReadonlyMap<string, AlarmPoint>
  readonly evaluation: Evaluation
  /** Points that are kept and that the configuration does not have any more. */
  forgotten: readonly string[]
  feedEpoch: string
  version: Version
  canaryAt: number
  keptAt: number
}

/**
 * Holds a site's rules against its stream of figures, entry by entry from where the last evaluator
 * came to, and writes what comes of it together with how far it has come.
 */
export class AlarmEvaluator {
  readonly #parts: AlarmEvaluatorParts
  readonly #stop = new AbortController()
  #held: Held | undefined
  #running: Promise<void> = Promise.resolve()
  #hasBegun = (): void => undefined
  readonly #begun = new Promise<void>((resolve) => (this.#hasBegun = resolve))

  constructor(parts: AlarmEvaluatorParts) {
    this.#parts = parts
  }

  start(): void {
    this.#running = this.#loop()
  }

  /** Until it has looked, and kept how far: where nobody has looked before, what comes and goes until then is not seen. */
  async begun(withinMs: number): Promise<void> {
    await Promise.race([this.#begun, this.#parts.sleep(withinMs, this.#stop.signal)])
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #loop(): Promise<void> {
    const { lease, sleep, log, alarms } = this.#parts
    const { signal } = this.#stop
    while (!signal.aborted) {
      const token = lease.token()
      try {
        if (token === undefined) this.#held = undefined
        else await this.#step(token)
        if (token === undefined) await sleep(IDLE_MS, signal)
      } catch (error) {
        // What was worked out and not written is worked out again, from what was written last.
        this.#held = undefined
        log.warn({ site: alarms.site, err: error }, 'alarms are not worked out')
        await sleep(IDLE_MS, signal)
      }
    }
  }

  async #step(token: number): Promise<void> {
    const held = await this.#heldNow(token)
    if (!held) return
    const { stream, clock, feed } = this.#parts
    const isOther = held.feedEpoch !== feed.epoch()
    // Before it is read: what was received by then and is in the stream comes first.
    const now = Math.floor(clock.now())
    const read = isOther
      ? undefined
      : await stream.read(held.version, { limit: READ_LIMIT, waitMs: READ_WAIT_MS })
    if (!read || read.trimmed) return this.#takeState(held)
    for (const entry of read.entries) {
      if (entry.epoch !== held.feedEpoch) return this.#takeState(held)
      await this.#takeEntry(held, entry)
      held.version = entry.version
      if (held.evaluation.hasTransitions()) await this.#write(held)
    }
    if (read.atEnd) this.#passTime(held, now)
    await this.#writeIfDue(held)
  }

  /** Entries may have brought it a little further than that already; a clock that was set back is followed. */
  #passTime({ evaluation }: Held, now: number): void {
    const isSetBack = now < evaluation.now() - SET_BACK_MS
    const to = isSetBack ? now : Math.max(now, evaluation.now())
    evaluation.advance(to, this.#mostStep())
  }

  /** A longer step is no time that was watched. */
  #mostStep(): number {
    return MOST_STEP_MS * Math.max(1, this.#parts.clock.reading().rate)
  }

  /** What was left behind, with the configuration of the day. */
  async #heldNow(token: number): Promise<Held | undefined> {
    const { site, clock, alarms, follower, feed } = this.#parts
    const date = civilDate(clock.now(), site().timeZone)
    const held = this.#held
    const isOurs = held?.token === token && held.epoch === follower.epoch()
    if (isOurs && held.site === site() && held.date === date) return held
    if (isOurs) await this.#write(held)
    if (feed.epoch() === '' || follower.epoch() === '') return undefined
    const left = await alarms.loadEvaluation()
    // After a takeover the last words of the former holder must be known, or they would be said twice.
    if (!(await follower.readToEnd(REACH_MS))) return undefined
    const cursor = left.cursor === undefined ? undefined : readCursor(left.cursor)
    const reached = cursor ?? { ...NOWHERE, at: Math.floor(clock.now()) }
    const points = new Map(pointsOf(site(), date).map((point) => [point.alarm, point]))
    const kept = new Map(left.points.map(({ id, text }) => [id, text]))
    this.#held = {
      token,
      epoch: follower.epoch(),
      site: site(),
      date,
      points,
      evaluation: new Evaluation([...points.values()], kept, reached.at),
      forgotten: [...kept.keys()].filter((id) => !points.has(id)),
      window: reached.raises,
      reached,
      told: { cursor: left.cursor ?? '', pulse: '' },
      writes: 0,
      feedEpoch: reached.epoch,
      version: reached.version,
      canaryAt: reached.canaryAt,
      keptAt: -Infinity,
    }
    return this.#held
  }

  /** The entries between are not there, or of other data: the rules are held against what is so now. */
  async #takeState(held: Held): Promise<void> {
    const { feed, clock } = this.#parts
    const state = feed.state()
    held.evaluation.advance(Math.floor(clock.now()), this.#mostStep())
    takeState(held.evaluation, state, feed.schema())
    held.feedEpoch = state.epoch
    held.version = state.version
    await this.#write(held)
  }

  async #takeEntry(held: Held, entry: StreamEntry): Promise<void> {
    const { feed, clock } = this.#parts
    const { evaluation } = held
    const at = Math.max(evaluation.now(), Math.floor(Math.min(entry.receivedAt, clock.now())))
    evaluation.advance(at, this.#mostStep())
    if (entry.kind !== 'samples') return
    const read = unpackBatch(entry.body)
    if (!read.ok) return
    const { batch } = read
    const isKnown = (): boolean =>
      batch.series.every((number) => number < feed.schema().series.length)
    if (!isKnown() && !(await feed.waitFor(entry.version, REACH_MS))) {
      throw new StoreUnavailable('the schema of the figures is not known yet')
    }
    const canaryAt = takeBatch(evaluation, batch, feed.schema().series, canaryKey(held.site))
    if (canaryAt > 0) held.canaryAt = canaryAt
  }

  #isKeepDue({ keptAt }: Held): boolean {
    const { monotonicNow, keepEveryMs = KEEP_EVERY_MS } = this.#parts
    return monotonicNow() - keptAt >= keepEveryMs
  }

  async #writeIfDue(held: Held): Promise<void> {
    if (this.#isKeepDue(held) || held.evaluation.hasTransitions()) await this.#write(held)
  }

  /** In as many commits as it takes; how far it has come is said by the last. */
  async #write(held: Held): Promise<void> {
    const { writer, monotonicNow, writeWithinMs = WRITE_WITHIN_MS } = this.#parts
    const { evaluation } = held
    const now = monotonicNow()
    const doesUpkeep = this.#isKeepDue(held)
    for (let isLast = false; !isLast;) {
      const chunk = evaluation.chunk(TRANSITIONS_PER_COMMIT)
      isLast = chunk.isLast
      const forgotten = isLast ? held.forgotten.slice(0, TRANSITIONS_PER_COMMIT) : []
      let next: Partial<Progress> = {}
      const written = await writer.write((book) => {
        const drafted = this.#draft(held, book, { chunk, forgotten, doesUpkeep })
        next = drafted.next
        return drafted.draft
      }, now + writeWithinMs)
      if (written && !written.ok) {
        throw new StoreUnavailable(`alarms not written: ${written.reason}`)
      }
      evaluation.settle(chunk)
      Object.assign(held, next)
      held.forgotten = held.forgotten.slice(forgotten.length)
    }
    held.keptAt = now
    this.#hasBegun()
  }

  #draft(
    held: Held,
    book: AlarmBook,
    what: {
      readonly chunk: EvaluationChunk
      readonly forgotten: readonly string[]
      readonly doesUpkeep: boolean
    },
  ): { readonly draft: AlarmDraft; readonly next: Progress } {
    const { follower, messagesOf, clock } = this.#parts
    const { site, points, evaluation, token } = held
    const { chunk, forgotten, doesUpkeep } = what
    if (follower.epoch() !== held.epoch) throw new StoreUnavailable('the alarms begin anew')
    const { events, window } = decideSite(book, chunk.transitions, {
      site,
      points,
      at: Math.floor(evaluation.now()),
      window: held.window,
      doesUpkeep: doesUpkeep && chunk.isLast,
    })
    // Until all is written it has not come further than before.
    const reached = chunk.isLast ? cursorOf(held, window) : held.reached
    const writes = held.writes + 1
    const told = toldOf(reached, writes)
    const isScenario = clock.scenario() !== undefined
    const gone = forgotten.map((id) => ({ id, text: undefined }))
    const kept = { ...told, after: held.told.cursor, points: [...chunk.points, ...gone] }
    return {
      draft: {
        events,
        commands: [],
        messages: messagesOf(events, { site, points, book, isScenario }),
        evaluation: { token, ...kept },
      },
      next: { window, told, reached, writes },
    }
  }
}
