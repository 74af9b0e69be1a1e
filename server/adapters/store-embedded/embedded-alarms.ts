import {
  assertCommittable,
  type AlarmCommit,
  type AlarmCommitResult,
  type AlarmStore,
} from '../../services/alarm-store.ts'
import type { EpochRecord } from '../../services/store.ts'
import { clearAlarms, findCommand, writeCommit } from './alarm-commit.ts'
import { newestDead, oldestMessages, settleRows } from './alarm-messages.ts'
import type { AlarmRows } from './alarm-rows.ts'
import { createAppended, type Appended } from './appended.ts'
import { createEmbeddedJournal, readHead, readLinks } from './embedded-journal.ts'
import { createEmbeddedLeases, dropLeases } from './embedded-leases.ts'
import { openAlarmEnvironment, type AlarmEnvironment } from './environment.ts'
import { guarded, openClaimed, type Claim } from './folder-claim.ts'
import { rangeOf, readHeldLease } from './site-rows.ts'
import { createSiteWrite, type SiteWrite } from './site-write.ts'
import { refusedWrite } from './write-refusal.ts'

export interface EmbeddedAlarms {
  readonly site: (id: string) => Promise<AlarmStore>
  readonly close: () => Promise<void>
}

/** Opens the folder that keeps the alarms of all sites. */
export async function openAlarms(folder: string, bootId: string): Promise<EmbeddedAlarms> {
  const { environment, claim } = await openClaimed(folder, openAlarmEnvironment, bootId)
  const appendedBySite = new Map<string, Appended>()
  const stores = new Map<string, Promise<AlarmStore>>()

  async function open(site: string): Promise<AlarmStore> {
    const appended = createAppended()
    appendedBySite.set(site, appended)
    await dropLeases({ site, environment })
    const rows = { site, environment: guarded(environment, appended.assertOpen) }
    return createAlarmStore(rows, claim, appended)
  }

  return {
    site(id) {
      const held = stores.get(id) ?? open(id)
      stores.set(id, held)
      return held
    },
    async close() {
      for (const appended of appendedBySite.values()) appended.close()
      await Promise.allSettled(stores.values())
      await claim.release()
      await environment.close()
    },
  }
}

function createAlarmStore(rows: AlarmRows, claim: Claim, appended: Appended): AlarmStore {
  const write = createSiteWrite(rows.environment, appended)
  return {
    site: rows.site,
    ...createEpochMethods(rows, write, claim),
    lease: createEmbeddedLeases(rows, write),
    journal: createAnnouncedJournal(rows, write, appended),
    ...createReading(rows, appended),
    ...createMessageMethods(rows, write),
    commit: (order) => commitTo(rows, appended, order),
  }
}

async function commitTo(
  rows: AlarmRows,
  appended: Appended,
  order: AlarmCommit,
): Promise<AlarmCommitResult> {
  const { environment } = rows
  assertCommittable(order)
  appended.assertOpen()
  try {
    const result = await environment.commit(() => writeCommit(rows, order))
    if (result.ok && order.links.length > 0) appended.announce()
    return result
  } catch (cause) {
    return refusedWrite(cause, environment.folder)
  }
}

function createEpochMethods(
  rows: AlarmRows,
  write: SiteWrite,
  { identity, durability }: Claim,
): Pick<AlarmStore, 'inspect' | 'changeEpoch'> {
  const { site, environment } = rows
  return {
    async inspect() {
      environment.refresh()
      const record = environment.epochs.get([site])
      return { record, tail: { ms: readHead(rows).seq, n: 0 }, identity, durability }
    },
    changeEpoch: (expected, next, options = {}) =>
      write(() => {
        const held = environment.epochs.get([site])
        if (held?.epoch !== expected) return { changed: false, record: held ?? next }
        if (options.clear) clearAlarms(rows)
        const record: EpochRecord = { ...next }
        environment.epochs.putSync([site], record)
        return { changed: true, record }
      }),
  }
}

function createAnnouncedJournal(
  rows: AlarmRows,
  write: SiteWrite,
  appended: Appended,
): AlarmStore['journal'] {
  const journal = createEmbeddedJournal(rows, write)
  return {
    ...journal,
    async append(expected, entries) {
      const result = await journal.append(expected, entries)
      if (result.ok) appended.announce()
      return result
    },
  }
}

type Reading = Pick<
  AlarmStore,
  'follow' | 'loadRecords' | 'loadEvaluation' | 'readPulse' | 'readCommand'
>

// Between `refresh` and the end of the turn all reads are of one snapshot.
function createReading(rows: AlarmRows, appended: Appended): Reading {
  const { site, environment } = rows
  return {
    async follow({ after, limit, waitMs }) {
      const startedAt = performance.now()
      for (;;) {
        appended.assertOpen()
        environment.refresh()
        const entries = readLinks(rows, after + 1, limit)
        const leftMs = waitMs - (performance.now() - startedAt)
        if (entries.length > 0 || leftMs <= 0) return entries
        await appended.next(leftMs)
      }
    },
    async loadRecords() {
      environment.refresh()
      const records = textsOf(environment.records, site)
      return { epoch: environment.epochs.get([site])?.epoch, head: readHead(rows), records }
    },
    async loadEvaluation() {
      environment.refresh()
      const points = textsOf(environment.points, site)
      return { cursor: environment.evaluations.get([site])?.cursor, points }
    },
    async readPulse() {
      environment.refresh()
      return environment.evaluations.get([site])?.pulse
    },
    async readCommand(id) {
      environment.refresh()
      return findCommand(rows, id)
    },
  }
}

function textsOf(database: AlarmEnvironment['records'], site: string) {
  const held = database.getRange(rangeOf(site))
  return [...held].map(({ key, value }) => ({ id: String(key[1]), text: value }))
}

type MessageMethods = Pick<AlarmStore, 'waitingMessages' | 'deadMessages' | 'settleMessages'>

function createMessageMethods(rows: AlarmRows, write: SiteWrite): MessageMethods {
  const { environment } = rows
  return {
    async waitingMessages(limit) {
      environment.refresh()
      return oldestMessages(rows, limit)
    },
    async deadMessages(limit) {
      environment.refresh()
      return newestDead(rows, { limit })
    },
    settleMessages: (token, outcomes) =>
      write(() => {
        if (readHeldLease(rows, 'alarms')?.token !== token) {
          return { ok: false, reason: 'lease-lost' } as const
        }
        settleRows(rows, outcomes)
        return { ok: true } as const
      }),
  }
}
