import type { StoreFacts, EpochRecord } from '../services/store.ts'
import {
  commandTime,
  dependsOnHead,
  KEPT_COMMANDS_MS,
  MAX_DEAD_MESSAGES,
  MAX_KEPT_COMMANDS,
  type AlarmCommit,
  type AlarmCommitResult,
  type AlarmStore,
  type KeptCommand,
  type KeptText,
} from '../services/alarm-store.ts'
import { FakeLeases } from './fake-leases-and-documents.ts'
import { EMPTY_CHAIN } from '../core/journal/chain.ts'
import type { JournalHead, StoredJournalEntry } from '../services/journal-store.ts'
import { Waiters } from '../services/waiters.ts'

/** What a fake alarm store keeps: one for all its nodes. Every method is one step. */
export class FakeAlarmData {
  record: EpochRecord | undefined
  durability: StoreFacts['durability'] = 'always'
  identity = 'fake-alarm-store-1'
  readonly leases = new FakeLeases()
  readonly appended = new Waiters(new AbortController().signal)
  /** Tests may change them as an intruder would. */
  entries: StoredJournalEntry[] = []
  head: JournalHead = EMPTY_CHAIN
  /** Orders that took effect, oldest first. */
  readonly commits: AlarmCommit[] = []

  cursor: string | undefined
  pulse: string | undefined
  readonly records = new Map<string, string>()
  readonly points = new Map<string, string>()
  /** Oldest first. */
  readonly commands = new Map<string, KeptCommand & { readonly at: number }>()
  /** Both oldest first. */
  readonly waiting = new Map<string, string>()
  readonly dead = new Map<string, string>()

  commit(order: AlarmCommit): AlarmCommitResult {
    const refusal = this.#refusalOf(order)
    if (refusal) return refusal
    this.append(order.links)
    writeTexts(this.records, order.records)
    for (const { id, text } of order.messages) {
      this.waiting.set(id, text)
      this.dead.delete(id)
    }
    this.#keepCommands(order)
    if (order.evaluation) {
      const { cursor, pulse, points } = order.evaluation
      this.cursor = cursor
      this.pulse = pulse
      writeTexts(this.points, points)
    }
    this.commits.push(order)
    return { ok: true }
  }

  #refusalOf(order: AlarmCommit): AlarmCommitResult | undefined {
    const { epoch, evaluation, commands, expected } = order
    if (this.record?.epoch !== epoch) return { ok: false, reason: 'epoch-changed' }
    if (evaluation && this.leases.standing('alarms')?.token !== evaluation.token) {
      return { ok: false, reason: 'lease-lost' }
    }
    const after = evaluation?.after
    if (after !== undefined && after !== (this.cursor ?? '')) {
      return { ok: false, reason: 'outdated' }
    }
    for (const { id } of commands) {
      const command = this.command(id)
      if (command) return { ok: false, reason: 'known', command }
    }
    const { head } = this
    const isMoved = head.seq !== expected.seq || head.hash !== expected.hash
    return isMoved && dependsOnHead(order) ? { ok: false, reason: 'moved', head } : undefined
  }

  command(id: string): KeptCommand | undefined {
    const held = this.commands.get(id)
    return held && { id, fingerprint: held.fingerprint, seq: held.seq }
  }

  #keepCommands(order: AlarmCommit): void {
    const at = commandTime(order)
    for (const command of order.commands) this.commands.set(command.id, { ...command, at })
    if (order.commands.length === 0) return
    for (const [id, held] of this.commands) {
      if (this.commands.size <= MAX_KEPT_COMMANDS || held.at >= at - KEPT_COMMANDS_MS) return
      this.commands.delete(id)
    }
  }

  append(links: readonly StoredJournalEntry[]): void {
    if (links.length === 0) return
    this.entries.push(...links)
    for (const { seq, at, hash } of links) this.head = { seq, at, hash }
    this.appended.wake()
  }

  settle(outcomes: Parameters<AlarmStore['settleMessages']>[1]): void {
    for (const { id, text, isDead } of outcomes) {
      if (!this.waiting.has(id)) continue
      if (text !== undefined && !isDead) this.waiting.set(id, text)
      else this.waiting.delete(id)
      if (text === undefined || !isDead) continue
      this.dead.delete(id)
      this.dead.set(id, text)
    }
    for (const id of this.dead.keys()) {
      if (this.dead.size <= MAX_DEAD_MESSAGES) return
      this.dead.delete(id)
    }
  }

  clear(): void {
    this.cursor = undefined
    this.pulse = undefined
    for (const kept of [this.records, this.points, this.commands, this.waiting, this.dead]) {
      kept.clear()
    }
  }
}

export function textsOf(kept: ReadonlyMap<string, string>): readonly KeptText[] {
  return [...kept].map(([id, text]) => ({ id, text }))
}

function writeTexts(kept: Map<string, string>, rows: AlarmCommit['records']): void {
  for (const { id, text } of rows) {
    if (text === undefined) kept.delete(id)
    else kept.set(id, text)
  }
}
