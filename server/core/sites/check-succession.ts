import { rowValidity } from './assemble.ts'
import type { Fault, SharedSources, SiteSources } from './sources.ts'
import { dayAfter, isInForce } from './validity.ts'

/**
 * Faults of the `successor` column: a unit without an end has none, and what follows a unit is in force
 * on the day after its last one, in the same site or in another. While not all sites are read, a code
 * may be one of those that are not.
 */
export function checkSuccession(
  all: readonly SiteSources[],
  { siteIds }: Pick<SharedSources, 'siteIds'>,
): readonly Fault[] {
  const rows = all.flatMap(({ units }) => units.value)
  const isInForceOn = (code: string, day: string): boolean =>
    rows.some((row) => row.code === code && isInForce(rowValidity(row), day))
  return all.flatMap(({ units }) =>
    units.value.flatMap((row, index): readonly Fault[] => {
      const { successor = [], valid_to: lastDay } = row
      if (successor.length === 0) return []
      const at = { file: units.file, path: [index, 'successor'] }
      if (lastDay === undefined) {
        return [{ ...at, message: `"${row.code}" has no valid_to, so nothing follows it` }]
      }
      if (all.length < siteIds.size) return []
      const day = dayAfter(lastDay)
      return successor
        .filter((code) => !isInForceOn(code, day))
        .map((code) => ({ ...at, message: `no unit "${code}" is in force on ${day}` }))
    }),
  )
}
