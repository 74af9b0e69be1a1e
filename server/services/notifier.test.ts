import { describe, expect, it } from 'vitest'
import { EMPTY_CHAIN } from '../core/journal/chain.ts'
import { readEntry, type JournalEntry } from '../core/journal/entry.ts'
import { readRow, rowText, type KeptRow } from '../core/notifications/outbox.ts'
import type { Message } from '../core/notifications/render.ts'
import { WEEKDAYS } from '../core/calendar/civil-day.ts'
import type { NotificationTarget } from '../core/notifications/target.ts'
import { buildEntry, buildRow, buildTarget } from '../testing/build-notifications.ts'
import { buildSite } from '../testing/build-site.ts'
import { FakeAlarmStore } from '../testing/fake-alarm-store.ts'
import { silentMetrics } from '../testing/silent-metrics.ts'
import type { Deliver, DeliveryResult } from './delivery.ts'
import { createJournal } from './journal.ts'
import { createNotificationDesk } from './notification-desk.ts'
import { Notifier } from './notifier.ts'
import { sha256 } from './sha256.ts'
import { StoreUnavailable } from './store.ts'

const EPOCH = 'aaaaaaaaaaaaaaaa'
const START = Date.parse('2025-10-26T12:00:00+07:00')
const SECOND = 1_000
const SENT: DeliveryResult = { outcome: 'sent' }
const LATER: DeliveryResult = { outcome: 'retry', reason: 'HTTP 503' }

interface Sent {
  readonly id: string
  readonly target: string
  readonly at: number
  readonly message: Message
}

/** A notifier whose clock stands still until it is set, and whose receivers do as they are told. */
async function startWorld(targets: readonly NotificationTarget[] = [buildTarget('duty')]) {
  const store = new FakeAlarmStore({ epoch: EPOCH })
  const world = {
    store,
    at: START,
    token: undefined as number | undefined,
    targets,
    sent: [] as Sent[],
    metrics: [] as unknown[],
    answer: (async () => SENT) as Deliver,
    sleeps: 0,
  }
  const taken = await store.lease.takeLease('alarms', undefined, 'me')
  if (taken.taken) world.token = taken.token
  const deliver: Deliver = (message, target, signal) => {
    world.sent.push({ id: message.id, target: target.id, at: world.at, message })
    return world.answer(message, target, signal)
  }
  const shared = {
    site: () => buildSite({ notifications: world.targets }),
    store,
    note: createJournal({ store: store.journal, now: () => world.at, hash: sha256 }).note,
    deliveries: { webhook: deliver, email: deliver },
    origin: undefined,
    now: () => world.at,
  }
  const begin = () =>
    new Notifier({
      ...shared,
      lease: { token: () => world.token },
      sleep: async () => void world.sleeps++,
      metrics: {
        ...silentMetrics,
        notificationSent: (_site, kind) => world.metrics.push(kind),
        notificationsLeft: (_site, left) => world.metrics.push(left),
      },
      log: { warn: () => undefined, info: () => undefined },
    })
  return { world, store, begin, desk: createNotificationDesk(shared) }
}

async function put(store: FakeAlarmStore, rows: readonly KeptRow[]): Promise<void> {
  const messages = rows.map(({ id, row }) => ({ id, text: rowText(row) }))
  const order = { epoch: EPOCH, expected: EMPTY_CHAIN, links: [], records: [], commands: [] }
  expect(await store.commit({ ...order, messages })).toEqual({ ok: true })
}

async function entriesOf(store: FakeAlarmStore): Promise<readonly JournalEntry[]> {
  const kept = await store.journal.read({ from: 1, limit: 1_000 })
  return kept.flatMap(({ body }) => readEntry(body) ?? [])
}

const actionsOf = async (store: FakeAlarmStore): Promise<readonly string[]> =>
  (await entriesOf(store)).map(({ action }) => action)

async function step(notifier: Notifier): Promise<void> {
  await notifier.look()
  await notifier.idle()
}

