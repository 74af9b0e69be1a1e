import type { Severity } from '../../protocol/alarms.ts'
import type { JournalActor } from '../core/journal/entry.ts'
import { readRow, rowText, worstOf, type OutboxRow } from '../core/notifications/outbox.ts'
import { renderTest } from '../core/notifications/render.ts'
import { maskedAddress } from '../core/notifications/target.ts'
import type { Site } from '../core/sites/site.ts'
import {
  MAX_COMMIT_ROWS,
  MAX_DEAD_MESSAGES,
  type AlarmStore,
  type KeptText,
} from './alarm-store.ts'
import type { Deliveries, DeliveryResult } from './delivery.ts'
import type { Note } from './note.ts'
import { StoreUnavailable } from './store.ts'

const MAX_LISTED = 10_000

/** A message as an operator sees it; times are ms since 1970. */
export interface ListedMessage {
  readonly id: string
  readonly target: string
  /** How many things it tells. */
  readonly count: number
  readonly severity: Severity
  /** When the first of them happened. */
  readonly at: number
  readonly heldUntil?: number
  readonly tries: number
  readonly nextAt?: number
  readonly reason?: string
}

/** What operators do with the messages of a site. */
export interface NotificationDesk {
  /** Oldest first, of the dead ones newest first. */
  readonly list: (which: 'waiting' | 'dead') => Promise<readonly ListedMessage[]>
  /** Puts dead messages back among those that wait, with all their tries; answers how many. `undefined` = all. */
  readonly retry: (id: string | undefined) => Promise<number>
  /** Sends a message that says that it is a test, at once; undefined = there is no such target. */
  readonly test: (target: string) => Promise<DeliveryResult | undefined>
}

export interface NotificationDeskParts {
  readonly site: () => Site
  readonly store: Pick<
    AlarmStore,
    'site' | 'waitingMessages' | 'deadMessages' | 'inspect' | 'commit' | 'journal'
  >
  readonly note: Note
  readonly deliveries: Deliveries
  readonly origin: string | undefined
  /** ms since 1970. */
  readonly now: () => number
}

const OPERATOR: JournalActor = { kind: 'command-line' }

export function createNotificationDesk(parts: NotificationDeskParts): NotificationDesk {
  const { store } = parts
  return {
    async list(which) {
      const kept =
        which === 'waiting'
          ? await store.waitingMessages(MAX_LISTED)
          : await store.deadMessages(MAX_DEAD_MESSAGES)
      return kept.flatMap(({ id, text }) => {
        const row = readRow(text)
        return row ? [listed(id, row)] : []
      })
    },
    retry: (id) => revive(parts, id),
    test: (target) => sendTest(parts, target),
  }
}

function listed(id: string, row: OutboxRow): ListedMessage {
  const { target, entries, hold, tries, reason } = row
  return {
    ...{ id, target, count: entries.length, severity: worstOf(entries) },
    at: entries[0]?.at ?? 0,
    ...(hold && { heldUntil: hold.until }),
    tries: tries?.count ?? 0,
    ...(tries && { nextAt: tries.nextAt }),
    ...(reason !== undefined && { reason }),
  }
}

async function revive(
  { store, note }: NotificationDeskParts,
  id: string | undefined,
): Promise<number> {
  const dead = await store.deadMessages(MAX_DEAD_MESSAGES)
  const messages = dead
    .filter((one) => id === undefined || one.id === id)
    .flatMap(fresh)
    .toReversed()
  for (let from = 0; from < messages.length; from += MAX_COMMIT_ROWS) {
    const { record } = await store.inspect()
    if (!record) throw new StoreUnavailable('no server has begun the alarms of this site')
    const result = await store.commit({
      epoch: record.epoch,
      expected: await store.journal.head(),
      ...{ links: [], records: [], commands: [] },
      messages: messages.slice(from, from + MAX_COMMIT_ROWS),
    })
    if (!result.ok) throw new StoreUnavailable(`messages not written: ${result.reason}`)
  }
  if (messages.length > 0) {
    const detail = { count: messages.length, ...(id !== undefined && { message: id }) }
    await note({ actor: OPERATOR, action: 'notification.revived', site: store.site, detail })
  }
  return messages.length
}

/** As it was before it was tried; what was held was held long enough. */
function fresh({ id, text }: KeptText): readonly KeptText[] {
  const row = readRow(text)
  if (!row) return []
  return [{ id, text: rowText({ target: row.target, entries: row.entries }) }]
}

async function sendTest(
  { site, store, note, deliveries, origin, now }: NotificationDeskParts,
  targetId: string,
): Promise<DeliveryResult | undefined> {
  const { id: siteId, name: siteName, timeZone, notifications = [] } = site()
  const target = notifications.find(({ id }) => id === targetId)
  if (!target) return undefined
  const { kind } = target.address
  const id = `test ${new Date(now()).toISOString()} ${targetId}`
  const message = renderTest(id, { site: siteId, siteName, timeZone, target: targetId, origin })
  const result = await deliveries[kind](message, target, new AbortController().signal)
  const address = maskedAddress(target.address)
  const detail = { message: id, target: targetId, kind, address, test: true }
  const isSent = result.outcome === 'sent'
  await note({
    actor: OPERATOR,
    action: isSent ? 'notification.sent' : 'notification.failed',
    site: store.site,
    detail: { ...detail, ...(!isSent && { reason: result.reason }) },
  })
  return result
}
