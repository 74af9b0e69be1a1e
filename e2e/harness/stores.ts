import { startRedisServer, type RedisServer } from '../../server/testing/redis-server.ts'
import { startWallServer, type WallServer, type WallServerOptions } from './wall-server.ts'

export const STORE_KINDS = ['embedded', 'redis'] as const
export type StoreKind = (typeof STORE_KINDS)[number]

/** For what lies before the store: every run tries it on this one, LONG=1 on both. */
export function onEither(kind: StoreKind): readonly StoreKind[] {
  return process.env['LONG'] === '1' ? STORE_KINDS : [kind]
}

/** A server on one of the stores, and the Redis below it where it has one. */
export interface Stack {
  readonly server: WallServer
  readonly redis: RedisServer | undefined
  readonly stop: () => Promise<void>
}

const DURABLE = { appendonly: 'yes', appendfsync: 'everysec' }

export async function startStack(
  kind: StoreKind,
  options: WallServerOptions & { readonly redis?: Readonly<Record<string, string>> } = {},
): Promise<Stack> {
  const redis =
    kind === 'redis' ? await startRedisServer({ config: options.redis ?? DURABLE }) : undefined
  const env = { ...options.env, ...(redis ? { REDIS_URL: redis.url } : {}) }
  const server = await startWallServer({ ...options, env })
  return {
    server,
    redis,
    async stop() {
      await server.stop()
      await redis?.stop()
    },
  }
}
