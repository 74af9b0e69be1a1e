import { EpochChanged, type MetricDeclaration, type SiteStore } from '../../services/store.ts'
import { listOf, numberOf, pairsOf, textOf } from './replies.ts'
import { packName, unpackName } from './series-names.ts'
import type { SiteCalls } from './site-calls.ts'

type SchemaMethods = Pick<SiteStore, 'nameSeries' | 'declareMetrics' | 'readSchema'>

export function createRedisSchema(calls: SiteCalls): SchemaMethods {
  return {
    async nameSeries(names, epoch, receivedAt) {
      const args = [epoch, String(receivedAt)]
      for (const name of names) args.push(name.metric, packName(name))
      const [state, ...rest] = listOf(await calls.write('name_series', args))
      switch (textOf(state)) {
        case 'ok':
          return rest.map(numberOf)
        case 'undeclared':
          throw new Error(`metric ${textOf(rest[0])} was not declared`)
        default:
          throw new EpochChanged(`epoch ${epoch} is not in force`)
      }
    },
    async declareMetrics(metrics, epoch, receivedAt) {
      const args = [epoch, String(receivedAt)]
      for (const metric of metrics) args.push(metric.id, `${metric.decimals} ${metric.channel}`)
      const [state] = listOf(await calls.write('declare_metrics', args))
      if (textOf(state) !== 'ok') throw new EpochChanged(`epoch ${epoch} is not in force`)
    },
    async readSchema() {
      const [revision, metrics, series] = listOf(await calls.ask('read_schema', []))
      const declared = pairsOf(metrics).map(([id, value]) => unpackMetric(id, value.toString()))
      return {
        revision: numberOf(revision),
        metrics: declared.sort((a, b) => (a.id < b.id ? -1 : 1)),
        series: listOf(series).map((one) => unpackName(textOf(one))),
      }
    },
  }
}

function unpackMetric(id: string, text: string): MetricDeclaration {
  const space = text.indexOf(' ')
  return { id, decimals: Number(text.slice(0, space)), channel: text.slice(space + 1) }
}
