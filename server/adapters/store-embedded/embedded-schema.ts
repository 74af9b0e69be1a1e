import type { SeriesName } from '../../../protocol/schema.ts'
import { EpochChanged, type MetricDeclaration, type SiteStore } from '../../services/store.ts'
import type { Version } from '../../../protocol/version.ts'
import type { StoreKey } from './environment.ts'
import { addEntry, changeCounters, isEpoch, rangeOf, readCounters } from './site-rows.ts'
import type { SiteRows } from './site-rows.ts'
import type { SiteWrite } from './site-write.ts'

type SchemaMethods = Pick<SiteStore, 'nameSeries' | 'declareMetrics' | 'readSchema'>

export function createEmbeddedSchema(rows: SiteRows, write: SiteWrite): SchemaMethods {
  const { site, environment } = rows
  return {
    async nameSeries(names, epoch, receivedAt) {
      const named = await write(() => nameRows(rows, names, epoch, receivedAt))
      if ('refusal' in named) throw named.refusal
      return named.numbers
    },
    async declareMetrics(metrics, epoch, receivedAt) {
      const declared = await write(() => declareRows(rows, metrics, epoch, receivedAt))
      if (declared.refusal) throw declared.refusal
    },
    async readSchema() {
      return {
        revision: readCounters(rows).revision,
        metrics: [...environment.metrics.getRange(rangeOf(site))].map((row) => row.value),
        series: [...environment.series.getRange(rangeOf(site))].map((row) => row.value),
      }
    },
  }
}

function nameRows(
  rows: SiteRows,
  names: readonly SeriesName[],
  epoch: string,
  receivedAt: number,
): { appended?: Version; numbers: number[] } | { refusal: Error } {
  const { site, environment } = rows
  if (!isEpoch(rows, epoch)) return { refusal: notInForce(epoch) }
  for (const name of names) {
    const isKnown = environment.numbers.doesExist(numberKey(site, name))
    if (!isKnown && !environment.metrics.doesExist([site, name.metric])) {
      return { refusal: new Error(`metric ${name.metric} was not declared`) }
    }
  }
  const before = environment.series.getKeysCount(rangeOf(site))
  let count = before
  const numbers = names.map((name) => {
    const known = environment.numbers.get(numberKey(site, name))
    if (known !== undefined) return known
    environment.series.putSync([site, count], name)
    environment.numbers.putSync(numberKey(site, name), count)
    return count++
  })
  if (count === before) return { numbers }
  return { numbers, appended: addSchemaEntry(rows, epoch, receivedAt) }
}

function declareRows(
  rows: SiteRows,
  metrics: readonly MetricDeclaration[],
  epoch: string,
  receivedAt: number,
): { appended?: Version; refusal?: Error } {
  const { site, environment } = rows
  if (!isEpoch(rows, epoch)) return { refusal: notInForce(epoch) }
  const declared = [...environment.metrics.getRange(rangeOf(site))].map((row) => row.value)
  const channels = new Set(declared.map((metric) => metric.channel))
  let isChanged = false
  for (const { id, channel, decimals } of metrics) {
    const held = environment.metrics.get([site, id])
    if (held?.channel === channel && held.decimals === decimals) continue
    environment.metrics.putSync([site, id], { id, channel, decimals })
    // A channel that is new moves the numbers of the others, so it is a change like one of decimals.
    isChanged ||= held !== undefined || (declared.length > 0 && !channels.has(channel))
  }
  if (!isChanged) return {}
  changeCounters(rows, { revision: readCounters(rows).revision + 1 })
  return { appended: addSchemaEntry(rows, epoch, receivedAt) }
}

function addSchemaEntry(rows: SiteRows, epoch: string, receivedAt: number): Version {
  return addEntry(rows, { epoch, kind: 'schema', receivedAt, body: new Uint8Array(0) })
}

function numberKey(site: string, name: SeriesName): StoreKey {
  return [site, name.metric, name.subject.kind, name.subject.id]
}

function notInForce(epoch: string): EpochChanged {
  return new EpochChanged(`epoch ${epoch} is not in force`)
}