describe('the notifier', () => {
  it('sends what waits in its order, settles it and notes it without the whole address', async () => {
    const address = { kind: 'email', to: 'lanh-dao@example.vn' } as const
    const { world, store, begin } = await startWorld([buildTarget('duty', { address })])
    await put(store, [buildRow('a'), buildRow('b')])
    await step(begin())
    expect(world.sent.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(await store.waitingMessages(9)).toEqual([])
    const [first] = await entriesOf(store)
    expect(first).toMatchObject({
      ...{ action: 'notification.sent', site: 'test-site', at: START },
      detail: { message: 'a', target: 'duty', kind: 'email', address: 'l…@example.vn', tries: 1 },
    })
    expect(JSON.stringify(await entriesOf(store))).not.toContain('lanh-dao')
    expect(world.metrics).toEqual([{ waiting: 2, dead: 0 }, 'email', 'email'])
  })

  it('sends again under the same id when it ended between sending and settling', async () => {
    const { world, store, begin } = await startWorld()
    await put(store, [buildRow('a')])
    const first = begin()
    world.answer = async () => {
      // The process is gone before anything of it is written.
      void first.stop()
      return SENT
    }
    await step(first)
    expect(await store.waitingMessages(9)).toHaveLength(1)
    world.answer = async () => SENT
    await step(begin())
    expect(world.sent.map(({ id }) => id)).toEqual(['a', 'a'])
    expect(await store.waitingMessages(9)).toEqual([])
  })

  it('sends once what the store could not settle at once', async () => {
    const { world, store, begin } = await startWorld()
    await put(store, [buildRow('a')])
    const notifier = begin()
    world.answer = async () => {
      store.fault = 'unavailable'
      return SENT
    }
    await notifier.look()
    while (world.sleeps < 3) await Promise.resolve()
    store.fault = undefined
    await notifier.idle()
    await step(notifier)
    expect(world.sent).toHaveLength(1)
    expect(await actionsOf(store)).toEqual(['notification.sent'])
    expect(await store.waitingMessages(9)).toEqual([])
  })

  it('notes once what it sent, also when it could be settled only later', async () => {
    const { world, store, begin } = await startWorld()
    await put(store, [buildRow('a')])
    const settle = store.settleMessages.bind(store)
    let failures = 2
    store.settleMessages = (...order) =>
      failures-- > 0 ? Promise.reject(new StoreUnavailable('away')) : settle(...order)
    await step(begin())
    expect(world.sent).toHaveLength(1)
    expect(await actionsOf(store)).toEqual(['notification.sent'])
    expect(await store.waitingMessages(9)).toEqual([])
  })

  it('tries again after 10 s, 30 s and 2 min, also when another has taken over', async () => {
    const { world, store, begin } = await startWorld()
    await put(store, [buildRow('a')])
    world.answer = async () => LATER
    for (let second = 0; second < 200; second++) {
      world.at = START + second * SECOND
      // Each second another one that knows only what the store holds.
      await step(begin())
    }
    expect(world.sent.map(({ at }) => (at - START) / SECOND)).toEqual([0, 10, 40, 160])
    expect(new Set(world.sent.map(({ id }) => id))).toEqual(new Set(['a']))
    expect(await actionsOf(store)).toEqual([])
    const [row] = await store.waitingMessages(1)
    expect(readRow(row?.text ?? '')).toMatchObject({ reason: 'HTTP 503', tries: { count: 4 } })
  })

  it('gives up after twelve tries within a day, and says why', async () => {
    const { world, store, begin, desk } = await startWorld()
    await put(store, [buildRow('a')])
    world.answer = async () => LATER
    const notifier = begin()
    while ((await store.waitingMessages(1)).length > 0) {
      await step(notifier)
      world.at += 10 * SECOND
    }
    expect(world.sent).toHaveLength(12)
    expect(world.at - START).toBeLessThanOrEqual(24 * 3_600 * SECOND + 10 * SECOND)
    expect(await desk.list('dead')).toMatchObject([{ id: 'a', reason: 'HTTP 503' }])
    expect(await entriesOf(store)).toMatchObject([
      { action: 'notification.dead', detail: { message: 'a', reason: 'HTTP 503', tries: 12 } },
    ])
    await step(notifier)
    expect(world.metrics.at(-1)).toEqual({ waiting: 0, dead: 1 })
  })

  it('gives up at once what is refused for good, and what has no target any more', async () => {
    const { world, store, begin, desk } = await startWorld()
    await put(store, [buildRow('a'), buildRow('b', 'nobody')])
    world.answer = async () => ({ outcome: 'dead', reason: 'HTTP 404' })
    await step(begin())
    expect((await desk.list('dead')).map(({ id, reason }) => [id, reason]).toSorted()).toEqual([
      ['a', 'HTTP 404'],
      ['b', 'the target is not configured any more'],
    ])
  })

  it('puts aside what cannot be read', async () => {
    const { world, store, begin } = await startWorld()
    const order = { epoch: EPOCH, expected: EMPTY_CHAIN, links: [], records: [], commands: [] }
    await store.commit({ ...order, messages: [{ id: 'x', text: 'damaged' }] })
    await put(store, [buildRow('a')])
    await step(begin())
    expect(world.sent.map(({ id }) => id)).toEqual(['a'])
    expect(await store.deadMessages(9)).toEqual([{ id: 'x', text: 'damaged' }])
  })

  it('sends nothing without the lease, and stops when it is lost', async () => {
    const { world, store, begin } = await startWorld()
    await put(store, [buildRow('a'), buildRow('b'), buildRow('c')])
    const notifier = begin()
    const { token } = world
    world.token = undefined
    await step(notifier)
    expect(world.sent).toEqual([])
    world.token = token
    // The lease goes while the first is under way.
    world.answer = async () => {
      world.token = undefined
      return SENT
    }
    await step(notifier)
    expect(world.sent.map(({ id }) => id)).toEqual(['a'])
    expect(await store.waitingMessages(9)).toHaveLength(3)
    expect(await actionsOf(store)).toEqual([])
    await step(notifier)
    expect(world.metrics.at(-1)).toBeUndefined()
  })

  it('breaks off what is under way when another has the lease', async () => {
    const { world, store, begin } = await startWorld()
    await put(store, [buildRow('a')])
    const notifier = begin()
    let isBroken = false
    world.answer = (_message, _target, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          isBroken = true
          resolve(LATER)
        })
      })
    await notifier.look()
    world.token = undefined
    await step(notifier)
    expect(isBroken).toBe(true)
    const [kept] = await store.waitingMessages(1)
    expect(readRow(kept?.text ?? '')?.tries).toBeUndefined()
  })

  it('sends one digest of what quiet hours held, when they end, and notes the hold once', async () => {
    const night = { days: WEEKDAYS, fromMinute: 22 * 60, toMinute: 6 * 60 }
    const { world, store, begin } = await startWorld([buildTarget('duty', { quiet: [night] })])
    const until = Date.parse('2025-10-27T06:00:00+07:00')
    const hold = { why: 'quiet', until } as const
    await put(store, [
      buildRow('a', 'duty', { hold }),
      buildRow('critical', 'duty', { entries: [buildEntry('critical', { severity: 'critical' })] }),
    ])
    world.at = Date.parse('2025-10-26T23:00:00+07:00')
    const notifier = begin()
    await step(notifier)
    await put(store, [buildRow('b', 'duty', { hold })])
    world.at = until - 1
    await step(begin())
    expect(world.sent.map(({ id }) => id)).toEqual(['critical'])
    world.at = until
    await step(notifier)
    expect(world.sent).toHaveLength(2)
    expect(JSON.parse(world.sent[1]?.message.body ?? '')).toMatchObject({
      kind: 'digest',
      count: 2,
    })
    expect(await actionsOf(store)).toEqual([
      ...['notification.held', 'notification.sent', 'notification.sent'],
    ])
    expect(await store.waitingMessages(9)).toEqual([])
  })

  it('has at most four of a kind under way, and of one target two', async () => {
    const targets = ['a', 'b', 'c'].map((id) => buildTarget(id))
    const { world, store, begin } = await startWorld(targets)
    const release: (() => void)[] = []
    world.answer = () => new Promise((resolve) => release.push(() => resolve(SENT)))
    const rows = targets.flatMap(({ id }) => [1, 2, 3].map((n) => buildRow(`${id}${n}`, id)))
    await put(store, rows)
    const notifier = begin()
    await notifier.look()
    await notifier.look()
    expect(world.sent.map(({ id }) => id)).toEqual(['a1', 'a2', 'b1', 'b2'])
    while (world.sent.length < rows.length) {
      release.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    for (const one of release) one()
    await step(notifier)
    expect(world.sent.map(({ id }) => id).toSorted()).toEqual(rows.map(({ id }) => id).toSorted())
    expect(await store.waitingMessages(99)).toEqual([])
  })

  it('does not send again what was settled while the outbox was being read', async () => {
    const { world, store, begin } = await startWorld()
    await put(store, [buildRow('a')])
    let answer = (): void => undefined
    world.answer = () => new Promise((resolve) => (answer = () => resolve(SENT)))
    const notifier = begin()
    await notifier.look()
    const read = store.waitingMessages.bind(store)
    store.waitingMessages = async (limit) => {
      const waiting = await read(limit)
      answer()
      await notifier.idle()
      return waiting
    }
    await step(notifier)
    expect(world.sent).toHaveLength(1)
  })

  it('finds what is critical behind however much that is held', async () => {
    const { world, store, begin } = await startWorld()
    const hold = { why: 'quiet', until: START + 1 } as const
    for (let at = 0; at < 4_000; at += 2_000) {
      await put(
        store,
        Array.from({ length: 2_000 }, (_, index) => buildRow(`h${at + index}`, 'duty', { hold })),
      )
    }
    await put(store, [buildRow('critical')])
    await step(begin())
    expect(world.sent.map(({ id }) => id)).toEqual(['critical'])
  })
})

