import {
  assertCommittable,
  commandTime,
  dependsOnHead,
  type AlarmCommit,
  type AlarmCommitResult,
  type AlarmStore,
  type KeptText,
} from '../../services/alarm-store.ts'
import type { StoredJournalEntry } from '../../services/journal-store.ts'
import { ALARM_LIBRARY } from './functions/library.ts'
import type { RedisConnection, RedisReply } from './redis-client.ts'
import { createRedisEpoch } from './redis-epoch.ts'
import { createRedisJournal, entryOf, headOf } from './redis-journal.ts'
import { createRedisLeases } from './redis-leases.ts'
import { asUnavailable, writeRefusal } from './redis-refusals.ts'
import { listOf, numberOf, pairsOf, rowsOf, textOf } from './replies.ts'
import { createSiteCalls, type Send, type SiteCalls } from './site-calls.ts'
import { alarmKeys, type AlarmKeys } from './site-keys.ts'
import { createWaitingLinks, type WaitingLinks } from './waiting-links.ts'

export interface RedisAlarmParts {
  readonly site: string
  readonly send: Send
  readonly connect: () => Promise<RedisConnection>
  readonly commandTimeoutMs: number
}

/** Alarms of a site in a Redis; `close` ends the connections that wait. */
export function createRedisAlarmStore(parts: RedisAlarmParts): {
  readonly store: AlarmStore
  readonly close: () => void
} {
  const { site, send } = parts
  const keys = alarmKeys(site)
  const calls = createSiteCalls(keys, send, ALARM_LIBRARY)
  const waiting = createWaitingLinks(parts.connect)
  const store: AlarmStore = {
    site,
    ...createAlarmEpoch(calls, send),
    lease: createRedisLeases(calls),
    journal: createRedisJournal({ keys, send }, calls),
    ...createFollowing(parts, keys, waiting),
    ...createReading(calls, keys, send),
    ...createMessageMethods(calls),
    commit: (order) => commitTo(calls, order),
  }
  return { store, close: () => waiting.close() }
}

/** The journal's numbers are the first parts of its ids; a second part is nobody's of ours. */
function createAlarmEpoch(
  calls: SiteCalls,
  send: Send,
): Pick<AlarmStore, 'inspect' | 'changeEpoch'> {
  const epoch = createRedisEpoch(calls, send)
  return {
    ...epoch,
    async inspect() {
      const facts = await epoch.inspect()
      return { ...facts, tail: { ms: facts.tail.ms, n: 0 } }
    },
  }
}

function createFollowing(
  { send, commandTimeoutMs }: RedisAlarmParts,
  { journal }: AlarmKeys,
  waiting: WaitingLinks,
): Pick<AlarmStore, 'follow'> {
  async function readBehind(ask: Send, after: number, limit: number, waitMs: number) {
    const startedAt = performance.now()
    for (let from = after; ;) {
      const leftMs = Math.ceil(waitMs - (performance.now() - startedAt))
      const block = leftMs > 0 ? ['BLOCK', String(leftMs)] : []
      // The largest second part there is: nothing that was put in behind an entry is answered.
      const id = `${from}-18446744073709551615`
      const rows = rowsOf(
        await ask(['XREAD', 'COUNT', String(limit), ...block, 'STREAMS', journal, id]),
      )
      const own = rows.filter((row) => /^\d+-0$/.test(textOf(listOf(row)[0]))).map(entryOf)
      const last = rows.at(-1)
      if (own.length > 0 || last === undefined) return own
      from = entryOf(last).seq
    }
  }

  return {
    async follow({ after, limit, waitMs }): Promise<readonly StoredJournalEntry[]> {
      try {
        if (waitMs <= 0) return await readBehind(send, after, limit, 0)
        return await waiting.use((connection) => {
          const ask: Send = (args) => connection.send(args, waitMs + commandTimeoutMs)
          return readBehind(ask, after, limit, waitMs)
        })
      } catch (cause) {
        throw asUnavailable(cause)
      }
    },
  }
}

type Reading = Pick<AlarmStore, 'loadRecords' | 'loadEvaluation' | 'readPulse' | 'readCommand'>

