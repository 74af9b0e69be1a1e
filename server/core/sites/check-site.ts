import { checkAlarms } from './check-alarms.ts'
import { checkDossiers } from './check-dossiers.ts'
import { checkLayout } from './check-layout.ts'
import { checkMaps } from './check-maps.ts'
import { checkMetrics } from './check-metrics.ts'
import { checkNotifications } from './check-notifications.ts'
import { checkSensors } from './check-sensors.ts'
import { checkUnits } from './check-units.ts'
import type { Fault, SharedSources, SiteSources } from './sources.ts'
import { areOverlapping, validityOf } from './validity.ts'

/** Everything that can be wrong between the files of a site whose shape is right already. */
export function checkSite(sources: SiteSources, shared: SharedSources): readonly Fault[] {
  return [
    ...checkNames(sources),
    ...checkParents(sources, shared),
    ...checkUnits(sources),
    ...checkMetrics(sources, shared),
    ...checkSensors(sources, shared),
    ...checkLayout(sources, shared),
    ...checkMaps(sources, shared),
    ...checkDossiers(sources, shared),
    ...checkAlarms(sources, shared),
    ...checkNotifications(sources, shared),
  ]
}

/** Faults between sites: one that is, over others, its own parent on the same day. */
export function checkFamilies(all: readonly SiteSources[]): readonly Fault[] {
  const byId = new Map(all.map((one) => [one.id, one]))
  return all.flatMap((one) =>
    one.site.value.parents.flatMap((parent, index) =>
      isAncestor(one.id, parent.site, validityOf(parent), byId)
        ? [
            {
              file: one.site.file,
              path: ['parents', index, 'site'],
              message: `"${one.id}" is among its own parents`,
            },
          ]
        : [],
    ),
  )
}

function isAncestor(
  id: string,
  of: string,
  during: ReturnType<typeof validityOf>,
  byId: ReadonlyMap<string, SiteSources>,
  depth = 0,
): boolean {
  if (of === id) return true
  if (depth > byId.size) return false
  return (byId.get(of)?.site.value.parents ?? []).some(
    (parent) =>
      areOverlapping(validityOf(parent), during) &&
      isAncestor(id, parent.site, validityOf(parent), byId, depth + 1),
  )
}

function checkNames({ site: { file, value } }: SiteSources): readonly Fault[] {
  return value.names.flatMap((name, index) =>
    value.names.slice(0, index).some((one) => areOverlapping(validityOf(one), validityOf(name)))
      ? [{ file, path: ['names', index], message: 'two names are in force on one day' }]
      : [],
  )
}

function checkParents(
  { site: { file, value } }: SiteSources,
  shared: SharedSources,
): readonly Fault[] {
  return value.parents.flatMap(({ site }, index) =>
    shared.siteIds.has(site)
      ? []
      : [{ file, path: ['parents', index, 'site'], message: `unknown parent site "${site}"` }],
  )
}
