import {
  assertCommittable,
  type AlarmCommit,
  type AlarmCommitResult,
  type AlarmStore,
  type KeptCommand,
  type KeptText,
} from '../services/alarm-store.ts'
import {
  assertAppendable,
  type JournalStore,
  type StoredJournalEntry,
} from '../services/journal-store.ts'
import { StoreUnavailable, type EpochRecord, type StoreFacts } from '../services/store.ts'
import { FakeAlarmData, textsOf } from './fake-alarm-data.ts'
import type { StoreFault } from './fake-site-store.ts'

export interface FakeAlarmStoreOptions {
  readonly site?: string
  /** In force from the start; without it none is. */
  readonly epoch?: string
  /** What another node's store keeps. */
  readonly data?: FakeAlarmData
}

/** An `AlarmStore` in memory that keeps the port's rules, as one node sees it, with switches for faults. */
export class FakeAlarmStore implements AlarmStore {
  readonly site: string
  readonly data: FakeAlarmData
  readonly lease: AlarmStore['lease']
  readonly journal: JournalStore
  /** Every call of this node answers with this until it is cleared; `full` and `read-only` are about writes. */
  fault: StoreFault | undefined
  /** The next commit throws `StoreUnavailable`: before anything was written, or after all was. */
  failNextCommit: 'before' | 'after' | undefined
  #held: { readonly when: 'before' | 'after'; readonly released: Promise<void> } | undefined

  constructor(options: FakeAlarmStoreOptions = {}) {
    this.site = options.site ?? 'test-site'
    this.data = options.data ?? new FakeAlarmData()
    if (options.epoch !== undefined) {
      const { epoch } = options
      this.data.record = {
        epoch,
        identity: this.data.identity,
        changedAt: 0,
        reason: 'first-start',
      }
    }
    this.lease = this.#createLease()
    this.journal = this.#createJournal()
  }

  /** Another node on the same data; its switches are its own. */
  anotherNode(): FakeAlarmStore {
    return new FakeAlarmStore({ site: this.site, data: this.data })
  }

  /** Commits of this node wait before they are written, or with their answer, until the function returned is called. */
  holdCommits(when: 'before' | 'after'): () => void {
    let release = (): void => undefined
    const held = { when, released: new Promise<void>((resolve) => (release = resolve)) }
    this.#held = held
    return () => {
      if (this.#held === held) this.#held = undefined
      release()
    }
  }

  /** As when another node took the lease over. */
  loseLease(holder = 'another-node'): void {
    const { leases } = this.data
    leases.take('alarms', leases.standing('alarms'), holder)
  }

  async inspect(): Promise<StoreFacts> {
    this.#assertReachable()
    const { record, identity, durability, head } = this.data
    return { record, tail: { ms: head.seq, n: 0 }, identity, durability }
  }

  async changeEpoch(
    expected: string | undefined,
    next: EpochRecord,
    options: { readonly clear?: boolean } = {},
  ): Promise<{ readonly changed: boolean; readonly record: EpochRecord }> {
    this.#assertReachable()
    const { record } = this.data
    if (record?.epoch !== expected) return { changed: false, record: record ?? next }
    this.data.record = next
    if (options.clear) this.data.clear()
    return { changed: true, record: next }
  }

  async follow(order: {
    readonly after: number
    readonly limit: number
    readonly waitMs: number
  }): Promise<readonly StoredJournalEntry[]> {
    this.#assertReachable()
    const behind = () => this.data.entries.filter(({ seq }) => seq > order.after)
    if (order.waitMs > 0) await this.data.appended.until(() => behind().length > 0, order.waitMs)
    this.#assertReachable()
    return behind().slice(0, order.limit)
  }

  async loadRecords(): ReturnType<AlarmStore['loadRecords']> {
    this.#assertReachable()
    const { record, head, records } = this.data
    return { epoch: record?.epoch, head, records: textsOf(records) }
  }

  async loadEvaluation(): ReturnType<AlarmStore['loadEvaluation']> {
    this.#assertReachable()
    return { cursor: this.data.cursor, points: textsOf(this.data.points) }
  }

  async readPulse(): Promise<string | undefined> {
    this.#assertReachable()
    return this.data.pulse
  }

  async readCommand(id: string): Promise<KeptCommand | undefined> {
    this.#assertReachable()
    return this.data.command(id)
  }

  async commit(order: AlarmCommit): Promise<AlarmCommitResult> {
    assertCommittable(order)
    this.#assertReachable()
    const failing = this.failNextCommit
    this.failNextCommit = undefined
    const held = this.#held
    if (failing === 'before') throw lostBefore()
    if (held?.when === 'before') await held.released
    const { fault } = this
    if (fault === 'full' || fault === 'read-only') return { ok: false, reason: fault }
    this.#assertReachable()
    const result = this.data.commit(order)
    if (held?.when === 'after') await held.released
    if (failing === 'after') throw lostAfter()
    return result
  }

  async waitingMessages(limit: number): Promise<readonly KeptText[]> {
    this.#assertReachable()
    return textsOf(this.data.waiting).slice(0, limit)
  }

  async deadMessages(limit: number): Promise<readonly KeptText[]> {
    this.#assertReachable()
    return textsOf(this.data.dead).toReversed().slice(0, limit)
  }

  async settleMessages(
    token: number,
    outcomes: Parameters<AlarmStore['settleMessages']>[1],
  ): ReturnType<AlarmStore['settleMessages']> {
    this.#assertWritable()
    if (this.data.leases.standing('alarms')?.token !== token) {
      return { ok: false, reason: 'lease-lost' }
    }
    this.data.settle(outcomes)
    return { ok: true }
  }

  #createLease(): AlarmStore['lease'] {
    const { leases } = this.data
    return {
      readLease: async (name) => {
        this.#assertReachable()
        return leases.standing(name)
      },
      takeLease: async (name, seen, holder) => {
        this.#assertReachable()
        return leases.take(name, seen, holder)
      },
      beatLease: async (name, token) => {
        this.#assertReachable()
        return leases.beat(name, token)
      },
      releaseLease: async (name, token) => {
        this.#assertReachable()
        leases.release(name, token)
      },
    }
  }

  #createJournal(): JournalStore {
    const { data } = this
    return {
      head: async () => {
        this.#assertReachable()
        return data.head
      },
      append: async (expected, entries) => {
        assertAppendable(expected, entries)
        this.#assertWritable()
        const { head } = data
        if (head.seq !== expected.seq || head.hash !== expected.hash) return { ok: false, head }
        data.append(entries)
        return { ok: true }
      },
      read: async ({ from, limit }) => {
        this.#assertReachable()
        return data.entries.filter(({ seq }) => seq >= from).slice(0, limit)
      },
    }
  }

  #assertReachable(): void {
    if (this.fault === 'unavailable') throw new StoreUnavailable('the fake store is switched off')
  }

  #assertWritable(): void {
    if (this.fault !== undefined) throw new StoreUnavailable(`the fake store is ${this.fault}`)
  }
}

const lostBefore = (): Error => new StoreUnavailable('the fake store went away before it wrote')
const lostAfter = (): Error => new StoreUnavailable('the fake store wrote and went away')
