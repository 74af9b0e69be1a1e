import type { Alarm } from '../core/alarms/alarm.ts'
import { AlarmBook } from '../core/alarms/book.ts'
import { fromJournal } from '../core/alarms/journal-entry.ts'
import {
  POSTURE_ID,
  readPostureRecord,
  readRecord,
  readWatchRecord,
  WATCH_ID,
  type Kept,
} from '../core/alarms/record.ts'
import { readEntry } from '../core/journal/entry.ts'
import type { AlarmStore } from './alarm-store.ts'
import type { EpochKeeper } from './epoch-keeper.ts'
import type { FeedLog, Sleep } from './feed-ports.ts'
import type { JournalHead, StoredJournalEntry } from './journal-store.ts'
import { StoreUnavailable, type EpochRecord } from './store.ts'
import { Waiters } from './waiters.ts'

const READ_LIMIT = 500
const READ_WAIT_MS = 250
const EPOCH_LOOK_MS = 1_000
const PULSE_LOOK_MS = 250
const RETRY_MS = 250
const STORE_PROOF_MS = 2_000

export interface AlarmFollowerParts {
  readonly store: AlarmStore
  readonly epochs: Pick<EpochKeeper, 'settle'>
  readonly monotonicNow: () => number
  readonly sleep: Sleep
  readonly log: FeedLog
}

/** Follows the journal of a site's alarms: the only writer of their book on this node. */
export class AlarmFollower {
  readonly #parts: AlarmFollowerParts
  readonly #stop = new AbortController()
  readonly #waiters = new Waiters(this.#stop.signal)
  readonly #epochListeners = new Set<(record: EpochRecord) => void>()
  readonly #moveListeners = new Set<() => void>()
  #book = new AlarmBook()
  #record: EpochRecord | undefined
  #head: JournalHead = { seq: 0, at: 0, hash: '' }
  #pulse: string | undefined
  #pulseMovedAt = -Infinity
  #readAt = -Infinity
  #lookedAt = -Infinity
  #pulseLookedAt = -Infinity
  #last: Promise<void> = Promise.resolve()
  #mustLoad = true
  #running: Promise<void> = Promise.resolve()

  constructor(parts: AlarmFollowerParts) {
    this.#parts = parts
  }

  /** What the journal has made of the alarms, as far as it was read. */
  book(): AlarmBook {
    return this.#book
  }

  /** The last entry that is in the book. */
  head(): JournalHead {
    return this.#head
  }

  /** '' before anything was read. */
  epoch(): string {
    return this.#record?.epoch ?? ''
  }

  record(): EpochRecord | undefined {
    return this.#record
  }

  /** The store answered within the last 2 s. */
  isStoreSound(): boolean {
    return this.#parts.monotonicNow() - this.#readAt < STORE_PROOF_MS
  }

  /** What the evaluator said last, and when (monotonic ms) that was seen to change. */
  pulse(): { readonly text: string | undefined; readonly movedAt: number } {
    return { text: this.#pulse, movedAt: this.#pulseMovedAt }
  }

  onEpoch(listener: (record: EpochRecord) => void): () => void {
    this.#epochListeners.add(listener)
    return () => this.#epochListeners.delete(listener)
  }

  /** Calls `listener` whenever entries came into the book, of however many at once. */
  onMoved(listener: () => void): () => void {
    this.#moveListeners.add(listener)
    return () => this.#moveListeners.delete(listener)
  }

  async start(): Promise<void> {
    await this.#settleEpoch()
    await this.#load()
    this.#running = this.#loop()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    this.#waiters.wake()
    await this.#running
  }

  /** Resolves true when the book holds an entry, false when the time is up. */
  waitFor(seq: number, timeoutMs: number): Promise<boolean> {
    return this.#waiters.until(() => this.#head.seq >= seq, timeoutMs)
  }

  /** Reads the journal to its end, and answers whether that was possible in time. */
  catchUp(timeoutMs: number): Promise<boolean> {
    return this.#inTime(timeoutMs, async () => {
      if (this.#mustLoad) await this.#settleEpoch()
      await this.#readOn()
    })
  }

