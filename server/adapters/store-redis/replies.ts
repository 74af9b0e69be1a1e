import { parseVersion, type Version } from '../../../protocol/version.ts'
import type { RedisReply } from './redis-client.ts'

/** Readers of what Redis answers. A reply of another shape is a broken invariant and throws. */
export function listOf(reply: RedisReply | undefined): readonly RedisReply[] {
  if (Array.isArray(reply)) return reply
  throw unexpected('a list', reply)
}

export function textOf(reply: RedisReply | undefined): string {
  if (typeof reply === 'string') return reply
  if (Buffer.isBuffer(reply)) return reply.toString()
  throw unexpected('a text', reply)
}

export function bytesOf(reply: RedisReply | undefined): Buffer {
  if (Buffer.isBuffer(reply)) return reply
  throw unexpected('bytes', reply)
}

export function numberOf(reply: RedisReply | undefined): number {
  const number = typeof reply === 'number' ? reply : Number(textOf(reply))
  if (Number.isFinite(number)) return number
  throw unexpected('a number', reply)
}

export function versionOf(reply: RedisReply | undefined): Version {
  const version = parseVersion(textOf(reply))
  if (version) return version
  throw unexpected('a position', reply)
}

/** Pairs of a flat reply: field, value, field, value. */
export function pairsOf(reply: RedisReply | undefined): readonly (readonly [string, Buffer])[] {
  const flat = listOf(reply)
  const pairs: (readonly [string, Buffer])[] = []
  for (let at = 0; at + 1 < flat.length; at += 2) {
    pairs.push([textOf(flat[at]), bytesOf(flat[at + 1])])
  }
  return pairs
}

/** Rows of an XREAD of one stream; null when there were none. */
export function rowsOf(reply: RedisReply): readonly RedisReply[] {
  if (reply === null) return []
  return listOf(listOf(listOf(reply)[0])[1])
}

function unexpected(wanted: string, reply: RedisReply | undefined): Error {
  const got = Buffer.isBuffer(reply) ? reply.toString('latin1', 0, 60) : JSON.stringify(reply)
  return new Error(`Redis answered ${got}, expected ${wanted}`)
}
