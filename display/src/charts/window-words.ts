import type { Messages } from '../i18n/messages.ts'

const DAY_HOURS = 24

/** `24 giờ qua`, `7 ngày qua`. */
export function windowWords(hours: number, { panels }: Messages): string {
  const isWholeDays = hours > 2 * DAY_HOURS && hours % DAY_HOURS === 0
  return isWholeDays ? panels.chart.lastDays(hours / DAY_HOURS) : panels.chart.lastHours(hours)
}
