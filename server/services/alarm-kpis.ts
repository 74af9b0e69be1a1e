import type { Alarm } from '../core/alarms/alarm.ts'
import { kpisOf, type AlarmKpis, type KpiSpan } from '../core/alarms/kpis.ts'
import type { AlarmFollower } from './alarm-follower.ts'
import { readSpan } from './alarm-spans.ts'
import type { JournalStore } from './journal-store.ts'

export interface KpiReport {
  readonly span: KpiSpan
  readonly kpis: AlarmKpis
  /** False where the journal is longer than what is looked through: then the span begins later than asked for. */
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
      const first = events[0]
      const reached =
        read.isWhole || !first ? from : Math.max(from, Math.min(first.at, span.to - 1))
      const asked = { from: reached, to: span.to }
      const { officer } = parts.follower.book().watch.value
      const kpis = kpisOf(events, asked, { isWatchedNow: officer !== undefined })
      return { span: asked, kpis, isWhole: read.isWhole, stale: staleIn(parts) }
    },
  }
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
