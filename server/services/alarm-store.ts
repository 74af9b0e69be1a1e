import {
  assertAppendable,
  type JournalHead,
  type JournalStore,
  type StoredJournalEntry,
} from './journal-store.ts'
import type { EpochRecord, SiteStore, StoreFacts } from './store.ts'

/**
 * Where a site's alarms are kept: a place of its own, which a flood of figures cannot fill or slow.
 * The journal is the source: what is written beside it was worked out from it, or from the stream up
 * to the cursor, and is written with it in one step. Expected failures come back as a `reason`; what
 * cannot be reached throws `StoreUnavailable`, and what became of a write is then not known.
 */
export interface AlarmStore {
  readonly site: string

  /** As of `SiteStore`; `tail.ms` is the number of the journal's last entry, `tail.n` 0. */
  inspect(): Promise<StoreFacts>
  /** Compare-and-set of the alarms' own epoch. With `clear`, all that is kept of alarms goes but the journal and the lease. */
  changeEpoch(
    expected: string | undefined,
    next: EpochRecord,
    options?: { readonly clear?: boolean },
  ): Promise<{ readonly changed: boolean; readonly record: EpochRecord }>

  /** The lease `alarms`: whoever holds it works the rules out. */
  readonly lease: Pick<SiteStore, 'readLease' | 'takeLease' | 'beatLease' | 'releaseLease'>

  /** Hash-chained, append-only, kept for ever; read and appended to by `commit` only, but for `journal.append` of what changes no alarm. */
  readonly journal: JournalStore
  /**
   * Entries behind a number, in order, at most `limit`; with none there waits up to `waitMs` for one.
   * What somebody wrote in between entries from outside is stepped over: `journal.read` answers it.
   */
  follow(order: {
    readonly after: number
    readonly limit: number
    readonly waitMs: number
  }): Promise<readonly StoredJournalEntry[]>

  /** All records, in no order, and the journal's head they are of, read in one step. */
  loadRecords(): Promise<{
    readonly epoch: string | undefined
    readonly head: JournalHead
    readonly records: readonly KeptText[]
  }>
  /** What the evaluator left behind, read in one step. */
  loadEvaluation(): Promise<{
    readonly cursor: string | undefined
    readonly points: readonly KeptText[]
  }>
  /** The evaluator's last sign of life; cheap enough to be asked four times a second. */
  readPulse(): Promise<string | undefined>

  /**
   * Writes everything or nothing, durable as the store is configured to be. Of several reasons against
   * it the answer is the first of: the epoch, the lease, the cursor, a known command, the head. So whoever sends a
   * command again is told that it is known, also after others have appended.
   */
  commit(order: AlarmCommit): Promise<AlarmCommitResult>
  /** What is kept of a command: asked before one is refused, for it may have taken effect already. */
  readCommand(id: string): Promise<KeptCommand | undefined>

  /** Messages to people that are still to be sent, oldest first. */
  waitingMessages(limit: number): Promise<readonly KeptText[]>
  /** Those that could not be sent, newest first. */
  deadMessages(limit: number): Promise<readonly KeptText[]>
  /** What became of messages: `undefined` text = sent; else how often it was tried, or why it is dead. Only for the holder of the lease. */
  settleMessages(
    token: number,
    outcomes: readonly {
      readonly id: string
      readonly text: string | undefined
      readonly isDead: boolean
    }[],
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: 'lease-lost' }>
}

/** A text under its key. */
export interface KeptText {
  readonly id: string
  readonly text: string
}

export interface AlarmCommit {
  readonly epoch: string
  /**
   * The head the links continue; compare-and-set, also where there are no links but records or
   * commands, which were worked out from it. Not looked at where there are only messages or an evaluation.
   */
  readonly expected: JournalHead
  readonly links: readonly StoredJournalEntry[]
  /** Alarms as the links leave them; undefined text = nothing left to keep. */
  readonly records: readonly { readonly id: string; readonly text: string | undefined }[]
  /** Commands that the links answer: none of them may be known already. */
  readonly commands: readonly KeptCommand[]
  /** Messages to people that the links give cause for; of an id that waits already, the text is replaced; one that was dead is not any more. */
  readonly messages: readonly KeptText[]
  /** Given by the evaluator only: refused when the lease moved on. */
  readonly evaluation?: {
    readonly token: number
    /**
     * The cursor that this one follows ('' = none): refused when another is kept by now. A write whose
     * answer was lost may still come; what was worked out beside it must not come on top. Absent = any.
     */
    readonly after?: string
    readonly cursor: string
    readonly pulse: string
    readonly points: readonly { readonly id: string; readonly text: string | undefined }[]
  }
}

/** A command that took effect: a second one of its id is answered, not carried out. */
export interface KeptCommand {
  /** Idempotency key with who sent it. */
  readonly id: string
  /** What it asked for, as a hash: the same id for something else is a mistake. */
  readonly fingerprint: string
  /** Number of its journal entry. */
  readonly seq: number
}

export type AlarmCommitResult =
  | { readonly ok: true }
  /** Somebody else appended first: follow the journal and decide anew. */
  | { readonly ok: false; readonly reason: 'moved'; readonly head: JournalHead }
  | { readonly ok: false; readonly reason: 'known'; readonly command: KeptCommand }
  | {
      readonly ok: false
      /** `outdated`: another cursor is kept than the evaluation follows. */
      readonly reason: 'epoch-changed' | 'lease-lost' | 'outdated' | 'read-only' | 'full'
    }

/**
 * Commands are remembered at least so long, and at least so many: one is forgotten when it is neither
 * among the newest nor that young. Time is the journal's: a command is as old as its commit's last link
 * (the expected head where there is none) is behind that of the newest commit with commands.
 */
export const KEPT_COMMANDS_MS = 24 * 3_600_000
export const MAX_KEPT_COMMANDS = 200_000
/** Dead messages kept. */
export const MAX_DEAD_MESSAGES = 1_000
/** Most links, records, points, commands or messages of one commit. */
export const MAX_COMMIT_ROWS = 2_000

/** Most bytes of an id: it is part of a key, and the embedded store's are short. */
export const MAX_ID_BYTES = 512

/** What every store checks before it commits: an order that breaks this is wrong, whatever the store holds. */
export function assertCommittable(order: AlarmCommit): void {
  const { expected, links, records, commands, messages } = order
  const points = order.evaluation?.points ?? []
  const most = Math.max(links.length, ...[records, commands, messages, points].map(countOf))
  if (most > MAX_COMMIT_ROWS) {
    throw new RangeError(`a commit takes at most ${MAX_COMMIT_ROWS} rows of a kind, not ${most}`)
  }
  assertAppendable(expected, links)
  for (const rows of [records, commands, messages, points]) assertIds(rows)
}

/** Whether the order was worked out from the journal's head, so that it must still be there. */
export function dependsOnHead({ links, records, commands }: AlarmCommit): boolean {
  return links.length > 0 || records.length > 0 || commands.length > 0
}

/** When the commands of an order took effect. */
export function commandTime({ expected, links }: AlarmCommit): number {
  return (links.at(-1) ?? expected).at
}

const countOf = ({ length }: readonly unknown[]): number => length

function assertIds(rows: readonly { readonly id: string }[]): void {
  const seen = new Set<string>()
  for (const { id } of rows) {
    if (seen.has(id)) throw new Error(`a commit names ${JSON.stringify(id)} twice`)
    if (id === '' || Buffer.byteLength(id) > MAX_ID_BYTES || /\p{Cc}/u.test(id)) {
      throw new RangeError(`no id of a row is ${JSON.stringify(id)}`)
    }
    seen.add(id)
  }
}
