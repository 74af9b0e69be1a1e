import type { ScreenMetric } from '../../../protocol/screen.ts'
import type { Reading } from '../stores/readings.ts'
import type { PanelContext } from './panel-context.ts'
import { hasNumber, panelState, type PanelState } from './panel-state.ts'

/** One number that a panel draws, with the metric whose limits it is judged by. */
export interface MeasuredReading {
  readonly metric: ScreenMetric
  readonly reading: Reading | undefined
}

const PLAIN: PanelState = { freshness: 'fresh', look: 'plain', age: undefined, strip: undefined }

/** The state of a panel that draws several metrics: the age told is judged by the limits of the number it belongs to. */
export function mixedState(all: readonly MeasuredReading[], context: PanelContext): PanelState {
  const shown = all.filter(({ reading }) => hasNumber(reading))
  const oldest = shown.reduce<MeasuredReading | undefined>(
    (found, one) => ((found?.reading?.ageMs ?? -1) >= (one.reading?.ageMs ?? 0) ? found : one),
    undefined,
  )
  const { metric } = oldest ?? all[0] ?? {}
  if (!metric) return { ...PLAIN, freshness: 'none', look: 'none' }
  return panelState(
    all.map(({ reading }) => reading),
    metric.freshness,
    context,
  )
}

/** The state of a panel without figures: there is nothing in it that could grow old. */
export function wordsState(): PanelState {
  return PLAIN
}
