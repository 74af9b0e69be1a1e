import type { AlarmsFile } from './alarms-file.ts'
import type { Placed } from './collect.ts'
import type { SharedSources, SiteSources } from './sources.ts'

export type RuleEntry = AlarmsFile['rules'][number]
export type MaintenanceEntry = AlarmsFile['maintenance'][number]

interface PlacedAlarms {
  readonly roles: AlarmsFile['roles']
  readonly rules: readonly Placed<RuleEntry>[]
  readonly maintenance: readonly Placed<MaintenanceEntry>[]
}

/**
 * What a site raises alarms for, in the order in which it names the files. Unknown files are passed
 * over; rules and windows that are tried stand in the place of those of the same name.
 */
export function placedAlarms(sources: SiteSources, shared: SharedSources): PlacedAlarms {
  const trial = placedIn(shared.trialAlarms)
  const names = new Set(sources.site.value.alarms)
  const named = [...names].map((name) => placedIn(shared.alarms.get(name)))
  return {
    roles: Object.assign({}, ...named.map(({ roles }) => roles), trial.roles),
    rules: replaced(
      named.flatMap(({ rules }) => rules),
      trial.rules,
    ),
    maintenance: replaced(
      named.flatMap(({ maintenance }) => maintenance),
      trial.maintenance,
    ),
  }
}

function placedIn(source: SharedSources['trialAlarms']): PlacedAlarms {
  if (source === undefined) return { roles: {}, rules: [], maintenance: [] }
  const { file, value } = source
  const placed = <T>(key: string, entries: readonly T[]): readonly Placed<T>[] =>
    entries.map((entry, index) => ({ entry, file, path: [key, index] }))
  return {
    roles: value.roles,
    rules: placed('rules', value.rules),
    maintenance: placed('maintenance', value.maintenance),
  }
}

function replaced<T extends { readonly id: string }>(
  configured: readonly Placed<T>[],
  tried: readonly Placed<T>[],
): readonly Placed<T>[] {
  const ids = new Set(tried.map(({ entry }) => entry.id))
  return [...configured.filter(({ entry }) => !ids.has(entry.id)), ...tried]
}
