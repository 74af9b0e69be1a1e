import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { metricsFile, siteFile } from '../../core/sites/config-schemas.ts'
import { sensorsFile } from '../../core/sites/sensors-file.ts'
import { layoutFile } from '../../core/sites/layout-file.ts'
import { notificationsFile } from '../../core/sites/notifications-file.ts'
import type { Fault, Sourced, SourcePath, SiteSources } from '../../core/sites/sources.ts'
import { unitRow } from '../../core/sites/unit-row.ts'
import { parseFile } from './parse-file.ts'
import { TOP } from './problem.ts'
import type { Position, Problem, ReadOutcome } from './problem.ts'
import { readCsv } from './read-csv.ts'
import { readText } from './read-text.ts'
import { readYaml } from './read-yaml.ts'

const UNIT_COLUMNS = {
  required: ['code', 'name', 'kind'],
  optional: ['name_en', 'parent', 'valid_from', 'valid_to', 'lon', 'lat', 'area_km2', 'successor'],
}

/** Reads the files of sites, gathering what is wrong with them on the way. */
export interface SiteReader {
  readonly problems: readonly Problem[]
  readonly site: (sitesFolder: string, id: string) => Promise<SiteSources | undefined>
  readonly yaml: <T>(file: string, schema: z.ZodType<T>) => Promise<Sourced<T> | undefined>
  /** As `yaml`, of a text that was read already. */
  readonly yamlText: <T>(
    read: { readonly file: string; readonly text: string },
    schema: z.ZodType<T>,
  ) => Sourced<T> | undefined
  /** Places what a check found in a file that this reader has read. */
  readonly place: (fault: Fault) => Problem
}

export function createSiteReader(): SiteReader {
  const problems: Problem[] = []
  const locators = new Map<string, (path: SourcePath) => Position>()

  async function read<T>(
    file: string,
    schema: z.ZodType<T>,
    parse: (file: string, text: string) => ReadOutcome,
    isOptional = false,
  ): Promise<Sourced<T> | undefined> {
    const text = await readText(file)
    if (!text.ok) {
      if (!(isOptional && text.isMissing)) problems.push(text.problem)
      return undefined
    }
    return take(file, parse(file, text.text), schema)
  }

  function take<T>(file: string, read: ReadOutcome, schema: z.ZodType<T>): Sourced<T> | undefined {
    const outcome = parseFile(read, schema)
    if (!outcome.ok) {
      problems.push(...outcome.problems)
      return undefined
    }
    locators.set(file, outcome.parsed.locate)
    return outcome.parsed
  }

  async function site(sitesFolder: string, id: string): Promise<SiteSources | undefined> {
    const at = (name: string) => path.join(sitesFolder, id, name)
    const [main, units, ownMetrics, sensors, layout, notifications] = await Promise.all([
      read(at('site.yaml'), siteFile, readYaml),
      read(at('units.csv'), z.array(unitRow), (file, text) => readCsv(file, text, UNIT_COLUMNS)),
      read(at('metrics.yaml'), metricsFile, readYaml, true),
      read(at('sensors.yaml'), sensorsFile, readYaml, true),
      read(at('layout.yaml'), layoutFile, readYaml),
      read(at('notifications.yaml'), notificationsFile, readYaml, true),
    ])
    if (!main || !units || !layout) return undefined
    const noSensors = { file: at('sensors.yaml'), value: { use: [], sensors: [] } }
    const mediaFiles = await filesIn(at('media'))
    return {
      ...{ id, site: main, units, ownMetrics, sensors: sensors ?? noSensors, layout },
      ...{ notifications, mediaFiles },
    }
  }

  return {
    problems,
    site,
    yaml: (file, schema) => read(file, schema, readYaml),
    yamlText: ({ file, text }, schema) => take(file, readYaml(file, text), schema),
    place: ({ file, path: steps, message }) => ({
      file,
      ...(locators.get(file)?.(steps) ?? TOP),
      message,
    }),
  }
}

async function filesIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return new Set(entries.filter((entry) => entry.isFile()).map((entry) => entry.name))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Set()
    throw error
  }
}
