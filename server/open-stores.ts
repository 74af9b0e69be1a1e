import { join } from 'node:path'
import { openEmbeddedStores } from './adapters/store-embedded/embedded-stores.ts'
import { openRedisStores, type RedisStoresOptions } from './adapters/store-redis/redis-stores.ts'
import type { ServerConfig } from './config.ts'
import type { StoreProvider } from './services/store.ts'

/** Opens the store that the configuration names. */
export function openStores(
  { redisUrl, alarmRedisUrl, dataDir }: ServerConfig,
  logger?: RedisStoresOptions['logger'],
): Promise<StoreProvider> {
  return redisUrl === undefined
    ? openEmbeddedStores({ folder: join(dataDir, 'store'), alarmFolder: join(dataDir, 'alarms') })
    : openRedisStores({
        url: redisUrl,
        ...(alarmRedisUrl !== undefined && { alarmUrl: alarmRedisUrl }),
        ...(logger && { logger }),
      })
}
