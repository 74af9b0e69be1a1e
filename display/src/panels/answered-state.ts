import { worseFreshness } from '../../../protocol/freshness.ts'
import type { ScreenMetric } from '../../../protocol/screen.ts'
import type { Proof } from '../answers/use-answers.ts'
import type { Reading } from '../stores/readings.ts'
import { answerState } from './answer-state.ts'
import type { PanelContext } from './panel-context.ts'
import { panelState, type PanelState } from './panel-state.ts'

export interface Answered {
  readonly proof: Proof
  /** The series whose age is that of what was answered. */
  readonly metric: Pick<ScreenMetric, 'freshness'>
  readonly reading: Reading | undefined
  /** Site ms per real ms. */
  readonly rate: number
}

/** The state of a panel that draws an answer: that of its series, or of the answer itself where that is worse. */
export function answeredState(
  { proof, metric, reading, rate }: Answered,
  context: PanelContext,
): PanelState {
  const ofAnswer = answerState(proof, rate, context)
  if (proof.state !== 'answered') return ofAnswer
  const ofSeries = panelState([reading], metric.freshness, context)
  const freshness = worseFreshness(ofSeries.freshness, ofAnswer.freshness)
  return freshness === ofSeries.freshness ? ofSeries : ofAnswer
}

/** How certain what is drawn is: as it says, old, or no number any more. */
export type Tone = 'live' | 'old' | 'gone'

export function toneOf({ freshness }: PanelState): Tone {
  switch (freshness) {
    case 'fresh':
    case 'ageing':
      return 'live'
    case 'stale':
      return 'old'
    case 'expired':
    case 'none':
      return 'gone'
  }
}
