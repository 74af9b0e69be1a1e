import type { KeyScope } from '../../../../../protocol/access.ts'
import { instantOf } from '../../../people/journal-query.ts'
import type { KeyOrder } from '../../../people/people-api.ts'

/** What is entered for a new key. */
export interface KeyDraft {
  readonly name: string
  readonly scope: KeyScope
  readonly metrics: readonly string[]
  readonly units: readonly string[]
  /** `2025-10-27`; empty = never. */
  readonly lastDay: string
}

export const MOST_METRICS = 50
export const MOST_UNITS = 300
const DAY_MS = 86_400_000

export type KeyDraftProblem = 'name' | 'last-day' | 'metrics' | 'units'

/** The order that the draft makes, or what has to be put right first. */
export function keyOrder(
  draft: KeyDraft,
  now: number,
):
  | { readonly ok: true; readonly order: KeyOrder }
  | { readonly ok: false; readonly problems: ReadonlySet<KeyDraftProblem> } {
  const name = draft.name.normalize('NFC').trim()
  const isLimited = draft.scope === 'ingest'
  const begin = draft.lastDay === '' ? undefined : (instantOf(draft.lastDay) ?? Number.NaN)
  const expiresAt = begin === undefined ? undefined : begin + DAY_MS
  const problems = new Set<KeyDraftProblem>([
    ...(name === '' ? ['name' as const] : []),
    ...(expiresAt !== undefined && !(expiresAt > now) ? ['last-day' as const] : []),
    ...(isLimited && draft.metrics.length > MOST_METRICS ? ['metrics' as const] : []),
    ...(isLimited && draft.units.length > MOST_UNITS ? ['units' as const] : []),
  ])
  if (problems.size > 0) return { ok: false, problems }
  const limits = {
    ...(draft.metrics.length > 0 && { metrics: [...draft.metrics] }),
    ...(draft.units.length > 0 && { units: [...draft.units] }),
  }
  const order: KeyOrder = {
    name,
    scope: draft.scope,
    ...(isLimited && Object.keys(limits).length > 0 && { limits }),
    ...(expiresAt !== undefined && { expiresAt }),
  }
  return { ok: true, order }
}
