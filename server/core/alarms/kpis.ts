import { SEVERITIES, type Severity } from '../../../protocol/alarms.ts'
import type { Alarm, AlarmSubject } from './alarm.ts'
import type { AlarmEvent, AlarmSiteEvent } from './events.ts'
import { FLOOD_WINDOW_MS } from './flood.ts'
import { Hiding } from './hiding.ts'
import { summarise } from './shift-report.ts'

/** How good the alarms of a site are, and how they were answered, in [from, to) of site time (EEMUA 191, ISA-18.2). */
export interface AlarmKpis {
  /** Raises that people saw; what was hidden on purpose is counted beside them. */
  readonly raised: number
  readonly hiddenRaises: number
  readonly bySeverity: Readonly<Record<Severity, number>>
  /** Raises in ten minutes: one officer answers for a site at a time. */
  readonly perTenMinutes: { readonly mean: number; readonly peak: number; readonly peakAt?: number }
  /** Raises per hour from `from` on, the last hour perhaps a part. */
  readonly hourly: readonly number[]
  readonly flood: {
    readonly count: number
    readonly totalMs: number
    readonly longestMs: number
    /** Share of the time, 0 to 1. */
    readonly share: number
    readonly raised: number
  }
  /** ms, from when it asked until it was acknowledged; of what asked in the time itself. */
  readonly acknowledgement: {
    readonly count: number
    readonly medianMs?: number
    readonly p90Ms?: number
    readonly longestMs?: number
  }
  readonly mostFrequent: readonly RaisedAlarm[]
  /** By how often they began to chatter. */
  readonly chattering: readonly ChatteringAlarm[]
  /** Share of the time in which somebody was on watch, 0 to 1. */
  readonly watchShare: number
}

interface NamedAlarm {
  readonly alarm: string
  readonly rule: string
  readonly subject: AlarmSubject
}

export interface RaisedAlarm extends NamedAlarm {
  readonly raised: number
  /** Of all raises, 0 to 1. */
  readonly share: number
}

export interface ChatteringAlarm extends NamedAlarm {
  readonly times: number
}

export interface KpiSpan {
  readonly from: number
  readonly to: number
}

const HOUR_MS = 3_600_000
const TOP = 10

/**
 * `events` in the order of the journal, from the span on up to now. What began before them is known by how
 * it ended in them, or by how it is now.
 */
export function kpisOf(
  events: readonly AlarmSiteEvent[],
  span: KpiSpan,
  {
    isWatchedNow = false,
    alarms = [],
  }: { readonly isWatchedNow?: boolean; readonly alarms?: readonly Alarm[] } = {},
): AlarmKpis {
  const inside = events.filter(({ at }) => at >= span.from && at < span.to)
  const hiding = (): Hiding => hidingAt(span.from, events, alarms)
  const { seen, hidden } = raisesIn(inside, hiding())
  const bySeverity = Object.fromEntries(SEVERITIES.map((one) => [one, 0])) as Record<
    Severity,
    number
  >
  for (const { change } of seen) if (change.kind === 'raised') bySeverity[change.severity]++
  const floods = floodsIn(inside, span)
  const { waits } = summarise(inside, { hiding: hiding() })
  const totalMs = floods.reduce((sum, { from, to }) => sum + to - from, 0)
  return {
    raised: seen.length,
    hiddenRaises: hidden,
    bySeverity,
    perTenMinutes: rateOf(seen, span),
    hourly: hourly(seen, span),
    flood: {
      count: floods.length,
      totalMs,
      longestMs: Math.max(0, ...floods.map(({ from, to }) => to - from)),
      share: totalMs / (span.to - span.from),
      raised: seen.filter(({ at }) => floods.some(({ from, to }) => at >= from && at < to)).length,
    },
    acknowledgement: acknowledgementOf(waits),
    mostFrequent: mostFrequent(seen),
    chattering: chattering(inside),
    watchShare: watchedMs(events, span, isWatchedNow) / (span.to - span.from),
  }
}

function hidingAt(
  from: number,
  events: readonly AlarmSiteEvent[],
  alarms: readonly Alarm[],
): Hiding {
  const hiding = new Hiding(events, alarms)
  for (const event of events) if (!('kind' in event) && event.at < from) hiding.take(event)
  return hiding
}

/** A raise of an alarm that something hides at the time is none that anybody was called by. */
function raisesIn(
  events: readonly AlarmSiteEvent[],
  hiding: Hiding,
): { readonly seen: readonly AlarmEvent[]; readonly hidden: number } {
  const seen: AlarmEvent[] = []
  let hidden = 0
  for (const event of events) {
    if ('kind' in event) continue
    hiding.take(event)
    if (event.change.kind !== 'raised') continue
    if (hiding.isHidden(event.alarm)) hidden++
    else seen.push(event)
  }
  return { seen, hidden }
}

