import type { RedisArguments, RedisConnection, RedisReply } from './redis-client.ts'
import { LIBRARY_CODE, LIBRARY_NAME } from './functions/library.ts'
import { asUnavailable, isFunctionMissing } from './redis-refusals.ts'
import type { SiteKeys } from './site-keys.ts'

export type Send = (args: RedisArguments) => Promise<RedisReply>

export interface RedisSiteParts {
  readonly keys: SiteKeys
  readonly send: Send
  readonly connect: () => Promise<RedisConnection>
  readonly commandTimeoutMs: number
  readonly onClose: () => void
}

/** Calls of our functions with a site's keys. What Redis refuses for now throws `StoreUnavailable`. */
export interface SiteCalls {
  readonly write: (name: string, args: RedisArguments) => Promise<RedisReply>
  readonly ask: (name: string, args: RedisArguments) => Promise<RedisReply>
  /** Like `write`, but Redis' own error comes through. */
  readonly tryWrite: (name: string, args: RedisArguments) => Promise<RedisReply>
}

async function loadLibrary(send: Send): Promise<void> {
  try {
    await send(['FUNCTION', 'LOAD', LIBRARY_CODE])
  } catch (cause) {
    if (!(cause instanceof Error && cause.message.includes('already exists'))) throw cause
  }
}

export function prepareConnection(commandTimeoutMs: number) {
  return (connection: RedisConnection): Promise<void> =>
    loadLibrary((args) => connection.send(args, commandTimeoutMs))
}

export function createSiteCalls(keys: SiteKeys, send: Send): SiteCalls {
  const keyCount = String(keys.all.length)

  async function call(command: 'FCALL' | 'FCALL_RO', name: string, args: RedisArguments) {
    const whole = [command, `${LIBRARY_NAME}_${name}`, keyCount, ...keys.all, ...args]
    try {
      return await send(whole)
    } catch (cause) {
      if (!isFunctionMissing(cause)) throw cause
      await loadLibrary(send)
      return send(whole)
    }
  }

  async function refusing(work: Promise<RedisReply>): Promise<RedisReply> {
    try {
      return await work
    } catch (cause) {
      throw asUnavailable(cause)
    }
  }

  return {
    write: (name, args) => refusing(call('FCALL', name, args)),
    ask: (name, args) => refusing(call('FCALL_RO', name, args)),
    tryWrite: (name, args) => call('FCALL', name, args),
  }
}
