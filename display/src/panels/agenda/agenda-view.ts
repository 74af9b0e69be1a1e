import type { AgendaOptions } from '../../../../protocol/panels/agenda.ts'
import { civilTime, formatTime } from '../../i18n/dates.ts'
import type { PanelContext } from '../panel-context.ts'

export interface AgendaPoint {
  readonly at: string | undefined
  readonly until: string | undefined
  readonly text: string
  readonly note: string | undefined
  /** `open` has no time to be judged by. */
  readonly phase: 'past' | 'now' | 'next' | 'open'
}

export interface AgendaView {
  readonly title: string
  readonly text: readonly string[]
  readonly points: readonly AgendaPoint[]
  readonly hasTimes: boolean
}

export function agendaView(
  options: AgendaOptions,
  { locale, now, screen }: Pick<PanelContext, 'locale' | 'now' | 'screen'>,
): AgendaView {
  const { points } = options
  // Before the first frame nobody knows the time: nothing is past then, and nothing is now.
  const time = now === 0 ? undefined : formatTime(civilTime(now, screen.site.timeZone))
  const current = time === undefined ? undefined : currentPoint(points, time)
  return {
    title: options.title[locale],
    text: options.text.map((words) => words[locale]),
    points: points.map((point): AgendaPoint => {
      const isPast = time !== undefined && point.at !== undefined && point.at <= time
      const timed = point === current ? 'now' : isPast ? 'past' : 'next'
      return {
        at: point.at,
        until: point.until,
        text: point.text[locale],
        note: point.note?.[locale],
        phase: point.at === undefined ? 'open' : timed,
      }
    }),
    hasTimes: points.some(({ at }) => at !== undefined),
  }
}

/** The point that began last, unless it is over; of two that begin together the later one in the list. */
function currentPoint(
  points: AgendaOptions['points'],
  time: string,
): AgendaOptions['points'][number] | undefined {
  const begun = points.filter(({ at, until }) => {
    return at !== undefined && at <= time && (until === undefined || time < until)
  })
  const last = begun.reduce<(typeof begun)[number] | undefined>(
    (found, one) => ((found?.at ?? '') <= (one.at ?? '') ? one : found),
    undefined,
  )
  // A point without an end gives way to whatever began after it, even if that is over.
  const isOvertaken = points.some(
    ({ at }) => at !== undefined && at <= time && at > (last?.at ?? time),
  )
  return last && (last.until !== undefined || !isOvertaken) ? last : undefined
}
