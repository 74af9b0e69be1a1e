import type { Alarm } from '../core/alarms/alarm.ts'
import { applyEvent } from '../core/alarms/apply-event.ts'
import { postureAfter, type AlarmBook } from '../core/alarms/book.ts'
import type { AlarmSiteEvent } from '../core/alarms/events.ts'
import { stateChange, toJournal } from '../core/alarms/journal-entry.ts'
import {
  POSTURE_ID,
  postureRecordOf,
  recordOf,
  WATCH_ID,
  watchRecordOf,
} from '../core/alarms/record.ts'
import { applyWatch } from '../core/alarms/watch.ts'
import { nextLinks, type Hash } from '../core/journal/chain.ts'
import { assertEntry, bodyOf, type JournalEntry } from '../core/journal/entry.ts'
import type { AlarmFollower } from './alarm-follower.ts'
import type { AlarmCommit, AlarmStore, KeptCommand } from './alarm-store.ts'
import { StoreUnavailable } from './store.ts'

/** Each time others have appended first, or an outcome was not known. */
const MAX_ROUNDS = 200
const CATCH_UP_MS = 1_000
const RETRY_MS = 20

/** What shall be written, worked out from the book as it is. */
export interface AlarmDraft extends Pick<AlarmCommit, 'messages' | 'evaluation'> {
  readonly events: readonly AlarmSiteEvent[]
  /** Each with the index of the event that answers it. */
  readonly commands: readonly (Omit<KeptCommand, 'seq'> & { readonly event: number })[]
}

export type AlarmWritten =
  | {
      readonly ok: true
      /** Number of the journal's entry of each event. */
      readonly seqs: readonly number[]
      /** As the events left them, by id. */
      readonly alarms: ReadonlyMap<string, Alarm>
    }
  | { readonly ok: false; readonly reason: 'known'; readonly command: KeptCommand }
  | { readonly ok: false; readonly reason: 'lease-lost' | 'outdated' | 'read-only' | 'full' }

export interface AlarmWriter {
  /**
   * Writes what `decide` makes of the book, durable when this resolves, and only if the book was
   * still the newest then; otherwise it is asked again with a newer one. `undefined` = nothing to
   * write. One at a time on a node. Rejects with `StoreUnavailable` when it cannot be said whether it
   * was written, at the latest at `deadline` (monotonic ms).
   */
  readonly write: (
    decide: (book: AlarmBook) => AlarmDraft | undefined,
    deadline: number,
  ) => Promise<AlarmWritten | undefined>
}

export interface AlarmWriterParts {
  readonly store: AlarmStore
  readonly follower: Pick<
    AlarmFollower,
    'book' | 'head' | 'epoch' | 'waitFor' | 'catchUp' | 'readToEnd'
  >
  /** The real clock's, ms since 1970: that of the journal. */
  readonly wallNow: () => number
  readonly monotonicNow: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly hash: Hash
}

export function createAlarmWriter(parts: AlarmWriterParts): AlarmWriter {
  let last: Promise<unknown> = Promise.resolve()
  return {
    write(decide, deadline) {
      const written = last.then(() => writeInTurn(parts, decide, deadline))
      last = written.catch(() => undefined)
      return written
    },
  }
}

