import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Answer } from './adapters/cli/command-parts.ts'
import type {
  ImportOrder,
  MapActions,
  MapImport,
  MapOrder,
  MapReport,
} from './adapters/cli/map-commands.ts'
import { checkMap, type CheckedMap } from './adapters/map-files/check-map.ts'
import { fetchMap } from './adapters/map-files/fetch-map.ts'
import { simplifyMap, type UnitProperties } from './adapters/map-files/simplify-map.ts'
import { loadSites } from './adapters/site-files/load-sites.ts'
import { entryText, nameMap, type MapEntry } from './adapters/site-files/name-map.ts'
import { formatProblems } from './adapters/site-files/problem.ts'
import { readConfig } from './config.ts'
import type { MapFeature } from './core/maps/map-feature.ts'
import { withSurroundings } from './core/maps/surroundings.ts'
import { civilDate } from './core/sites/civil-date.ts'
import { MAP_FILE_NAME } from './core/sites/config-values.ts'
import { communesUnchanged, unitInForce } from './core/sites/in-force.ts'
import type { Site, Unit } from './core/sites/site.ts'
import { isInForce, isIsoDate } from './core/sites/validity.ts'

/** What `maps check` and `maps import` do. */
export const mapActions: MapActions = {
  async checkMap(order) {
    if (order.site === undefined) return look(order)
    const found = await siteOf(order.site)
    if (!found.ok) return found
    const day = dayOf(order.date, found.value.site)
    return day.ok ? look(order, found.value.site, day.value) : day
  },

  async importMap(order) {
    const found = await siteOf(order.site)
    if (!found.ok) return found
    const { site, folders } = found.value
    const day = dayOf(order.date ?? order.validFrom, site)
    if (!day.ok) return day
    const looked = await look(order, site, day.value)
    if (!looked.ok) return looked
    const { features, ...report } = looked.value
    if (report.problems.some(({ severity }) => severity === 'error')) {
      return { ok: true, value: report }
    }
    const entry = entryOf(order, site, day.value)
    if (!entry.ok) return entry
    const inForce = (code = ''): Unit | undefined => unitInForce(site, code, day.value)
    const shown = withSurroundings(features, ({ code }) => inForce(code) !== undefined)
    const names = new Map(features.map(({ code, name }) => [code, name]))
    const map = simplifyMap(shown, (code) => propertiesOf(code, inForce(code), names.get(code)))
    const text = `${JSON.stringify(map)}\n`
    await putFile(path.join(folders.maps, entry.value.file), text)
    const siteFile = path.join(folders.config, 'sites', site.id, 'site.yaml')
    const isNamed = await nameMap(siteFile, entry.value)
    const written: MapImport['written'] = {
      file: entry.value.file,
      bytes: Buffer.byteLength(text),
      positions: map.features.flatMap(({ geometry }) => geometry.coordinates.flat(2)).length,
      positionsBefore: positionCount(features),
      entry: entryText(entry.value),
      ...(isNamed && { namedIn: siteFile }),
    }
    return { ok: true, value: { ...report, written } }
  },
}

interface Folders {
  readonly config: string
  readonly maps: string
}

async function siteOf(
  id: string,
): Promise<Answer<{ readonly site: Site; readonly folders: Folders }>> {
  const read = readConfig()
  if (!read.ok) return { ok: false, message: read.problems.join('\n') }
  const { folders } = read.config
  const loaded = await loadSites(folders.config, [id], { mapsFolder: false })
  if (!loaded.ok) return { ok: false, message: formatProblems(loaded.problems) }
  const site = loaded.sites.get(id)
  if (!site) return { ok: false, message: `There is no site ${id}.` }
  return { ok: true, value: { site, folders } }
}

/** Today, or the last day of a site that is no more. */
function dayOf(date: string | undefined, site: Site): Answer<string> {
  const today = civilDate(Date.now(), site.timeZone)
  const { to } = site.validity
  const day = date ?? (to !== undefined && to < today ? to : today)
  if (isIsoDate(day)) return { ok: true, value: day }
  return { ok: false, message: `a day is written as 2025-07-01: ${day}` }
}

async function look(
  order: MapOrder,
  site?: Site,
  date = '',
): Promise<Answer<MapReport & Pick<CheckedMap, 'features'>>> {
  const fetched = await fetchMap(order.source)
  if (!fetched.ok) return { ok: false, message: `${order.source}: ${fetched.message}` }
  const properties = { code: order.codeProperty, name: order.nameProperty }
  const target = site && { site, date, hasNeighbours: order.hasNeighbours }
  const { features, problems } = checkMap(order.source, fetched.text, properties, target)
  return {
    ok: true,
    value: { ...(site && { date }), featureCount: features.length, features, problems },
  }
}

/** How the site.yaml names the map: in force as long as its units are. */
function entryOf(order: ImportOrder, site: Site, date: string): Answer<MapEntry> {
  const file = order.out ?? `${site.id}-${date}.boundaries.json`
  if (!MAP_FILE_NAME.test(file)) {
    return { ok: false, message: `--out is the name of a .json file in the maps folder: ${file}` }
  }
  const unchanged = communesUnchanged(site, date)
  if (order.validFrom !== undefined && !isInForce(unchanged, order.validFrom)) {
    const days = [unchanged.from ?? '…', unchanged.to ?? '…'].join(' to ')
    return { ok: false, message: `--valid-from: these units are in force from ${days}` }
  }
  const words = order.origin ?? sourceName(order.source)
  return {
    ok: true,
    value: {
      file,
      kind: 'boundaries',
      source: { vi: words, en: words },
      ...unchanged,
      ...(order.validFrom !== undefined && { from: order.validFrom }),
    },
  }
}

/** The name of the file, without the folders of one machine. */
function sourceName(source: string): string {
  const name = URL.canParse(source) ? new URL(source).hostname : ''
  return name === '' ? path.basename(source) : name
}

async function putFile(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.new`)
  await writeFile(temporary, text)
  await rename(temporary, file)
}

function propertiesOf(code: string, unit: Unit | undefined, nameInFile = code): UnitProperties {
  if (unit === undefined) return { code, name: nameInFile, context: true }
  const name = unit.name.vi
  return unit.kind === 'special-zone' ? { code, name, inset: true } : { code, name }
}

function positionCount(features: readonly MapFeature[]): number {
  return features
    .flatMap(({ polygons }) => polygons)
    .flatMap(({ outline, holes }) => [outline, ...holes])
    .reduce((sum, { positions }) => sum + positions.length, 0)
}
