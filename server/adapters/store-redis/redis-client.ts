import { createClient, ErrorReply, RESP_TYPES } from 'redis'
import { StoreUnavailable } from '../../services/store.ts'

export type RedisReply = null | number | string | Buffer | readonly RedisReply[]
export type RedisArguments = readonly (string | Buffer)[]

// Replies stay plain arrays (RESP2), texts come as bytes because bodies are bytes, and nothing is
// queued or reconnected behind our back: a call fails at once while there is no connection.
function createRedisClient(url: string, connectTimeoutMs: number) {
  return createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
    socket: { connectTimeout: connectTimeoutMs, reconnectStrategy: false },
  })
}

type Client = ReturnType<typeof createRedisClient>

/** One connection: every call has a deadline, and a call that misses it ends the connection. */
export interface RedisConnection {
  readonly isUp: () => boolean
  /** Throws `ErrorReply` for what Redis refused, `StoreUnavailable` for everything else. */
  readonly send: (args: RedisArguments, deadlineMs: number) => Promise<RedisReply>
  readonly end: () => void
  /** Called once when the connection is lost, not when `end` was called. */
  readonly onLost: (listener: (cause: unknown) => void) => void
}

export async function connectRedis(url: string, deadlineMs: number): Promise<RedisConnection> {
  const client = createRedisClient(url, deadlineMs)
  let isEnded = false
  let lossOf: { readonly cause: unknown } | undefined
  let lost: ((cause: unknown) => void) | undefined

  function end(): void {
    isEnded = true
    if (client.isOpen) client.destroy()
  }

  function lose(cause: unknown): void {
    if (isEnded) return
    end()
    lossOf = { cause }
    lost?.(cause)
  }

  client.on('error', lose)
  try {
    await withDeadline(client.connect(), deadlineMs, 'connecting')
  } catch (cause) {
    end()
    throw cause
  }
  return {
    isUp: () => !isEnded && client.isReady,
    end,
    onLost(listener) {
      lost = listener
      if (lossOf) listener(lossOf.cause)
    },
    send: (args, limitMs) => send(client, args, limitMs, lose),
  }
}

async function send(
  client: Client,
  args: RedisArguments,
  deadlineMs: number,
  lose: (cause: unknown) => void,
): Promise<RedisReply> {
  try {
    return await withDeadline(client.sendCommand<RedisReply>(args), deadlineMs, String(args[0]))
  } catch (cause) {
    if (cause instanceof ErrorReply) throw cause
    // Replies come in order: one that is overdue blocks all behind it, so the connection is of no use.
    lose(cause)
    throw new StoreUnavailable(`Redis did not answer: ${messageOf(cause)}`, { cause })
  }
}

async function withDeadline<T>(work: Promise<T>, deadlineMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} took more than ${deadlineMs} ms`)),
      deadlineMs,
    )
  })
  try {
    return await Promise.race([work, overdue])
  } finally {
    clearTimeout(timer)
  }
}

export function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === '') {
    return cause.errors.map(messageOf).join(', ')
  }
  return cause instanceof Error ? cause.message : String(cause)
}
