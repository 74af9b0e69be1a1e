import type { EpochRecord, SiteStore } from '../../services/store.ts'
import { epochFields, epochRecordOf } from './epoch-fields.ts'
import { readPersistence, readRunId } from './redis-check.ts'
import { createRedisDocuments } from './redis-documents.ts'
import { createRedisDossiers } from './redis-dossiers.ts'
import { createRedisHistory } from './redis-history.ts'
import { createRedisInput } from './redis-input.ts'
import { createRedisJournal } from './redis-journal.ts'
import { createRedisKeyframes } from './redis-keyframes.ts'
import { createRedisSchema } from './redis-schema.ts'
import { createRedisStream } from './redis-stream.ts'
import { listOf, numberOf, textOf, versionOf } from './replies.ts'
import { createSiteCalls, type RedisSiteParts, type Send, type SiteCalls } from './site-calls.ts'
import { createWaitingLinks } from './waiting-links.ts'

export function createRedisSiteStore(site: string, parts: RedisSiteParts): SiteStore {
  const calls = createSiteCalls(parts.keys, parts.send)
  const waiting = createWaitingLinks(parts.connect)
  return {
    site,
    ...createEpochMethods(calls, parts.send),
    ...createRedisStream(parts, waiting),
    ...createRedisSchema(calls),
    ...createRedisKeyframes(calls),
    ...createLeaseMethods(calls),
    ...createRedisDocuments(calls),
    input: createRedisInput(parts, waiting),
    history: createRedisHistory(calls),
    journal: createRedisJournal(parts, calls),
    dossiers: createRedisDossiers(parts, calls),
    async close() {
      waiting.close()
      parts.onClose()
    },
  }
}

type EpochMethods = Pick<SiteStore, 'inspect' | 'changeEpoch'>

function createEpochMethods(calls: SiteCalls, send: Send): EpochMethods {
  return {
    async inspect() {
      const [facts, identity, { durability }] = await Promise.all([
        calls.ask('facts', []),
        readRunId(send),
        readPersistence(send),
      ])
      const [record, tail] = listOf(facts)
      return { record: epochRecordOf(record), tail: versionOf(tail), identity, durability }
    },
    async changeEpoch(expected, next, options = {}) {
      const clear = options.clear ? '1' : '0'
      const args = [expected ?? '', clear, ...epochFields(next)]
      const [changed, stored] = listOf(await calls.write('change_epoch', args))
      const record: EpochRecord = epochRecordOf(stored) ?? next
      return { changed: numberOf(changed) === 1, record }
    },
  }
}

type LeaseMethods = Pick<SiteStore, 'readLease' | 'takeLease' | 'beatLease' | 'releaseLease'>

function createLeaseMethods(calls: SiteCalls): LeaseMethods {
  return {
    async readLease(name) {
      const reply = await calls.ask('read_lease', [name])
      if (reply === null) return undefined
      const [holder, token, beat] = listOf(reply)
      return { holder: textOf(holder), token: numberOf(token), beat: numberOf(beat) }
    },
    async takeLease(name, seen, holder) {
      const held = seen ? ['1', seen.holder, String(seen.token), String(seen.beat)] : ['0']
      const token = numberOf(await calls.write('take_lease', [name, holder, ...held]))
      return token > 0 ? { taken: true, token } : { taken: false }
    },
    async beatLease(name, token) {
      return numberOf(await calls.write('beat_lease', [name, String(token)])) === 1
    },
    async releaseLease(name, token) {
      await calls.write('release_lease', [name, String(token)])
    },
  }
}