describe('operators', () => {
  it('see what waits and until when', async () => {
    const { store, desk } = await startWorld()
    const tries = { count: 2, firstAt: 0, nextAt: 9 }
    const hold = { why: 'flood', until: 5 } as const
    await put(store, [buildRow('a', 'duty', { hold, tries, reason: 'HTTP 500' })])
    expect(await desk.list('waiting')).toEqual([
      {
        ...{ id: 'a', target: 'duty', count: 1, severity: 'high', at: 0 },
        ...{ heldUntil: 5, tries: 2, nextAt: 9, reason: 'HTTP 500' },
      },
    ])
    expect(await desk.list('dead')).toEqual([])
  })

  it('have dead messages sent again, one or all, and then they are not dead any more', async () => {
    const { world, store, begin, desk } = await startWorld()
    await put(store, [buildRow('a'), buildRow('b'), buildRow('c')])
    world.answer = async () => ({ outcome: 'dead', reason: 'HTTP 404' })
    const notifier = begin()
    await step(notifier)
    expect(await desk.retry('nothing')).toBe(0)
    expect(await desk.retry('b')).toBe(1)
    world.answer = async () => SENT
    await step(notifier)
    expect((await desk.list('dead')).map(({ id }) => id).toSorted()).toEqual(['a', 'c'])
    expect(await desk.retry(undefined)).toBe(2)
    await step(notifier)
    expect(await desk.list('dead')).toEqual([])
    expect(await desk.list('waiting')).toEqual([])
    const revived = (await entriesOf(store)).filter(({ action }) => action.endsWith('revived'))
    expect(revived.map(({ detail }) => detail?.['count'])).toEqual([1, 2])
  })

  it('try a target with a message that says that it is a test', async () => {
    const { world, store, desk } = await startWorld()
    expect(await desk.test('nobody')).toBeUndefined()
    expect(await desk.test('duty')).toEqual(SENT)
    expect(world.sent[0]?.message).toMatchObject({ isTest: true })
    expect(JSON.parse(world.sent[0]?.message.body ?? '')).toMatchObject({ test: true })
    world.answer = async () => LATER
    expect(await desk.test('duty')).toEqual(LATER)
    expect(await entriesOf(store)).toMatchObject([
      { action: 'notification.sent', detail: { test: true, address: 'https://hooks.example' } },
      { action: 'notification.failed', detail: { test: true, reason: 'HTTP 503' } },
    ])
    expect(await store.waitingMessages(9)).toEqual([])
  })
})
