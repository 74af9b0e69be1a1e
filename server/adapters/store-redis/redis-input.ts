import { randomUUID } from 'node:crypto'
import type { InputEntry, StoreInput } from '../../services/store.ts'
import { appendResultOf, entryArguments, refusedAppend } from './entry-arguments.ts'
import type { RedisReply } from './redis-client.ts'
import { asUnavailable, isGroupMissing } from './redis-refusals.ts'
import { listOf, numberOf, pairsOf, rowsOf, textOf } from './replies.ts'
import { createSiteCalls, type RedisSiteParts, type Send } from './site-calls.ts'
import type { WaitingLinks } from './waiting-links.ts'

const GROUP = 'iocwall'
/** An entry read but not moved for this long was left by a node that died; moving twice is impossible anyway. */
const LEFT_AFTER_MS = 2_000
/** Looking for what was left costs Redis a walk over all that is under way. */
const CLAIM_EVERY_MS = 1_000
const NO_ENTRY = ['', '', '', '', '', '']

export function createRedisInput(parts: RedisSiteParts, waiting: WaitingLinks): StoreInput {
  const { keys } = parts
  const calls = createSiteCalls(keys, parts.send)
  const readWaiting = createReader(parts, waiting)

  return {
    // What is moved is trimmed off, up to the oldest entry that still waits.
    async waitingCount() {
      try {
        return numberOf(await parts.send(['XLEN', keys.input]))
      } catch (cause) {
        throw asUnavailable(cause)
      }
    },
    async read({ limit, waitMs }) {
      try {
        return await readWaiting(limit, waitMs)
      } catch (cause) {
        if (!isGroupMissing(cause)) throw asUnavailable(cause)
      }
      try {
        await createGroup(parts.send, keys.input)
        return await readWaiting(limit, waitMs)
      } catch (cause) {
        throw asUnavailable(cause)
      }
    },
    async move({ ids, entry, dead }) {
      const gone = [...new Set([...ids, ...dead.map((one) => one.id)])]
      const args = [
        ...[GROUP, String(gone.length), String(dead.length), entry ? '1' : '0'],
        ...(entry ? entryArguments(entry) : NO_ENTRY),
        ...gone,
        ...dead.flatMap(({ id, reason }) => [id, reason]),
      ]
      try {
        return moveResultOf(await calls.tryWrite('move', args), entry !== undefined)
      } catch (cause) {
        const refused = refusedAppend(cause)
        if (refused) return refused
        throw asUnavailable(cause)
      }
    },
  }
}

/** What waits: first what a dead node left, else what is new. */
function createReader(
  { keys, commandTimeoutMs, send }: RedisSiteParts,
  waiting: WaitingLinks,
): (limit: number, waitMs: number) => Promise<readonly InputEntry[]> {
  const consumer = randomUUID()
  let cursor = '0-0'
  let claimedAt = -Infinity

  async function claimLeft(limit: number): Promise<readonly InputEntry[]> {
    const now = performance.now()
    if (now - claimedAt < CLAIM_EVERY_MS) return []
    const reply = await send([
      ...['XAUTOCLAIM', keys.input, GROUP, consumer, String(LEFT_AFTER_MS), cursor],
      ...['COUNT', String(limit)],
    ])
    const [next, rows] = listOf(reply)
    cursor = textOf(next)
    const left = listOf(rows).flatMap(inputEntryOf)
    // Where something was left there may be more.
    claimedAt = left.length > 0 ? -Infinity : now
    return left
  }

  async function readNew(through: Send, limit: number, waitMs: number) {
    const block = waitMs > 0 ? ['BLOCK', String(Math.ceil(waitMs))] : []
    const group = ['XREADGROUP', 'GROUP', GROUP, consumer, 'COUNT', String(limit)]
    const reply = await through([...group, ...block, 'STREAMS', keys.input, '>'])
    return rowsOf(reply).flatMap(inputEntryOf)
  }

  return async (limit, waitMs) => {
    const left = await claimLeft(limit)
    if (left.length > 0) return left
    if (waitMs <= 0) return readNew(send, limit, 0)
    return waiting.use((connection) =>
      readNew((args) => connection.send(args, waitMs + commandTimeoutMs), limit, waitMs),
    )
  }
}

async function createGroup(send: Send, stream: string): Promise<void> {
  try {
    await send(['XGROUP', 'CREATE', stream, GROUP, '0', 'MKSTREAM'])
  } catch (cause) {
    if (!(cause instanceof Error && cause.message.startsWith('BUSYGROUP'))) throw cause
  }
}

function moveResultOf(reply: RedisReply, hasEntry: boolean) {
  const state = textOf(listOf(reply)[0])
  if (state === 'already-moved') return { ok: false, reason: 'already-moved' } as const
  return hasEntry ? appendResultOf(reply) : ({ ok: true } as const)
}

/** A claimed entry that its producer trimmed away comes without fields. */
function inputEntryOf(row: RedisReply): InputEntry[] {
  const [id, flat] = row === null ? [] : listOf(row)
  if (id === undefined || flat === undefined || flat === null) return []
  const fields = pairsOf(flat).map(([name, value]) => [name, value.toString()])
  return [{ id: textOf(id), fields: Object.fromEntries(fields) }]
}
