import { computed, type ComputedRef } from 'vue'
import type { PanelContext } from '../panels/panel-context.ts'

/** Parts of a window that its right edge moves by at a time: less than a pixel of a wide wall's chart shows. */
const EDGE_STEPS = 1_500

/** The context for drawing a window of time: the same object until something changes that can be seen in it. */
export function useChartContext(
  context: () => PanelContext,
  spanMs: () => number,
): ComputedRef<PanelContext> {
  return computed<PanelContext>((before) => {
    const given = context()
    const step = Math.max(1_000, spanMs() / EDGE_STEPS)
    const now = Math.ceil(given.now / step) * step
    const isSame =
      before !== undefined &&
      before.now === now &&
      before.screen === given.screen &&
      before.locale === given.locale &&
      before.layer === given.layer
    return isSame ? before : { ...given, now }
  })
}
