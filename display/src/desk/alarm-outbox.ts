import type { AlarmResult } from '../../../protocol/alarm-answers.ts'
import type { AlarmCommandName, Severity } from '../../../protocol/alarms.ts'
import type { Answer, Problem } from '../people/ask.ts'

/** Most alarms of one order: more are several orders. */
export const MOST_ITEMS = 500
/** Orders that wait on one device, for one person at one site. */
export const MOST_ORDERS = 50
/** The server knows ids of commands for 24 hours: after that, asking again could do it twice. */
export const ORDER_LASTS_MS = 20 * 3_600_000

const FIRST_PAUSE_MS = 1_000
const LAST_PAUSE_MS = 8_000
/** However long the server asks to be left alone. */
const MOST_PAUSE_MS = 60_000

/** What was looked at when the order was given. */
export interface AlarmSeen {
  /** The alarm's id. */
  readonly id: string
  readonly occurrence: number
  readonly severity?: Severity | undefined
  /** ISO 8601, site time. */
  readonly askedAt?: string | undefined
}

/** One command of one person for 1 to 500 alarms. Its id is its Idempotency-Key, and never changes. */
export interface AlarmOrder {
  readonly id: string
  readonly command: AlarmCommandName
  readonly items: readonly AlarmSeen[]
  readonly comment?: string | undefined
  /** Of `shelve`: ISO 8601, site time. */
  readonly until?: string | undefined
  readonly owner?: string | undefined
  readonly by: { readonly id: string; readonly name: string }
  /** By this device's clock, ms since 1970. */
  readonly madeAt: number
}

/**
 * - `waiting`: to be sent, or to be asked again with the same id
 * - `sending`: the server has been asked and has not answered
 * - `answered`: the server has said what became of each alarm, and that is durable
 * - `refused`: the server does not take it; where `tries` is more than one, an earlier try may have been taken
 * - `expired`: too old to be sent; `tries` says whether it may have arrived
 */
export type OrderPhase =
  | { readonly kind: 'waiting' | 'sending' | 'expired' }
  | { readonly kind: 'answered'; readonly results: readonly AlarmResult[] }
  | { readonly kind: 'refused'; readonly problem: Problem }

export interface OutboxEntry {
  readonly order: AlarmOrder
  readonly phase: OrderPhase
  /** How often it was sent; from the first on nobody knows whether it arrived, until there is an answer. */
  readonly tries: number
  /** Why it is not answered yet. */
  readonly problem?: Problem
  /** Not before that, by the clock of `madeAt`. */
  readonly dueAt: number
}

export interface Outbox {
  /** In the order in which they were given; sent so, one at a time. */
  readonly entries: readonly OutboxEntry[]
  /** Nothing is sent before the same person has signed in again. */
  readonly isStopped: boolean
}

export const EMPTY_OUTBOX: Outbox = { entries: [], isStopped: false }

export type OrderAnswer = Answer<readonly AlarmResult[]>

/** Orders that the server has not answered. */
export function unanswered({ entries }: Outbox): readonly OutboxEntry[] {
  return entries.filter(isOpen)
}

export function isOpen({ phase }: OutboxEntry): boolean {
  return phase.kind === 'waiting' || phase.kind === 'sending'
}

/** Takes an order in at the end; the same box where there is no room for it. What waits is tried again with it at once. */
export function give(box: Outbox, order: AlarmOrder): Outbox {
  if (unanswered(box).length >= MOST_ORDERS) return box
  const entry: OutboxEntry = { order, phase: { kind: 'waiting' }, tries: 0, dueAt: 0 }
  return hurried({ ...box, entries: [...box.entries, entry] })
}

/** What an earlier page has kept. What it had sent may have arrived: it is asked again with the same id. */
export function restored(kept: readonly OutboxEntry[]): Outbox {
  const entries = kept
    .toSorted((a, b) => a.order.madeAt - b.order.madeAt)
    .map((entry): OutboxEntry =>
      isOpen(entry) ? { ...entry, phase: { kind: 'waiting' }, dueAt: 0 } : entry,
    )
  return { entries, isStopped: false }
}

/** True for what must survive this page: everything but what was done. */
export function mustKeep({ phase }: OutboxEntry): boolean {
  return phase.kind !== 'answered' || phase.results.some(({ ok }) => !ok)
}

