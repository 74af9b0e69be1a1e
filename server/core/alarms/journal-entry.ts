import { z } from 'zod'
import { SEVERITIES, type AlarmState } from '../../../protocol/alarms.ts'
import type { JournalDetail, JournalEvent } from '../journal/entry.ts'
import { stateOfAlarm, stateOfOccurrence } from './alarm-state.ts'
import type { Alarm } from './alarm.ts'
import {
  SERVER_ACTOR,
  type AlarmChange,
  type AlarmEvent,
  type AlarmSiteEvent,
  type PostureEvent,
  type WatchChange,
  type WatchEvent,
} from './events.ts'

/** For whoever reads the journal: the state before and after. Nothing is worked out from it. */
export interface StateChange {
  readonly from: AlarmState
  readonly to: AlarmState
}

/** The states of the occurrence that changed, whatever hides its alarm; else of the alarm as a whole. */
export function stateChange(
  before: Alarm | undefined,
  after: Alarm,
  change: AlarmChange,
): StateChange {
  const stateIn = (alarm: Alarm | undefined): AlarmState => {
    if (!alarm) return 'normal'
    if (!('occurrence' in change)) return stateOfAlarm(alarm)
    const open = alarm.open.find(({ number }) => number === change.occurrence)
    return open ? stateOfOccurrence(open) : 'normal'
  }
  return { from: stateIn(before), to: stateIn(after) }
}

/**
 * An event as an entry of the site's alarm journal, e.g. `alarm.raised`. All that the fold needs is in
 * it, flat: the event's site time as `time`, the command's id as `command`.
 */
export function toJournal(event: AlarmSiteEvent, site: string, states?: StateChange): JournalEvent {
  if ('kind' in event && event.kind === 'watch') {
    const { at, actor, change, command } = event
    const { kind, ...facts } = change
    const detail = withoutAbsent({ ...facts, command, time: at })
    return { actor, action: `watch.${kind}`, site, detail }
  }
  if ('kind' in event) {
    const { kind, at, raises } = event
    return { actor: SERVER_ACTOR, action: `alarms.${kind}`, site, detail: { time: at, raises } }
  }
  const { alarm, rule, metric, subject, at, actor, change, command } = event
  const { kind, ...facts } = change
  const told = { ...facts, rule, metric, [subject?.kind ?? 'unit']: subject?.id, command }
  const detail = withoutAbsent({ ...told, time: at, ...states })
  return { actor, action: `alarm.${kind}`, subject: alarm, site, detail }
}

