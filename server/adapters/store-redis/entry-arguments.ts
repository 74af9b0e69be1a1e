import type { AppendResult, NewEntry } from '../../services/store.ts'
import type { RedisReply } from './redis-client.ts'
import { listOf, textOf, versionOf } from './replies.ts'
import { writeRefusal } from './redis-refusals.ts'

export function entryArguments(entry: NewEntry): (string | Buffer)[] {
  const { epoch, kind, receivedAt, body, lease } = entry
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return [epoch, kind, String(receivedAt), bytes, lease?.name ?? '', String(lease?.token ?? '')]
}

export function appendResultOf(reply: RedisReply): AppendResult {
  const [state, version] = listOf(reply)
  const reason = textOf(state)
  if (reason === 'ok') return { ok: true, version: versionOf(version) }
  if (reason === 'epoch-changed' || reason === 'lease-lost') return { ok: false, reason }
  throw new Error(`Redis answered ${reason} to an append`)
}

/** Answers "full" and "read-only" as results; anything else goes on as the error it is. */
export function refusedAppend(cause: unknown): AppendResult | undefined {
  const reason = writeRefusal(cause)
  return reason && { ok: false, reason }
}
