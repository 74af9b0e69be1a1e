import { statfs } from 'node:fs/promises'
import { StoreUnavailable } from '../../services/store.ts'

/** LMDB passes on the system's error numbers, and has its own for a map that cannot grow. */
const EIO = 5
const FULL_CODES: readonly unknown[] = [27, 28, 122, -30792]
const READ_ONLY_CODES: readonly unknown[] = [1, 13, 30]
const NEARLY_FULL_BYTES = 16 * 1024 * 1024

/** What the disk refused: "full" and "read-only" as results, anything else as `StoreUnavailable`. */
export async function refusedWrite(
  cause: unknown,
  folder: string,
): Promise<{ readonly ok: false; readonly reason: 'full' | 'read-only' }> {
  const error = await rootCause(cause)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (FULL_CODES.includes(code)) return { ok: false, reason: 'full' }
  if (READ_ONLY_CODES.includes(code)) return { ok: false, reason: 'read-only' }
  // LMDB calls a write that the disk took only a part of an input/output error.
  if (code === EIO && (await isNearlyFull(folder))) return { ok: false, reason: 'full' }
  throw unavailable(error)
}

/** The same for calls that answer no reason. */
export async function throwUnavailable(cause: unknown): Promise<never> {
  throw unavailable(await rootCause(cause))
}

async function isNearlyFull(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize < NEARLY_FULL_BYTES
}

function unavailable(cause: unknown): StoreUnavailable {
  const text = cause instanceof Error ? cause.message : String(cause)
  return new StoreUnavailable(`the data folder cannot be written: ${text}`, { cause })
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
