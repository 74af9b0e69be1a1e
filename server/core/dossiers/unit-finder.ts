import type { Unit } from '../sites/site.ts'
import { dayAfter, isInForce } from '../sites/validity.ts'

/** Finds the position of the unit that a code means on an ISO date; -1 = none. */
export function createUnitFinder(units: readonly Unit[]): (code: string, date: string) => number {
  const positions = new Map<string, number[]>()
  for (const [position, { code }] of units.entries()) {
    const known = positions.get(code)
    if (known) known.push(position)
    else positions.set(code, [position])
  }
  return (code, date) =>
    positions.get(code)?.find((position) => {
      const unit = units[position]
      return unit !== undefined && isInForce(unit.validity, date)
    }) ?? -1
}

/**
 * For each unit the position of the one that answers for its dossiers on an ISO date: itself while it
 * is in force, else what it became; -1 where its ground was divided, or nothing is known of it.
 */
export function unitsAnswering(units: readonly Unit[], date: string): Int32Array {
  const find = createUnitFinder(units)
  const answering = (unit: Unit, depth: number): number => {
    if (isInForce(unit.validity, date)) return find(unit.code, date)
    const { to } = unit.validity
    const [successor, ...others] = unit.successors ?? []
    if (to === undefined || to >= date || successor === undefined || others.length > 0) return -1
    const next = units[find(successor, dayAfter(to))]
    return next && depth < units.length ? answering(next, depth + 1) : -1
  }
  return Int32Array.from(units, (unit) => answering(unit, 0))
}
