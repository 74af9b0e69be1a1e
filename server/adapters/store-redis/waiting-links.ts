import { StoreUnavailable } from '../../services/store.ts'
import { messageOf, type RedisConnection } from './redis-client.ts'

/** Connections for commands that block. Each is used by one reader at a time and kept for the next. */
export interface WaitingLinks {
  readonly use: <T>(work: (connection: RedisConnection) => Promise<T>) => Promise<T>
  readonly close: () => void
}

export function createWaitingLinks(connect: () => Promise<RedisConnection>): WaitingLinks {
  const open = new Set<RedisConnection>()
  const idle: RedisConnection[] = []
  let isClosed = false

  async function take(): Promise<RedisConnection> {
    for (let kept = idle.pop(); kept; kept = idle.pop()) {
      if (kept.isUp()) return kept
      open.delete(kept)
    }
    try {
      const connection = await connect()
      open.add(connection)
      if (isClosed) end(connection)
      return connection
    } catch (cause) {
      if (cause instanceof StoreUnavailable) throw cause
      throw new StoreUnavailable(`Redis is away: ${messageOf(cause)}`, { cause })
    }
  }

  function end(connection: RedisConnection): void {
    open.delete(connection)
    connection.end()
  }

  return {
    async use(work) {
      if (isClosed) throw new StoreUnavailable('the store was closed')
      const connection = await take()
      try {
        return await work(connection)
      } finally {
        if (connection.isUp() && !isClosed) idle.push(connection)
        else end(connection)
      }
    },
    close() {
      isClosed = true
      for (const connection of open) end(connection)
    },
  }
}
