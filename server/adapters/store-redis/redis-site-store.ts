import type { SiteStore } from '../../services/store.ts'
import { createRedisDocuments } from './redis-documents.ts'
import { createRedisDossiers } from './redis-dossiers.ts'
import { createRedisEpoch } from './redis-epoch.ts'
import { createRedisHistory } from './redis-history.ts'
import { createRedisInput } from './redis-input.ts'
import { createRedisJournal } from './redis-journal.ts'
import { createRedisKeyframes } from './redis-keyframes.ts'
import { createRedisLeases } from './redis-leases.ts'
import { createRedisSchema } from './redis-schema.ts'
import { createRedisStream } from './redis-stream.ts'
import { createSiteCalls, type RedisSiteParts } from './site-calls.ts'
import { createWaitingLinks } from './waiting-links.ts'

export function createRedisSiteStore(site: string, parts: RedisSiteParts): SiteStore {
  const calls = createSiteCalls(parts.keys, parts.send)
  const waiting = createWaitingLinks(parts.connect)
  return {
    site,
    ...createRedisEpoch(calls, parts.send),
    ...createRedisStream(parts, waiting),
    ...createRedisSchema(calls),
    ...createRedisKeyframes(calls),
    ...createRedisLeases(calls),
    ...createRedisDocuments(calls),
    input: createRedisInput(parts, waiting),
    history: createRedisHistory(calls),
    journal: createRedisJournal(parts, calls),
    dossiers: createRedisDossiers(parts, calls),
    async close() {
      waiting.close()
      parts.onClose()
    },
  }
}
