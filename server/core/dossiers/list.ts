import type { DossierClass, DossierRow } from '../../../protocol/dossiers.ts'
import type { Group } from './groups.ts'
import { headOf } from './heads.ts'
import {
  groupsOf,
  unitCodeOf,
  type DossierFilter,
  type DossierView,
  type DossierViews,
} from './view.ts'

/** Where a page begins: after a dossier of this due time and code. */
export interface ListPlace {
  readonly due: number
  readonly code: string
}

export interface ListQuery {
  readonly classes: ReadonlySet<DossierClass>
  readonly filter: DossierFilter
  readonly after: ListPlace | undefined
  readonly limit: number
}

export interface ListPage {
  readonly total: number
  readonly dossiers: readonly DossierRow[]
  readonly next: ListPlace | undefined
}

interface Found extends ListPlace {
  readonly view: DossierView
  readonly number: number
}

/** Open dossiers of the present, soonest due first; those without a limit last. */
export function listDossiers(views: DossierViews, query: ListQuery): ListPage {
  const meant = groupsOf(views, query.filter)
  const found: Found[] = []
  let total = 0
  for (const view of views) {
    const isMeant = new Uint8Array(view.book.groups.all.length)
    for (const one of meant) if (one.view === view) isMeant[one.number] = 1
    total += collect(view, isMeant, query, found)
  }
  const page = found.slice(0, query.limit)
  const last = page.at(-1)
  return {
    total,
    dossiers: page.map(({ view, number }) => rowOf(view, number)),
    next: found.length > query.limit && last ? { due: last.due, code: last.code } : undefined,
  }
}

/** Answers how many there are, and keeps the first ones. */
function collect(view: DossierView, isMeant: Uint8Array, query: ListQuery, found: Found[]): number {
  const { book } = view
  let count = 0
  for (let number = 0; number < book.size; number++) {
    const slot = book.slotOf(number)
    if (slot < 0 || isMeant[book.groupNumberOf(number)] !== 1) continue
    const group = book.groupOf(number)
    if (!group || !query.classes.has(classOf(view, group, slot))) continue
    count++
    const one = { view, number, due: dueNow(view, number), code: book.codeOf(number) }
    if (query.after && compare(one, query.after) <= 0) continue
    insert(found, one, query.limit + 1)
  }
  return count
}

/** What an open dossier is that counts in a slot. */
export function classOf(view: DossierView, group: Group, slot: number): DossierClass {
  const { stages } = view.book.rules
  if (slot === view.book.counts.pausedSlot) return 'paused'
  if (slot === view.book.counts.withoutLimitSlot) return 'in-time'
  if (slot >= stages.firstOverdue) return 'overdue'
  const soonFrom = stages.aheadHours.indexOf(group.dueSoonHours) + 1
  return soonFrom > 0 && slot >= soonFrom ? 'due-soon' : 'in-time'
}

/** One dossier as it stands now; it must be an open one. */
export function rowOf(view: DossierView, number: number): DossierRow {
  const { book } = view
  const group = book.groupOf(number)
  if (!group) throw new Error(`dossier ${book.codeOf(number)} has no reception`)
  const due = dueNow(view, number)
  const dossierClass = classOf(view, group, book.slotOf(number))
  const hasLimit = due !== Infinity
  return {
    code: book.codeOf(number),
    unit: headOf(view, 'unit', unitCodeOf(view, group.unit)),
    field: headOf(view, 'field', group.field),
    ...(group.procedure !== undefined && {
      procedure: headOf(view, 'procedure', group.procedure),
    }),
    ...(group.channel && { channel: group.channel }),
    receivedAt: isoTime(book.receivedAt(number)),
    ...(hasLimit && { dueAt: isoTime(due) }),
    class: dossierClass,
    ...(hasLimit &&
      dossierClass !== 'paused' && {
        workingMsLeft: group.calendar.workingTimeBetween(view.at, due),
      }),
  }
}

export function isoTime(at: number): string {
  return new Date(at).toISOString()
}

function dueNow({ book, at }: DossierView, number: number): number {
  const index = book.lives.indexAt(number, at)
  return index < 0 ? Infinity : book.lives.dueOf(number, index)
}

function compare(a: ListPlace, b: ListPlace): number {
  if (a.due !== b.due) return a.due < b.due ? -1 : 1
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0
}

/** Keeps the first `limit`, in order. */
function insert(found: Found[], one: Found, limit: number): void {
  const last = found.at(-1)
  if (found.length >= limit && last && compare(one, last) >= 0) return
  let low = 0
  let high = found.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = found[middle]
    if (other && compare(other, one) <= 0) low = middle + 1
    else high = middle
  }
  found.splice(low, 0, one)
  if (found.length > limit) found.pop()
}
