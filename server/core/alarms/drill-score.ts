import { SEVERITIES, type Severity } from '../../../protocol/alarms.ts'
import { isWorseReached } from './apply-event.ts'
import type { AlarmEvent, AlarmSiteEvent, Reached } from './events.ts'
import { Hiding } from './hiding.ts'

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

/** An occurrence as far as it asks; one that something hides from the start asks nobody. */
interface Open extends Reached {
  readonly isActive: boolean
  readonly isAcknowledged: boolean
  readonly asked?: Asked | undefined
}

type Officers = Map<string, { name: string; waits: number[]; inTime: number; comments: number }>

/** Sums up one run; each raise, and each time that it asks again, asks anew. */
export function drillScore(timed: readonly TimedEvent[]): DrillScore {
  const run = new RunOfDrill(timed)
  const all = run.asked()
  return {
    ...scoreOf(all),
    raised: all.length,
    bySeverity: Object.fromEntries(
      SEVERITIES.map((severity) => [severity, partOf(all, severity)]),
    ) as Record<Severity, DrillPart>,
    officers: [...run.officers]
      .map(([id, { name, waits, inTime, comments }]) => ({
        ...{ id, name, acknowledged: waits.length, inTime, commented: comments },
        ...medianOf(waits),
      }))
      .toSorted((a, b) => b.acknowledged - a.acknowledged || (a.id < b.id ? -1 : 1)),
  }
}

class RunOfDrill {
  readonly officers: Officers = new Map()
  readonly #hiding: Hiding
  readonly #done: Asked[] = []
  /** By alarm, then by occurrence. */
  readonly #open = new Map<string, Map<number, Open>>()

  constructor(timed: readonly TimedEvent[]) {
    this.#hiding = new Hiding(timed.map(({ event }) => event))
    for (const { event, writtenAt } of timed) if (!('kind' in event)) this.#take(event, writtenAt)
  }

  asked(): readonly Asked[] {
    const open = [...this.#open.values()].flatMap((its) => [...its.values()])
    return [...this.#done, ...open.flatMap(({ asked }) => asked ?? [])]
  }

  #take(event: AlarmEvent, at: number): void {
    const { alarm, change, actor } = event
    const open = this.#open.get(alarm) ?? new Map<number, Open>()
    this.#open.set(alarm, open)
    if (actor.kind !== 'server' && 'comment' in change && change.comment !== undefined) {
      officerOf(this.officers, event).comments++
    }
    if (this.#hiding.take(event)) {
      for (const [number, one] of open)
        if (one.isActive || !one.isAcknowledged) this.#ask(alarm, number, one, at)
    }
    if (!('occurrence' in change)) return
    const one = open.get(change.occurrence)
    if (change.kind === 'raised') {
      const state = { isActive: true, isAcknowledged: false }
      const raised = { ...one, ...reachedIn(change), ...state }
      this.#ask(alarm, change.occurrence, raised, at)
    } else if (one) this.#change(event, one, at)
  }

  /** Nobody was asked about what was raised before the run. */
  #change(event: AlarmEvent, one: Open, at: number): void {
    const { alarm, change } = event
    if (!('occurrence' in change)) return
    const number = change.occurrence
    const { kind } = change
    const isWorse = kind === 'severity-changed' && isWorseReached(change, one)
    const next = kind === 'severity-changed' ? { ...one, ...reachedIn(change) } : one
    if (isWorse || kind === 'unacknowledged') this.#ask(alarm, number, next, at)
    else if (kind === 'acknowledged') this.#answer(event, number, one, at)
    else {
      const isActive = one.isActive && kind !== 'cleared'
      this.#open.get(alarm)?.set(number, { ...next, isActive })
    }
  }

  /** From now on, unless it is hidden; what was asked before and answered stays so. */
  #ask(alarm: string, number: number, one: Open, at: number): void {
    const { asked: before } = one
    const isAnswered = before?.answeredAfterMs !== undefined
    if (isAnswered) this.#done.push(before)
    const waiting = isAnswered ? undefined : before
    const asked = this.#hiding.isHidden(alarm) ? waiting : { ...reachedIn(one), since: at }
    this.#open.get(alarm)?.set(number, { ...one, isAcknowledged: false, asked })
  }

  #answer(event: AlarmEvent, number: number, one: Open, at: number): void {
    const { asked } = one
    const isFirst = asked !== undefined && asked.answeredAfterMs === undefined
    const answered = isFirst ? { ...asked, answeredAfterMs: Math.max(0, at - asked.since) } : asked
    const next = { ...one, isAcknowledged: true, asked: answered }
    this.#open.get(event.alarm)?.set(number, next)
    if (!isFirst || answered?.answeredAfterMs === undefined) return
    const officer = officerOf(this.officers, event)
    officer.waits.push(answered.answeredAfterMs)
    if (answered.answeredAfterMs <= DRILL_TARGET_MS[asked.severity]) officer.inTime++
  }
}

function officerOf(officers: Officers, { actor }: AlarmEvent) {
  const officer = officers.get(actor.id) ?? { name: actor.name, waits: [], inTime: 0, comments: 0 }
  officers.set(actor.id, officer)
  return officer
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
