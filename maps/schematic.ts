// Makes the schematic maps that the sites ask for: `npx tsx maps/schematic.ts` from the top of the project.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { loadSites } from '../server/adapters/site-files/load-sites.ts'
import { formatProblems } from '../server/adapters/site-files/problem.ts'
import { isCommuneLevel, unitsInForce } from '../server/core/sites/in-force.ts'
import type { Unit } from '../server/core/sites/site.ts'
import { schematicMap } from './territory.ts'
import type { SchematicMap, TerritoryUnit } from './territory.ts'

const outcome = await loadSites(path.join(import.meta.dirname, '..', 'config'), undefined, {
  mapsFolder: false,
})
if (!outcome.ok) throw new Error(formatProblems(outcome.problems))
for (const site of outcome.sites.values()) {
  for (const { file, validity } of site.maps.filter((map) => map.kind === 'schematic')) {
    const date = validity.from ?? validity.to ?? '9999-12-31'
    const units = unitsInForce(site, date).filter((unit) => isCommuneLevel(unit.kind))
    const text = textOf(schematicMap(units.map(territoryUnit)))
    await writeFile(path.join(import.meta.dirname, file), text)
    console.log(`${file}: ${units.length} units, ${text.length} characters`)
  }
}

function territoryUnit({ code, name, kind, point, areaKm2 }: Unit): TerritoryUnit {
  if (!point || areaKm2 === undefined) throw new Error(`unit ${code} lacks its point or area`)
  return { code, name: name.vi, point, areaKm2, isInset: kind === 'special-zone' }
}

/** One feature a line, so that a change of one unit is a change of few lines. */
function textOf(map: SchematicMap): string {
  const lines = map.features.map((feature) => JSON.stringify(feature))
  return `{"type":"FeatureCollection","features":[\n${lines.join(',\n')}\n]}\n`
}
