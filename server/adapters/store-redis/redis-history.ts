import { formatVersion } from '../../../protocol/version.ts'
import type {
  HistoryCursor,
  HistoryDay,
  HistoryResult,
  HistoryStore,
  StoredDay,
} from '../../services/history-store.ts'
import type { RedisReply } from './redis-client.ts'
import { bytesOf, listOf, numberOf, pairsOf, textOf, versionOf } from './replies.ts'
import { packName, unpackName } from './series-names.ts'
import type { SiteCalls } from './site-calls.ts'

export function createRedisHistory(calls: SiteCalls): HistoryStore {
  return {
    async facts() {
      const [epoch, cursors, days, note] = listOf(await calls.ask('history_facts', []))
      return {
        epoch: optionalText(epoch),
        cursors: new Map(
          pairsOf(cursors).map(([shard, held]) => [Number(shard), cursorOf(held.toString())]),
        ),
        days: daysOf(pairsOf(days)),
        note: optionalText(note),
      }
    },
    async append({ token, epoch, shards, expected, next, blocks, note }) {
      const args: (string | Buffer)[] = [
        String(token),
        epoch,
        expected ? formatVersion(expected) : '',
        formatVersion(next.version),
        String(next.receivedAt),
        ...noteArguments(note),
        String(shards.length),
        ...shards.map(String),
      ]
      for (const { series, day, body } of blocks) {
        args.push(packName(series), String(day), bufferOf(body))
      }
      return resultOf(await calls.write('history_append', args))
    },
    async read({ series, shard, fromDay, toDay }) {
      const args = [packName(series), String(shard), String(fromDay), String(toDay)]
      const [epoch, cursor, note, days] = listOf(await calls.ask('history_read', args))
      const held = optionalText(cursor)
      return {
        epoch: optionalText(epoch),
        cursor: held === undefined ? undefined : cursorOf(held),
        note: optionalText(note),
        days: listOf(days).map(storedDayOf),
      }
    },
    async seriesOf(day, kind) {
      const names = await calls.ask('history_series', [String(day), kind])
      return listOf(names).map((name) => unpackName(textOf(name)))
    },
    async rewrite({ token, day, series, note }) {
      const args: (string | Buffer)[] = [String(token), String(day), ...noteArguments(note)]
      for (const { series: name, openCount, chunk, rollups } of series) {
        args.push(packName(name), String(openCount), pieceOf(chunk), pieceOf(rollups))
      }
      return resultOf(await calls.write('history_rewrite', args))
    },
    async dropRollups(day, token) {
      return resultOf(await calls.write('history_drop_rollups', [String(day), String(token)]))
    },
  }
}

function noteArguments(note: string | undefined): [string, string] {
  return note === undefined ? ['0', ''] : ['1', note]
}

function resultOf(reply: RedisReply): HistoryResult {
  const reason = textOf(reply)
  switch (reason) {
    case 'ok':
      return { ok: true }
    case 'lease-lost':
    case 'epoch-changed':
    case 'moved':
      return { ok: false, reason }
    default:
      throw new Error(`Redis answered ${reason} to a write of the history`)
  }
}

function cursorOf(text: string): HistoryCursor {
  const [version, receivedAt] = text.split(' ')
  return { version: versionOf(version), receivedAt: Number(receivedAt) }
}

/** No piece is empty, so that nothing can stand for none. */
function pieceOf(body: Uint8Array | undefined): Buffer {
  return body ? bufferOf(body) : Buffer.alloc(0)
}

function bufferOf(body: Uint8Array): Buffer {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
}

function optionalText(reply: RedisReply | undefined): string | undefined {
  return reply === null || reply === undefined ? undefined : textOf(reply)
}

const FIELDS = {
  open: 'openBytes',
  chunks: 'chunkBytes',
  rollups: 'rollupBytes',
  written: 'writtenAt',
} as const

const isField = (text: string): text is keyof typeof FIELDS => Object.hasOwn(FIELDS, text)

const EMPTY_DAY = { openBytes: 0, chunkBytes: 0, rollupBytes: 0, writtenAt: -Infinity }

function daysOf(fields: readonly (readonly [string, Buffer])[]): readonly HistoryDay[] {
  const days = new Map<number, HistoryDay>()
  for (const [field, number] of fields) {
    const [kind = '', text] = field.split(' ')
    if (!isField(kind)) continue
    const day = Number(text)
    const held = days.get(day) ?? { day, ...EMPTY_DAY }
    days.set(day, { ...held, [FIELDS[kind]]: Number(number.toString()) })
  }
  return [...days.values()].toSorted((a, b) => a.day - b.day)
}

function storedDayOf(reply: RedisReply): StoredDay {
  const [day, open, chunk, rollups] = listOf(reply)
  return {
    day: numberOf(day),
    open: listOf(open).map(bytesOf),
    chunk: optionalPiece(chunk),
    rollups: optionalPiece(rollups),
  }
}

function optionalPiece(reply: RedisReply | undefined): Buffer | undefined {
  const piece = bytesOf(reply)
  return piece.byteLength > 0 ? piece : undefined
}
