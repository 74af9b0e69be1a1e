import { SHARED_ID } from '../../services/shared-store.ts'
import type { SiteStore, StoreProvider } from '../../services/store.ts'
import { checkRedis, connectFirst, hostOf } from './redis-check.ts'
import { messageOf } from './redis-client.ts'
import { connectPrepared, createRedisLink } from './redis-link.ts'
import { createRedisSharedStore } from './redis-shared-store.ts'
import { createRedisSiteStore } from './redis-site-store.ts'
import { prepareConnection } from './site-calls.ts'
import { siteKeys } from './site-keys.ts'

/** The part of a pino logger that is used here. */
interface StoreLogger {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}

export interface RedisStoresOptions {
  readonly url: string
  readonly logger?: StoreLogger
  readonly commandTimeoutMs?: number
}

/** Opens the stores in a Redis. Throws `StoreRefused` when it cannot be reached or must not be used. */
export async function openRedisStores(options: RedisStoresOptions): Promise<StoreProvider> {
  const { url, logger, commandTimeoutMs = 1_000 } = options
  const host = hostOf(url)
  const connecting = { url, commandTimeoutMs, prepare: prepareConnection(commandTimeoutMs) }
  const first = await connectFirst(connecting)
  try {
    const { warning } = await checkRedis((args) => first.send(args, commandTimeoutMs), url)
    if (warning !== undefined) logger?.warn({ host }, warning)
  } catch (cause) {
    first.end()
    throw cause
  }
  const link = createRedisLink(first, {
    ...connecting,
    onChange({ isUp, cause }) {
      if (isUp) logger?.info({ host }, 'Redis is back')
      else logger?.warn({ host, reason: messageOf(cause) }, 'connection to Redis lost')
    },
  })
  const sites = new Map<string, SiteStore>()
  const shared = createRedisSharedStore({ keys: siteKeys(SHARED_ID), send: link.send })
  return {
    kind: 'redis',
    async site(id) {
      const held = sites.get(id)
      if (held) return held
      if (id === SHARED_ID) throw new Error(`not a site id: ${JSON.stringify(id)}`)
      const store = createRedisSiteStore(id, {
        keys: siteKeys(id),
        send: link.send,
        connect: () => connectPrepared(connecting),
        commandTimeoutMs,
        onClose: () => sites.delete(id),
      })
      sites.set(id, store)
      return store
    },
    shared: async () => shared,
    async close() {
      await Promise.all([...sites.values()].map((site) => site.close()))
      link.close()
    },
  }
}
