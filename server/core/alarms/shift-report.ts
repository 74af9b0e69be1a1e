import type { AlarmSignature, Severity } from '../../../protocol/alarms.ts'
import type { AlarmSubject } from './alarm.ts'
import { isWorseReached } from './apply-event.ts'
import type { AlarmEvent, AlarmSiteEvent, Reached } from './events.ts'

/** What happened between two entries of the journal. Times are site time, ms since 1970. */
export interface ShiftSummary {
  readonly counts: Readonly<Record<CountedKind, number>>
  /** From when an occurrence asked until it was acknowledged, ms, ascending. */
  readonly waits: readonly number[]
  /** In the order in which they were raised. */
  readonly raised: readonly RaisedOccurrence[]
  readonly comments: readonly ReportedComment[]
}

export const COUNTED_KINDS = [
  'raised',
  'worsened',
  'cleared',
  'acknowledged',
  'shelved',
  'escalated',
  'commented',
] as const
export type CountedKind = (typeof COUNTED_KINDS)[number]

interface Named {
  readonly alarm: string
  readonly rule: string
  readonly metric?: string
  readonly subject: AlarmSubject
}

export interface RaisedOccurrence extends Named {
  readonly occurrence: number
  /** The worst that it reached. */
  readonly severity: Severity
  readonly level?: string | undefined
  readonly rank?: number | undefined
  readonly value?: number | undefined
  readonly raisedAt: number
  readonly clearedAt?: number
  readonly acknowledged?: AlarmSignature
}

export interface ReportedComment extends Named {
  readonly occurrence?: number
  readonly by: AlarmSignature
  readonly text: string
}

/** Sums up events in the order of the journal. */
export function summarise(events: readonly AlarmSiteEvent[]): ShiftSummary {
  const counts = Object.fromEntries(COUNTED_KINDS.map((kind) => [kind, 0])) as Record<
    CountedKind,
    number
  >
  const raised = new Map<string, RaisedOccurrence>()
  const askedAt = new Map<string, number>()
  const waits: number[] = []
  const comments: ReportedComment[] = []
  for (const event of events) {
    if ('kind' in event) continue
    const { change, at } = event
    const counted = COUNTED_KINDS.find((kind) => kind === change.kind)
    if (counted) counts[counted]++
    const comment = commentIn(event)
    if (comment) comments.push(comment)
    if (!('occurrence' in change)) continue
    const key = `${event.alarm}#${change.occurrence}`
    const before = raised.get(key)
    if (hasWorsened(event, before)) counts.worsened++
    if (asks(event, before)) askedAt.set(key, at)
    const since = askedAt.get(key)
    if (change.kind === 'acknowledged' && since !== undefined) waits.push(at - since)
    const next = occurrenceAfter(before, event)
    if (next) raised.set(key, next)
  }
  return { counts, waits: waits.toSorted((a, b) => a - b), raised: [...raised.values()], comments }
}

/** Whether the occurrence asks to be acknowledged from this event on. */
function asks(event: AlarmEvent, before: RaisedOccurrence | undefined): boolean {
  const { kind } = event.change
  return kind === 'raised' || kind === 'unacknowledged' || hasWorsened(event, before)
}

/** Entries of older versions do not say so themselves: then it is known only of what was raised in the shift. */
function hasWorsened({ change }: AlarmEvent, before: RaisedOccurrence | undefined): boolean {
  if (change.kind !== 'severity-changed') return false
  return change.isWorse ?? (before !== undefined && isWorseReached(change, before))
}

function occurrenceAfter(
  before: RaisedOccurrence | undefined,
  event: AlarmEvent,
): RaisedOccurrence | undefined {
  const { change, at, actor } = event
  if (change.kind === 'raised') {
    // One more raise than can be open is counted in the newest, which goes on.
    if (before) return { ...before, ...worse(before, change) }
    const { occurrence } = change
    return { ...namedIn(event), occurrence, ...reachedIn(change), raisedAt: at }
  }
  if (!before) return undefined
  if (change.kind === 'severity-changed') return { ...before, ...worse(before, change) }
  if (change.kind === 'cleared') return { ...before, clearedAt: at }
  if (change.kind === 'acknowledged') {
    return { ...before, acknowledged: { id: actor.id, name: actor.name, at } }
  }
  return undefined
}

function worse(before: RaisedOccurrence, change: Reached): Partial<RaisedOccurrence> {
  return isWorseReached(change, before) ? reachedIn(change) : {}
}

function reachedIn({ severity, level, rank, value }: Reached) {
  return { severity, level, rank, value }
}

function namedIn({ alarm, rule, metric, subject }: AlarmEvent): Named {
  return { alarm, rule, ...(metric !== undefined && { metric }), subject }
}

function commentIn(event: AlarmEvent): ReportedComment | undefined {
  const { change, actor, at } = event
  if (!('comment' in change) || change.comment === undefined) return undefined
  return {
    ...namedIn(event),
    ...('occurrence' in change && { occurrence: change.occurrence }),
    by: { id: actor.id, name: actor.name, at },
    text: change.comment,
  }
}
