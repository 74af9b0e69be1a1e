import type { HistoryView } from '../history/history-book.ts'
import { civilTime, formatDate } from '../i18n/dates.ts'
import type { PanelContext } from '../panels/panel-context.ts'
import type { TimeSpan } from './runs.ts'

/** A moment inside a window at which the ground was cut anew: figures before it are of the units before. */
export interface TimeBreak {
  readonly at: number
  /** `01/07/2025`, and `Ranh giới mới từ 01/07/2025`. */
  readonly date: string
  readonly since: string
  /** The units before and the one after, once for each unit that is drawn. */
  readonly units: readonly string[]
}

/**
 * The breaks of histories, the earliest first and each moment once. Those on the window's edges are left
 * out, for nothing is drawn on one side of them; so are those that left it since the histories were loaded.
 */
export function breaksIn(
  histories: readonly (Pick<HistoryView, 'breaks'> | undefined)[],
  { from, to }: TimeSpan,
  { locale, messages, screen }: PanelContext,
): readonly TimeBreak[] {
  const unitsAt = new Map<number, Set<string>>()
  for (const { at, words } of histories.flatMap((one) => one?.breaks ?? [])) {
    if (at <= from || at >= to) continue
    unitsAt.set(at, (unitsAt.get(at) ?? new Set()).add(words[locale]))
  }
  return [...unitsAt]
    .toSorted(([a], [b]) => a - b)
    .map(([at, units]) => {
      const date = formatDate(civilTime(at, screen.site.timeZone))
      return { at, date, since: messages.panels.chart.cutAnew(date), units: [...units] }
    })
}
