import type { Access } from '../stores/access.ts'
import {
  MOST_POINTS,
  stepFor,
  type HistoryBreak,
  type HistoryPoint,
  type HistoryWindow,
} from './history-window.ts'
import { parseHistory, type HistoryPage } from './parse-answer.ts'

export type HistoryAnswer =
  | {
      readonly ok: true
      readonly points: readonly HistoryPoint[]
      readonly breaks: readonly HistoryBreak[]
    }
  | { readonly ok: false; readonly reason: 'refused' | 'unreachable' | 'malformed' }

export type Request = (address: string, init: RequestInit) => Promise<Response>

const WITHIN_MS = 15_000
const MOST_PAGES = 6
const MOST_RAW_POINTS = 2 * MOST_POINTS
const NO_HISTORY = { ok: true, points: [], breaks: [], next: undefined } as const

type PageAnswer =
  ({ readonly ok: true } & HistoryPage) | Extract<HistoryAnswer, { readonly ok: false }>

/** Asks the server for a window that ends at a site time, page by page. Never throws. */
export async function fetchHistory(
  window: HistoryWindow,
  to: number,
  access: Access,
  request: Request,
): Promise<HistoryAnswer> {
  const points: HistoryPoint[] = []
  let breaks: readonly HistoryBreak[] = []
  let cursor: string | undefined
  for (let count = 0; count < MOST_PAGES; count++) {
    const page = await fetchPage(window, to, cursor, access, request)
    if (!page.ok) return page
    points.push(...page.points)
    if (count === 0) breaks = page.breaks
    cursor = page.next
    // More samples than the cadence promised: steps bound them.
    if (window.stepMs === undefined && points.length > MOST_RAW_POINTS) {
      return fetchHistory({ ...window, stepMs: stepFor(window.spanMs) }, to, access, request)
    }
    if (cursor === undefined) break
  }
  return { ok: true, points, breaks }
}

async function fetchPage(
  window: HistoryWindow,
  to: number,
  cursor: string | undefined,
  access: Access,
  request: Request,
): Promise<PageAnswer> {
  try {
    const response = await request(addressOf(window, to, cursor, access), {
      headers: access.key === undefined ? {} : { Authorization: `Bearer ${access.key}` },
      signal: AbortSignal.timeout(WITHIN_MS),
    })
    // A series gets its number with its first sample: until then it has no history.
    if (response.status === 404) return NO_HISTORY
    if (response.status >= 400 && response.status < 500) return { ok: false, reason: 'refused' }
    if (!response.ok) return { ok: false, reason: 'unreachable' }
    const page = parseHistory(await response.json())
    return page ? { ok: true, ...page } : { ok: false, reason: 'malformed' }
  } catch {
    return { ok: false, reason: 'unreachable' }
  }
}

function addressOf(
  { series, spanMs, stepMs }: HistoryWindow,
  to: number,
  cursor: string | undefined,
  { site }: Access,
): string {
  const query = new URLSearchParams({
    from: new Date(to - spanMs).toISOString(),
    to: new Date(to).toISOString(),
  })
  if (stepMs !== undefined) query.set('step', `${stepMs / 60_000}m`)
  if (cursor !== undefined) query.set('cursor', cursor)
  const path = [site, 'series', ...series.split('/')].map(encodeURIComponent)
  return `/api/v1/sites/${path.join('/')}/history?${query.toString()}`
}
