import type { Alarm } from '../core/alarms/alarm.ts'
import type { AlarmSiteEvent } from '../core/alarms/events.ts'
import { FLOOD_WINDOW_MS } from '../core/alarms/flood.ts'
import { kpisOf, type AlarmKpis, type KpiSpan } from '../core/alarms/kpis.ts'
import type { AlarmFollower } from './alarm-follower.ts'
import { readSpan } from './alarm-spans.ts'
import type { JournalStore } from './journal-store.ts'

export interface KpiReport {
  /** It begins later than asked for where the journal does. */
  readonly span: KpiSpan
  readonly kpis: AlarmKpis
  /** False where the journal is longer than what is looked through. */
  readonly isWhole: boolean
  /** Active for more than a day, the oldest first. */
  readonly stale: readonly { readonly alarm: Alarm; readonly since: number }[]
}

/** How good a site's alarms are, from their journal. */
export interface AlarmKpiReader {
  readonly of: (span: KpiSpan) => Promise<KpiReport>
}

const STALE_MS = 24 * 3_600_000

export function createAlarmKpis(parts: {
  readonly journal: JournalStore
  readonly follower: Pick<AlarmFollower, 'book'>
  /** Site time, ms since 1970. */
  readonly now: () => number
}): AlarmKpiReader {
  return {
    async of(span) {
      const { from } = span
      const read = await readSpan(parts.journal, { reaches: ({ event }) => event.at < from })
      const events = read.events.map(({ event }) => event)
      const asked = { from: knownFrom(events[0], span), to: span.to }
      const book = parts.follower.book()
      const kpis = kpisOf(events, asked, {
        isWatchedNow: book.watch.value.officer !== undefined,
        alarms: book.alarms().map(({ value }) => value),
      })
      return { span: asked, kpis, isWhole: read.isWhole, stale: staleIn(parts) }
    },
  }
}

/**
 * The journal may be longer than what is looked through, or younger than what is asked for: time of which
 * it says nothing was not quiet, and must not make the rates look better.
 */
function knownFrom(first: AlarmSiteEvent | undefined, { from, to }: KpiSpan): number {
  if (!first || first.at <= from) return from
  // Of less than the time that a rate is of, none can be told.
  return Math.max(from, Math.min(first.at, to - FLOOD_WINDOW_MS))
}

function staleIn({
  follower,
  now,
}: {
  readonly follower: Pick<AlarmFollower, 'book'>
  readonly now: () => number
}): KpiReport['stale'] {
  const before = now() - STALE_MS
  return follower
    .book()
    .alarms()
    .flatMap(({ value }) => {
      const newest = value.open.at(-1)
      if (!newest || newest.clearedAt !== undefined || newest.raisedAt > before) return []
      return [{ alarm: value, since: newest.raisedAt }]
    })
    .toSorted((a, b) => a.since - b.since)
}
