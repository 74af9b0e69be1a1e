import type { DossierBook } from './book.ts'
import { civilYear } from './civil-year.ts'
import { GroupCounts } from './counts.ts'

const AT_ONCE = 20_000

/**
 * The counts as they were at a moment (ms since 1970), by everything that is known now: what was
 * reported later of the time before counts. Works through the dossiers some at a time: resume it
 * until it is done.
 */
export function* countsAt(book: DossierBook, at: number): Generator<undefined, GroupCounts> {
  const counts = new GroupCounts(book.rules.stages.count)
  for (let number = 0; number < book.size; number++) {
    countOne(book, counts, number, at)
    if (number % AT_ONCE === AT_ONCE - 1) yield
  }
  return counts
}

function countOne(book: DossierBook, counts: GroupCounts, number: number, at: number): void {
  const group = book.groupOf(number)
  if (!group || book.receivedAt(number) > at) return
  const own = book.groupNumberOf(number)
  const days = book.rules.catalogue.rules.calendar
  counts.addOfYear(civilYear(days, book.receivedAt(number)), own, 'received', 1)
  const index = book.lives.indexAt(number, at)
  if (index < 0) return
  const phase = book.lives.phaseOf(number, index)
  const due = book.lives.dueOf(number, index)
  if (phase !== 'running' && phase !== 'paused') {
    counts.addOfYear(civilYear(days, book.lives.fromOf(number, index)), own, phase, 1)
    return
  }
  const slot = book.slotIn(phase, due, group, at)
  counts.addOpen(own, slot, 1)
  const { firstOverdue, count } = book.rules.stages
  if (slot >= firstOverdue && slot < count) counts.addDueDay(own, group.calendar.workingDay(due))
}
