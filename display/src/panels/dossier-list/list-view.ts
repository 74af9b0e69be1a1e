import type { DossierList, DossierRow } from '../../../../protocol/dossiers.ts'
import type { DossierListOptions } from '../../../../protocol/panels/dossier-list.ts'
import { civilTime, formatDate, formatMoment, formatTime } from '../../i18n/dates.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import type { Tone } from '../answered-state.ts'
import type { PanelContext } from '../panel-context.ts'

export interface ListItem {
  readonly code: string
  readonly unit: string
  readonly field: string
  /** Land: what people ask about first. */
  readonly isApart: boolean
  /** How much working time is left, or was over at the time of the answer. */
  readonly time: string
  /** When it is, or was, due. */
  readonly due: string
  readonly series: string
}

export interface ListView {
  readonly title: string
  /** How many there are, and the series of that count. */
  readonly count: string
  readonly series: string
  readonly items: readonly ListItem[]
  /** Said where there are none. */
  readonly empty: string
}

type Context = Pick<PanelContext, 'locale' | 'messages' | 'screen'>

const MINUTE_MS = 60_000
const MINUTES_AN_HOUR = 60
/** From here on minutes beside the hours tell nothing. */
const HOURS_ALONE_FROM = 10
const DAY_MS = 86_400_000

/** The dossiers as answered: their clocks go on only with the next answer, for only the server knows when work is done. */
export function listView(
  options: DossierListOptions,
  answer: DossierList | undefined,
  tone: Tone,
  context: Context,
): ListView {
  const { locale, messages, screen } = context
  const words = messages.panels.dossiers
  const whole = options.unit === undefined || options.unit === 'root'
  const metric = `dossiers.${options.class}${options.field === undefined ? '' : `.${options.field}`}`
  const isKnown = answer !== undefined && tone !== 'gone'
  const dossiers = isKnown ? answer.dossiers.slice(0, options.limit) : []
  return {
    title: options.title?.[locale] ?? words.classes[options.class],
    count: isKnown ? countWords(dossiers.length, answer.total, context) : messages.emDash,
    series: `${metric}/${whole ? screen.site.rootUnit : options.unit}`,
    items: dossiers.map((row) => itemOf(row, metric, Date.parse(answer?.at ?? ''), context)),
    empty: words.empty[options.class],
  }
}

function countWords(shown: number, total: number, { locale, messages }: Context): string {
  const all = formatNumber(total, 0, locale)
  const { count, firstOf } = messages.panels.dossiers
  return shown < total ? firstOf(shown, all) : count(all)
}

function itemOf(row: DossierRow, metric: string, at: number, context: Context): ListItem {
  const { code, unit, field } = row
  const { locale } = context
  return {
    code,
    unit: unit.name[locale],
    field: field.name[locale],
    isApart: field.apart === true,
    time: timeWords(row, context),
    due: row.dueAt === undefined ? '' : dueWords(Date.parse(row.dueAt), at, context),
    series: `${metric}/${unit.code}/${code}`,
  }
}

function timeWords({ class: ofClass, workingMsLeft }: DossierRow, { messages }: Context): string {
  const words = messages.panels.dossiers
  if (ofClass === 'paused') return words.paused
  if (workingMsLeft === undefined) return words.noLimit
  const span = workingSpan(Math.abs(workingMsLeft), messages)
  return workingMsLeft < 0 ? words.late(span) : words.left(span)
}

/** Working time in words, rounded down: `3 giờ 20`, `45 phút`, `14 giờ`. */
export function workingSpan(spanMs: number, { panels }: PanelContext['messages']): string {
  const all = Math.floor(spanMs / MINUTE_MS)
  const hours = Math.floor(all / MINUTES_AN_HOUR)
  return panels.dossiers.span(hours, hours >= HOURS_ALONE_FROM ? 0 : all % MINUTES_AN_HOUR)
}

/** `hôm nay 17:00`, `ngày mai 11:30`, `hạn 17:00 27/11`: by the site's day of the answer. */
function dueWords(dueAt: number, at: number, { messages, screen }: Context): string {
  const { timeZone } = screen.site
  const words = messages.panels.dossiers
  const due = civilTime(dueAt, timeZone)
  const dayOf = (moment: number): string => formatDate(civilTime(moment, timeZone))
  if (formatDate(due) === dayOf(at)) return words.dueToday(formatTime(due))
  if (formatDate(due) === dayOf(at + DAY_MS)) return words.dueTomorrow(formatTime(due))
  return words.due(formatMoment(dueAt, at, timeZone))
}
