import { isWorse, SEVERITIES } from '../../../protocol/alarms.ts'
import type { LocalizedText } from '../../../protocol/screen.ts'
import type { Hold, MessageEntry, OutboxRow } from '../notifications/outbox.ts'
import { rowText } from '../notifications/outbox.ts'
import { heldId } from '../notifications/plan.ts'
import { quietEndAt } from '../notifications/quiet-hours.ts'
import { targetsNamed, type NotificationTarget } from '../notifications/target.ts'
import { civilDate } from '../sites/civil-date.ts'
import { unitInForce } from '../sites/in-force.ts'
import type { Site } from '../sites/site.ts'
import { hiddenState } from './alarm-state.ts'
import type { Alarm, AlarmSubject, Occurrence } from './alarm.ts'
import { applyEvent, isWorseReached } from './apply-event.ts'
import type { AlarmBook } from './book.ts'
import type { AlarmEvent, AlarmSiteEvent } from './events.ts'
import type { AlarmPoint } from './points.ts'
import type { RuleCondition } from './rule.ts'

/** Of what is not so urgent, a flood lets through one message in so long. */
const DIGEST_MS = 10 * 60_000
/** Of one commit; what is more goes together, by target. */
const MAX_ROWS = 1_500

export interface MessageFacts {
  readonly site: Site
  /** As it was before the events. */
  readonly book: Pick<AlarmBook, 'get' | 'posture'>
  /** By alarm. */
  readonly points: ReadonlyMap<string, AlarmPoint>
  /** The site's clock is one: what happens then happens to nobody. */
  readonly isScenario: boolean
}

/**
 * The messages that events of alarms give cause for, to be kept with them: at a raise, at a worse
 * level and when an active alarm is shown again to those its rule notifies; at a step of escalation to
 * that role; when it is over to those who asked for it. Nothing is told of what is hidden or simulated, nor in a scenario.
 * A message of low or medium severity that comes in a flood, and any but a critical one that comes in
 * quiet hours of its target, is held. The id is that of the cause: the same cause has one message.
 */
export function messagesOf(
  events: readonly AlarmSiteEvent[],
  facts: MessageFacts,
): readonly { readonly id: string; readonly text: string }[] {
  const targets = facts.site.notifications ?? []
  if (targets.length === 0 || facts.isScenario) return []
  const isFlood =
    facts.book.posture.value.since !== undefined ||
    events.some((event) => 'kind' in event && event.kind === 'flood-began')
  const told = new Map<string, Told>()
  for (const cause of causesOf(events, facts)) {
    for (const target of listenersOf(cause, targets)) {
      if (target.minSeverity && isWorse(target.minSeverity, cause.occurrence.severity)) continue
      const entry = entryOf(cause, target, facts.site)
      const hold = holdOf(entry, target, isFlood, facts.site.timeZone)
      if (!told.has(entry.id)) told.set(entry.id, { target: target.id, entry, hold })
    }
  }
  return rowsOf([...told.values()])
}

/** Something to tell people, with the alarm as the event left it. */
interface Cause {
  readonly kind: MessageEntry['cause']
  readonly event: AlarmEvent
  readonly occurrence: Occurrence
  readonly point: AlarmPoint
  /** Which of its kind within the occurrence. */
  readonly step: string
  readonly escalation?: { readonly step: number; readonly role: string }
}

function causesOf(events: readonly AlarmSiteEvent[], facts: MessageFacts): readonly Cause[] {
  const alarms = new Map<string, Alarm>()
  return events.flatMap((event) => {
    if ('kind' in event) return []
    const before = alarms.get(event.alarm) ?? facts.book.get(event.alarm)
    const after = applyEvent(before, event)
    alarms.set(event.alarm, after)
    const point = facts.points.get(event.alarm)
    if (!point || after === before || after.isSimulated) return []
    if (hiddenState(after) !== undefined) return []
    const cause = causeOf(event, before, after)
    return cause ? [{ ...cause, event, point }] : []
  })
}

function causeOf(
  { change }: AlarmEvent,
  before: Alarm | undefined,
  after: Alarm,
): Omit<Cause, 'event' | 'point'> | undefined {
  switch (change.kind) {
    case 'raised': {
      const occurrence = openOf(after, change.occurrence)
      return occurrence && { kind: 'raised', occurrence, step: `${occurrence.furtherRaises}` }
    }
    case 'severity-changed': {
      const [was, occurrence] = [before, after].map((one) => openOf(one, change.occurrence))
      if (!was || !occurrence || !isWorseReached(change, was)) return undefined
      const rank = change.rank ?? SEVERITIES.indexOf(change.severity)
      return { kind: 'severity-changed', occurrence, step: `${rank}${askedIn(occurrence)}` }
    }
    case 'escalated': {
      const occurrence = openOf(after, change.occurrence)
      if (!occurrence || occurrence.acknowledged) return undefined
      const { step, role } = change
      const stepText = `${step}${askedIn(occurrence)}`
      return { kind: 'escalated', occurrence, step: stepText, escalation: { step, role } }
    }
    case 'cleared': {
      const was = openOf(before, change.occurrence)
      return was && { kind: 'cleared', occurrence: was, step: `${was.furtherRaises}` }
    }
    // What was hidden and is active may never have been told.
    case 'unshelved':
    case 'unsuppressed':
    case 'returned-to-service': {
      const occurrence = after.open.at(-1)
      if (!occurrence || occurrence.clearedAt !== undefined) return undefined
      return { kind: 'shown', occurrence, step: askedIn(occurrence) }
    }
    case 'acknowledged':
    case 'unacknowledged':
    case 'reset':
    case 'shelved':
    case 'taken-out-of-service':
    case 'suppressed':
    case 'commented':
    case 'assigned':
    case 'chattering-began':
    case 'chattering-ended':
    case 'went-blind':
    case 'sees-again':
      return undefined
  }
}

