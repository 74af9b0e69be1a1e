import { contentHash } from '../sites/content-hash.ts'
import { worstOf, type KeptRow, type MessageEntry } from './outbox.ts'
import type { Tries } from './retry.ts'

/** What is sent in one piece: a message, or what was held together. */
export interface Batch {
  /** The same whenever it is made of the same rows: by it a receiver knows a repetition. */
  readonly id: string
  readonly target: string
  readonly rows: readonly KeptRow[]
  readonly entries: readonly MessageEntry[]
  readonly tries?: Tries
}

export interface PlanFacts {
  /** ms since 1970. */
  readonly at: number
  /** The end of a target's quiet hours; undefined = it has none now. */
  readonly quietEndAt: (target: string) => number | undefined
}

export interface Plan {
  /** To be sent now, in the order in which their first rows came. */
  readonly due: readonly Batch[]
  /** Held, and the journal does not say so yet. */
  readonly toNote: readonly Batch[]
}

/** What of the waiting rows (oldest first) is to be sent now. Critical messages wait for nothing but their next try. */
export function planOf(rows: readonly KeptRow[], facts: PlanFacts): Plan {
  const batches = batchesOf(rows)
  return {
    due: batches.filter((batch) => isDue(batch, facts)),
    toNote: batches.filter(
      (batch) =>
        batch.rows[0]?.row.hold !== undefined && !batch.rows.some(({ row }) => row.isHoldNoted),
    ),
  }
}

function isDue({ target, rows, entries, tries }: Batch, { at, quietEndAt }: PlanFacts): boolean {
  const hold = rows[0]?.row.hold
  const from = tries?.nextAt ?? hold?.until ?? -Infinity
  if (at < from) return false
  return worstOf(entries) === 'critical' || quietEndAt(target) === undefined
}

/** Rows held until one moment go together, but what was tried stays as it was tried. */
function batchesOf(rows: readonly KeptRow[]): readonly Batch[] {
  const groups = new Map<string, KeptRow[]>()
  for (const one of rows) {
    const { hold, target, tries } = one.row
    const key = hold ? JSON.stringify([target, hold, tries]) : one.id
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return [...groups.values()].map(batchOf)
}

function batchOf(rows: readonly KeptRow[]): Batch {
  const first = rows[0]!
  const { target, hold, tries } = first.row
  const entries = rows.flatMap(({ row }) => row.entries)
  return {
    id:
      rows.length === 1 || !hold
        ? first.id
        : heldId(
            target,
            hold,
            rows.map(({ id }) => id),
          ),
    target,
    rows,
    entries,
    ...(tries && { tries }),
  }
}

/** Of what is held until one moment, named by the moment and by what it is made of. */
export function heldId(
  target: string,
  { why, until }: { readonly why: string; readonly until: number },
  ids: readonly string[],
): string {
  return `${why} ${new Date(until).toISOString()} ${target} ${contentHash(ids.join('\n'))}`
}
