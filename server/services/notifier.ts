import { SERVER_ACTOR } from '../core/alarms/events.ts'
import type { JournalDetail } from '../core/journal/entry.ts'
import { readRow, rowText, worstOf, type KeptRow } from '../core/notifications/outbox.ts'
import { planOf, type Batch } from '../core/notifications/plan.ts'
import { quietEndAt } from '../core/notifications/quiet-hours.ts'
import { renderMessage } from '../core/notifications/render.ts'
import { triesAfter } from '../core/notifications/retry.ts'
import {
  maskedAddress,
  type NotificationTarget,
  type TargetKind,
} from '../core/notifications/target.ts'
import type { Site } from '../core/sites/site.ts'
import { MAX_DEAD_MESSAGES, type AlarmStore, type KeptText } from './alarm-store.ts'
import type { Deliveries, DeliveryResult } from './delivery.ts'
import type { FeedLog, Sleep } from './feed-ports.ts'
import type { LeaseService } from './lease.ts'
import type { ServerMetrics } from './metrics.ts'
import type { Note } from './note.ts'
import { StoreUnavailable } from './store.ts'

const LOOK_EVERY_MS = 1_000
const RETRY_MS = 1_000
const COUNT_DEAD_EVERY_MS = 60_000
const FIRST_LIMIT = 1_000
/** Under way at once; of one target fewer, or one that does not answer would keep all others waiting. */
const MAX_OF_KIND = 4
const MAX_OF_TARGET = 2

export interface NotifierParts {
  readonly site: () => Site
  readonly store: Pick<AlarmStore, 'site' | 'waitingMessages' | 'deadMessages' | 'settleMessages'>
  /** Writes to the journal of alarms. */
  readonly note: Note
  readonly deliveries: Deliveries
  /** Of the server, for links; undefined = not known. */
  readonly origin: string | undefined
  /** The lease `alarms`: only its holder sends. */
  readonly lease: Pick<LeaseService, 'token'>
  /** The real clock's, ms since 1970: people are not asleep in a scenario. */
  readonly now: () => number
  readonly sleep: Sleep
  readonly metrics: Pick<ServerMetrics, 'notificationSent' | 'notificationsLeft'>
  readonly log: FeedLog
}

type Outcomes = Parameters<AlarmStore['settleMessages']>[1]

/**
 * Sends what waits in a site's outbox. What is sent and not settled, because the process or the store
 * failed in between, is sent again under the same id.
 */
