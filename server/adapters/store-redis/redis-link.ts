import { StoreUnavailable } from '../../services/store.ts'
import { connectRedis, messageOf, type RedisConnection } from './redis-client.ts'
import type { RedisArguments, RedisReply } from './redis-client.ts'

/** A connection that comes back by itself. While it is away every call fails at once. */
export interface RedisLink {
  readonly send: (args: RedisArguments) => Promise<RedisReply>
  readonly close: () => void
}

export interface LinkOptions {
  readonly url: string
  readonly commandTimeoutMs: number
  /** Runs on every new connection before it is used. */
  readonly prepare: (connection: RedisConnection) => Promise<void>
  readonly onChange: (change: { readonly isUp: boolean; readonly cause?: unknown }) => void
}

const RETRY_MS = 200

/** Opens a connection that is ready for use, or throws. */
export async function connectPrepared(
  options: Pick<LinkOptions, 'url' | 'commandTimeoutMs' | 'prepare'>,
): Promise<RedisConnection> {
  const connection = await connectRedis(options.url, options.commandTimeoutMs)
  try {
    await options.prepare(connection)
    return connection
  } catch (cause) {
    connection.end()
    throw cause
  }
}

export function createRedisLink(first: RedisConnection, options: LinkOptions): RedisLink {
  let connection: RedisConnection | undefined
  let isClosed = false
  let lastCause: unknown
  let retry: NodeJS.Timeout | undefined

  function use(next: RedisConnection): void {
    connection = next
    next.onLost((cause) => {
      connection = undefined
      lastCause = cause
      options.onChange({ isUp: false, cause })
      reconnectSoon()
    })
  }

  function reconnectSoon(): void {
    if (!isClosed) retry = setTimeout(() => void reconnect(), RETRY_MS)
  }

  async function reconnect(): Promise<void> {
    try {
      const next = await connectPrepared(options)
      if (isClosed) return next.end()
      use(next)
      options.onChange({ isUp: true })
    } catch (cause) {
      lastCause = cause
      reconnectSoon()
    }
  }

  use(first)
  return {
    async send(args) {
      if (isClosed) throw new StoreUnavailable('the store was closed')
      if (!connection) {
        const reason = messageOf(lastCause)
        throw new StoreUnavailable(`Redis is away: ${reason}`, { cause: lastCause })
      }
      return connection.send(args, options.commandTimeoutMs)
    },
    close() {
      isClosed = true
      clearTimeout(retry)
      connection?.end()
      connection = undefined
    },
  }
}
