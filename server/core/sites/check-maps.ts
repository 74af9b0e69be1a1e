import { rowValidity } from './assemble.ts'
import { isCommuneLevel } from './in-force.ts'
import type { Fault, SharedSources, SiteSources } from './sources.ts'
import { areOverlapping, validityOf } from './validity.ts'

/** Units that no map of a site may lack, whatever the configuration lists: a map of Đà Nẵng contains Hoàng Sa. */
export const NEVER_LEFT_OUT: ReadonlyMap<string, readonly string[]> = new Map([
  ['da-nang', ['20333']],
])

/** Faults of a site's maps: files that are missing or unreadable, and units in force that a map does not draw. */
export function checkMaps(sources: SiteSources, shared: SharedSources): readonly Fault[] {
  const { maps } = shared
  if (maps === undefined) return []
  const { file, value } = sources.site
  return value.maps.flatMap((map, index): readonly Fault[] => {
    const path = ['maps', index, 'file']
    const content = maps.get(map.file)
    if (content === undefined) return [{ file, path, message: `no file maps/${map.file}` }]
    if (!content.ok) return [{ file, path, message: `maps/${map.file}: ${content.message}` }]
    const inForce = sources.units.value
      .filter((row) => isCommuneLevel(row.kind))
      .filter((row) => areOverlapping(rowValidity(row), validityOf(map)))
      .map((row) => row.code)
    const needed = new Set([...(NEVER_LEFT_OUT.get(sources.id) ?? []), ...inForce])
    const missing = [...needed].filter((code) => !content.codes.has(code))
    if (missing.length === 0) return []
    const message = `maps/${map.file} lacks ${missing.length === 1 ? 'unit' : 'units'} ${missing.join(', ')}`
    return [{ file, path, message }]
  })
}
