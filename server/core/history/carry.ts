import type { Aggregation } from '../../../protocol/screen.ts'
import { combine } from '../derive/aggregate.ts'
import type { Rollup } from './rollup.ts'

/** One input of a metric's rule for one unit: its steps, in order of time. */
export interface CarryInput {
  readonly rows: readonly Rollup[]
  /** How long a last value stands when none follows it, in ms. */
  readonly holdsForMs: number
}

/**
 * Steps of several units as steps of the one that they make up: by `units`, then by the inputs of the
 * metric's rule (the metric itself; numerator and denominator of a ratio). There is a step wherever a
 * unit has one, and it counts only where every unit has a value of every input, its own of that step or
 * an earlier one that still holds: a sum of some of them would be a lower figure, not a gap. Only last
 * values combine, so `min` and `max` are the same, and `count` is the least of the inputs.
 */
export function carrySteps(
  aggregation: Aggregation,
  units: readonly (readonly CarryInput[])[],
): readonly Rollup[] {
  const inputs = units.map((unit) => unit.map(createHeld))
  const all = units.flatMap((unit) => unit.flatMap(({ rows }) => rows))
  const moments = [...new Set(all.map(({ at }) => at))].toSorted((a, b) => a - b)
  return moments.flatMap((at): readonly Rollup[] => {
    // All are asked, or one would fall behind.
    const found = inputs.map((unit) => unit.map((heldAt) => heldAt(at)))
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

/** Finds the row that holds at a moment; ask in order of time. */
function createHeld({ rows, holdsForMs }: CarryInput): (at: number) => Rollup | undefined {
  let next = 0
  let held: Rollup | undefined
  return (at) => {
    for (let row = rows[next]; row && row.at <= at; row = rows[++next]) held = row
    return held && at - held.at <= holdsForMs ? held : undefined
  }
}
