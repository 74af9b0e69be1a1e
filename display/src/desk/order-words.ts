import type { AlarmResult } from '../../../protocol/alarm-answers.ts'
import type { AlarmRow } from '../../../protocol/alarms.ts'
import { alarmLine, type AlarmPlaceAndTime } from '../alarms/alarm-line.ts'
import { keyOf } from '../alarms/alarm-order.ts'
import type { DeskMessages } from '../i18n/desk/desk-messages.ts'
import { formatMoment } from '../i18n/dates.ts'
import { formatNumber } from '../i18n/numbers.ts'
import type { PeopleMessages } from '../i18n/people/people-messages.ts'
import type { AlarmOrder, OutboxEntry } from './alarm-outbox.ts'

/** What the words of an order are made from. */
export interface OrderAbout {
  readonly words: DeskMessages['alarms']
  readonly problems: PeopleMessages['problem']['names']
  readonly alarms: ReadonlyMap<string, readonly AlarmRow[]>
  /** Something has come between the orders and the server. */
  readonly isLate: boolean
  /** Undefined before the server has said what this screen shows. */
  readonly place: AlarmPlaceAndTime | undefined
}

/** How an order stands. Never `done` before the server has said so of every alarm. */
export interface OrderWords {
  readonly id: string
  /** `passing` and `done` go by themselves; `late` and `wrong` are to be read. */
  readonly tone: 'passing' | 'late' | 'done' | 'wrong'
  readonly text: string
  /** Why, and how what it was about stands now. */
  readonly more: readonly string[]
}

export function orderWords(entry: OutboxEntry, about: OrderAbout): OrderWords {
  const { order, phase, problem, tries } = entry
  const { words, problems } = about
  const { outbox } = words
  const { id } = order
  const command = words.commands[order.command]
  const what = whatOf(order, about)
  const doubt = tries > 0 ? [outbox.mayHaveArrived] : []
  switch (phase.kind) {
    case 'waiting':
    case 'sending': {
      if (!about.isLate)
        return { id, tone: 'passing', text: outbox.sending(command, what), more: [] }
      const more = problem ? [problems[problem.name]] : []
      return { id, tone: 'late', text: outbox.late(command, what), more }
    }
    case 'expired':
      return { id, tone: 'wrong', text: outbox.expired(command, what), more: doubt }
    case 'refused': {
      // An earlier try may have been taken before this one was refused.
      const more = [problems[phase.problem.name], ...(tries > 1 ? doubt : [])]
      return { id, tone: 'wrong', text: outbox.refused(command, what), more }
    }
    case 'answered':
      return resultWords(order, phase.results, about)
  }
}

function resultWords(
  order: AlarmOrder,
  results: readonly AlarmResult[],
  about: OrderAbout,
): OrderWords {
  const { words } = about
  const command = words.commands[order.command]
  const failed = results.filter(({ ok }) => !ok)
  const { id } = order
  if (failed.length === 0) {
    return { id, tone: 'done', text: words.outbox.done(command, whatOf(order, about)), more: [] }
  }
  const reasons = new Map<string, number>()
  for (const result of failed) {
    const reason = reasonOf(order, result, about)
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  const [first] = failed
  if (results.length === 1 && first) {
    const more = [...reasons.keys(), presentOf(first, about)]
    return { id, tone: 'wrong', text: words.outbox.notDone(command, whatOf(order, about)), more }
  }
  const count = (of: number): string => numberText(of, about)
  const more = [...reasons].map(([reason, its]) => words.outbox.reasonCount(reason, count(its)))
  const done = results.length - failed.length
  return {
    id,
    tone: 'wrong',
    text: words.outbox.doneSome(command, count(done), count(results.length)),
    more,
  }
}

/** Who did what stands in the way, and when; else what does. */
function reasonOf(
  order: AlarmOrder,
  { reason = 'outcome-unknown', by }: AlarmResult,
  { words, place }: OrderAbout,
): string {
  const plain = words.refusals[reason]
  if (!by || !place) return plain
  const at = formatMoment(Date.parse(by.at), place.now, place.screen.site.timeZone)
  const { acknowledge, other } = words.doneBefore
  if (reason === 'already' && order.command in words.doneBefore) {
    return words.doneBefore[order.command as keyof typeof words.doneBefore](by.name, at)
  }
  return `${plain}: ${reason === 'closed' ? acknowledge(by.name, at) : other(by.name, at)}`
}

function presentOf({ id, occurrence }: AlarmResult, { words, alarms, place }: OrderAbout): string {
  const row = rowOf(alarms, id, occurrence)
  if (!row || !place) return words.outbox.presentOver
  return words.outbox.present(alarmLine(row, place).state)
}

/** The alarm by its title and place, or how many. */
function whatOf({ items }: AlarmOrder, about: OrderAbout): string {
  const [first] = items
  if (!first || items.length > 1) return about.words.outbox.whole(numberText(items.length, about))
  const row = rowOf(about.alarms, first.id, first.occurrence)
  if (!row || !about.place) return keyOf({ alarm: first.id, occurrence: first.occurrence })
  const { title, place } = alarmLine(row, about.place)
  return `${title}, ${place}`
}

function rowOf(
  alarms: ReadonlyMap<string, readonly AlarmRow[]>,
  id: string,
  occurrence: number,
): AlarmRow | undefined {
  const rows = alarms.get(id) ?? []
  return rows.find((row) => row.occurrence === occurrence)
}

function numberText(count: number, { place }: OrderAbout): string {
  return formatNumber(count, 0, place?.locale ?? 'vi')
}