  /** The same, of whatever epoch is in force now. */
  readToEnd(timeoutMs: number): Promise<boolean> {
    return this.#inTime(timeoutMs, async () => {
      await this.#settleEpoch()
      await this.#readOn()
    })
  }

  async #inTime(timeoutMs: number, read: () => Promise<void>): Promise<boolean> {
    let isDone = false
    const reading = this.#alone(read).then(
      () => (isDone = true),
      (error: unknown) => {
        if (!(error instanceof StoreUnavailable)) throw error
        return false
      },
    )
    await Promise.race([reading, this.#parts.sleep(timeoutMs, this.#stop.signal)])
    return isDone
  }

  /** What changes the book, one after the other; what only waits for the store does so beside it. */
  #alone(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }

  async #loop(): Promise<void> {
    const { sleep, log, store } = this.#parts
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        await this.#alone(() => this.#look())
        await this.#follow()
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) this.#mustLoad = true
        log.warn({ site: store.site, err: error }, 'alarms are not followed')
        await sleep(RETRY_MS, signal)
      }
      this.#waiters.wake()
    }
  }

  async #look(): Promise<void> {
    const { monotonicNow } = this.#parts
    if (monotonicNow() - this.#lookedAt >= EPOCH_LOOK_MS) await this.#settleEpoch()
    if (this.#mustLoad) await this.#load()
    if (monotonicNow() - this.#pulseLookedAt >= PULSE_LOOK_MS) await this.#lookAtPulse()
  }

  async #settleEpoch(): Promise<void> {
    const { epochs, monotonicNow } = this.#parts
    const lookedAt = monotonicNow()
    const record = await epochs.settle({
      epoch: this.epoch(),
      readTo: this.#record ? { ms: this.#head.seq, n: 0 } : undefined,
      knownUntil: this.#record && this.#head.at,
    })
    this.#lookedAt = lookedAt
    if (record.epoch !== this.#record?.epoch) this.#mustLoad = true
    else this.#record = record
  }

  /** Everything anew, from the records of the alarms. */
  async #load(): Promise<void> {
    const { store, monotonicNow, log } = this.#parts
    const { epoch, head, records } = await store.loadRecords()
    const { record } = await store.inspect()
    if (!record || record.epoch !== epoch) throw new StoreUnavailable('the epoch is changing')
    const posture = records.find(({ id }) => id === POSTURE_ID)
    const watch = records.find(({ id }) => id === WATCH_ID)
    const alarms: Kept<Alarm>[] = []
    for (const { id, text } of records) {
      if (id === POSTURE_ID || id === WATCH_ID) continue
      const read = readRecord(text)
      if (read) alarms.push(read)
      else log.warn({ site: store.site, alarm: id }, 'the record of an alarm cannot be read')
    }
    this.#book = new AlarmBook({
      head: head.seq,
      alarms,
      posture: posture && readPostureRecord(posture.text),
      watch: watch && readWatchRecord(watch.text),
    })
    this.#head = head
    this.#mustLoad = false
    this.#readAt = monotonicNow()
    const isOther = this.#record?.epoch !== record.epoch
    this.#record = record
    if (isOther) for (const listener of this.#epochListeners) listener(record)
  }

  async #lookAtPulse(): Promise<void> {
    const { store, monotonicNow } = this.#parts
    this.#pulseLookedAt = monotonicNow()
    const pulse = await store.readPulse()
    if (pulse !== this.#pulse) this.#pulseMovedAt = monotonicNow()
    this.#pulse = pulse
  }

  /** Waits for the next entries. */
  async #follow(): Promise<void> {
    const { store } = this.#parts
    const order = { after: this.#head.seq, limit: READ_LIMIT, waitMs: READ_WAIT_MS }
    const book = this.#book
    const entries = await store.follow(order)
    if (this.#stop.signal.aborted) return
    // Another book, made meanwhile, has its own place in the journal.
    await this.#alone(async () => {
      if (this.#book === book) this.#takeAll(entries)
    })
  }

  async #readOn(): Promise<void> {
    const { store } = this.#parts
    for (;;) {
      if (this.#mustLoad) await this.#load()
      const order = { after: this.#head.seq, limit: READ_LIMIT, waitMs: 0 }
      const entries = await store.follow(order)
      this.#takeAll(entries)
      if (!this.#mustLoad && entries.length < READ_LIMIT) break
    }
    this.#waiters.wake()
  }

  #takeAll(entries: readonly StoredJournalEntry[]): void {
    this.#readAt = this.#parts.monotonicNow()
    const before = this.#head.seq
    for (const entry of entries) {
      if (entry.seq <= this.#head.seq) continue
      // What was taken out of the journal is no continuation of what is held.
      if (entry.seq !== this.#head.seq + 1) {
        this.#mustLoad = true
        break
      }
      this.#take(entry)
    }
    if (this.#head.seq > before) for (const listener of this.#moveListeners) listener()
  }

  #take({ seq, at, hash, body }: StoredJournalEntry): void {
    const entry = readEntry(body)
    this.#book.apply(seq, entry && fromJournal(entry))
    this.#head = { seq, at, hash }
  }
}
