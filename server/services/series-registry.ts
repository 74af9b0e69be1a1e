import { seriesKey, type Schema, type SeriesName } from '../../protocol/schema.ts'
import { EpochChanged, type SiteStore } from './store.ts'

/** Gives series their numbers: from the schema the feed has read, else from the store, once per name and epoch. */
export interface SeriesRegistry {
  readonly numbersOf: (names: readonly SeriesName[]) => Promise<readonly number[]>
}

export function createSeriesRegistry(parts: {
  readonly store: Pick<SiteStore, 'nameSeries'>
  readonly schema: () => Schema
  readonly epoch: () => string
  readonly now: () => number
}): SeriesRegistry {
  let cachedEpoch = ''
  const cached = new Map<string, number>()

  function known(key: string): number | undefined {
    return parts.schema().byKey.get(key)?.number ?? cached.get(key)
  }

  return {
    async numbersOf(names) {
      const epoch = parts.epoch()
      if (epoch !== cachedEpoch) {
        cached.clear()
        cachedEpoch = epoch
      }
      const missing = new Map<string, SeriesName>()
      for (const name of names) {
        const key = seriesKey(name)
        if (known(key) === undefined) missing.set(key, name)
      }
      if (missing.size > 0) {
        const numbers = await parts.store.nameSeries([...missing.values()], epoch, parts.now())
        for (const [index, key] of [...missing.keys()].entries()) {
          const number = numbers[index]
          // While the store answered another call may have begun a new epoch, with numbers of its own.
          if (number !== undefined && cachedEpoch === epoch) cached.set(key, number)
        }
        if (cachedEpoch !== epoch) throw new EpochChanged(`epoch ${epoch} was left while naming`)
      }
      return names.map((name) => {
        const number = known(seriesKey(name))
        if (number === undefined) throw new Error(`the store gave no number to ${seriesKey(name)}`)
        return number
      })
    },
  }
}
