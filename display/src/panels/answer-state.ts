import type { Freshness } from '../../../protocol/freshness.ts'
import type { Proof } from '../answers/use-answers.ts'
import { spanWords } from '../i18n/age.ts'
import { formatMoment } from '../i18n/dates.ts'
import type { PanelContext } from './panel-context.ts'
import type { PanelState } from './panel-state.ts'

/** An answer that nobody has confirmed for this long may not pass for live, and after the longer time not for a number. */
export const ANSWER_STALE_AFTER_MS = 30_000
export const ANSWER_EXPIRES_AFTER_MS = 10 * 60_000

/** The state of a panel that draws an answer and nothing else; `rate`: site ms per real ms. */
export function answerState(proof: Proof, rate: number, context: PanelContext): PanelState {
  if (proof.state !== 'answered') {
    const look = proof.state === 'loading' ? 'plain' : 'none'
    return { freshness: 'none', look, age: undefined, strip: undefined }
  }
  const freshness = freshnessOf(proof.ageMs)
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
