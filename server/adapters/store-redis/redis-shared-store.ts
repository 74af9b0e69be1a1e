import type { CounterStore, SharedStore } from '../../services/shared-store.ts'
import { createRedisDocuments } from './redis-documents.ts'
import { createRedisJournal } from './redis-journal.ts'
import { listOf, numberOf } from './replies.ts'
import { createSiteCalls, type RedisSiteParts, type SiteCalls } from './site-calls.ts'

/** What belongs to the installation, kept as a site's is. */
export function createRedisSharedStore(parts: Pick<RedisSiteParts, 'keys' | 'send'>): SharedStore {
  const calls = createSiteCalls(parts.keys, parts.send)
  return {
    ...createRedisDocuments(calls),
    journal: createRedisJournal(parts, calls),
    counters: createCounters(calls),
  }
}

function createCounters(calls: SiteCalls): CounterStore {
  return {
    async add(name, amount, windowMs) {
      const args = [name, String(amount), String(Math.ceil(windowMs))]
      const [count, endsInMs] = listOf(await calls.write('add_count', args))
      return { count: numberOf(count), endsInMs: numberOf(endsInMs) }
    },
    async forget(name) {
      await calls.write('forget_count', [name])
    },
  }
}
