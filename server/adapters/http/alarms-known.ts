import type { HttpSite } from './http-parts.ts'
import { HttpProblem } from './problem.ts'

/** Rather no answer than one that may be old. */
export function assertAlarmsKnown({ alarms }: Pick<HttpSite, 'alarms'>): void {
  const { follower } = alarms
  const headers = { 'Retry-After': '1' }
  if (follower.epoch() === '') {
    throw new HttpProblem('loading', 'its alarms are being read, try again', { headers })
  }
  if (follower.isStoreSound()) return
  throw new HttpProblem('store-unavailable', 'what is known may be old, try again', { headers })
}
