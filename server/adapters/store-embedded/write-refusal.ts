import { StoreUnavailable, type AppendResult } from '../../services/store.ts'

/** What the disk refused: "full" and "read-only" as results, anything else as `StoreUnavailable`. */
export async function refusedWrite(cause: unknown): Promise<AppendResult> {
  const reason = await rootCause(cause)
  const text = reason instanceof Error ? reason.message : String(reason)
  if (/ENOSPC|EFBIG|EDQUOT|no space|too large|quota|MAP_FULL|mapsize/i.test(text)) {
    return { ok: false, reason: 'full' }
  }
  if (/EROFS|EACCES|read-only|permission/i.test(text)) return { ok: false, reason: 'read-only' }
  throw new StoreUnavailable(`the data folder cannot be written: ${text}`, { cause: reason })
}

/** The same for calls that answer no reason. */
export async function unavailable(cause: unknown): Promise<never> {
  const reason = await rootCause(cause)
  const text = reason instanceof Error ? reason.message : String(reason)
  throw new StoreUnavailable(`the data folder cannot be written: ${text}`, { cause: reason })
}

/** LMDB rejects a batch with one error for all, and tells why through a promise on it. */
async function rootCause(cause: unknown): Promise<unknown> {
  if (!(cause instanceof Error) || !('commitError' in cause)) return cause
  try {
    await cause.commitError
    return cause
  } catch (reason) {
    return reason
  }
}
