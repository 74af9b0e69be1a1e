import { SEVERITIES, type Severity } from '../../../protocol/alarms.ts'
import { isWorseReached } from './apply-event.ts'
import type { AlarmEvent, AlarmSiteEvent, Reached } from './events.ts'

/** An event with the real moment at which it was written: a scenario's own time may run at any pace. */
export interface TimedEvent {
  readonly event: AlarmSiteEvent
  /** ms since 1970. */
  readonly writtenAt: number
}

/** Within so much real time an acknowledgement earns all its points. */
export const DRILL_TARGET_MS: Readonly<Record<Severity, number>> = {
  critical: 60_000,
  high: 3 * 60_000,
  medium: 10 * 60_000,
  low: 30 * 60_000,
}
const POINTS: Readonly<Record<Severity, number>> = { critical: 8, high: 4, medium: 2, low: 1 }
/** What is acknowledged too late earns half. */
const LATE_SHARE = 0.5

/** How the alarms of one run of a scenario were answered. Times are real ms. */
export interface DrillScore {
  /** 0 to 100: points earned of those that could be; absent where nothing was raised. */
  readonly score?: number
  readonly raised: number
  readonly bySeverity: Readonly<Record<Severity, DrillPart>>
  /** Who acknowledged most, first. */
  readonly officers: readonly DrillOfficer[]
}

export interface DrillPart {
  readonly raised: number
  readonly inTime: number
  readonly late: number
  /** Nobody has acknowledged it. */
  readonly missed: number
  readonly medianMs?: number
  readonly longestMs?: number
}

export interface DrillOfficer {
  readonly id: string
  readonly name: string
  readonly acknowledged: number
  readonly inTime: number
  readonly commented: number
  readonly medianMs?: number
}

interface Asked extends Reached {
  readonly since: number
  readonly answeredAfterMs?: number
}

/** Sums up one run; each raise, and each time that it became worse, asks anew. */
export function drillScore(timed: readonly TimedEvent[]): DrillScore {
  const asked = new Map<string, Asked>()
  const done: Asked[] = []
  const officers = new Map<
    string,
    { name: string; waits: number[]; inTime: number; comments: number }
  >()
  for (const { event, writtenAt } of timed) {
    if ('kind' in event) continue
    const { change, actor } = event
    if (actor.kind !== 'server' && 'comment' in change && change.comment !== undefined) {
      officerOf(officers, event).comments++
    }
    if (!('occurrence' in change)) continue
    const key = `${event.alarm}#${change.occurrence}`
    const open = asked.get(key)
    if (change.kind === 'raised' || (change.kind === 'severity-changed' && isWorse(change, open))) {
      if (open?.answeredAfterMs !== undefined) done.push(open)
      asked.set(key, { ...reachedIn(change), since: writtenAt })
    } else if (change.kind === 'acknowledged' && open && open.answeredAfterMs === undefined) {
      const answeredAfterMs = Math.max(0, writtenAt - open.since)
      asked.set(key, { ...open, answeredAfterMs })
      const officer = officerOf(officers, event)
      officer.waits.push(answeredAfterMs)
      if (answeredAfterMs <= DRILL_TARGET_MS[open.severity]) officer.inTime++
    }
  }
  const all = [...done, ...asked.values()]
  return {
    ...scoreOf(all),
    raised: all.length,
    bySeverity: Object.fromEntries(
      SEVERITIES.map((severity) => [severity, partOf(all, severity)]),
    ) as Record<Severity, DrillPart>,
    officers: [...officers]
      .map(([id, { name, waits, inTime, comments }]) => ({
        ...{ id, name, acknowledged: waits.length, inTime, commented: comments },
        ...medianOf(waits),
      }))
      .toSorted((a, b) => b.acknowledged - a.acknowledged || (a.id < b.id ? -1 : 1)),
  }
}

function officerOf(
  officers: Map<string, { name: string; waits: number[]; inTime: number; comments: number }>,
  { actor }: AlarmEvent,
) {
  const officer = officers.get(actor.id) ?? { name: actor.name, waits: [], inTime: 0, comments: 0 }
  officers.set(actor.id, officer)
  return officer
}

/** Nobody was asked about what was raised before the run. */
function isWorse(change: Reached, open: Asked | undefined): boolean {
  return open !== undefined && isWorseReached(change, open)
}

function reachedIn({ severity, rank }: Reached): Reached {
  return { severity, rank }
}

function scoreOf(all: readonly Asked[]): { readonly score?: number } {
  const possible = all.reduce((sum, { severity }) => sum + POINTS[severity], 0)
  if (possible === 0) return {}
  const earned = all.reduce((sum, one) => sum + POINTS[one.severity] * shareOf(one), 0)
  return { score: (100 * earned) / possible }
}

function shareOf({ severity, answeredAfterMs }: Asked): number {
  if (answeredAfterMs === undefined) return 0
  return answeredAfterMs <= DRILL_TARGET_MS[severity] ? 1 : LATE_SHARE
}

function partOf(all: readonly Asked[], severity: Severity): DrillPart {
  const those = all.filter((one) => one.severity === severity)
  const waits = those.flatMap(({ answeredAfterMs: ms }) => (ms === undefined ? [] : [ms]))
  const inTime = those.filter((one) => shareOf(one) === 1).length
  const longestMs = waits.length > 0 ? Math.max(...waits) : undefined
  return {
    ...{ raised: those.length, inTime, late: waits.length - inTime },
    missed: those.length - waits.length,
    ...medianOf(waits),
    ...(longestMs !== undefined && { longestMs }),
  }
}

function medianOf(waits: readonly number[]): { readonly medianMs?: number } {
  const medianMs = waits.toSorted((a, b) => a - b)[Math.floor((waits.length - 1) / 2)]
  return medianMs === undefined ? {} : { medianMs }
}
