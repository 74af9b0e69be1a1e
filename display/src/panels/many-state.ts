import type { ScreenMetric } from '../../../protocol/screen.ts'
import type { Reading } from '../stores/readings.ts'
import type { PanelContext } from './panel-context.ts'
import { panelState, type PanelState } from './panel-state.ts'

export interface MetricReading {
  readonly metric: ScreenMetric
  readonly reading: Reading | undefined
}

/** The state of a panel that draws several metrics: told by the limits of the one whose reading is oldest. */
export function stateOfMany(all: readonly MetricReading[], context: PanelContext): PanelState {
  const oldest = all.reduce<MetricReading | undefined>(
    (found, one) => ((one.reading?.ageMs ?? -1) > (found?.reading?.ageMs ?? -1) ? one : found),
    all[0],
  )
  const limits = oldest?.metric.freshness
  const readings = all.map((one) => one.reading)
  if (!limits) return { freshness: 'none', look: 'none', age: undefined, strip: undefined }
  return panelState(readings, limits, context)
}
