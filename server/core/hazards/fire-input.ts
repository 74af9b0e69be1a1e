import { unpackFlags } from '../../../protocol/sample.ts'
import type { FireRain } from './fire-plan.ts'
import { RAIN_WINDOW_MS, readingOf, type GaugeSample } from './gauge-totals.ts'
import { rainRecord, rainTotals } from './rain-totals.ts'

/** A number of a day, and whether it can be believed. */
export interface Known {
  readonly value: number
  readonly isDoubted: boolean
}

/**
 * What a series told nearest to a moment and at most `withinMs` from it; of two that are as near the
 * earlier. What was told as bad, or as no value, is not there.
 */
export function nearest(
  samples: readonly GaugeSample[],
  moment: number,
  withinMs: number,
): (Known & { readonly at: number }) | undefined {
  let found: GaugeSample | undefined
  for (const one of samples) {
    const distance = Math.abs(one.at - moment)
    if (distance > withinMs || Number.isNaN(one.value)) continue
    if (unpackFlags(one.flags).quality === 'bad') continue
    const held = found === undefined ? Infinity : Math.abs(found.at - moment)
    if (distance < held || (distance === held && one.at < (found?.at ?? Infinity))) found = one
  }
  if (found === undefined) return undefined
  const { at, value, flags } = found
  return { at, value, isDoubted: unpackFlags(flags).quality === 'uncertain' }
}

/**
 * Rain of the 24 hours up to the reading nearest to a moment, mm. Of a gauge it is added up; a total
 * that may be too low is doubted, as everywhere.
 */
export function rainOfDay(
  { gauge }: FireRain,
  samples: readonly GaugeSample[],
  moment: number,
  withinMs: number,
): Known | undefined {
  const last = nearest(samples, moment, withinMs)
  if (gauge === undefined || last === undefined) return last
  const some = samples.filter(({ at }) => at <= last.at && at >= last.at - RAIN_WINDOW_MS)
  const total = rainTotals(rainRecord(some.map(readingOf), gauge), last.at).find(
    ({ hours }) => hours === 24,
  )
  if (total === undefined || total.amount === null) return undefined
  return { value: total.amount, isDoubted: total.isUncertain }
}
