import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import type { Site } from './site.ts'

/** The calendars by which a site's dossiers are counted, each once. */
export function calendarsOf(dossiers: Site['dossiers']): readonly WorkingCalendar[] {
  if (dossiers === undefined) return []
  const own = dossiers.procedures.flatMap(({ calendar }) => calendar ?? [])
  return [...new Set([dossiers.calendar, ...own])]
}
