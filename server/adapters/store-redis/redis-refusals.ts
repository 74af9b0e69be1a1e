import { ErrorReply } from 'redis'
import { StoreUnavailable } from '../../services/store.ts'

/** Why Redis does not take writes, or undefined when the error says something else. */
export function writeRefusal(cause: unknown): 'full' | 'read-only' | undefined {
  if (!(cause instanceof ErrorReply)) return undefined
  if (cause.message.startsWith('OOM')) return 'full'
  return /^(READONLY|MISCONF|NOREPLICAS)/.test(cause.message) ? 'read-only' : undefined
}

export function isFunctionMissing(cause: unknown): boolean {
  return cause instanceof ErrorReply && /Function not found/i.test(cause.message)
}

export function isGroupMissing(cause: unknown): boolean {
  return cause instanceof ErrorReply && cause.message.startsWith('NOGROUP')
}

/** Redis is there but will not serve now: callers treat it like one that is away. */
export function asUnavailable(cause: unknown): unknown {
  if (!(cause instanceof ErrorReply)) return cause
  const isTemporary =
    /^(OOM|READONLY|MISCONF|NOREPLICAS|LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOAUTH|NOPERM|UNBLOCKED)/
  if (!isTemporary.test(cause.message)) return cause
  return new StoreUnavailable(`Redis refused: ${cause.message}`, { cause })
}
