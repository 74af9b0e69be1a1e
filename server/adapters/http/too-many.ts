import type { RateKind } from '../../core/access/rates.ts'
import { HttpProblem } from './problem.ts'

/** What a rate answers beyond its bound, with the time after which to come again. */
export function tooMany(kind: RateKind, waitMs: number): HttpProblem {
  const what =
    kind === 'guess' ? 'brings too many keys and sessions that are none' : 'asks too much'
  const who = kind === 'guess' ? 'address' : kind
  const seconds = String(Math.ceil(waitMs / 1_000))
  return new HttpProblem('too-many-requests', `this ${who} ${what}`, {
    headers: { 'Retry-After': seconds },
  })
}
