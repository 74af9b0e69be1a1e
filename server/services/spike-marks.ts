import { unpackFlags } from '../../protocol/sample.ts'
import type { TotalRow } from '../core/hazards/gauge-totals.ts'
import {
  SPIKE_WINDOW_MS,
  spikePlans,
  spikeRows,
  type SpikePlan,
} from '../core/hazards/spike-rows.ts'
import { allSamples } from './all-samples.ts'
import type { HistoryReader } from './history-reader.ts'
import {
  createStationSeries,
  type StationSeriesParts,
  type StationSeriesService,
} from './station-series.ts'

/**
 * Says again, with another quality, what gauges told that leaps off their course. Alarms hold what is
 * uncertain against their limits all the same: a flood is never kept back by doubt.
 */
export function createSpikeMarks(parts: StationSeriesParts): StationSeriesService {
  /** Times of the readings that were doubted here, by series; of no use after a restart but to be kinder. */
  const doubted = new Map<string, Set<number>>()
  return createStationSeries(parts, {
    what: 'doubts of leaps',
    plansOf: spikePlans,
    keysOf: (plan) => [keyOf(plan)],
    async rowsOf(plan, _since, reader) {
      const own = doubted.get(keyOf(plan)) ?? new Set()
      const rows = await rowsOf(plan, parts.clock.now(), reader, own)
      doubted.set(keyOf(plan), own)
      return rows
    },
  })
}

async function rowsOf(
  plan: SpikePlan,
  now: number,
  reader: HistoryReader,
  doubted: Set<number>,
): Promise<readonly TotalRow[]> {
  const { metric, sensor } = plan
  const series = { metric, subject: { kind: 'sensor', id: sensor } } as const
  const from = now - SPIKE_WINDOW_MS
  const { samples } = await allSamples(reader, { series, from, to: now + 1 })
  const rows = spikeRows(plan, samples, doubted)
  for (const { sampledAt, flags } of rows) {
    if (unpackFlags(flags).quality === 'uncertain') doubted.add(sampledAt)
    else doubted.delete(sampledAt)
  }
  for (const at of doubted) if (at < from) doubted.delete(at)
  return rows
}

function keyOf({ metric, sensor }: SpikePlan): string {
  return `${metric}/${sensor}`
}
