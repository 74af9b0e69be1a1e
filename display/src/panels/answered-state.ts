import { worseFreshness, type Freshness } from '../../../protocol/freshness.ts'
import type { ScreenMetric } from '../../../protocol/screen.ts'
import type { Proof } from '../dossiers/use-dossiers.ts'
import { spanWords } from '../i18n/age.ts'
import { formatMoment } from '../i18n/dates.ts'
import type { Reading } from '../stores/readings.ts'
import type { PanelContext } from './panel-context.ts'
import { panelState, type PanelState } from './panel-state.ts'

/** An answer that nobody has confirmed for this long may not pass for live, and after the longer time not for a number. */
export const ANSWER_STALE_AFTER_MS = 30_000
export const ANSWER_EXPIRES_AFTER_MS = 10 * 60_000

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
  if (proof.state !== 'answered') {
    const look = proof.state === 'loading' ? 'plain' : 'none'
    return { freshness: 'none', look, age: undefined, strip: undefined }
  }
  const ofSeries = panelState([reading], metric.freshness, context)
  const ofAnswer = freshnessOf(proof.ageMs)
  const freshness = worseFreshness(ofSeries.freshness, ofAnswer)
  if (freshness === ofSeries.freshness) return ofSeries
  return freshness === 'stale'
    ? { freshness, look: 'stale', age: undefined, strip: stripOf(proof.ageMs * rate, context) }
    : { freshness, look: 'plain', age: undefined, strip: undefined }
}

function freshnessOf(ageMs: number): Freshness {
  if (ageMs > ANSWER_EXPIRES_AFTER_MS) return 'expired'
  return ageMs > ANSWER_STALE_AFTER_MS ? 'stale' : 'fresh'
}

/** `ageMs` in site time. */
function stripOf(ageMs: number, { messages, now, screen }: PanelContext): string {
  const time = formatMoment(now - ageMs, now, screen.site.timeZone)
  return messages.age.readAt(time, spanWords(ageMs, messages))
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