function withoutAbsent(
  detail: Readonly<Record<string, string | number | boolean | undefined>>,
): JournalDetail {
  return Object.fromEntries(
    Object.entries(detail).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/**
 * The event that an entry of the alarm journal is about; `undefined` for an entry of another kind.
 * Throws where the entry is of a known kind and out of form: passing it over would lose it.
 */
export function fromJournal(entry: JournalEvent): AlarmSiteEvent | undefined {
  const posture = POSTURE_ACTIONS.get(entry.action)
  if (posture) {
    const { time: at, raises } = parsed(postureDetail, entry.detail, entry)
    return { kind: posture, at, raises }
  }
  const watch = WATCH_ACTIONS.get(entry.action)
  if (watch) return watchEvent(watch, entry)
  const kind = CHANGE_ACTIONS.get(entry.action)
  if (!kind) return undefined
  const change = parsed(changeDetail, { ...entry.detail, kind }, entry)
  const { time: at, rule, metric, unit, sensor, command } = parsed(common, entry.detail, entry)
  return {
    alarm: parsed(z.string(), entry.subject, entry),
    rule,
    ...(metric !== undefined && { metric }),
    subject: subjectOf(unit, sensor),
    at,
    actor: parsed(alarmActor, entry.actor, entry),
    change,
    ...(command !== undefined && { command }),
  }
}

function watchEvent(kind: WatchChange['kind'], entry: JournalEvent): WatchEvent {
  const change = parsed(watchDetail, { ...entry.detail, kind }, entry)
  const { time: at, command } = parsed(ofCommand, entry.detail, entry)
  return {
    kind: 'watch',
    at,
    actor: parsed(alarmActor, entry.actor, entry),
    change,
    ...(command !== undefined && { command }),
  }
}

function subjectOf(unit: string | undefined, sensor: string | undefined): AlarmEvent['subject'] {
  if (unit !== undefined) return { kind: 'unit', id: unit }
  return sensor === undefined ? undefined : { kind: 'sensor', id: sensor }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, { action }: JournalEvent): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new RangeError(`an entry ${action} of the alarm journal is out of form`, {
    cause: result.error,
  })
}

const alarmActor = z.object({
  kind: z.enum(['person', 'key', 'server']),
  id: z.string(),
  name: z.string(),
})

const ofCommand = z.object({ time: z.number(), command: z.string().optional() })

const common = ofCommand.extend({
  rule: z.string(),
  metric: z.string().optional(),
  unit: z.string().optional(),
  sensor: z.string().optional(),
})

const POSTURE_ACTIONS: ReadonlyMap<string, PostureEvent['kind']> = new Map([
  ['alarms.flood-began', 'flood-began'],
  ['alarms.flood-ended', 'flood-ended'],
])
const postureDetail = z.object({ time: z.number(), raises: z.number() })

const ofOccurrence = { occurrence: z.int().positive() }
const reached = {
  severity: z.enum(SEVERITIES),
  level: z.string().exactOptional(),
  rank: z.int().nonnegative().exactOptional(),
  value: z.number().exactOptional(),
  limit: z.number().exactOptional(),
}
const commented = { comment: z.string().exactOptional() }

function kindOnly<K extends string>(kind: K) {
  return z.object({ kind: z.literal(kind) })
}

const CHANGES = [
  z.object({
    kind: z.literal('raised'),
    ...ofOccurrence,
    ...reached,
    isLatched: z.boolean(),
    isSimulated: z.boolean(),
  }),
  z.object({
    kind: z.literal('severity-changed'),
    ...ofOccurrence,
    ...reached,
    isWorse: z.boolean().exactOptional(),
  }),
  z.object({
    kind: z.literal('cleared'),
    ...ofOccurrence,
    value: z.number().exactOptional(),
    cause: z.literal('rule-removed').exactOptional(),
  }),
  z.object({ kind: z.literal('acknowledged'), ...ofOccurrence, ...commented }),
  z.object({ kind: z.literal('unacknowledged'), ...ofOccurrence, ...commented }),
  z.object({ kind: z.literal('reset'), ...ofOccurrence, ...commented }),
  z.object({ kind: z.literal('shelved'), until: z.number(), ...commented }),
  z.object({
    kind: z.literal('unshelved'),
    cause: z.enum(['command', 'expired']),
    ...commented,
  }),
  z.object({ kind: z.literal('taken-out-of-service'), ...commented }),
  z.object({ kind: z.literal('returned-to-service'), ...commented }),
  z.object({ kind: z.literal('suppressed'), by: z.string() }),
  z.object({ kind: z.literal('unsuppressed'), by: z.string() }),
  z.object({ kind: z.literal('commented'), ...ofOccurrence, comment: z.string() }),
  z.object({ kind: z.literal('assigned'), ...ofOccurrence, owner: z.string(), ...commented }),
  z.object({
    kind: z.literal('escalated'),
    ...ofOccurrence,
    step: z.int().positive(),
    role: z.string(),
  }),
  kindOnly('chattering-began'),
  kindOnly('chattering-ended'),
  kindOnly('went-blind'),
  kindOnly('sees-again'),
] as const
const changeDetail: z.ZodType<AlarmChange> = z.discriminatedUnion('kind', CHANGES)
const CHANGE_ACTIONS: ReadonlyMap<string, AlarmChange['kind']> = new Map(
  CHANGES.map(({ shape }) => [`alarm.${shape.kind.value}`, shape.kind.value]),
)

const WATCH_CHANGES = [
  z.object({
    kind: z.literal('taken'),
    from: z.string().exactOptional(),
    fromName: z.string().exactOptional(),
    until: z.number().exactOptional(),
  }),
  z.object({ kind: z.literal('offered'), note: z.string().exactOptional() }),
  kindOnly('kept'),
  z.object({ kind: z.literal('ended'), note: z.string().exactOptional() }),
] as const
const watchDetail: z.ZodType<WatchChange> = z.discriminatedUnion('kind', WATCH_CHANGES)
const WATCH_ACTIONS: ReadonlyMap<string, WatchChange['kind']> = new Map(
  WATCH_CHANGES.map(({ shape }) => [`watch.${shape.kind.value}`, shape.kind.value]),
)

/** What the journal of alarms knows of; filters offer these. */
export const ALARM_ACTIONS: readonly string[] = [
  ...CHANGE_ACTIONS.keys(),
  ...POSTURE_ACTIONS.keys(),
  ...WATCH_ACTIONS.keys(),
]
