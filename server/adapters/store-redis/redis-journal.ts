import {
  assertAppendable,
  type JournalHead,
  type JournalStore,
  type StoredJournalEntry,
} from '../../services/journal-store.ts'
import type { RedisReply } from './redis-client.ts'
import { asUnavailable } from './redis-refusals.ts'
import { listOf, numberOf, pairsOf, textOf } from './replies.ts'
import type { Send, SiteCalls } from './site-calls.ts'
import type { SiteKeys } from './site-keys.ts'

export function createRedisJournal(
  { keys, send }: { readonly keys: Pick<SiteKeys, 'journal'>; readonly send: Send },
  calls: SiteCalls,
): JournalStore {
  return {
    async head() {
      return headOf(listOf(await calls.ask('journal_head', [])))
    },
    async append(expected, entries) {
      assertAppendable(expected, entries)
      const args = [
        ...[String(expected.seq), expected.hash],
        ...entries.flatMap(({ seq, at, hash, body }) => [String(seq), String(at), hash, body]),
      ]
      const [state, ...head] = listOf(await calls.write('journal_append', args))
      return textOf(state) === 'ok' ? { ok: true } : { ok: false, head: headOf(head) }
    },
    // From right behind the number before: an id like 7-1, which nobody here writes, is not stepped over.
    async read({ from, limit }) {
      const range = [`(${Math.max(0, from - 1)}-0`, '+', 'COUNT', String(limit)]
      try {
        return listOf(await send(['XRANGE', keys.journal, ...range])).map(entryOf)
      } catch (cause) {
        throw asUnavailable(cause)
      }
    },
  }
}

export function headOf([seq, at, hash]: readonly RedisReply[]): JournalHead {
  return { seq: numberOf(seq), at: Number(textOf(at)), hash: textOf(hash) }
}

/** What others have written into the stream comes as an entry that no check lets through. */
export function entryOf(row: RedisReply): StoredJournalEntry {
  const [id, flat] = listOf(row)
  const fields = new Map(pairsOf(flat).map(([name, value]) => [name, value.toString()]))
  return {
    seq: Number.parseInt(textOf(id), 10),
    at: Number(fields.get('a')) || 0,
    hash: fields.get('h') ?? '',
    body: fields.get('b') ?? '',
  }
}
