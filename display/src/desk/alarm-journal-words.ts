import { SEVERITIES } from '../../../protocol/alarms.ts'
import type { JournalRow } from '../../../protocol/people.ts'
import type { ScreenMetric } from '../../../protocol/screen.ts'
import type { DeskMessages } from '../i18n/desk/desk-messages.ts'
import type { Locale, Messages } from '../i18n/messages.ts'
import { withUnit } from '../i18n/numbers.ts'
import { valueText } from '../i18n/value-text.ts'

/** What an entry's words are made from. */
export interface JournalAbout {
  readonly words: DeskMessages['alarms']['journalWords']
  readonly messages: Messages
  readonly locale: Locale
  /** Of the alarm; absent where it watches none, or one that is gone. */
  readonly metric: ScreenMetric | undefined
  /** Name of a role that alarms are escalated to. */
  readonly roleName: (role: string) => string
  readonly moment: (at: number) => string
}

export interface JournalLine {
  readonly seq: number
  /** Site time, ms since 1970. */
  readonly at: number
  /** Who did what: `Nguyễn Thị Lan nhận lần 1`. */
  readonly text: string
  readonly comment: string | undefined
}

/** An entry of an alarm's journal as a line for people; of an act without words its own name. */
export function journalLine(entry: JournalRow, about: JournalAbout): JournalLine {
  const facts = factsOf(entry)
  const act = actOf(entry.action, facts, about)
  const { kind, name, id } = entry.actor
  const who = kind === 'server' ? undefined : (name ?? id)
  return {
    seq: entry.seq,
    at: facts.number('time') ?? entry.at,
    text: who === undefined ? act : `${who} ${act}`,
    comment: facts.text('comment'),
  }
}

interface Facts {
  readonly text: (name: string) => string | undefined
  readonly number: (name: string) => number | undefined
  readonly flag: (name: string) => boolean | undefined
}

function factsOf({ detail = {} }: JournalRow): Facts {
  return {
    text(name) {
      const value = detail[name]
      return typeof value === 'string' ? value : undefined
    },
    number(name) {
      const value = detail[name]
      return typeof value === 'number' ? value : undefined
    },
    flag(name) {
      const value = detail[name]
      return typeof value === 'boolean' ? value : undefined
    },
  }
}

type Act = (facts: Facts, about: JournalAbout) => string

const numberOf = (facts: Facts): string => String(facts.number('occurrence') ?? '?')

const ACTS: Readonly<Record<string, Act>> = {
  'alarm.raised': raised,
  'alarm.severity-changed': (facts, about) =>
    joined(
      about.words.severity(priorityOf(facts, about), facts.flag('isWorse')),
      facts.text('level'),
      measured(facts, about),
    ),
  'alarm.cleared': (facts, about) => {
    const why = facts.text('cause') === 'rule-removed' ? about.words.ruleRemoved : undefined
    return joined(about.words.cleared(numberOf(facts)), valueOf(facts, 'value', about), why)
  },
  'alarm.acknowledged': (facts, { words }) => words.acknowledged(numberOf(facts)),
  'alarm.unacknowledged': (facts, { words }) => words.unacknowledged(numberOf(facts)),
  'alarm.reset': (facts, { words }) => words.reset(numberOf(facts)),
  'alarm.shelved': (facts, { words, moment }) => words.shelved(moment(facts.number('until') ?? 0)),
  'alarm.unshelved': (facts, { words }) =>
    facts.text('cause') === 'expired' ? words.shelfEnded : words.unshelved,
  'alarm.taken-out-of-service': (_, { words }) => words.outOfService,
  'alarm.returned-to-service': (_, { words }) => words.returned,
  'alarm.suppressed': (facts, { words }) => words.suppressed(suppressor(facts, words)),
  'alarm.unsuppressed': (facts, { words }) => words.unsuppressed(suppressor(facts, words)),
  'alarm.commented': (_, { words }) => words.commented,
  'alarm.assigned': (facts, { words }) => words.assigned(facts.text('owner') ?? '?'),
  'alarm.escalated': (facts, { words, roleName }) =>
    words.escalated(String(facts.number('step') ?? '?'), roleName(facts.text('role') ?? '?')),
  'alarm.chattering-began': (_, { words }) => words.chatteringBegan,
  'alarm.chattering-ended': (_, { words }) => words.chatteringEnded,
  'alarm.went-blind': (_, { words }) => words.wentBlind,
  'alarm.sees-again': (_, { words }) => words.seesAgain,
}

function actOf(action: string, facts: Facts, about: JournalAbout): string {
  return ACTS[action]?.(facts, about) ?? action
}

/** `Báo lần 1, Cao, BĐ2: 8,20 m, chạm ngưỡng 8,00 m` */
function raised(facts: Facts, about: JournalAbout): string {
  const head = joined(
    about.words.raised(numberOf(facts)),
    priorityOf(facts, about),
    facts.text('level'),
  )
  const figures = measured(facts, about)
  return figures === undefined ? head : `${head}: ${figures}`
}

function measured(facts: Facts, about: JournalAbout): string | undefined {
  const [value, limit] = [valueOf(facts, 'value', about), valueOf(facts, 'limit', about)]
  return value !== undefined && limit !== undefined ? about.words.at(value, limit) : value
}

function valueOf(facts: Facts, name: string, { metric, locale }: JournalAbout): string | undefined {
  const value = facts.number(name)
  if (value === undefined || !metric) return undefined
  return withUnit(valueText(value, metric, locale), metric.unitOfMeasure[locale])
}

function priorityOf(facts: Facts, { messages }: JournalAbout): string {
  const severity = SEVERITIES.find((one) => one === facts.text('severity'))
  return severity === undefined ? '?' : messages.alarms.priority[severity]
}

function suppressor(facts: Facts, { suppressors }: JournalAbout['words']): string {
  const by = facts.text('by') ?? ''
  const kind = (['maintenance', 'parent', 'flood'] as const).find((one) => by.startsWith(one))
  return suppressors[kind ?? 'other']
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(', ')
}
