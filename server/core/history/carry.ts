import type { Aggregation } from '../../../protocol/screen.ts'
import { combine } from '../derive/aggregate.ts'
import type { Rollup } from './rollup.ts'

/**
 * Steps of the units that made up another one, as steps of that one: by `units`, then by the inputs of
 * the metric's rule (the metric itself; numerator and denominator of a ratio). A step counts only where
 * every unit has a value of every input: a sum of some of them would be a lower figure, not a gap. Only
 * last values combine, so `min` and `max` are the same, and `count` is the least of the inputs.
 */
export function carrySteps(
  aggregation: Aggregation,
  units: readonly (readonly (readonly Rollup[])[])[],
): readonly Rollup[] {
  const byUnit = units.map((inputs) =>
    inputs.map((rows) => new Map(rows.map((row) => [row.at, row]))),
  )
  const moments = [...new Set(units.flat(2).map(({ at }) => at))].toSorted((a, b) => a - b)
  return moments.flatMap((at): readonly Rollup[] => {
    const found = byUnit.map((inputs) => inputs.map((rows) => rows.get(at)))
    const whole = found.map((row) => row.filter((one) => one !== undefined))
    if (whole.some((row, unit) => row.length < (found[unit]?.length ?? 0))) return []
    const value = combine(
      aggregation,
      whole.map((row) => row.map(({ last }) => last)),
    )
    if (value === null) return []
    const count = Math.min(...whole.flat().map((one) => one.count))
    return [{ at, min: value, max: value, last: value, count }]
  })
}
