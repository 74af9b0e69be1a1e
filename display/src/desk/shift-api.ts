import {
  ShiftListSchema,
  ShiftReportSchema,
  WatchCommandAnswerSchema,
  type ShiftList,
  type ShiftReport,
} from '../../../protocol/shifts.ts'
import { ask, type Answer, type ProblemName, type Request } from '../people/ask.ts'
import { newRequestId } from './request-id.ts'

/** What an officer does with the watch. */
export type WatchOrder =
  | { readonly name: 'take'; readonly seen: string; readonly until?: string }
  | { readonly name: 'handover' | 'end'; readonly note?: string }
  | { readonly name: 'keep' }

const WITHIN_MS = 5_000
const MOST_TRIES = 4
const PAUSE_MS = 700
/** It may have been done or not: asked again under the same id it is done once. */
const UNSURE: readonly ProblemName[] = ['unreachable', 'busy', 'loading', 'malformed']

/** The questions of the page of shifts. */
export function createShiftApi(request: Request, pause: (ms: number) => Promise<void>) {
  const at = (site: string, path = ''): string => `/sites/${encodeURIComponent(site)}/shifts${path}`

  async function order(site: string, { name, ...body }: WatchOrder) {
    const path = at(site, name === 'take' ? '' : `/${name}`)
    const idempotencyKey = newRequestId()
    for (let tries = 1; ; tries++) {
      const answer = await ask(
        request,
        { method: 'POST', path, body, idempotencyKey, withinMs: WITHIN_MS },
        WatchCommandAnswerSchema,
      )
      if (answer.ok || tries >= MOST_TRIES || !isUnsure(answer.problem)) return answer
      await pause(PAUSE_MS)
    }
  }

  return {
    order,
    list: (site: string): Promise<Answer<ShiftList>> =>
      ask(request, { method: 'GET', path: at(site) }, ShiftListSchema),
    report: (site: string, shift: number): Promise<Answer<ShiftReport>> =>
      ask(request, { method: 'GET', path: at(site, `/${shift}`) }, ShiftReportSchema),
  }
}

function isUnsure({ name, status = 0 }: { readonly name: ProblemName; readonly status?: number }) {
  return UNSURE.includes(name) || status >= 500
}

/** The one of this page. */
export const shiftApi = createShiftApi(
  (address, init) => fetch(address, init),
  (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
)
