import type { ScreenMetric } from '../../../protocol/screen.ts'
import { formatNumber } from '../i18n/numbers.ts'
import type { PanelContext } from './panel-context.ts'

/** Shade of a unit: one of the five classes, hatched for no data, striped grey for a stale number. */
export type CellShade = '0' | '1' | '2' | '3' | '4' | 'none' | 'stale'

export interface LegendStep {
  readonly shade: CellShade
  readonly text: string
}

const SHADES = ['0', '1', '2', '3', '4'] as const
const LAST_SHADE = SHADES.length - 1

/** Fewer than four bounds are spread over the five shades, so the highest class is always the strongest. */
export function shadeOf(
  value: number,
  metric: Pick<ScreenMetric, 'classes' | 'decimals'>,
): CellShade {
  const bounds = metric.classes ?? []
  const rounded = Number(value.toFixed(metric.decimals))
  const above = bounds.findIndex((bound) => rounded < bound)
  return shadeOfClass(above === -1 ? bounds.length : above, bounds.length)
}

function shadeOfClass(index: number, boundCount: number): CellShade {
  const step = boundCount === 0 ? 0 : Math.round((index * LAST_SHADE) / boundCount)
  return SHADES[Math.min(step, LAST_SHADE)] ?? '0'
}

/** The classes of a metric as steps of a legend, and what having no data looks like. */
export function legendOf(
  metric: ScreenMetric,
  { locale, messages }: PanelContext,
): readonly LegendStep[] {
  const bounds = metric.classes ?? []
  if (bounds.length === 0) return [{ shade: 'none', text: messages.map.noData }]
  const isWhole = metric.decimals === 0
  const format = (bound: number): string =>
    formatNumber(bound, Number.isInteger(bound) ? 0 : metric.decimals, locale)
  const classes = [undefined, ...bounds].map((from, index) => {
    const shade = shadeOfClass(index, bounds.length)
    const to = bounds[index]
    if (from === undefined) {
      const text = isWhole && to === 1 ? format(0) : messages.map.upTo(format(to ?? 0))
      return { shade, text }
    }
    if (to === undefined) return { shade, text: messages.map.from(format(from)) }
    if (!isWhole) return { shade, text: format(from) }
    return { shade, text: to - from === 1 ? format(from) : `${format(from)}–${format(to - 1)}` }
  })
  return [...classes, { shade: 'none', text: messages.map.noData }]
}