async function writeInTurn(
  parts: AlarmWriterParts,
  decide: (book: AlarmBook) => AlarmDraft | undefined,
  deadline: number,
): Promise<AlarmWritten | undefined> {
  const { store, follower, monotonicNow } = parts
  const unsure: Attempt[] = []
  let lost: StoreUnavailable | undefined
  let isSameEpoch = true
  for (let round = 0; round < MAX_ROUNDS && (round === 0 || monotonicNow() < deadline); round++) {
    try {
      // One of those may have been written after all: to decide anew on top of it would tell it twice.
      for (const one of unsure) if (await isWritten(parts, one)) return one.written
      const draft = decide(follower.book())
      if (!draft) return undefined
      const attempt = commitOf(parts, draft)
      const { commit, written } = attempt
      unsure.push(attempt)
      const result = await store.commit(commit)
      unsure.pop()
      if (result.ok) {
        await follower.waitFor(commit.links.at(-1)?.seq ?? 0, CATCH_UP_MS)
        return written
      }
      const { reason } = result
      if (reason === 'known') return result
      if (reason !== 'moved' && reason !== 'epoch-changed') return { ok: false, reason }
      isSameEpoch = reason === 'moved'
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      lost = error
      await parts.sleep(RETRY_MS)
    }
    const leftMs = Math.max(0, deadline - monotonicNow())
    await (isSameEpoch ? follower.catchUp(leftMs) : follower.readToEnd(leftMs))
  }
  throw lost ?? new StoreUnavailable('others wrote to the alarms first, again and again')
}

/** A commit, and what can be said once it is written. */
interface Attempt {
  readonly commit: AlarmCommit
  readonly written: AlarmWritten & { readonly ok: true }
}

/** Its last entry stands where it would: nobody else's has that hash. */
async function isWritten(
  { store, follower }: AlarmWriterParts,
  { commit: { links } }: Attempt,
): Promise<boolean> {
  const last = links.at(-1)
  if (!last || follower.head().seq < last.seq) return false
  const [kept] = await store.journal.read({ from: last.seq, limit: 1 })
  return kept?.hash === last.hash
}

/** The draft as a commit behind the book's last entry. */
function commitOf(
  { store, follower, wallNow, hash }: AlarmWriterParts,
  draft: AlarmDraft,
): Attempt {
  const expected = follower.head()
  const { entries, alarms, records } = foldDraft(follower.book(), draft.events, {
    site: store.site,
    at: Math.floor(wallNow()),
    firstSeq: expected.seq + 1,
  })
  const links = nextLinks(expected, entries, bodyOf, hash)
  const seqs = links.map(({ seq }) => seq)
  const commands = draft.commands.map(({ id, fingerprint, event }) => {
    const seq = seqs[event]
    if (seq === undefined) throw new RangeError(`a command is answered by no event: ${event}`)
    return { id, fingerprint, seq }
  })
  const { messages, evaluation } = draft
  return {
    commit: {
      epoch: follower.epoch(),
      expected,
      links,
      records: [...records].map(([id, text]) => ({ id, text })),
      commands,
      messages,
      ...(evaluation && { evaluation }),
    },
    written: { ok: true, seqs, alarms },
  }
}

interface Folded {
  readonly entries: readonly JournalEntry[]
  readonly alarms: ReadonlyMap<string, Alarm>
  readonly records: ReadonlyMap<string, string>
}

/** Each event on top of the ones before, as its entry and as the record that it leaves. */
function foldDraft(
  book: AlarmBook,
  events: readonly AlarmSiteEvent[],
  told: { readonly site: string; readonly at: number; readonly firstSeq: number },
): Folded {
  const alarms = new Map<string, Alarm>()
  const records = new Map<string, string>()
  let watch = book.watch.value
  const entries = events.map((event, index) => {
    const seq = told.firstSeq + index
    if ('kind' in event) {
      if (event.kind === 'watch') {
        watch = applyWatch(watch, event, seq)
        records.set(WATCH_ID, watchRecordOf({ seq, value: watch }))
      } else records.set(POSTURE_ID, postureRecordOf({ seq, value: postureAfter(event) }))
      return assertEntry({ ...toJournal(event, told.site), at: told.at })
    }
    const before = alarms.get(event.alarm) ?? book.get(event.alarm)
    const after = applyEvent(before, event)
    alarms.set(event.alarm, after)
    records.set(event.alarm, recordOf({ seq, value: after }))
    const states = stateChange(before, after, event.change)
    return assertEntry({ ...toJournal(event, told.site, states), at: told.at })
  })
  return { entries, alarms, records }
}
