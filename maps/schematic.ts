// Makes the schematic maps that the sites ask for: `npx tsx maps/schematic.ts`.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { loadSites } from '../server/adapters/site-files/load-sites.ts'
import { formatProblems } from '../server/adapters/site-files/problem.ts'
import { schematicMapOf } from './site-map.ts'
import type { SchematicMap } from './territory.ts'

const outcome = await loadSites(path.join(import.meta.dirname, '..', 'config'), undefined, {
  mapsFolder: false,
})
if (!outcome.ok) throw new Error(formatProblems(outcome.problems))
for (const site of outcome.sites.values()) {
  for (const map of site.maps.filter((one) => one.kind === 'schematic')) {
    const shapes = schematicMapOf(site, map)
    await writeFile(path.join(import.meta.dirname, map.file), textOf(shapes))
    console.log(`${map.file}: ${shapes.features.length} units`)
  }
}

/** One feature a line, so that a change of one unit is a change of few lines. */
function textOf(map: SchematicMap): string {
  const lines = map.features.map((feature) => JSON.stringify(feature))
  return `{"type":"FeatureCollection","features":[\n${lines.join(',\n')}\n]}\n`
}
