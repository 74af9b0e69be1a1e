import type { DossierEvent } from '../../../protocol/dossiers.ts'
import { isOfRegister } from './row-events.ts'

export type RowChange = 'new' | 'changed' | 'known'

export interface Differences {
  readonly change: RowChange
  /** What has to be kept, so that the register says what the row says. */
  readonly events: readonly DossierEvent[]
}

/**
 * What a row adds to the events that are kept of its dossier. A register is the whole truth that it
 * tells: what it says otherwise replaces what it said, and what it says no longer is retracted. A row that
 * says the same adds nothing, so that the same file again changes nothing.
 */
export function againstKept(
  told: readonly DossierEvent[],
  kept: readonly DossierEvent[],
): Differences {
  const newest = newestOfRegister(kept)
  const events: DossierEvent[] = []
  for (const event of told) {
    const before = newest.get(event.id)
    if (before === undefined) events.push(event)
    else if (!isSame(event, before)) events.push({ ...event, revision: revisionOf(before) + 1 })
  }
  const ids = new Set(told.map(({ id }) => id))
  for (const before of newest.values()) {
    if (ids.has(before.id) || before.type === 'retracted') continue
    const { id, dossier, at } = before
    events.push({ id, dossier, at, type: 'retracted', revision: revisionOf(before) + 1 })
  }
  if (events.length === 0) return { change: 'known', events }
  return { change: newest.size === 0 ? 'new' : 'changed', events }
}

function newestOfRegister(kept: readonly DossierEvent[]): ReadonlyMap<string, DossierEvent> {
  const newest = new Map<string, DossierEvent>()
  for (const event of kept) {
    const before = newest.get(event.id)
    if (isOfRegister(event) && (!before || revisionOf(event) > revisionOf(before))) {
      newest.set(event.id, event)
    }
  }
  return newest
}

function revisionOf({ revision = 0 }: DossierEvent): number {
  return revision
}

/** All that two events of one id say is the same; how often it was said does not count. */
function isSame(one: DossierEvent, other: DossierEvent): boolean {
  return saying(one) === saying(other)
}

function saying(event: DossierEvent): string {
  return JSON.stringify(sorted({ ...event, revision: undefined }))
}

function sorted(value: object): unknown {
  const entries = Object.entries(value)
    .filter(([, part]: [string, unknown]) => part !== undefined)
    .map(([key, part]: [string, unknown]) => [
      key,
      typeof part === 'object' && part !== null ? sorted(part) : part,
    ])
  return entries.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))
}