function createReading(calls: SiteCalls, keys: AlarmKeys, send: Send): Reading {
  return {
    async loadRecords() {
      const [epoch, seq, at, hash, records] = listOf(await calls.ask('load_records', []))
      const head = headOf([seq ?? null, at ?? null, hash ?? null])
      return { epoch: optionalText(epoch), head, records: textsOf(records) }
    },
    async loadEvaluation() {
      const [cursor, points] = listOf(await calls.ask('load_evaluation', []))
      return { cursor: optionalText(cursor), points: textsOf(points) }
    },
    async readPulse() {
      try {
        return optionalText(await send(['HGET', keys.evaluation, 'pulse']))
      } catch (cause) {
        throw asUnavailable(cause)
      }
    },
    async readCommand(id) {
      const reply = await calls.ask('read_command', [id])
      if (reply === null) return undefined
      const [fingerprint, seq] = listOf(reply)
      return { id, fingerprint: textOf(fingerprint), seq: numberOf(seq) }
    },
  }
}

async function commitTo(calls: SiteCalls, order: AlarmCommit): Promise<AlarmCommitResult> {
  assertCommittable(order)
  try {
    return commitResultOf(listOf(await calls.tryWrite('commit', commitArguments(order))))
  } catch (cause) {
    const reason = writeRefusal(cause)
    if (reason) return { ok: false, reason }
    throw asUnavailable(cause)
  }
}

function commitArguments(order: AlarmCommit): string[] {
  const { epoch, expected, links, records, commands, messages, evaluation } = order
  const points = evaluation?.points ?? []
  const args = [epoch, String(evaluation?.token ?? ''), dependsOnHead(order) ? '1' : '0']
  args.push(String(expected.seq), expected.hash, String(commandTime(order)))
  args.push(evaluation?.cursor ?? '', evaluation?.pulse ?? '')
  args.push(evaluation?.after === undefined ? '0' : '1', evaluation?.after ?? '')
  args.push(String(links.length))
  for (const { seq, at, hash, body } of links) args.push(String(seq), String(at), hash, body)
  args.push(String(records.length))
  for (const { id, text } of records) args.push(id, ...textArguments(text))
  args.push(String(commands.length))
  for (const { id, fingerprint, seq } of commands) args.push(id, fingerprint, String(seq))
  args.push(String(messages.length))
  for (const { id, text } of messages) args.push(id, text)
  args.push(String(points.length))
  for (const { id, text } of points) args.push(id, ...textArguments(text))
  return args
}

function textArguments(text: string | undefined): [string, string] {
  return text === undefined ? ['0', ''] : ['1', text]
}

function commitResultOf([state, ...rest]: readonly RedisReply[]): AlarmCommitResult {
  const outcome = textOf(state)
  switch (outcome) {
    case 'ok':
      return { ok: true }
    case 'epoch-changed':
    case 'lease-lost':
    case 'outdated':
      return { ok: false, reason: outcome }
    case 'moved':
      return { ok: false, reason: outcome, head: headOf(rest) }
    case 'known': {
      const [id, fingerprint, seq] = rest
      const command = { id: textOf(id), fingerprint: textOf(fingerprint), seq: numberOf(seq) }
      return { ok: false, reason: outcome, command }
    }
    default:
      throw new Error(`Redis answered ${outcome} to a commit of alarms`)
  }
}

type MessageMethods = Pick<AlarmStore, 'waitingMessages' | 'deadMessages' | 'settleMessages'>

function createMessageMethods(calls: SiteCalls): MessageMethods {
  return {
    async waitingMessages(limit) {
      return textsOf(await calls.ask('waiting_messages', [String(limit)]))
    },
    async deadMessages(limit) {
      return textsOf(await calls.ask('dead_messages', [String(limit)]))
    },
    async settleMessages(token, outcomes) {
      const args = [String(token)]
      for (const { id, text, isDead } of outcomes) {
        args.push(id, text === undefined ? 'sent' : isDead ? 'dead' : 'waits', text ?? '')
      }
      const outcome = textOf(await calls.write('settle_messages', args))
      return outcome === 'ok' ? { ok: true } : { ok: false, reason: 'lease-lost' }
    },
  }
}

function textsOf(reply: RedisReply | undefined): readonly KeptText[] {
  return pairsOf(reply).map(([id, text]) => ({ id, text: text.toString() }))
}

function optionalText(reply: RedisReply | undefined): string | undefined {
  return reply === null || reply === undefined ? undefined : textOf(reply)
}
