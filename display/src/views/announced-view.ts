import type { AnnouncedLevel } from '../../../protocol/announced.ts'
import { spanWords } from '../i18n/age.ts'
import { formatMoment } from '../i18n/dates.ts'
import type { Messages } from '../i18n/messages.ts'

/** The highest announced level, and the others in few words. */
export interface AnnouncedView {
  readonly level: number
  readonly words: string
  readonly detail: string
  /** The bulletin is so old that its level may no longer hold. */
  readonly isOld: boolean
}

/** Bulletins come at least every twelve hours; a day without one means that nobody entered it. */
const OLD_AFTER_MS = 24 * 3_600_000

/** What is told of the announced levels (the highest first) at a site time; undefined where there are none. */
export function announcedView(
  [highest, ...others]: readonly AnnouncedLevel[],
  now: number,
  timeZone: string,
  messages: Messages,
): AnnouncedView | undefined {
  if (highest === undefined) return undefined
  const { announced: words } = messages
  const ageMs = now - highest.bulletinAt
  const isOld = ageMs > OLD_AFTER_MS
  const when = formatMoment(highest.bulletinAt, now, timeZone)
  const more = others.map(({ hazard, level }) => words.more(words.hazards[hazard], level))
  return {
    level: highest.level,
    words: words.level(highest.level, words.hazards[highest.hazard]),
    detail: [isOld ? words.old(spanWords(ageMs, messages)) : words.at(when), ...more].join(' · '),
    isOld,
  }
}