function rateOf(seen: readonly AlarmEvent[], { from, to }: KpiSpan): AlarmKpis['perTenMinutes'] {
  const times = seen.map(({ at }) => at)
  let [peak, peakAt, first] = [0, undefined as number | undefined, 0]
  for (const [last, at] of times.entries()) {
    while ((times[first] ?? at) <= at - FLOOD_WINDOW_MS) first++
    if (last - first + 1 > peak) [peak, peakAt] = [last - first + 1, at]
  }
  const mean = (seen.length * FLOOD_WINDOW_MS) / (to - from)
  return { mean, peak, ...(peakAt !== undefined && { peakAt }) }
}

function hourly(seen: readonly AlarmEvent[], { from, to }: KpiSpan): readonly number[] {
  const counts = Array.from({ length: Math.ceil((to - from) / HOUR_MS) }, () => 0)
  for (const { at } of seen) {
    const hour = Math.floor((at - from) / HOUR_MS)
    counts[hour] = (counts[hour] ?? 0) + 1
  }
  return counts
}

/** Clipped to the span; a flood that only ends in it began before it. */
function floodsIn(events: readonly AlarmSiteEvent[], { from, to }: KpiSpan): readonly KpiSpan[] {
  const floods: KpiSpan[] = []
  let since: number | undefined
  let isFirst = true
  for (const event of events) {
    if (!('kind' in event) || event.kind === 'watch') continue
    if (event.kind === 'flood-began') since = event.at
    else if (since !== undefined || isFirst) {
      floods.push({ from: since ?? from, to: event.at })
      since = undefined
    }
    isFirst = false
  }
  return since === undefined ? floods : [...floods, { from: since, to }]
}

/** Who had it before the first change, that change says; without any it was as it is now. */
function watchedMs(
  events: readonly AlarmSiteEvent[],
  { from, to }: KpiSpan,
  isWatchedNow: boolean,
): number {
  const changes = events.flatMap((event) =>
    'kind' in event && event.kind === 'watch' ? [event] : [],
  )
  const [first] = changes
  const hadIt = first
    ? first.change.kind !== 'taken' || first.change.from !== undefined
    : isWatchedNow
  let since = hadIt ? from : undefined
  let total = 0
  for (const { change, at } of changes) {
    if (change.kind === 'taken') since ??= at
    if (change.kind !== 'ended' || since === undefined) continue
    total += within(since, at, from, to)
    since = undefined
  }
  return since === undefined ? total : total + within(since, to, from, to)
}

function within(begin: number, end: number, from: number, to: number): number {
  return Math.max(0, Math.min(end, to) - Math.max(begin, from))
}

/** `waits` ascending. */
function acknowledgementOf(waits: readonly number[]): AlarmKpis['acknowledgement'] {
  const at = (share: number): number | undefined =>
    waits[Math.max(0, Math.ceil(waits.length * share) - 1)]
  const [medianMs, p90Ms, longestMs] = [at(0.5), at(0.9), at(1)]
  return {
    count: waits.length,
    ...(medianMs !== undefined && { medianMs }),
    ...(p90Ms !== undefined && { p90Ms }),
    ...(longestMs !== undefined && { longestMs }),
  }
}

function mostFrequent(seen: readonly AlarmEvent[]): readonly RaisedAlarm[] {
  return top(seen).map(({ named, count }) => {
    return { ...named, raised: count, share: count / seen.length }
  })
}

function chattering(events: readonly AlarmSiteEvent[]): readonly ChatteringAlarm[] {
  const began = events.flatMap((event) =>
    'kind' in event || event.change.kind !== 'chattering-began' ? [] : [event],
  )
  return top(began).map(({ named, count }) => ({ ...named, times: count }))
}

/** The alarms with most events, by name where they have as many. */
function top(events: readonly AlarmEvent[]) {
  const counted = new Map<string, { readonly named: NamedAlarm; count: number }>()
  for (const { alarm, rule, subject } of events) {
    const one = counted.get(alarm) ?? { named: { alarm, rule, subject }, count: 0 }
    counted.set(alarm, { ...one, count: one.count + 1 })
  }
  return [...counted.values()]
    .toSorted((a, b) => b.count - a.count || (a.named.alarm < b.named.alarm ? -1 : 1))
    .slice(0, TOP)
}