/** The one to send now; none while another is under way, for the first given is done first. */
export function nextToSend({ entries, isStopped }: Outbox, now: number): OutboxEntry | undefined {
  const first = entries.find(isOpen)
  if (isStopped || first?.phase.kind !== 'waiting') return undefined
  // A clock that was set back must not make anybody wait for it.
  return first.dueAt <= now || first.dueAt > now + MOST_PAUSE_MS ? first : undefined
}

/** When there may be something to send; undefined while nothing waits. */
export function nextDueAt({ entries, isStopped }: Outbox): number | undefined {
  const first = entries.find(isOpen)
  return isStopped || first?.phase.kind !== 'waiting' ? undefined : first.dueAt
}

/** It is being sent. */
export function began(box: Outbox, id: string): Outbox {
  return changed(box, id, (entry) => ({
    ...entry,
    phase: { kind: 'sending' },
    tries: entry.tries + 1,
  }))
}

/** What came back of it, or that nothing did. An answer that decides nothing leaves it waiting, under its id. */
export function answered(box: Outbox, id: string, answer: OrderAnswer, now: number): Outbox {
  if (answer.ok) {
    const phase: OrderPhase = { kind: 'answered', results: answer.value }
    return changed(box, id, ({ order, tries }) => ({ order, phase, tries, dueAt: 0 }))
  }
  const { problem } = answer
  const verdict = verdictOf(problem)
  if (verdict === 'refused') {
    const phase: OrderPhase = { kind: 'refused', problem }
    return changed(box, id, ({ order, tries }) => ({ order, phase, tries, dueAt: 0 }))
  }
  const waiting = changed(box, id, (entry) => ({
    ...entry,
    phase: { kind: 'waiting' },
    problem,
    dueAt: now + pauseAfter(entry.tries, problem.retryAfterMs),
  }))
  return verdict === 'stop' ? { ...waiting, isStopped: true } : waiting
}

/**
 * The answer with what the same person has done already counted as done: from another tab or device, or
 * by a second press. Where the order said something besides, that was not written, and must be told.
 */
export function withOwnDone(
  { command, comment, by }: AlarmOrder,
  answer: OrderAnswer,
): OrderAnswer {
  if (!answer.ok || command !== 'acknowledge' || comment !== undefined) return answer
  const value = answer.value.map((result): AlarmResult => {
    if (result.ok || result.reason !== 'already' || result.by?.id !== by.id) return result
    return { id: result.id, occurrence: result.occurrence, ok: true }
  })
  return { ok: true, value }
}

/** The person is there (again). */
export function resumed(box: Outbox): Outbox {
  return hurried({ ...box, isStopped: false })
}

/** There is hope that the server answers: nothing waits for its pause. */
export function hurried(box: Outbox): Outbox {
  const entries = box.entries.map((entry) => (entry.dueAt === 0 ? entry : { ...entry, dueAt: 0 }))
  return { ...box, entries }
}

/** What is too old is not sent any more. */
export function aged(box: Outbox, now: number): Outbox {
  const isOver = ({ order, phase }: OutboxEntry): boolean =>
    phase.kind === 'waiting' && now - order.madeAt > ORDER_LASTS_MS
  if (!box.entries.some(isOver)) return box
  const entries = box.entries.map((entry): OutboxEntry =>
    isOver(entry) ? { ...entry, phase: { kind: 'expired' } } : entry,
  )
  return { ...box, entries }
}

/** Takes one out: read, or called off. One that is being sent stays, for it cannot be called back. */
export function removed(box: Outbox, id: string): Outbox {
  const entries = box.entries.filter(
    ({ order, phase }) => order.id !== id || phase.kind === 'sending',
  )
  return { ...box, entries }
}

function changed(box: Outbox, id: string, to: (entry: OutboxEntry) => OutboxEntry): Outbox {
  const entries = box.entries.map((entry) =>
    entry.order.id === id && isOpen(entry) ? to(entry) : entry,
  )
  return { ...box, entries }
}

/** A refusal is believed only where the server had no way of having done it. */
function verdictOf({ name, status }: Problem): 'again' | 'stop' | 'refused' {
  if (name === 'sign-in-required' || name === 'key-required') return 'stop'
  const isUndecided = status === undefined || status === 408 || status === 429 || status >= 500
  // Answered with success, and in words that are not understood.
  return isUndecided || status < 400 ? 'again' : 'refused'
}

function pauseAfter(tries: number, retryAfterMs = 0): number {
  const pauseMs = FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 10)
  return Math.max(Math.min(pauseMs, LAST_PAUSE_MS), Math.min(retryAfterMs, MOST_PAUSE_MS))
}
