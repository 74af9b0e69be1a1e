import { formatVersion, type Version } from '../../../protocol/version.ts'
import type { ReadResult, SiteStore, StreamEntry } from '../../services/store.ts'
import { appendResultOf, entryArguments, refusedAppend } from './entry-arguments.ts'
import type { RedisReply } from './redis-client.ts'
import { asUnavailable } from './redis-refusals.ts'
import { bytesOf, listOf, numberOf, pairsOf, rowsOf, textOf, versionOf } from './replies.ts'
import { createSiteCalls, type Send } from './site-calls.ts'
import type { RedisSiteParts } from './site-calls.ts'
import type { WaitingLinks } from './waiting-links.ts'

type StreamMethods = Pick<SiteStore, 'append' | 'read' | 'positionAt'>

export function createRedisStream(parts: RedisSiteParts, waiting: WaitingLinks): StreamMethods {
  const calls = createSiteCalls(parts.keys, parts.send)

  async function readOnce(send: Send, after: Version, limit: number, blockMs: number) {
    const position = formatVersion(after)
    const block = blockMs > 0 ? ['BLOCK', String(Math.ceil(blockMs))] : []
    const count = ['COUNT', String(limit + 1)]
    // Sent together: the mark is read right behind the entries, whenever those come.
    const [entries, trimmed] = await Promise.all([
      send(['XREAD', ...count, ...block, 'STREAMS', parts.keys.stream, position]),
      createSiteCalls(parts.keys, send).ask('is_trimmed', [position]),
    ])
    return { rows: rowsOf(entries), trimmed: numberOf(trimmed) === 1 }
  }

  /** What others wrote into the stream by mistake is stepped over, within the same wait. */
  async function readFrom(send: Send, after: Version, limit: number, waitMs: number) {
    const startedAt = performance.now()
    let from = after
    for (;;) {
      const leftMs = waitMs - (performance.now() - startedAt)
      const { rows, trimmed } = await readOnce(send, from, limit, leftMs)
      const taken = rows.slice(0, limit)
      const entries = taken.flatMap(entryOf)
      const atEnd = rows.length <= limit
      const last = taken.at(-1)
      if (entries.length > 0 || last === undefined) return { entries, atEnd, trimmed }
      from = versionOf(listOf(last)[0])
    }
  }

  return {
    async append(entry) {
      try {
        return appendResultOf(await calls.tryWrite('append', entryArguments(entry)))
      } catch (cause) {
        const refused = refusedAppend(cause)
        if (refused) return refused
        throw asUnavailable(cause)
      }
    },
    async read(after, { limit, waitMs }): Promise<ReadResult> {
      try {
        if (waitMs <= 0) return await readFrom(parts.send, after, limit, 0)
        return await waiting.use((connection) => {
          const send: Send = (args) => connection.send(args, waitMs + parts.commandTimeoutMs)
          return readFrom(send, after, limit, waitMs)
        })
      } catch (cause) {
        throw asUnavailable(cause)
      }
    },
    async positionAt(receivedAt) {
      const reply = await calls.ask('position_at', [String(receivedAt)])
      if (reply === null) return undefined
      const [version, epoch] = listOf(reply)
      return { version: versionOf(version), epoch: textOf(epoch) }
    },
  }
}

function entryOf(row: RedisReply): StreamEntry[] {
  const [id, flat] = listOf(row)
  const fields = new Map(pairsOf(flat))
  const kind = fields.get('k')?.toString()
  const epoch = fields.get('e')
  const receivedAt = fields.get('r')
  if (!epoch || !receivedAt || (kind !== 'samples' && kind !== 'schema')) return []
  return [
    {
      version: versionOf(id),
      epoch: epoch.toString(),
      kind,
      receivedAt: numberOf(receivedAt),
      body: bytesOf(fields.get('b')),
    },
  ]
}
