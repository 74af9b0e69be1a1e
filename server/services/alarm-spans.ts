import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AlarmSiteEvent } from '../core/alarms/events.ts'
import { fromJournal } from '../core/alarms/journal-entry.ts'
import { readEntry } from '../core/journal/entry.ts'
import type { JournalStore } from './journal-store.ts'

/** An event with the number of its entry in the journal. */
export interface NumberedEvent {
  readonly seq: number
  readonly event: AlarmSiteEvent
}

/** An event of the journal with the real moment at which it was written, ms since 1970. */
export interface WrittenEvent extends NumberedEvent {
  readonly writtenAt: number
}

/** Part of the alarms' journal. */
export interface AlarmSpan {
  /** Oldest first. */
  readonly events: readonly WrittenEvent[]
  /** False where it is longer than what is looked through: then it is the end of it. */
  readonly isWhole: boolean
}

export interface SpanOrder {
  /** Entries behind this number are left out; absent = up to the end. */
  readonly before?: number
  /** The first entry that is asked for, by its number or by what it is: read back to it. */
  readonly reaches: (event: NumberedEvent) => boolean
}

const WINDOW = 500
/** Some days of a busy site; a question must not hold the server for longer. */
const MOST_ENTRIES = 20_000
/** Site time that goes back by more is that of another run of a scenario. */
const SAME_RUN_MS = 60_000

/**
 * Reads backwards until an event is reached, which is the last one taken in. Never over the beginning of
 * the site's time: what was before a scenario began anew is another story.
 */
export async function readSpan(store: JournalStore, order: SpanOrder): Promise<AlarmSpan> {
  const { before = (await store.head()).seq + 1, reaches } = order
  const events: WrittenEvent[] = []
  let end = before
  for (let looked = 0; end > 1 && looked < MOST_ENTRIES; looked += WINDOW) {
    const start = Math.max(1, end - WINDOW)
    const window = await store.read({ from: start, limit: end - start })
    for (const { seq, at, body } of window.filter((one) => one.seq < end).toReversed()) {
      const entry = readEntry(body)
      const event = entry && fromJournal(entry)
      if (!event) continue
      const newer = events.at(-1)
      if (newer && event.at > newer.event.at + SAME_RUN_MS) return whole(events)
      events.push({ seq, event, writtenAt: at })
      if (reaches({ seq, event })) return whole(events)
    }
    end = start
    await nextTurn()
  }
  return { events: events.toReversed(), isWhole: end <= 1 }
}

function whole(events: readonly WrittenEvent[]): AlarmSpan {
  return { events: events.toReversed(), isWhole: true }
}
