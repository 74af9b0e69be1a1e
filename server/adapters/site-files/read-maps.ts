import path from 'node:path'
import { mapFile } from '../../core/sites/sources.ts'
import type { MapContent } from '../../core/sites/sources.ts'
import { readText } from './read-text.ts'

/** The unit codes that each named map draws; files that are not there are left out. */
export async function readMaps(
  folder: string,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, MapContent>> {
  const maps = new Map<string, MapContent>()
  for (const name of names) {
    const outcome = await readText(path.join(folder, name))
    if (outcome.ok) maps.set(name, mapContent(outcome.text))
    else if (!outcome.isMissing) maps.set(name, { ok: false, message: outcome.problem.message })
  }
  return maps
}

function mapContent(text: string): MapContent {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { ok: false, message: `not JSON: ${error instanceof Error ? error.message : 'unknown'}` }
  }
  const result = mapFile.safeParse(value)
  if (result.success) {
    // Neighbours are drawn around the units of a site, never instead of them.
    const own = result.data.features.filter(({ properties }) => properties.context !== true)
    return { ok: true, codes: new Set(own.map(({ properties }) => properties.code)) }
  }
  const [issue] = result.error.issues
  return { ok: false, message: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a map'}` }
}
