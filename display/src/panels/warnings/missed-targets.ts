import type { Reading } from '../../stores/readings.ts'
import type { PanelContext } from '../panel-context.ts'
import { hasNumber } from '../panel-state.ts'
import { missBy, targetText } from '../targets.ts'
import { valueOf, type Warning, type Watched } from './watched.ts'

/** Units on the wrong side of a target: the worst first, measured in parts of the target so that metrics compare. */
export function missedTargets(
  watched: readonly Watched[],
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): readonly Warning[] {
  const { locale, messages } = context
  return watched
    .flatMap((one) => {
      const { metric, placeName, nameOrder } = one
      const reading = readings.get(one.series)
      if (!hasNumber(reading)) return []
      const miss = missBy(reading.value, metric)
      if (miss === undefined) return []
      const warning: Warning = {
        kind: 'target',
        key: one.series,
        place: placeName,
        // Of a target missed, which one it is says more than how high it is.
        words: metric.shortName[locale],
        details: [messages.panels.warnings.missed(targetText(metric, locale) ?? '')],
        level: undefined,
        trend: undefined,
        ...valueOf(one, reading, context),
      }
      return [{ warning, part: miss / Math.max(1, Math.abs(metric.target ?? 0)), nameOrder }]
    })
    .toSorted((a, b) => b.part - a.part || a.nameOrder - b.nameOrder)
    .map(({ warning }) => warning)
}
