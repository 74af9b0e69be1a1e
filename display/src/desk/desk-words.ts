import type { DossierRow, HeatmapHead } from '../../../protocol/dossiers.ts'
import type { DeskMessages } from '../i18n/desk/desk-messages.ts'
import type { Locale } from '../i18n/messages.ts'
import { formatNumber } from '../i18n/numbers.ts'

const MINUTE_MS = 60_000
const MINUTES_PER_HOUR = 60

/** Working time in words, rounded down to the minute: `3 giờ 20 phút`. */
export function spanOf(ms: number, messages: DeskMessages, locale: Locale): string {
  const minutes = Math.floor(Math.abs(ms) / MINUTE_MS)
  const hours = Math.floor(minutes / MINUTES_PER_HOUR)
  const rest = formatNumber(minutes % MINUTES_PER_HOUR, 0, locale)
  if (minutes === 0) return messages.lessThanMinute
  if (hours === 0) return messages.minutes(rest)
  return messages.span(formatNumber(hours, 0, locale), rest)
}

/** How much working time is left or over; undefined while it stands still or has no limit. */
export function leftWords(
  {
    workingMsLeft,
    class: ofClass,
  }: Pick<DossierRow, 'workingMsLeft'> & { readonly class?: unknown },
  messages: DeskMessages,
  locale: Locale,
): string | undefined {
  if (workingMsLeft === undefined) return undefined
  const span = spanOf(workingMsLeft, messages, locale)
  return ofClass === 'overdue' ? messages.list.late(span) : messages.list.left(span)
}

/** Name of a head; what was not stated says so. */
export function headName(
  { code, name }: HeatmapHead,
  messages: DeskMessages,
  locale: Locale,
): string {
  return code === '' ? messages.filters.notStated : name[locale]
}

/** `95,2 %`, or a dash where there is nothing to take a share of. */
export function rateText(rate: number | null, locale: Locale): string {
  return rate === null ? '–' : `${formatNumber(rate, 1, locale)}\u00a0%`
}
