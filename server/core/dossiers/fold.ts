import type {
  DossierEnd,
  DossierEvent,
  DossierExtended,
  DossierReceived,
  EventRefusal,
} from '../../../protocol/dossiers.ts'
import type { Limit, WorkingCalendar } from '../calendar/working-calendar.ts'
import { limitOf, type Catalogue } from './catalogue.ts'
import type { ClockStart, DossierHistory, RefusedEvent, Stretch } from './history.ts'
import { inOrder } from './order.ts'

/**
 * What the events of one dossier amount to, in whatever order and however often they came; undefined
 * while nobody has reported its reception. An event that contradicts the others has no effect and is
 * named: nothing is lost, and no order of arrival decides.
 */
export function foldDossier(
  events: readonly DossierEvent[],
  catalogue: Catalogue,
): DossierHistory | undefined {
  const ordered = inOrder(events.filter(({ type }) => type !== 'retracted'))
  const reception = receptionOf(ordered)
  if (!reception) return undefined
  const clock = new DossierClock(reception, catalogue)
  for (const event of ordered) if (event !== reception) clock.take(event)
  return clock.history()
}

/** The one with the highest revision counts, of those the last. */
function receptionOf(ordered: readonly DossierEvent[]): DossierReceived | undefined {
  let found: DossierReceived | undefined
  for (const event of ordered) {
    if (event.type !== 'received') continue
    if ((event.revision ?? 0) >= (found?.revision ?? 0)) found = event
  }
  return found
}

type Standing =
  | { readonly is: 'running' }
  | { readonly is: 'awaiting-supplement' }
  | { readonly is: 'awaiting-duty'; readonly left: Left }
  | { readonly is: 'ended' }

/** What was left of the limit when the clock stopped, in ms: of working time, or of civil time. */
interface Left {
  readonly kind: 'working' | 'civil'
  readonly ms: number
}

const HOUR = 3_600_000

class DossierClock {
  readonly #reception: DossierReceived
  readonly #catalogue: Catalogue
  readonly #calendar: WorkingCalendar
  readonly #limit: Limit | undefined
  readonly #stretches: Stretch[] = []
  readonly #starts: ClockStart[] = []
  readonly #refused: RefusedEvent[] = []
  #standing: Standing = { is: 'running' }
  #due: number
  #isExtended = false
  #returnedAt: number | undefined

  constructor(reception: DossierReceived, catalogue: Catalogue) {
    this.#reception = reception
    this.#catalogue = catalogue
    const procedure = catalogue.procedure(reception.procedure)
    this.#calendar = catalogue.calendarOf(procedure)
    const limit = limitOf(reception.limit) ?? procedure?.limit
    const { due } = reception
    this.#limit = limit ?? (due === undefined ? undefined : impliedLimit(this.#calendar, reception))
    this.#due = due ?? this.#dueFrom(reception.at)
    this.#begin(reception.at, 'received', due === undefined ? this.#limit : undefined)
  }

  history(): DossierHistory {
    const { unit, field, procedure, channel, level, at } = this.#reception
    const known = this.#catalogue.procedure(procedure)
    return {
      facts: {
        unit,
        field: this.#catalogue.fieldCode(field),
        procedure: known?.code ?? procedure,
        channel,
        level: level ?? known?.level,
        limit: this.#limit,
      },
      receivedAt: at,
      stretches: this.#stretches,
      starts: this.#starts,
      returnedAt: this.#returnedAt,
      refused: this.#refused,
    }
  }

  take(event: DossierEvent): void {
    const reason = this.#refusalOf(event)
    if (reason !== undefined) this.#refused.push({ event, reason })
  }

