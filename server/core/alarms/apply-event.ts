import { isWorse, MAX_OPEN_OCCURRENCES, type AlarmSignature } from '../../../protocol/alarms.ts'
import { emptyAlarm, type Alarm, type Occurrence } from './alarm.ts'
import type { AlarmActor, AlarmChange, AlarmEvent, Reached } from './events.ts'

/**
 * The alarm after an event of its journal, `undefined` standing for one to which nothing has happened
 * yet. Total: an event that cannot be, for it speaks of an occurrence that is not open, changes nothing.
 */
export function applyEvent(before: Alarm | undefined, event: AlarmEvent): Alarm {
  const alarm = before ?? emptyAlarm(event)
  return withChange(alarm, event.change, event)
}

function withChange(alarm: Alarm, change: AlarmChange, event: AlarmEvent): Alarm {
  switch (change.kind) {
    case 'raised':
      return raise(alarm, change, event.at)
    case 'shelved': {
      const shelf = { ...signatureOf(event), until: change.until }
      return { ...alarm, shelf }
    }
    case 'unshelved':
      return askAgain({ ...alarm, shelf: undefined }, event.at)
    case 'taken-out-of-service':
      return { ...alarm, outOfService: signatureOf(event) }
    case 'returned-to-service':
      return askAgain({ ...alarm, outOfService: undefined }, event.at)
    case 'suppressed':
      return { ...alarm, suppressedBy: [...new Set([...alarm.suppressedBy, change.by])].sort() }
    case 'unsuppressed':
      return unsuppress(alarm, change.by, event.at)
    case 'chattering-began':
    case 'chattering-ended':
      return { ...alarm, isChattering: change.kind === 'chattering-began' }
    case 'went-blind':
    case 'sees-again':
      return { ...alarm, isBlind: change.kind === 'went-blind' }
    case 'severity-changed':
    case 'cleared':
    case 'acknowledged':
    case 'unacknowledged':
    case 'reset':
    case 'commented':
    case 'assigned':
    case 'escalated':
      return changeOccurrence(alarm, change, event)
  }
}

type Raised = Extract<AlarmChange, { readonly kind: 'raised' }>

function raise(alarm: Alarm, change: Raised, at: number): Alarm {
  const { occurrence: number, isLatched, isSimulated } = change
  const newest = alarm.open.at(-1)
  const reached = reachedIn(change)
  // The number tells: a raise that continues the newest occurrence is one too many to stand alone.
  if (newest?.number === number) {
    const active = { ...asking(newest, at), ...reached, clearedAt: undefined }
    const counted = { ...active, furtherRaises: newest.furtherRaises + 1 }
    return { ...alarm, isSimulated, open: [...alarm.open.slice(0, -1), counted] }
  }
  if (number <= alarm.lastOccurrence || alarm.open.length >= MAX_OPEN_OCCURRENCES) return alarm
  const raised: Occurrence = {
    number,
    ...reached,
    raisedAt: at,
    askedAt: at,
    isLatched,
    furtherRaises: 0,
    escalations: 0,
  }
  return { ...alarm, isSimulated, lastOccurrence: number, open: [...alarm.open, raised] }
}

type OccurrenceChange = Extract<AlarmChange, { readonly occurrence: number }>

function changeOccurrence(
  alarm: Alarm,
  change: Exclude<OccurrenceChange, Raised>,
  event: AlarmEvent,
): Alarm {
  const before = alarm.open.find(({ number }) => number === change.occurrence)
  if (!before) return alarm
  const next = changed(before, change, event)
  const { number, clearedAt, acknowledged, isLatched } = next
  if (clearedAt === undefined || acknowledged === undefined || isLatched) {
    return { ...alarm, open: alarm.open.map((one) => (one === before ? next : one)) }
  }
  const open = alarm.open.filter((one) => one !== before)
  return { ...alarm, open, lastClosed: { number, acknowledged } }
}

function changed(
  occurrence: Occurrence,
  change: Exclude<OccurrenceChange, Raised>,
  event: AlarmEvent,
): Occurrence {
  const { at } = event
  switch (change.kind) {
    case 'severity-changed': {
      const next = { ...occurrence, ...reachedIn(change) }
      return isWorseReached(change, occurrence) ? asking(next, at) : next
    }
    case 'cleared':
      return { ...occurrence, clearedAt: at }
    case 'acknowledged':
      return withComment({ ...occurrence, acknowledged: signatureOf(event) }, change, event)
    case 'unacknowledged':
      return withComment(asking(occurrence, at), change, event)
    case 'reset':
      return withComment({ ...occurrence, isLatched: false }, change, event)
    case 'commented':
      return withComment(occurrence, change, event)
    case 'assigned':
      return withComment({ ...occurrence, owner: change.owner }, change, event)
    case 'escalated':
      return { ...occurrence, escalations: change.step }
  }
}

function isWorseReached(next: Reached, before: Reached): boolean {
  if (next.severity !== before.severity) return isWorse(next.severity, before.severity)
  return (next.rank ?? 0) > (before.rank ?? 0)
}

function asking(occurrence: Occurrence, at: number): Occurrence {
  return { ...occurrence, acknowledged: undefined, askedAt: at, escalations: 0 }
}

/** What had been hidden and is active must be looked at again, acknowledged before or not. */
function askAgain(alarm: Alarm, at: number): Alarm {
  const open = alarm.open.map((one) => (one.clearedAt === undefined ? asking(one, at) : one))
  return { ...alarm, open }
}

function unsuppress(alarm: Alarm, by: string, at: number): Alarm {
  const suppressedBy = alarm.suppressedBy.filter((one) => one !== by)
  const next = { ...alarm, suppressedBy }
  const isShownAgain = suppressedBy.length === 0 && alarm.suppressedBy.length > 0
  return isShownAgain ? askAgain(next, at) : next
}

function withComment(
  occurrence: Occurrence,
  { comment }: { readonly comment?: string },
  event: AlarmEvent,
): Occurrence {
  if (comment === undefined) return occurrence
  return { ...occurrence, comment: { ...signatureOf(event), text: comment } }
}

/** All of them, so that what is absent now takes away what was there. */
function reachedIn({ severity, level, rank, value, limit }: Reached): Reached {
  return { severity, level, rank, value, limit }
}

function signatureOf({
  actor,
  at,
}: {
  readonly actor: AlarmActor
  readonly at: number
}): AlarmSignature {
  return { id: actor.id, name: actor.name, at }
}