export class Notifier {
  readonly #parts: NotifierParts
  readonly #stop = new AbortController()
  readonly #sending = new Map<Batch, { readonly kind: TargetKind; readonly done: Promise<void> }>()
  #held: { readonly token: number; readonly over: AbortController } | undefined
  #due: readonly Batch[] = []
  /** Rows that were on their way since the outbox was last asked for: what it says of them is old. */
  #touched = new Set<string>()
  #dead: { readonly count: number; readonly countedAt: number } | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(parts: NotifierParts) {
    this.#parts = parts
  }

  start(): void {
    this.#running = this.#loop()
  }

  /** What is under way is broken off, and sent again by whoever comes next. */
  async stop(): Promise<void> {
    this.#stop.abort()
    this.#release()
    await this.#running
    await this.idle()
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#sending.size > 0) {
      await Promise.all([...this.#sending.values()].map(({ done }) => done))
    }
  }

  async #loop(): Promise<void> {
    const { sleep, log, store } = this.#parts
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        await this.look()
      } catch (error) {
        log.warn({ site: store.site, err: error }, 'messages are not sent')
      }
      await sleep(LOOK_EVERY_MS, signal)
    }
  }

  /** Looks once at what waits, and begins to send what is due. */
  async look(): Promise<void> {
    const { lease, site, store, now, metrics } = this.#parts
    const token = lease.token()
    if (token !== this.#held?.token) this.#release()
    if (token === undefined || this.#stop.signal.aborted) return
    this.#held ??= { token, over: new AbortController() }
    this.#touched = new Set([...this.#sending.keys()].flatMap(idsOf))
    const waiting = await this.#readWaiting()
    const dead = await this.#countDead()
    metrics.notificationsLeft(store.site, { waiting: waiting.length, dead })
    const rows = await this.#readable(waiting.filter(({ id }) => !this.#touched.has(id)))
    const at = now()
    const { due, toNote } = planOf(rows, {
      at,
      quietEndAt: (id) => quietEndAt(this.#target(id)?.quiet ?? [], site().timeZone, at),
    })
    for (const batch of toNote) await this.#noteHold(batch)
    this.#due = due
    this.#sendDue()
  }

  #release(): void {
    const { metrics, store } = this.#parts
    if (!this.#held) return
    this.#held.over.abort()
    this.#held = undefined
    this.#due = []
    this.#dead = undefined
    metrics.notificationsLeft(store.site, undefined)
  }

  /** They are many to read: only now and then, and when one more is known of. */
  async #countDead(): Promise<number> {
    const { store, now } = this.#parts
    const countedAt = now()
    if (!this.#dead || Math.abs(countedAt - this.#dead.countedAt) >= COUNT_DEAD_EVERY_MS) {
      this.#dead = { count: (await store.deadMessages(MAX_DEAD_MESSAGES)).length, countedAt }
    }
    return this.#dead.count
  }

  async #readWaiting(): Promise<readonly KeptText[]> {
    for (let limit = FIRST_LIMIT; ; limit *= 4) {
      const waiting = await this.#parts.store.waitingMessages(limit)
      if (waiting.length < limit) return waiting
    }
  }

  /** What cannot be read is told and put aside: it would wait for ever. */
  async #readable(waiting: readonly KeptText[]): Promise<readonly KeptRow[]> {
    const rows: KeptRow[] = []
    for (const { id, text } of waiting) {
      const row = readRow(text)
      if (row) rows.push({ id, row })
      else
        await this.#conclude([{ id, text, isDead: true }], 'dead', {
          message: id,
          reason: 'damaged',
        })
    }
    return rows
  }

  #target(id: string): NotificationTarget | undefined {
    return this.#parts.site().notifications?.find((one) => one.id === id)
  }

  async #noteHold(batch: Batch): Promise<void> {
    const [first] = batch.rows
    const hold = first?.row.hold
    if (!first || !hold) return
    const text = rowText({ ...first.row, isHoldNoted: true })
    await this.#conclude([{ id: first.id, text, isDead: false }], 'held', {
      ...this.#detailOf(batch),
      why: hold.why,
      until: hold.until,
    })
  }

  #sendDue(): void {
    const left: Batch[] = []
    for (const batch of this.#due) {
      const kind = this.#target(batch.target)?.address.kind ?? 'webhook'
      const all = [...this.#sending]
      const ofKind = all.filter(([, one]) => one.kind === kind).length
      const ofTarget = all.filter(([one]) => one.target === batch.target).length
      if (ofKind >= MAX_OF_KIND || ofTarget >= MAX_OF_TARGET) {
        left.push(batch)
        continue
      }
      for (const id of idsOf(batch)) this.#touched.add(id)
      const done = this.#send(batch).finally(() => {
        this.#sending.delete(batch)
        this.#sendDue()
      })
      this.#sending.set(batch, { kind, done })
    }
    this.#due = left
  }

  async #send(batch: Batch): Promise<void> {
    const { lease, store, log } = this.#parts
    const held = this.#held
    if (!held || lease.token() !== held.token) return
    try {
      const result = await this.#deliver(batch, held.over.signal)
      if (!held.over.signal.aborted) await this.#take(batch, result)
    } catch (error) {
      log.warn({ site: store.site, message: batch.id, err: error }, 'a message failed')
    }
  }

  async #deliver(batch: Batch, signal: AbortSignal): Promise<DeliveryResult> {
    const { site, deliveries, origin } = this.#parts
    const target = this.#target(batch.target)
    if (!target) return { outcome: 'dead', reason: 'the target is not configured any more' }
    const { id: siteId, name: siteName, timeZone } = site()
    const place = { site: siteId, siteName, timeZone, target: target.id, origin }
    const why = batch.rows[0]?.row.hold?.why
    const message = renderMessage(batch.id, batch.entries, why, place)
    return deliveries[target.address.kind](message, target, signal)
  }

  async #take(batch: Batch, result: DeliveryResult): Promise<void> {
    const { metrics, now, store } = this.#parts
    const detail = this.#detailOf(batch)
    if (result.outcome === 'sent') {
      const kind = this.#target(batch.target)?.address.kind
      if (kind) metrics.notificationSent(store.site, kind)
      const outcomes = idsOf(batch).map((id) => ({ id, text: undefined, isDead: false }))
      return this.#conclude(outcomes, 'sent', detail)
    }
    const { reason } = result
    const tries =
      result.outcome === 'retry' ? triesAfter(batch.tries, now(), result.afterMs) : undefined
    const outcomes = batch.rows.map(({ id, row }) => ({
      id,
      text: rowText({ ...row, reason, ...(tries && { tries }) }),
      isDead: tries === undefined,
    }))
    return this.#conclude(outcomes, tries ? undefined : 'dead', { ...detail, reason })
  }

  #detailOf({ id, target: targetId, entries, tries }: Batch): JournalDetail & { message: string } {
    const target = this.#target(targetId)
    return {
      message: id,
      target: targetId,
      ...(target && { kind: target.address.kind, address: maskedAddress(target.address) }),
      severity: worstOf(entries),
      count: entries.length,
      tries: (tries?.count ?? 0) + 1,
    }
  }

  /** Journal first: of a message that is gone from the outbox it must be known where it went. */
  async #conclude(
    outcomes: Outcomes,
    what: 'sent' | 'dead' | 'held' | undefined,
    detail: JournalDetail,
  ): Promise<void> {
    const { note, store, sleep, lease } = this.#parts
    const held = this.#held
    let isNoted = what === undefined
    while (held && lease.token() === held.token && !this.#stop.signal.aborted) {
      try {
        if (!isNoted) {
          const action = `notification.${what}`
          await note({ actor: SERVER_ACTOR, action, site: store.site, detail })
        }
        isNoted = true
        await store.settleMessages(held.token, outcomes)
        if (what === 'dead') this.#dead = undefined
        return
      } catch (error) {
        // It was sent: only what is to be written about it is tried again.
        if (!(error instanceof StoreUnavailable)) throw error
        await sleep(RETRY_MS, held.over.signal)
      }
    }
  }
}

function idsOf({ rows }: Batch): readonly string[] {
  return rows.map(({ id }) => id)
}
