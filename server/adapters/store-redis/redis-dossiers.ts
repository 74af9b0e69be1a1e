import { randomUUID } from 'node:crypto'
import { lineOf, readRecord } from '../../services/dossier-record.ts'
import {
  assertAppendable,
  type DossierEventOutcome,
  type DossierStore,
  type StoredDossierEvent,
} from '../../services/dossier-store.ts'
import type { RedisArguments, RedisReply } from './redis-client.ts'
import { asUnavailable, writeRefusal } from './redis-refusals.ts'
import { listOf, numberOf, pairsOf, textOf } from './replies.ts'
import type { RedisSiteParts, SiteCalls } from './site-calls.ts'

/** Where a scan of Redis begins, and where it has ended. */
const SCAN_ENDS = '0'

type Parts = Pick<RedisSiteParts, 'keys' | 'send'>

export function createRedisDossiers(parts: Parts, calls: SiteCalls): DossierStore {
  return { ...createWriting(calls), ...createReading(parts, calls) }
}

function createWriting(calls: SiteCalls): Pick<DossierStore, 'append'> {
  return {
    async append(events, reports) {
      assertAppendable(events, reports)
      const args = [randomUUID(), String(events.length), ...events.flatMap(eventArguments)]
      for (const { unit, reportedUntil } of reports) args.push(unit, String(reportedUntil))
      try {
        const outcomes = listOf(await calls.tryWrite('dossiers_append', args))
        return { ok: true, outcomes: outcomes.map(outcomeOf) }
      } catch (cause) {
        const reason = writeRefusal(cause)
        if (reason) return { ok: false, reason }
        throw asUnavailable(cause)
      }
    },
  }
}

function createReading({ keys, send }: Parts, calls: SiteCalls): Omit<DossierStore, 'append'> {
  async function ask(args: RedisArguments): Promise<RedisReply> {
    try {
      return await send(args)
    } catch (cause) {
      throw asUnavailable(cause)
    }
  }

  return {
    async position() {
      const fields = ['identity', 'sequence']
      const [identity, sequence] = listOf(await ask(['HMGET', keys.dossierPosition, ...fields]))
      if (identity === null || sequence === null) return { identity: '', sequence: 0 }
      return { identity: textOf(identity), sequence: numberOf(sequence) }
    },
    async changedAfter(after, limit) {
      const args = [String(after), String(limit)]
      const [sequence, isForgotten, rows] = listOf(await calls.ask('dossiers_changed', args))
      const changes = pairsOf(rows)
      return {
        codes: changes.map(([code]) => code),
        sequence: numberOf(changes.at(-1)?.[1] ?? sequence),
        forgotten: numberOf(isForgotten) === 1,
      }
    },
    async read(codes) {
      if (codes.length === 0) return []
      const records = listOf(await ask(['HMGET', keys.dossiers, ...codes]))
      return codes.flatMap((code, at) => {
        const record = records[at] ?? null
        return record === null ? [] : [readRecord(code, textOf(record))]
      })
    },
    async scan(cursor, limit) {
      const from = cursor === '' ? SCAN_ENDS : cursor
      const page = await ask(['HSCAN', keys.dossiers, from, 'COUNT', String(limit)])
      const [next, rows] = listOf(page)
      const dossiers = pairsOf(rows).map(([code, record]) => readRecord(code, record.toString()))
      return { dossiers, next: textOf(next) === SCAN_ENDS ? undefined : textOf(next) }
    },
    async reports() {
      const reports = pairsOf(await ask(['HGETALL', keys.dossierReports]))
      return reports.map(([unit, until]) => ({ unit, reportedUntil: Number(until.toString()) }))
    },
  }
}

function eventArguments(stored: StoredDossierEvent): readonly string[] {
  const { head, revision, content, arrival } = lineOf(stored)
  return [stored.event.dossier, head, String(revision), content, arrival]
}

function outcomeOf(reply: RedisReply): DossierEventOutcome {
  const outcome = textOf(reply)
  switch (outcome) {
    case 'new':
    case 'known':
    case 'conflict':
    case 'too-many':
      return outcome
    default:
      throw new Error(`Redis answered ${outcome} to an event of a dossier`)
  }
}
