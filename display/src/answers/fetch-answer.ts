import type { Access } from '../stores/access.ts'
import type { Question } from './question.ts'

export type Request = (address: string, init: RequestInit) => Promise<Response>

export type FetchedAnswer =
  | { readonly ok: true; readonly value: unknown; readonly tag: string | undefined }
  /** What was answered last still holds. */
  | { readonly ok: true; readonly same: true }
  | { readonly ok: false; readonly reason: 'refused' | 'unreachable' | 'malformed' }

const WITHIN_MS = 10_000
/** Some hundred rows of some dozen columns are far below. */
const MOST_LETTERS = 2_000_000

/** Asks the server once; `tag` is that of the answer already held. Never throws. */
export async function fetchAnswer(
  { path, schema }: Question<unknown>,
  tag: string | undefined,
  { site, key }: Access,
  request: Request,
): Promise<FetchedAnswer> {
  try {
    const response = await request(`/api/v1/sites/${encodeURIComponent(site)}${path}`, {
      headers: {
        Accept: 'application/json',
        ...(key !== undefined && { Authorization: `Bearer ${key}` }),
        ...(tag !== undefined && { 'If-None-Match': tag }),
      },
      // A kept answer of the browser's would pass for a proof of now.
      cache: 'no-store',
      signal: AbortSignal.timeout(WITHIN_MS),
    })
    if (response.status === 304 && tag !== undefined) return { ok: true, same: true }
    if (response.status >= 400 && response.status < 500) return { ok: false, reason: 'refused' }
    if (!response.ok) return { ok: false, reason: 'unreachable' }
    const text = await response.text()
    if (text.length > MOST_LETTERS) return { ok: false, reason: 'malformed' }
    const read = schema.safeParse(JSON.parse(text))
    if (!read.success) return { ok: false, reason: 'malformed' }
    return { ok: true, value: read.data, tag: response.headers.get('ETag') ?? undefined }
  } catch (error) {
    return { ok: false, reason: error instanceof SyntaxError ? 'malformed' : 'unreachable' }
  }
}
