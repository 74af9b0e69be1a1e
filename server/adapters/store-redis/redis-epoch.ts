import type { EpochRecord, SiteStore } from '../../services/store.ts'
import { epochFields, epochRecordOf } from './epoch-fields.ts'
import { readPersistence, readRunId } from './redis-check.ts'
import { listOf, numberOf, versionOf } from './replies.ts'
import type { Send, SiteCalls } from './site-calls.ts'

type EpochMethods = Pick<SiteStore, 'inspect' | 'changeEpoch'>

export function createRedisEpoch(calls: SiteCalls, send: Send): EpochMethods {
  return {
    async inspect() {
      const [facts, identity, { durability }] = await Promise.all([
        calls.ask('facts', []),
        readRunId(send),
        readPersistence(send),
      ])
      const [record, tail] = listOf(facts)
      return { record: epochRecordOf(record), tail: versionOf(tail), identity, durability }
    },
    async changeEpoch(expected, next, options = {}) {
      const clear = options.clear ? '1' : '0'
      const args = [expected ?? '', clear, ...epochFields(next)]
      const [changed, stored] = listOf(await calls.write('change_epoch', args))
      const record: EpochRecord = epochRecordOf(stored) ?? next
      return { changed: numberOf(changed) === 1, record }
    },
  }
}
