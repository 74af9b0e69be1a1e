import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { z } from 'zod'
import { calendarFile } from '../../core/calendar/calendar-file.ts'
import type { CalendarFile } from '../../core/calendar/calendar-shape.ts'
import { createCalendar } from '../../core/calendar/create-calendar.ts'
import { fireBandsFile } from '../../core/hazards/fire-bands.ts'
import { assembleSite } from '../../core/sites/assemble.ts'
import { alarmsFile } from '../../core/sites/alarms-file.ts'
import { catalogueFile } from '../../core/sites/catalogue-file.ts'
import { checkCatalogue } from '../../core/sites/check-catalogue.ts'
import { checkNetwork } from '../../core/sites/check-sensors.ts'
import { checkFamilies, checkSite } from '../../core/sites/check-site.ts'
import { checkSuccession } from '../../core/sites/check-succession.ts'
import { metricsFile } from '../../core/sites/config-schemas.ts'
import { sensorsFile } from '../../core/sites/sensors-file.ts'
import { slug } from '../../core/sites/config-values.ts'
import type { Site } from '../../core/sites/site.ts'
import type {
  SharedSources,
  SiteSources,
  Sourced,
  SourcedCalendar,
} from '../../core/sites/sources.ts'
import { TOP } from './problem.ts'
import type { Problem } from './problem.ts'
import { readMaps } from './read-maps.ts'
import { createSiteReader } from './site-reader.ts'
import type { SiteReader } from './site-reader.ts'

export type SitesOutcome =
  | { readonly ok: true; readonly sites: ReadonlyMap<string, Site> }
  | { readonly ok: false; readonly problems: readonly Problem[] }

export interface LoadOptions {
  /** Where map files are looked for; default: `maps` beside the configuration folder. False = maps are not looked at. */
  readonly mapsFolder?: string | false
  /** Alarm rules to be tried, with the name of their file: they stand in the place of those of the same name. */
  readonly trialAlarms?: { readonly file: string; readonly text: string } | undefined
}

/**
 * Reads the sites `which` (default: all) under `<folder>/sites` with the packs, station networks,
 * calendars, catalogues, alarm rules and fire bands beside them. The answer is whole: one problem anywhere and there are no sites.
 */
export async function loadSites(
  folder: string,
  which?: readonly string[],
  options: LoadOptions = {},
): Promise<SitesOutcome> {
  const reader = createSiteReader()
  const sitesFolder = path.join(folder, 'sites')
  const { ids, problems } = await siteIds(sitesFolder, which)
  const packs = await sharedFiles(reader, path.join(folder, 'packs'), metricsFile)
  const networks = await sharedFiles(reader, path.join(folder, 'stations'), sensorsFile)
  const calendars = await sharedFiles(reader, path.join(folder, 'calendars'), calendarFile)
  const catalogues = await sharedFiles(reader, path.join(folder, 'catalogues'), catalogueFile)
  const alarms = await sharedFiles(reader, path.join(folder, 'alarms'), alarmsFile)
  const fireBands = await sharedFiles(reader, path.join(folder, 'fire-bands'), fireBandsFile)
  const trialAlarms = options.trialAlarms && reader.yamlText(options.trialAlarms, alarmsFile)
  const sources: SiteSources[] = []
  for (const id of ids.wanted) {
    const one = await reader.site(sitesFolder, id)
    if (one) sources.push(one)
  }
  const early = [...problems, ...reader.problems]
  if (early.length > 0) return { ok: false, problems: inOrder(early) }
  const maps = await mapsOf(sources, options.mapsFolder ?? path.join(folder, '..', 'maps'))
  const shared: SharedSources = {
    packs,
    networks,
    calendars: new Map([...calendars].map(([name, read]) => [name, withCalendar(name, read)])),
    catalogues,
    alarms,
    fireBands,
    ...(trialAlarms && { trialAlarms }),
    ...(maps && { maps }),
    siteIds: new Set(ids.all),
  }
  const faults = [
    ...[...networks.values()].flatMap(checkNetwork),
    ...[...catalogues.values()].flatMap((one) => checkCatalogue(one, shared.calendars)),
    ...sources.flatMap((one) => checkSite(one, shared)),
    ...checkFamilies(sources),
    ...checkSuccession(sources, shared),
  ]
  if (faults.length > 0) return { ok: false, problems: inOrder(faults.map(reader.place)) }
  return { ok: true, sites: new Map(sources.map((one) => [one.id, assembleSite(one, shared)])) }
}

function withCalendar(name: string, read: Sourced<CalendarFile>): SourcedCalendar {
  return { ...read, calendar: createCalendar(name, read.value) }
}

async function siteIds(
  sitesFolder: string,
  which: readonly string[] | undefined,
): Promise<{
  readonly ids: { readonly all: readonly string[]; readonly wanted: readonly string[] }
  readonly problems: readonly Problem[]
}> {
  const all = await namesIn(sitesFolder, (entry) => entry.isDirectory)
  const wanted = [...new Set(which ?? all)]
  const problems = wanted.flatMap((id) => {
    const file = path.join(sitesFolder, id)
    if (!slug.safeParse(id).success) {
      return [{ file, ...TOP, message: `"${id}" cannot be the id of a site` }]
    }
    return all.includes(id) ? [] : [{ file, ...TOP, message: `there is no site "${id}"` }]
  })
  if (wanted.length === 0) problems.push({ file: sitesFolder, ...TOP, message: 'no sites here' })
  const isFine = (id: string) => problems.every(({ file }) => file !== path.join(sitesFolder, id))
  return { ids: { all, wanted: wanted.filter(isFine) }, problems }
}

async function sharedFiles<T>(
  reader: SiteReader,
  folder: string,
  schema: z.ZodType<T>,
): Promise<ReadonlyMap<string, Sourced<T>>> {
  const files = await namesIn(folder, (entry) => !entry.isDirectory && entry.name.endsWith('.yaml'))
  const found = new Map<string, Sourced<T>>()
  for (const file of files) {
    const read = await reader.yaml(path.join(folder, file), schema)
    if (read) found.set(path.basename(file, '.yaml'), read)
  }
  return found
}

async function mapsOf(
  sources: readonly SiteSources[],
  mapsFolder: string | false,
): Promise<SharedSources['maps']> {
  if (mapsFolder === false) return undefined
  const names = sources.flatMap((one) => one.site.value.maps.map((map) => map.file))
  return readMaps(mapsFolder, new Set(names))
}

async function namesIn(
  folder: string,
  isWanted: (entry: { readonly name: string; readonly isDirectory: boolean }) => boolean,
): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .filter((entry) => !entry.name.startsWith('.'))
      .filter((entry) => isWanted({ name: entry.name, isDirectory: entry.isDirectory() }))
      .map((entry) => entry.name)
      .toSorted()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** By file and line; shared files are checked once per site that uses them, so the same problem may come twice. */
function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const byText = new Map(problems.map((one) => [JSON.stringify(one), one]))
  return [...byText.values()].toSorted(
    (a, b) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  )
}
