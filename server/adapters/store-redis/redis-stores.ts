import { SHARED_ID } from '../../services/shared-store.ts'
import type { AlarmStore } from '../../services/alarm-store.ts'
import type { SiteStore, StoreProvider } from '../../services/store.ts'
import { ALARM_LIBRARY, SITE_LIBRARY, type FunctionLibrary } from './functions/library.ts'
import { createRedisAlarmStore } from './redis-alarms.ts'
import { checkRedis, connectFirst, hostOf, type RedisPlace } from './redis-check.ts'
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
  /** Where alarms are kept; by default there too, on a connection of their own. */
  readonly alarmUrl?: string
  readonly logger?: StoreLogger
  readonly commandTimeoutMs?: number
}

/** Opens the stores in a Redis. Throws `StoreRefused` when it cannot be reached or must not be used. */
export async function openRedisStores(options: RedisStoresOptions): Promise<StoreProvider> {
  const { url, alarmUrl, logger, commandTimeoutMs = 1_000 } = options
  const opening = { logger, commandTimeoutMs }
  const { link, connect } = await openLink({ url, variable: 'REDIS_URL' }, SITE_LIBRARY, {
    ...opening,
    check: alarmUrl === undefined ? 'all' : 'figures',
  })
  const alarms = await openAlarms(options).catch((cause: unknown) => {
    link.close()
    throw cause
  })
  const sites = new Map<string, SiteStore>()
  const shared = createRedisSharedStore({ keys: siteKeys(SHARED_ID), send: link.send })
  return {
    kind: 'redis',
    async site(id) {
      const held = sites.get(id)
      if (held) return held
      assertSiteId(id)
      const store = createRedisSiteStore(id, {
        keys: siteKeys(id),
        send: link.send,
        connect,
        commandTimeoutMs,
        onClose: () => sites.delete(id),
      })
      sites.set(id, store)
      return store
    },
    shared: async () => shared,
    alarms: async (id) => alarms.site(id),
    async close() {
      await Promise.all([...sites.values()].map((site) => site.close()))
      alarms.close()
      link.close()
    },
  }
}

function assertSiteId(id: string): void {
  if (id === SHARED_ID) throw new Error(`not a site id: ${JSON.stringify(id)}`)
}

/** The stores of alarms, whose commands never stand in line behind those of figures. */
async function openAlarms({ url, alarmUrl, logger, commandTimeoutMs = 1_000 }: RedisStoresOptions) {
  const place =
    alarmUrl === undefined
      ? ({ url, variable: 'REDIS_URL' } as const)
      : ({ url: alarmUrl, variable: 'ALARM_REDIS_URL' } as const)
  const { link, connect } = await openLink(place, ALARM_LIBRARY, {
    logger,
    commandTimeoutMs,
    check: alarmUrl === undefined ? 'nothing' : 'alarms',
  })
  const stores = new Map<string, ReturnType<typeof createRedisAlarmStore>>()
  return {
    site(id: string): AlarmStore {
      const held = stores.get(id)
      if (held) return held.store
      assertSiteId(id)
      const opened = createRedisAlarmStore({ site: id, send: link.send, connect, commandTimeoutMs })
      stores.set(id, opened)
      return opened.store
    },
    close() {
      for (const opened of stores.values()) opened.close()
      link.close()
    },
  }
}

interface Opening {
  readonly logger: StoreLogger | undefined
  readonly commandTimeoutMs: number
  /** What is kept there and worth a warning; `nothing` where another connection was checked already. */
  readonly check: 'figures' | 'alarms' | 'all' | 'nothing'
}

async function openLink(
  place: RedisPlace,
  library: FunctionLibrary,
  { logger, commandTimeoutMs, check }: Opening,
) {
  const { url } = place
  const host = hostOf(place)
  const connecting = {
    url,
    commandTimeoutMs,
    prepare: prepareConnection(commandTimeoutMs, library),
  }
  const first = await connectFirst(place, connecting)
  try {
    if (check !== 'nothing') {
      const { warning } = await checkRedis((args) => first.send(args, commandTimeoutMs), place)
      if (warning !== undefined) logger?.warn({ host }, warningFor(check, warning))
    }
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
  return { link, connect: () => connectPrepared(connecting) }
}

function warningFor(kept: Exclude<Opening['check'], 'nothing'>, warning: string): string {
  if (kept === 'figures') return warning
  return `${warning} (confirmed acknowledgements of alarms can be among what is lost)`
}
