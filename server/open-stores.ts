import { join } from 'node:path'
import { openEmbeddedStores } from './adapters/store-embedded/embedded-stores.ts'
import type { RedisStoresOptions } from './adapters/store-redis/redis-stores.ts'
import type { ServerConfig } from './config.ts'
import type { StoreProvider } from './services/store.ts'

/** Opens the store that the configuration names. */
export async function openStores(
  { redisUrl, alarmRedisUrl, dataDir }: ServerConfig,
  logger?: RedisStoresOptions['logger'],
): Promise<StoreProvider> {
  if (redisUrl === undefined) {
    return openEmbeddedStores({
      folder: join(dataDir, 'store'),
      alarmFolder: join(dataDir, 'alarms'),
    })
  }
  // Its client is a fifth of all modules: whoever keeps the store in this process starts without it.
  const { openRedisStores } = await import('./adapters/store-redis/redis-stores.ts')
  return openRedisStores({
    url: redisUrl,
    ...(alarmRedisUrl !== undefined && { alarmUrl: alarmRedisUrl }),
    ...(logger && { logger }),
  })
}
