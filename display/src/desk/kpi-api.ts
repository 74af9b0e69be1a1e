import { AlarmKpisSchema, type AlarmKpiAnswer } from '../../../protocol/alarm-kpis.ts'
import { ask, type Answer } from '../people/ask.ts'
import { searchOf } from './desk-query.ts'

export const KPI_SPANS = ['day', 'week', 'month'] as const
export type KpiSpanName = (typeof KPI_SPANS)[number]

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
export const KPI_SPAN_MS: Readonly<Record<KpiSpanName, number>> = {
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
}

/** Of the time before `now` (site time): by whole minutes, so that all who ask in one are answered alike. */
export function askKpis(
  site: string,
  span: KpiSpanName,
  now: number,
): Promise<Answer<AlarmKpiAnswer>> {
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS
  // The server's own default, which needs no clock of ours.
  const from = span === 'day' ? undefined : minute - KPI_SPAN_MS[span]
  const path = `/sites/${encodeURIComponent(site)}/alarm-kpis${searchOf({ from })}`
  return ask((address, init) => fetch(address, init), { method: 'GET', path }, AlarmKpisSchema)
}
