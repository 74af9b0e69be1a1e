import type { AlarmRow } from '../../../protocol/alarms.ts'
import type { ScreenMessage } from '../../../protocol/screen.ts'

/** `metric/subject` of the figure that an alarm watches; undefined of a combination. */
export function watchedSeries(
  { metric, unit, sensor }: AlarmRow,
  { site }: Pick<ScreenMessage, 'site'>,
): string | undefined {
  return metric === undefined ? undefined : `${metric}/${sensor ?? unit ?? site.rootUnit}`
}
