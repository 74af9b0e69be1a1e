import type { DatedName, Site, SiteMap, Unit, UnitKind, Validity } from './site.ts'
import { dayAfter, dayBefore, isInForce } from './validity.ts'

const COMMUNE_KINDS: ReadonlySet<UnitKind> = new Set(['commune', 'ward', 'town', 'special-zone'])

/** True for the lowest level of administration, the one that maps are drawn from. */
export function isCommuneLevel(kind: UnitKind): boolean {
  return COMMUNE_KINDS.has(kind)
}

/** True when the site itself exists on an ISO date of its own zone. */
export function siteInForce(site: Site, date: string): boolean {
  return isInForce(site.validity, date)
}

/** All units in force on a date, in the order of the configuration: the root first, units in between included. */
export function unitsInForce(site: Site, date: string): readonly Unit[] {
  return site.units.filter((unit) => isInForce(unit.validity, date))
}

/** The unit that a code means on a date. */
export function unitInForce(site: Site, code: string, date: string): Unit | undefined {
  return site.units.find((unit) => unit.code === code && isInForce(unit.validity, date))
}

/** The days around a date on which exactly the same communes are in force: those that one map can be drawn for. */
export function communesUnchanged(site: Site, date: string): Validity {
  const changes = site.units
    .filter((unit) => isCommuneLevel(unit.kind))
    .flatMap(({ validity: { from, to } }) => [
      ...(from === undefined ? [] : [from]),
      ...(to === undefined ? [] : [dayAfter(to)]),
    ])
    .toSorted()
  const from = changes.findLast((day) => day <= date)
  const next = changes.find((day) => day > date)
  return {
    ...(from !== undefined && { from }),
    ...(next !== undefined && { to: dayBefore(next) }),
  }
}

/** The first map listed for a date; real boundaries are listed before schematic shapes. */
export function mapInForce(site: Site, date: string): SiteMap | undefined {
  return site.maps.find((map) => isInForce(map.validity, date))
}

/** Name and subtitle on a date; outside all dated names those of the site itself. */
export function nameInForce(site: Site, date: string): Pick<DatedName, 'name' | 'subtitle'> {
  const { name, subtitle } = site.names?.find((one) => isInForce(one.validity, date)) ?? site
  return { name, subtitle }
}

/** Ids of the sites that this one reports to on a date. */
export function parentsInForce(site: Site, date: string): readonly string[] {
  return site.parents.filter((one) => isInForce(one.validity, date)).map((one) => one.site)
}

/** Sites that report to `siteId` on a date; those not in force that day are left out. */
export function childrenOf(
  sites: ReadonlyMap<string, Site>,
  siteId: string,
  date: string,
): readonly Site[] {
  return [...sites.values()].filter(
    (site) => siteInForce(site, date) && parentsInForce(site, date).includes(siteId),
  )
}
