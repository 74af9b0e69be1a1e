import type { AlarmSignature, Severity } from '../../../protocol/alarms.ts'
import type { AlarmSubject } from './alarm.ts'
import { isWorseReached } from './apply-event.ts'
import type { AlarmEvent, AlarmSiteEvent, Reached } from './events.ts'
import { Hiding } from './hiding.ts'

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
  readonly clearedAt?: number | undefined
  /** Absent also where it has asked again since. */
  readonly acknowledged?: AlarmSignature | undefined
}

export interface ReportedComment extends Named {
  readonly occurrence?: number
  readonly by: AlarmSignature
  readonly text: string
}

/** Sums up events in the order of the journal. What they say of alarms that were raised before them is known by `before`. */
export function summarise(
  events: readonly AlarmSiteEvent[],
  {
    before = [],
    hiding = new Hiding([...before, ...events]),
  }: {
    /** Since when what was raised earlier asks. */
    readonly before?: readonly AlarmSiteEvent[]
    /** What hid alarms before the first of them all. */
    readonly hiding?: Hiding
  } = {},
): ShiftSummary {
  const counts = Object.fromEntries(COUNTED_KINDS.map((kind) => [kind, 0])) as Record<
    CountedKind,
    number
  >
  const asking = new AskingOccurrences(hiding)
  for (const event of before) if (!('kind' in event)) asking.take(event)
  const earlier = new Set(asking.raised.keys())
  const earlierWaits = asking.waits.length
  const comments: ReportedComment[] = []
  for (const event of events) {
    if ('kind' in event) continue
    const { change } = event
    const counted = COUNTED_KINDS.find((kind) => kind === change.kind)
    if (counted) counts[counted]++
    const comment = commentIn(event)
    if (comment) comments.push(comment)
    if (asking.take(event)) counts.worsened++
  }
  const waits = asking.waits.slice(earlierWaits).toSorted((a, b) => a - b)
  const raised = [...asking.raised].flatMap(([key, one]) => (earlier.has(key) ? [] : [one]))
  return { counts, waits, raised, comments }
}

/** What was raised in a stretch of the journal, since when it asks, and how long it had to wait. */
class AskingOccurrences {
  /** By alarm and number, in the order in which they were raised. */
  readonly raised = new Map<string, RaisedOccurrence>()
  readonly waits: number[] = []
  readonly #askedAt = new Map<string, number>()
  readonly #keys = new Map<string, Set<string>>()
  readonly #hiding: Hiding

  constructor(hiding: Hiding) {
    this.#hiding = hiding
  }

  /** True where the occurrence became worse. */
  take(event: AlarmEvent): boolean {
    const { alarm, change, at } = event
    if (this.#hiding.take(event)) this.#askAgain(alarm, at)
    if (!('occurrence' in change)) return false
    const key = `${alarm}#${change.occurrence}`
    const before = this.raised.get(key)
    const isWorse = hasWorsened(event, before)
    if (isWorse || change.kind === 'raised' || change.kind === 'unacknowledged')
      this.#ask(key, event)
    const since = this.#askedAt.get(key)
    if (change.kind === 'acknowledged' && since !== undefined) this.waits.push(at - since)
    const next = occurrenceAfter(before, event, isWorse)
    if (next) this.raised.set(key, next)
    return isWorse
  }

  /** While it is hidden, nobody can see that it asks. */
  #ask(key: string, { alarm, at }: AlarmEvent): void {
    this.#keys.set(alarm, (this.#keys.get(alarm) ?? new Set()).add(key))
    if (this.#hiding.isHidden(alarm)) this.#askedAt.delete(key)
    else this.#askedAt.set(key, at)
  }

  #askAgain(alarm: string, at: number): void {
    for (const key of this.#keys.get(alarm) ?? []) {
      const one = this.raised.get(key)
      // Of what was raised before, nobody knows whether it is still open.
      if (!one) this.#askedAt.delete(key)
      // Over and acknowledged: it is closed.
      if (!one || (one.clearedAt !== undefined && one.acknowledged)) continue
      this.raised.set(key, unanswered(one))
      this.#askedAt.set(key, at)
    }
  }
}

/** Entries of older versions do not say so themselves: then it is known only of what was raised in the shift. */
function hasWorsened({ change }: AlarmEvent, before: RaisedOccurrence | undefined): boolean {
  if (change.kind !== 'severity-changed') return false
  return change.isWorse ?? (before !== undefined && isWorseReached(change, before))
}

function occurrenceAfter(
  before: RaisedOccurrence | undefined,
  event: AlarmEvent,
  isWorse: boolean,
): RaisedOccurrence | undefined {
  const { change, at, actor } = event
  if (change.kind === 'raised') {
    // One more raise than can be open is counted in the newest, which is there again and asks again.
    if (before) return { ...unanswered(before), ...worse(before, change), clearedAt: undefined }
    const { occurrence } = change
    return { ...namedIn(event), occurrence, ...reachedIn(change), raisedAt: at }
  }
  if (!before) return undefined
  if (change.kind === 'severity-changed') {
    return { ...(isWorse ? unanswered(before) : before), ...worse(before, change) }
  }
  if (change.kind === 'cleared') return { ...before, clearedAt: at }
  if (change.kind === 'unacknowledged') return unanswered(before)
  if (change.kind === 'acknowledged') {
    return { ...before, acknowledged: { id: actor.id, name: actor.name, at } }
  }
  return undefined
}

/** It asks again: that somebody acknowledged it counts no more. */
function unanswered(one: RaisedOccurrence): RaisedOccurrence {
  return { ...one, acknowledged: undefined }
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
