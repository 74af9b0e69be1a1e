export interface ValueScale {
  readonly from: number
  readonly to: number
  readonly step: number
  readonly ticks: readonly number[]
}

export interface ScaleWishes {
  /** At most so many steps. */
  readonly most: number
  /** No step is finer than the decimals that the metric shows. */
  readonly decimals: number
  readonly startsAtZero?: boolean
}

const NICE = [1, 2, 2.5, 5, 10]
const LEAST_STEPS = 2
/** A series that stands still is not blown up to fill its chart. */
const LEAST_SPAN_SHARE = 0.02

/** A scale of round numbers over all the values; one that lies near zero begins there. */
export function valueScale(values: readonly number[], wishes: ScaleWishes): ValueScale {
  const finest = 10 ** -wishes.decimals
  const low = values.length > 0 ? Math.min(...values) : 0
  const high = values.length > 0 ? Math.max(...values) : 0
  const isNearZero = low >= 0 && low <= high / 2
  const bottom = wishes.startsAtZero || isNearZero ? Math.min(0, low) : low
  const top = wishes.startsAtZero ? Math.max(0, high) : high
  const leastSpan = Math.max(
    LEAST_STEPS * finest,
    LEAST_SPAN_SHARE * Math.max(Math.abs(bottom), Math.abs(top)),
  )
  const missing = Math.max(0, leastSpan - (top - bottom)) / 2
  const [least, greatest] =
    bottom === 0 ? [0, top + 2 * missing] : [bottom - missing, top + missing]
  const span = greatest - least
  const step = niceStep(span / Math.max(1, wishes.most), finest)
  const from = Math.floor(least / step + 1e-9) * step
  const to = Math.max(Math.ceil(greatest / step - 1e-9) * step, from + step)
  const count = Math.round((to - from) / step)
  const ticks = Array.from({ length: count + 1 }, (_, index) => clean(from + index * step))
  return { from: clean(from), to: clean(to), step, ticks }
}

function niceStep(wanted: number, finest: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(wanted, finest)))
  const steps = NICE.map((one) => clean(one * power))
  const fitting = steps.find((one) => one >= wanted - 1e-12 && isMultiple(one, finest))
  return fitting ?? 10 * power
}

function isMultiple(step: number, finest: number): boolean {
  const ratio = step / finest
  return Math.abs(ratio - Math.round(ratio)) < 1e-6 && ratio >= 1 - 1e-9
}

/** 0.30000000000000004 is 0.3. */
function clean(value: number): number {
  return Number(value.toPrecision(12)) + 0
}

/** How many decimals the labels of a scale need. */
export function scaleDecimals({ step }: ValueScale, most: number): number {
  for (let decimals = 0; decimals < most; decimals++) {
    if (Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) < 1e-6) return decimals
  }
  return most
}

/** Where a value lies between the ends of a scale, 0…1 from the lower. */
export function shareOf({ from, to }: Pick<ValueScale, 'from' | 'to'>, value: number): number {
  return to === from ? 0 : (value - from) / (to - from)
}
