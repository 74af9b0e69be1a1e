import type { FreshnessLimits } from '../../../../protocol/freshness.ts'
import { roundTo } from '../../../../protocol/rise.ts'
import type { ScreenMetric } from '../../../../protocol/screen.ts'
import { formatNumber, withUnit } from '../../i18n/numbers.ts'
import type { Reading } from '../../stores/readings.ts'
import type { PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber } from '../panel-state.ts'
import type { Trend } from '../trend.ts'

/** What a reservoir does with what comes in. */
export interface Balance {
  readonly words: string
  /** `300 m³/s`; undefined where as much goes out as comes in. */
  readonly amount: string | undefined
  readonly trend: Trend | undefined
}

type Known = Reading & { readonly value: number }

/** Fresh or ageing, and to be believed. */
function isLive(reading: Reading | undefined, { layer }: PanelContext): reading is Known {
  const freshness = freshnessOn(reading, layer)
  const isYoung = freshness === 'fresh' || freshness === 'ageing'
  return isYoung && hasNumber(reading) && reading.quality !== 'bad'
}

/** Both of one report: what was told hours apart says nothing of each other. */
function areTogether(one: Reading, other: Reading, limits: FreshnessLimits): boolean {
  return Math.abs(one.sampledAt - other.sampledAt) <= limits.cadenceMs + limits.graceMs
}

/** The share of the release that goes over the spillway, 0…1; undefined where it cannot be told. */
export function spilledShare(
  release: Reading | undefined,
  spill: Reading | undefined,
  { freshness }: ScreenMetric,
  context: PanelContext,
): number | undefined {
  if (!isLive(release, context) || !isLive(spill, context)) return undefined
  if (!areTogether(release, spill, freshness)) return undefined
  const isPart = release.value > 0 && spill.value >= 0 && spill.value <= release.value
  return isPart ? spill.value / release.value : undefined
}

/** Inflow less release, told only of live figures of one time; undefined where there are none such. */
export function balanceOf(
  inflow: Reading | undefined,
  release: Reading | undefined,
  { freshness, decimals, unitOfMeasure }: ScreenMetric,
  context: PanelContext,
): Balance | undefined {
  if (!isLive(inflow, context) || !isLive(release, context)) return undefined
  if (!areTogether(inflow, release, freshness)) return undefined
  const { locale, messages } = context
  const words = messages.panels.reservoirs
  const stored = roundTo(inflow.value, decimals) - roundTo(release.value, decimals)
  if (stored === 0) return { words: words.even, amount: undefined, trend: undefined }
  const text = withUnit(formatNumber(Math.abs(stored), decimals, locale), unitOfMeasure[locale])
  const isExact = inflow.quality === 'good' && release.quality === 'good'
  return {
    words: stored > 0 ? words.storing : words.lowering,
    amount: isExact ? text : words.about(text),
    trend: stored > 0 ? 'up' : 'down',
  }
}
