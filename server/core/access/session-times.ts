import { CONFIRMED_FOR_MS } from '../../../protocol/access.ts'

/** How long a session lasts, in ms: without use, and in any case. */
export interface SessionLimits {
  readonly idleMs: number
  readonly mostMs: number
}

export interface SessionTimes {
  readonly createdAt: number
  readonly usedAt: number
}

/** When a session ends if nobody uses it any more. */
export function sessionEnd({ createdAt, usedAt }: SessionTimes, limits: SessionLimits): number {
  return Math.min(usedAt + limits.idleMs, createdAt + limits.mostMs)
}

/** A session of a time that has not come yet is none: its clock cannot be believed. */
export function isSessionOver(times: SessionTimes, limits: SessionLimits, now: number): boolean {
  return now >= sessionEnd(times, limits) || now < times.createdAt - MOST_SKEW_MS
}

/** Between the clocks of two nodes. */
const MOST_SKEW_MS = 60_000

/** Until when sensitive acts need no password; undefined = they need it now. */
export function confirmedUntil(confirmedAt: number, now: number): number | undefined {
  const until = confirmedAt + CONFIRMED_FOR_MS
  return now < until && now >= confirmedAt - MOST_SKEW_MS ? until : undefined
}