  #refusalOf(event: DossierEvent): EventRefusal | undefined {
    if (event.type === 'received') return 'superseded'
    if (event.at < this.#reception.at) return 'before-reception'
    if (this.#standing.is === 'ended') return this.#afterTheEnd(event)
    switch (event.type) {
      case 'retracted':
        return undefined
      case 'supplement-requested':
        return this.#pause(event.at, { is: 'awaiting-supplement' })
      case 'financial-duty-requested':
        return this.#pause(event.at, { is: 'awaiting-duty', left: this.#leftAt(event.at) })
      case 'resumed':
        return this.#resume(event.at)
      case 'extended':
        return this.#extend(event)
      case 'completed':
        return this.#end(event.at, this.#endAt(event.at))
      case 'returned':
        this.#returnedAt = event.at
        return this.#end(event.at, this.#endAt(event.at))
      case 'withdrawn':
        return this.#end(event.at, 'withdrawn')
    }
  }

  /** Handing over the result comes after the work and changes nothing of its timeliness. */
  #afterTheEnd(event: DossierEvent): EventRefusal | undefined {
    if (event.type !== 'returned' || this.#returnedAt !== undefined) return 'after-the-end'
    this.#returnedAt = event.at
    return undefined
  }

  #pause(at: number, standing: Standing): EventRefusal | undefined {
    if (this.#standing.is !== 'running') return 'already-paused'
    this.#standing = standing
    this.#stretches.push({ from: at, phase: 'paused', due: this.#due })
    return undefined
  }

  /** After a supplement the limit runs from its beginning, after a duty from where it stood. */
  #resume(at: number): EventRefusal | undefined {
    switch (this.#standing.is) {
      case 'awaiting-supplement':
        this.#due = this.#dueFrom(at)
        this.#begin(at, 'supplemented', this.#limit)
        return undefined
      case 'awaiting-duty':
        this.#due = this.#dueWith(at, this.#standing.left)
        this.#begin(at, 'duty-done', undefined)
        return undefined
      case 'running':
      case 'ended':
        return 'nothing-to-resume'
    }
  }

  #extend(event: DossierExtended): EventRefusal | undefined {
    if (this.#standing.is !== 'running') return 'extension-while-paused'
    if (this.#isExtended) return 'extension-second'
    const limit = limitOf(event.limit)
    const due = event.due ?? (limit ? this.#calendar.moved(this.#due, limit) : this.#due)
    if (!(due > this.#due)) return 'extension-not-later'
    const announced = Math.max(event.at, event.apologyAt ?? event.at)
    const days = this.#calendar.dayNumber(this.#due) - this.#calendar.dayNumber(announced)
    if (days < this.#catalogue.rules.extensionNoticeDays) return 'extension-late'
    this.#isExtended = true
    this.#due = due
    this.#begin(event.at, 'extended', undefined)
    return undefined
  }

  #end(at: number, phase: DossierEnd): undefined {
    this.#standing = { is: 'ended' }
    this.#stretches.push({ from: at, phase, due: this.#due })
    return undefined
  }

  /** One whose supplements nobody reported must have them: its limit had begun anew. */
  #endAt(at: number): DossierEnd {
    const due =
      this.#standing.is === 'awaiting-duty' ? this.#dueWith(at, this.#standing.left) : this.#due
    if (this.#standing.is === 'awaiting-supplement' || due === Infinity) return 'early'
    if (at > due) return 'late'
    return this.#calendar.dayNumber(at) < this.#calendar.dayNumber(due) ? 'early' : 'on-time'
  }

  #begin(at: number, because: ClockStart['because'], limit: Limit | undefined): void {
    this.#standing = { is: 'running' }
    this.#stretches.push({ from: at, phase: 'running', due: this.#due })
    this.#starts.push({ at, because, due: this.#due, limit })
  }

  #dueFrom(at: number): number {
    return this.#limit ? this.#calendar.due(at, this.#limit) : Infinity
  }

  #leftAt(at: number): Left {
    const isCivil = this.#limit?.unit === 'calendar-days' || this.#due === Infinity
    if (isCivil) return { kind: 'civil', ms: this.#due - at }
    return { kind: 'working', ms: this.#calendar.workingTimeBetween(at, this.#due) }
  }

  #dueWith(at: number, { kind, ms }: Left): number {
    if (this.#due === Infinity) return Infinity
    if (kind === 'working') return this.#calendar.addWorkingTime(at, ms)
    const due = at + ms
    return this.#calendar.workingTimeBetween(due - HOUR, due) > 0
      ? due
      : this.#calendar.closingOf(this.#calendar.dateOf(due))
  }
}

/** The working days that lead to a promised time; at least one. */
function impliedLimit(calendar: WorkingCalendar, { at, due }: DossierReceived): Limit {
  const span = due === undefined ? 1 : calendar.workingDay(due) - calendar.workingDay(at)
  let count = Math.max(1, Math.floor(span) - 1)
  const limit = (): Limit => ({ unit: 'working-days', count })
  while (due !== undefined && calendar.due(at, limit()) < due) count++
  return limit()
}
