import type { RedisArguments, RedisConnection, RedisReply } from './redis-client.ts'
import { SITE_LIBRARY, type FunctionLibrary } from './functions/library.ts'
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

async function loadLibrary(send: Send, { code }: FunctionLibrary): Promise<void> {
  try {
    await send(['FUNCTION', 'LOAD', code])
  } catch (cause) {
    if (!(cause instanceof Error && cause.message.includes('already exists'))) throw cause
  }
}

export function prepareConnection(commandTimeoutMs: number, library: FunctionLibrary) {
  return (connection: RedisConnection): Promise<void> =>
    loadLibrary((args) => connection.send(args, commandTimeoutMs), library)
}

export function createSiteCalls(
  keys: Pick<SiteKeys, 'all'>,
  send: Send,
  library: FunctionLibrary = SITE_LIBRARY,
): SiteCalls {
  const keyCount = String(keys.all.length)

  async function call(command: 'FCALL' | 'FCALL_RO', name: string, args: RedisArguments) {
    const whole = [command, `${library.name}_${name}`, keyCount, ...keys.all, ...args]
    try {
      return await send(whole)
    } catch (cause) {
      if (!isFunctionMissing(cause)) throw cause
      await loadLibrary(send, library)
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
