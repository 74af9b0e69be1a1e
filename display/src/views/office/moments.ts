import { computed, onScopeDispose, ref, type ComputedRef } from 'vue'
import {
  civilTime,
  formatDate,
  formatMomentWords,
  formatSeconds,
  formatTime,
} from '../../i18n/dates.ts'
import { useMessages } from '../../i18n/messages.ts'

/** Every site of an installation is in Vietnam. */
const ZONE = 'Asia/Ho_Chi_Minh'
const RENEW_MS = 30_000

export interface Moments {
  readonly now: number
  /** `05:10 hôm nay`, `05:10 13/10`. */
  readonly when: (at: number) => string
  /** `09:42:18 15/10/2025` */
  readonly exact: (at: number) => string
  /** `09:42 15/10/2025` */
  readonly minute: (at: number) => string
}

/** Writes instants for people at a desk, whose clock is near enough for days and minutes. */
export function useMoments(): ComputedRef<Moments> {
  const messages = useMessages()
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), RENEW_MS)
  onScopeDispose(() => clearInterval(timer))
  return computed(() => ({
    now: now.value,
    when: (at) => formatMomentWords(at, now.value, ZONE, messages.value),
    exact: (at) => {
      const time = civilTime(at, ZONE)
      return `${formatSeconds(time)} ${formatDate(time)}`
    },
    minute: (at) => {
      const time = civilTime(at, ZONE)
      return `${formatTime(time)} ${formatDate(time)}`
    },
  }))
}

/** Today in Vietnam, as a date field writes it: `2025-10-27`. */
export function isoDay(at: number): string {
  const { year, month, day } = civilTime(at, ZONE)
  return `${year}-${month}-${day}`
}

/** A minute in Vietnam, as a field of date and time writes it: `2025-10-27T09:42`. */
export function isoMinute(at: number): string {
  return `${isoDay(at)}T${formatTime(civilTime(at, ZONE))}`
}
