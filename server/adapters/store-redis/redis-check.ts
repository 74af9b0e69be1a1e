import { ErrorReply } from 'redis'
import { StoreRefused, StoreUnavailable } from '../../services/store.ts'
import { connectPrepared, type LinkOptions } from './redis-link.ts'
import { messageOf, type RedisConnection } from './redis-client.ts'
import { listOf, textOf } from './replies.ts'
import type { Send } from './site-calls.ts'

const OPEN_WITHIN_MS = 2_000
const RETRY_MS = 200

/** The address of a Redis and the variable that gave it. */
export interface RedisPlace {
  readonly url: string
  readonly variable: 'REDIS_URL' | 'ALARM_REDIS_URL'
}

/** The first connection: tried for two seconds, then refused in words an operator can act on. */
export async function connectFirst(
  place: RedisPlace,
  options: Pick<LinkOptions, 'url' | 'commandTimeoutMs' | 'prepare'>,
): Promise<RedisConnection> {
  const startedAt = performance.now()
  hostOf(place)
  for (;;) {
    try {
      return await connectPrepared(options)
    } catch (cause) {
      const isLoading = cause instanceof ErrorReply && cause.message.startsWith('LOADING')
      if (cause instanceof ErrorReply && !isLoading) throw refusedBy(place, cause)
      if (performance.now() - startedAt > OPEN_WITHIN_MS) throw unreachable(place, cause)
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
}

function refusedBy(place: RedisPlace, cause: ErrorReply): StoreRefused {
  const host = hostOf(place)
  const todo = /unknown (sub)?command/i.test(cause.message)
    ? 'IOC Wall needs Redis 7.0 or newer'
    : `check the user and password in ${place.variable} and what that user may do`
  return new StoreRefused(`Redis at ${host} refuses the connection (${cause.message}): ${todo}`, {
    cause,
  })
}

const WITHOUT = {
  REDIS_URL: 'the embedded store is used',
  ALARM_REDIS_URL: 'alarms are kept in the Redis of REDIS_URL',
} as const

function unreachable(place: RedisPlace, cause: unknown): StoreRefused {
  const { variable } = place
  return new StoreRefused(
    `${variable} is set, but Redis at ${hostOf(place)} does not answer (${messageOf(cause)}): ` +
      `start it or correct ${variable}; without ${variable} ${WITHOUT[variable]}`,
    { cause },
  )
}

/** Host and port without user and password. */
export function hostOf({ url, variable }: RedisPlace): string {
  try {
    const { hostname, port, protocol } = new URL(url)
    if (protocol !== 'redis:' && protocol !== 'rediss:') throw new Error('not redis://')
    return `${hostname || 'localhost'}:${port || '6379'}`
  } catch (cause) {
    throw new StoreRefused(`${variable} is not a URL like redis://user:password@host:6379`, {
      cause,
    })
  }
}

async function readConfig(send: Send, name: string): Promise<string | undefined> {
  try {
    const reply = listOf(await send(['CONFIG', 'GET', name]))
    return reply.length > 1 ? textOf(reply[1]) : undefined
  } catch (cause) {
    if (cause instanceof ErrorReply) return undefined
    throw cause
  }
}

export interface Persistence {
  readonly durability: 'always' | 'may-lose'
  readonly warning: string | undefined
}

/** Refuses a Redis that evicts keys; says what a restart of it can lose. */
export async function checkRedis(send: Send, place: RedisPlace): Promise<Persistence> {
  const policy = await readConfig(send, 'maxmemory-policy')
  const host = hostOf(place)
  if (policy === undefined) {
    throw new StoreRefused(
      `Redis at ${host} does not tell its maxmemory-policy: allow the user of ${place.variable} "+config|get"`,
    )
  }
  if (policy !== 'noeviction') {
    throw new StoreRefused(
      `Redis at ${host} evicts keys when memory is full (maxmemory-policy ${policy}) and would ` +
        'lose data silently: set maxmemory-policy noeviction',
    )
  }
  return readPersistence(send)
}

export async function readPersistence(send: Send): Promise<Persistence> {
  const [appendOnly, fsync] = await Promise.all([
    readConfig(send, 'appendonly'),
    readConfig(send, 'appendfsync'),
  ])
  if (appendOnly !== 'yes') {
    const warning =
      'Redis keeps no append-only file: a restart loses what came since its last snapshot; set appendonly yes'
    return { durability: 'may-lose', warning }
  }
  if (fsync === 'always') return { durability: 'always', warning: undefined }
  const warning = `Redis syncs its append-only file with "${fsync ?? 'unknown'}": a power cut can lose about a second; appendfsync always loses nothing`
  return { durability: 'may-lose', warning }
}

export async function readRunId(send: Send): Promise<string> {
  const info = textOf(await send(['INFO', 'server']))
  const runId = /^run_id:(\S+)/m.exec(info)?.[1]
  if (runId === undefined) throw new StoreUnavailable('Redis does not tell its run_id')
  return runId
}
