import { SLOT } from '../../protocol/sample.ts'
import {
  gaugeTotals,
  rainGauges,
  RAIN_WINDOW_MS,
  type RainGaugePlan,
  type TotalRow,
} from '../core/hazards/gauge-totals.ts'
import { allSamples } from './all-samples.ts'
import type { FeedView } from './feed-view.ts'
import type { HistoryReader } from './history-reader.ts'
import {
  createStationSeries,
  type StationSeriesParts,
  type StationSeriesService,
} from './station-series.ts'

/** Appends the rolling totals of rain gauges, worked out anew from the last hours whenever one tells something. */
export function createRainTotals(parts: StationSeriesParts): StationSeriesService {
  return createStationSeries(parts, {
    what: 'totals of rain',
    plansOf: rainGauges,
    keysOf: (plan) => [keyOf(plan)],
    rowsOf: (plan, _since, reader) => rowsOf(parts.feed, plan, reader),
  })
}

async function rowsOf(
  feed: FeedView,
  plan: RainGaugePlan,
  reader: HistoryReader,
): Promise<readonly TotalRow[]> {
  const { metric } = plan.gauge
  const state = feed.state()
  const number = feed.schema().byKey.get(keyOf(plan))?.number ?? -1
  const last = state.exactAt[number]
  if (last === undefined || state.slot[number] === SLOT.absent) return []
  const series = { metric, subject: { kind: 'sensor', id: plan.sensor } } as const
  const span = { series, from: last - RAIN_WINDOW_MS, to: last + 1 }
  const { samples } = await allSamples(reader, span)
  return gaugeTotals(plan, samples).filter((row) => !isSaid(feed, row))
}

function isSaid(feed: FeedView, { metric, sensor, value, flags, sampledAt }: TotalRow): boolean {
  const number = feed.schema().byKey.get(`${metric}/${sensor}`)?.number
  const state = feed.state()
  if (number === undefined || state.slot[number] === SLOT.absent) return false
  return (
    (state.slot[number] === SLOT.empty) === (value === null) &&
    state.value[number] === (value ?? 0) &&
    state.flags[number] === flags &&
    state.exactAt[number] === sampledAt
  )
}

function keyOf({ sensor, gauge }: RainGaugePlan): string {
  return `${gauge.metric}/${sensor}`
}
