import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Answer } from './adapters/cli/command-parts.ts'
import type { MapActions, MapImport, MapOrder, MapReport } from './adapters/cli/map-commands.ts'
import { checkMap, type CheckedMap } from './adapters/map-files/check-map.ts'
import { fetchMap } from './adapters/map-files/fetch-map.ts'
import { simplifyMap, type UnitProperties } from './adapters/map-files/simplify-map.ts'
import { loadSites } from './adapters/site-files/load-sites.ts'
import { formatProblems } from './adapters/site-files/problem.ts'
import { readConfig } from './config.ts'
import type { MapFeature } from './core/maps/map-feature.ts'
import { civilDate } from './core/sites/civil-date.ts'
import { MAP_FILE_NAME } from './core/sites/config-values.ts'
import { unitInForce } from './core/sites/in-force.ts'
import type { Site } from './core/sites/site.ts'
import { isIsoDate } from './core/sites/validity.ts'

/** What `maps check` and `maps import` do. */
export const mapActions: MapActions = {
  async checkMap(order) {
    const looked = await look(order)
    return looked.ok ? { ok: true, value: looked.value.report } : looked
  },

  async importMap(order) {
    const looked = await look(order)
    if (!looked.ok) return looked
    const { report, features, site, mapsFolder } = looked.value
    if (report.problems.some(({ severity }) => severity === 'error')) {
      return { ok: true, value: report }
    }
    const name = order.out ?? `${site.id}-${report.date}.boundaries.json`
    if (!MAP_FILE_NAME.test(name)) {
      return { ok: false, message: `--out is the name of a .json file in the maps folder: ${name}` }
    }
    const map = simplifyMap(features, (code) => propertiesOf(site, code, report.date))
    const text = `${JSON.stringify(map)}\n`
    await mkdir(mapsFolder, { recursive: true })
    const temporary = join(mapsFolder, `.${name}.new`)
    await writeFile(temporary, text)
    await rename(temporary, join(mapsFolder, name))
    const written: MapImport['written'] = {
      file: name,
      bytes: Buffer.byteLength(text),
      positions: map.features.flatMap(({ geometry }) => geometry.coordinates.flat(2)).length,
      positionsBefore: positionCount(features),
    }
    return { ok: true, value: { ...report, written } }
  },
}

interface Looked extends CheckedMap {
  readonly report: MapReport
  readonly site: Site
  readonly mapsFolder: string
}

async function look(order: MapOrder): Promise<Answer<Looked>> {
  const read = readConfig()
  if (!read.ok) return { ok: false, message: read.problems.join('\n') }
  const { folders } = read.config
  const loaded = await loadSites(folders.config, [order.site], { mapsFolder: false })
  if (!loaded.ok) return { ok: false, message: formatProblems(loaded.problems) }
  const site = loaded.sites.get(order.site)
  if (!site) return { ok: false, message: `There is no site ${order.site}.` }
  const date = order.date ?? civilDate(Date.now(), site.timeZone)
  if (!isIsoDate(date)) return { ok: false, message: `--date is a day as 2025-07-01: ${date}` }
  const fetched = await fetchMap(order.source)
  if (!fetched.ok) return { ok: false, message: `${order.source}: ${fetched.message}` }
  const properties = { code: order.codeProperty, name: order.nameProperty }
  const checked = checkMap(order.source, fetched.text, properties, { site, date })
  const { features, problems } = checked
  const report = { date, featureCount: features.length, problems }
  return { ok: true, value: { ...checked, report, site, mapsFolder: folders.maps } }
}

function propertiesOf(site: Site, code: string, date: string): UnitProperties {
  const unit = unitInForce(site, code, date)
  const name = unit?.name.vi ?? code
  return unit?.kind === 'special-zone' ? { code, name, inset: true } : { code, name }
}

function positionCount(features: readonly MapFeature[]): number {
  return features
    .flatMap(({ polygons }) => polygons)
    .flatMap(({ outline, holes }) => [outline, ...holes])
    .reduce((sum, { positions }) => sum + positions.length, 0)
}
