import { isCommuneLevel, unitsInForce } from '../server/core/sites/in-force.ts'
import type { Site, SiteMap, Unit } from '../server/core/sites/site.ts'
import { schematicMap } from './territory.ts'
import type { SchematicMap, TerritoryUnit } from './territory.ts'

/** The schematic map that a site asks for: its communes on the first day of the map (or the last, where it has no first). */
export function schematicMapOf(site: Site, { validity }: SiteMap): SchematicMap {
  const date = validity.from ?? validity.to ?? '9999-12-31'
  const communes = unitsInForce(site, date).filter((unit) => isCommuneLevel(unit.kind))
  return schematicMap(communes.map(territoryUnit))
}

function territoryUnit({ code, name, kind, point, areaKm2 }: Unit): TerritoryUnit {
  if (!point || areaKm2 === undefined) throw new Error(`unit ${code} lacks its point or area`)
  return { code, name: name.vi, point, areaKm2, isInset: kind === 'special-zone' }
}
