import {
  CONTENDER,
  heldToken,
  lookAtLease,
  type LeaseRules,
  type LeaseState,
} from '../core/lease/lease.ts'
import type { FeedLog } from './feed-ports.ts'
import type { MachineClock } from './site-clock.ts'
import { StoreUnavailable, type LeaseName, type SiteStore } from './store.ts'

export interface LeaseParts {
  readonly store: Pick<SiteStore, 'readLease' | 'takeLease' | 'beatLease' | 'releaseLease'>
  readonly name: LeaseName
  /** Different for every start of every process. */
  readonly holder: string
  readonly machine: Pick<MachineClock, 'monotonicNow'>
  readonly log?: FeedLog
  readonly beatEveryMs?: number
  readonly takeoverAfterMs?: number
}

export interface LeaseService {
  /** Resolves when the store has been asked for the first time. */
  readonly start: () => Promise<void>
  /** Ends the beat and gives the lease back, so that another node need not wait. */
  readonly stop: () => Promise<void>
  /** The token while this node may act as the holder. Ask before every write. */
  readonly token: () => number | undefined
  /** Called when the token changes; answers how to stop. A sleeping process learns of its loss late: `token()` is what counts. */
  readonly onChange: (listener: (token: number | undefined) => void) => () => void
}

const HOLD_SHARE = 0.8

/** Strives for a lease of the store and keeps it by beats. */
export function createLease(parts: LeaseParts): LeaseService {
  return new LeaseKeeper(parts)
}

class LeaseKeeper implements LeaseService {
  readonly #parts: LeaseParts
  readonly #rules: LeaseRules
  readonly #beatEveryMs: number
  readonly #listeners = new Set<(token: number | undefined) => void>()
  #state: LeaseState = CONTENDER
  #told: number | undefined
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #isStopped = true

  constructor(parts: LeaseParts) {
    this.#parts = parts
    const takeoverAfterMs = parts.takeoverAfterMs ?? 10_000
    this.#rules = { takeoverAfterMs, holdForMs: takeoverAfterMs * HOLD_SHARE }
    this.#beatEveryMs = parts.beatEveryMs ?? 2_000
  }

  async start(): Promise<void> {
    if (this.#isStopped) {
      this.#isStopped = false
      this.#loop()
    }
    await this.#running
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
    const last = this.#state
    this.#state = CONTENDER
    this.#tell('stopped')
    if (last.role !== 'holder') return
    try {
      await this.#parts.store.releaseLease(this.#parts.name, last.token)
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
    }
  }

  token(): number | undefined {
    if (this.#isStopped) return undefined
    return heldToken(this.#state, this.#parts.machine.monotonicNow(), this.#rules)
  }

  onChange(listener: (token: number | undefined) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #loop(): void {
    this.#running = this.#step().finally(() => {
      if (!this.#isStopped) this.#timer = setTimeout(() => this.#loop(), this.#beatEveryMs)
    })
  }

  async #step(): Promise<void> {
    let reason: string
    try {
      const held = this.token()
      if (held === undefined && this.#state.role === 'holder') this.#state = CONTENDER
      this.#tell('beat-overdue')
      reason = await (held === undefined ? this.#contend() : this.#beat(held))
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      reason = 'store-unavailable'
      this.#state = CONTENDER
    }
    this.#tell(reason)
  }

  async #beat(held: number): Promise<string> {
    const { store, name, machine } = this.#parts
    const beganAt = machine.monotonicNow()
    const isStillOurs = await store.beatLease(name, held)
    this.#state = isStillOurs ? { role: 'holder', token: held, beatAt: beganAt } : CONTENDER
    return isStillOurs ? 'beat' : 'another-token'
  }

  async #contend(): Promise<string> {
    const { store, name, holder, machine } = this.#parts
    const lookedAt = machine.monotonicNow()
    const stored = await store.readLease(name)
    const look = lookAtLease(this.#state, stored, holder, lookedAt, this.#rules)
    this.#state = look.state
    if (!look.decision.take) return look.decision.reason
    const takenAt = machine.monotonicNow()
    const answer = await store.takeLease(name, stored, holder)
    if (answer.taken) this.#state = { role: 'holder', token: answer.token, beatAt: takenAt }
    return look.decision.reason
  }

  #tell(reason: string): void {
    const token = this.token()
    if (token === this.#told) return
    this.#told = token
    const message = token === undefined ? 'lease lost' : 'lease taken'
    this.#parts.log?.info({ lease: this.#parts.name, token, reason }, message)
    for (const listener of this.#listeners) listener(token)
  }
}
