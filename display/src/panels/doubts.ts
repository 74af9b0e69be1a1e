import type { Reading } from '../stores/readings.ts'
import type { PanelContext } from './panel-context.ts'

/** What a reader must know before trusting a number, in words; nothing for a good and real one. */
export function doubtsOf(
  reading: Reading,
  { messages, screen }: Pick<PanelContext, 'messages' | 'screen'>,
): readonly string[] {
  const { value } = messages
  const doubts: string[] = []
  if (reading.quality === 'bad') doubts.push(value.bad)
  if (reading.quality === 'uncertain') doubts.push(value.uncertain)
  if (reading.underReview) doubts.push(value.underReview)
  if (reading.origin === 'manual') doubts.push(value.manual)
  // Under the violet band of a scenario every number is simulated: saying it again tells nothing.
  if (reading.origin === 'simulated' && !screen.scenario) doubts.push(value.simulated)
  return doubts
}