function openOf(alarm: Alarm | undefined, number: number): Occurrence | undefined {
  return alarm?.open.find((one) => one.number === number)
}

/** An occurrence that asks again goes through the same steps again, and they are others to its reader. */
function askedIn({ askedAt }: Occurrence): string {
  return `@${askedAt}`
}

function listenersOf(
  { kind, point, occurrence, escalation }: Cause,
  targets: readonly NotificationTarget[],
): readonly NotificationTarget[] {
  const { definition, rule } = point
  if (escalation) return targets.filter(({ role }) => role === escalation.role)
  const notified = new Set(definition.notify.flatMap((name) => targetsNamed(targets, name)))
  if (kind !== 'cleared') return [...notified]
  for (const { role } of rule.escalation.slice(0, occurrence.escalations)) {
    for (const target of targets) if (target.role === role) notified.add(target)
  }
  return [...notified].filter(({ hearsCleared }) => hearsCleared)
}

function entryOf(cause: Cause, target: NotificationTarget, site: Site): MessageEntry {
  const { kind, event, point, occurrence, step, escalation } = cause
  const { alarm, rule, at } = event
  const { number, severity, level, value, limit, raisedAt } = occurrence
  const { name, guidance, call } = point.definition
  return {
    id: `${alarm}#${number} ${kind}${step} ${target.id}`,
    ...{ cause: kind, alarm, rule, occurrence: number, severity, raisedAt, at, call },
    what: name,
    where: whereOf(site, point.subject, at),
    ...(level !== undefined && { level }),
    ...(value !== undefined && { value }),
    ...(limit !== undefined && { limit }),
    ...measureOf(site, point),
    ...escalation,
    ...(guidance && { guidance }),
  }
}

function whereOf(site: Site, subject: AlarmSubject, at: number): LocalizedText {
  if (!subject) return site.name
  const named =
    subject.kind === 'sensor'
      ? site.sensors.find(({ id }) => id === subject.id)
      : unitInForce(site, subject.id, civilDate(at, site.timeZone))
  return named?.name ?? { vi: subject.id, en: subject.id }
}

function measureOf(
  site: Site,
  { definition, rule }: AlarmPoint,
): Pick<MessageEntry, 'unitOfMeasure' | 'decimals'> {
  const metric = site.metrics.find(({ id }) => id === definition.metric)
  const isCount = !metric || COUNTED.has(rule.condition.kind)
  if (isCount) return { unitOfMeasure: { vi: '', en: '' }, decimals: 0 }
  const { unitOfMeasure, decimals } = metric
  if (rule.condition.kind !== 'rate') return { unitOfMeasure, decimals }
  return {
    unitOfMeasure: { vi: `${unitOfMeasure.vi}/giờ`, en: `${unitOfMeasure.en}/h` },
    decimals,
  }
}

/** Conditions whose figures count something and are not of the metric's unit. */
const COUNTED: ReadonlySet<RuleCondition['kind']> = new Set(['count', 'combination', 'state'])

function holdOf(
  { severity, at }: MessageEntry,
  { quiet }: NotificationTarget,
  isFlood: boolean,
  timeZone: string,
): Hold | undefined {
  if (severity === 'critical') return undefined
  const isGathered = isFlood && severity !== 'high'
  const until = isGathered ? (Math.floor(at / DIGEST_MS) + 1) * DIGEST_MS : at
  // What a flood gathers may be due in quiet hours.
  const quietEnd = quietEndAt(quiet, timeZone, at) ?? quietEndAt(quiet, timeZone, until)
  if (quietEnd !== undefined) return { why: 'quiet', until: quietEnd }
  return isGathered ? { why: 'flood', until } : undefined
}

interface Told {
  readonly target: string
  readonly entry: MessageEntry
  readonly hold: Hold | undefined
}

/** What is held together is one row; what goes out by itself is one each, as long as a commit has room for them. */
function rowsOf(told: readonly Told[]): readonly { readonly id: string; readonly text: string }[] {
  const isCrowded = told.filter(({ hold }) => !hold).length > MAX_ROWS
  const groups = new Map<string, Told[]>()
  for (const one of told) {
    const { target, entry, hold } = one
    const key = (hold ?? isCrowded) ? JSON.stringify([target, hold]) : entry.id
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return [...groups.values()].map((group) => {
    const { target, hold } = group[0]!
    const entries = group.map(({ entry }) => entry)
    const row: OutboxRow = { target, entries, ...(hold && { hold }) }
    return { id: rowId(row), text: rowText(row) }
  })
}

function rowId({ target, entries, hold }: OutboxRow): string {
  const ids = entries.map(({ id }) => id)
  const [first] = ids
  if (first !== undefined && ids.length === 1) return first
  return heldId(target, hold ?? { why: 'crowd', until: entries[0]?.at ?? 0 }, ids)
}
