import { isWorse, MAX_OPEN_OCCURRENCES, type AlarmSignature } from '../../../protocol/alarms.ts'
import { emptyAlarm, MAX_CLOSED_KEPT, type Alarm, type Occurrence } from './alarm.ts'
import type { AlarmActor, AlarmChange, AlarmEvent, Reached } from './events.ts'

/**
 * The alarm after an event of its journal, `undefined` standing for one to which nothing has happened
 * yet. Total: an event that cannot be (of an occurrence that is not open, or asking for what is so
 * already) changes nothing, and the same alarm comes back.
 */
export function applyEvent(before: Alarm | undefined, event: AlarmEvent): Alarm {
  const alarm = before ?? emptyAlarm(event)
  const { change, at } = event
  switch (change.kind) {
    case 'raised':
      return raise(alarm, change, at)
    case 'shelved':
      if (alarm.shelf) return alarm
      return { ...alarm, shelf: { ...signatureOf(event), until: change.until } }
    case 'unshelved':
      return alarm.shelf ? askAgain({ ...alarm, shelf: undefined }, at) : alarm
    case 'taken-out-of-service':
      return alarm.outOfService ? alarm : { ...alarm, outOfService: signatureOf(event) }
    case 'returned-to-service':
      return alarm.outOfService ? askAgain({ ...alarm, outOfService: undefined }, at) : alarm
    case 'suppressed':
      if (alarm.suppressedBy.includes(change.by)) return alarm
      return { ...alarm, suppressedBy: [...alarm.suppressedBy, change.by].sort() }
    case 'unsuppressed':
      return unsuppress(alarm, change.by, at)
    case 'chattering-began':
    case 'chattering-ended':
      return withMark(alarm, 'isChattering', change.kind === 'chattering-began')
    case 'went-blind':
    case 'sees-again':
      return withMark(alarm, 'isBlind', change.kind === 'went-blind')
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

function withMark(alarm: Alarm, mark: 'isChattering' | 'isBlind', value: boolean): Alarm {
  return alarm[mark] === value ? alarm : { ...alarm, [mark]: value }
}

type Raised = Extract<AlarmChange, { readonly kind: 'raised' }>

function raise(alarm: Alarm, change: Raised, at: number): Alarm {
  const { occurrence: number, isLatched, isSimulated } = change
  const newest = alarm.open.at(-1)
  if (newest && isActive(newest)) return alarm
  const reached = reachedIn(change)
  if (newest && alarm.open.length >= MAX_OPEN_OCCURRENCES) {
    if (newest.number !== number) return alarm
    const active = { ...asking(newest, at), ...reached, clearedAt: undefined }
    const counted = { ...active, furtherRaises: newest.furtherRaises + 1 }
    return { ...alarm, isSimulated, open: [...alarm.open.slice(0, -1), counted] }
  }
  if (number <= alarm.lastOccurrence) return alarm
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

type OccurrenceChange = Exclude<
  Extract<AlarmChange, { readonly occurrence: number }>,
  { readonly kind: 'raised' }
>

function changeOccurrence(alarm: Alarm, change: OccurrenceChange, event: AlarmEvent): Alarm {
  const before = alarm.open.find(({ number }) => number === change.occurrence)
  const next = before && changed(before, change, event)
  if (!next || next === before) return alarm
  const { number, acknowledged, isLatched } = next
  if (isActive(next) || acknowledged === undefined || isLatched) {
    return { ...alarm, open: alarm.open.map((one) => (one === before ? next : one)) }
  }
  const open = alarm.open.filter((one) => one !== before)
  const closed = [...alarm.closed, { number, acknowledged }].slice(-MAX_CLOSED_KEPT)
  return { ...alarm, open, closed }
}

function changed(one: Occurrence, change: OccurrenceChange, event: AlarmEvent): Occurrence {
  const { at } = event
  switch (change.kind) {
    case 'severity-changed': {
      if (!isActive(one)) return one
      const next = { ...one, ...reachedIn(change) }
      return isWorseReached(change, one) ? asking(next, at) : next
    }
    case 'cleared':
      return isActive(one) ? { ...one, clearedAt: at } : one
    case 'acknowledged':
      if (one.acknowledged) return one
      return withComment({ ...one, acknowledged: signatureOf(event) }, change, event)
    case 'unacknowledged':
      return one.acknowledged ? withComment(asking(one, at), change, event) : one
    case 'reset':
      if (!one.isLatched || isActive(one) || !one.acknowledged) return one
      return withComment({ ...one, isLatched: false }, change, event)
    case 'commented':
      return withComment(one, change, event)
    case 'assigned':
      return withComment({ ...one, owner: change.owner }, change, event)
    case 'escalated':
      return one.acknowledged ? one : { ...one, escalations: change.step }
  }
}

function isActive({ clearedAt }: Occurrence): boolean {
  return clearedAt === undefined
}

export function isWorseReached(next: Reached, before: Reached): boolean {
  if (next.severity !== before.severity) return isWorse(next.severity, before.severity)
  return (next.rank ?? 0) > (before.rank ?? 0)
}

function asking(occurrence: Occurrence, at: number): Occurrence {
  return { ...occurrence, acknowledged: undefined, askedAt: at, escalations: 0 }
}

/**
 * What is active when it is shown again must be looked at again, acknowledged before or not. What was
 * never acknowledged asks from now on: while it was hidden nobody could see that it did.
 */
function askAgain(alarm: Alarm, at: number): Alarm {
  const open = alarm.open.map((one) => (isActive(one) || !one.acknowledged ? asking(one, at) : one))
  return { ...alarm, open }
}

function unsuppress(alarm: Alarm, by: string, at: number): Alarm {
  if (!alarm.suppressedBy.includes(by)) return alarm
  const suppressedBy = alarm.suppressedBy.filter((one) => one !== by)
  const next = { ...alarm, suppressedBy }
  return suppressedBy.length === 0 ? askAgain(next, at) : next
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
