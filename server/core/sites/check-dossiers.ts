import { placedMetrics } from './collect.ts'
import type { MetricsFile } from './config-schemas.ts'
import type { Fault, SharedSources, SiteSources } from './sources.ts'

type Report = (path: readonly (string | number)[], message: string) => void
type Entry = MetricsFile['metrics'][number]

/** Faults of what a site says of its dossiers: unknown files, and counts that cannot be. */
export function checkDossiers(sources: SiteSources, shared: SharedSources): readonly Fault[] {
  const faults: Fault[] = []
  const { file, value } = sources.site
  const { dossiers } = value
  const fields = dossiers && fieldsOf(dossiers.catalogue, shared)
  if (dossiers && fields === undefined) {
    const message = `unknown catalogue "${dossiers.catalogue}"`
    faults.push({ file, path: ['dossiers', 'catalogue'], message })
  }
  if (dossiers && !shared.calendars.has(dossiers.calendar)) {
    const message = `unknown calendar "${dossiers.calendar}"`
    faults.push({ file, path: ['dossiers', 'calendar'], message })
  }
  for (const one of placedMetrics(sources, shared)) {
    const report: Report = (path, message) =>
      faults.push({ file: one.file, path: [...one.path, ...path], message })
    checkCounts(one.entry, fields, report)
  }
  return faults
}

function fieldsOf(catalogue: string, shared: SharedSources): ReadonlySet<string> | undefined {
  const found = shared.catalogues.get(catalogue)?.value
  return found && new Set(found.fields.map(({ code }) => code))
}

function checkCounts(
  { counts, subjects, aggregation }: Entry,
  fields: ReadonlySet<string> | undefined,
  fault: Report,
): void {
  if (counts === undefined) return
  const { measure, field, from, to, workingHours } = counts
  if (subjects !== 'unit') fault(['counts'], 'only metrics of units count dossiers')
  if (aggregation.kind === 'ratio') fault(['counts'], 'a ratio is worked out, it counts nothing')
  if (field !== undefined && fields !== undefined && !fields.has(field)) {
    fault(['counts', 'field'], `unknown field "${field}"`)
  }
  if (measure === 'ageing' && from === undefined)
    fault(['counts', 'measure'], '`ageing` needs `from`')
  if (measure === 'forecast' && workingHours === undefined) {
    fault(['counts', 'measure'], '`forecast` needs `workingHours`')
  }
  if (measure !== 'ageing' && from !== undefined) fault(['counts', 'from'], 'only for `ageing`')
  if (measure !== 'ageing' && to !== undefined) fault(['counts', 'to'], 'only for `ageing`')
  if (measure !== 'forecast' && workingHours !== undefined) {
    fault(['counts', 'workingHours'], 'only for `forecast`')
  }
  if (from !== undefined && to !== undefined && to <= from) {
    fault(['counts', 'to'], '`to` must be above `from`')
  }
}
