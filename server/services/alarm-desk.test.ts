import { afterEach, describe, expect, it } from 'vitest'
import type { AlarmCommand } from '../core/alarms/command.ts'
import { SERVER_ACTOR, type AlarmEvent } from '../core/alarms/events.ts'
import { fromJournal } from '../core/alarms/journal-entry.ts'
import { readEntry } from '../core/journal/entry.ts'
import { startAlarmNode, type AlarmNode } from '../testing/alarm-node.ts'
import { FakeAlarmStore } from '../testing/fake-alarm-store.ts'
import type { CommandAnswer, OrderedCommand } from './alarm-desk.ts'
import { sha256 } from './sha256.ts'
import { verifyJournal } from './journal-verify.ts'
import { StoreUnavailable } from './store.ts'

const EPOCH = 'aaaaaaaaaaaaaaaa'
const nodes: AlarmNode[] = []

afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.stop()))
})

async function startNodes(count: number) {
  const first = new FakeAlarmStore({ epoch: EPOCH })
  const stores = [first, ...Array.from({ length: count - 1 }, () => first.anotherNode())]
  const started = await Promise.all(stores.map((store) => startAlarmNode(store)))
  nodes.push(...started)
  return { stores, nodes: started }
}

function raised(sensor: string, occurrence = 1, at = 1_000): AlarmEvent {
  return {
    alarm: `river~${sensor}`,
    rule: 'river',
    metric: 'river.level',
    subject: { kind: 'sensor', id: sensor },
    at,
    actor: SERVER_ACTOR,
    change: { kind: 'raised', occurrence, severity: 'high', isLatched: false, isSimulated: false },
  }
}

function command(sensor: string, more: Partial<AlarmCommand> = {}): AlarmCommand {
  return {
    name: 'acknowledge',
    alarm: `river~${sensor}`,
    occurrence: 1,
    actor: { kind: 'person', id: 'an', name: 'An' },
    ...more,
  }
}

const ordered = (id: string, one: AlarmCommand): OrderedCommand => ({
  id,
  fingerprint: sha256(JSON.stringify(one)),
  command: one,
})

async function journalOf(store: FakeAlarmStore): Promise<readonly AlarmEvent[]> {
  const entries = await store.journal.read({ from: 1, limit: 100_000 })
  return entries.flatMap(({ body }) => {
    const entry = readEntry(body)
    const event = entry && fromJournal(entry)
    return event && !('kind' in event) ? [event] : []
  })
}

describe('the desk', () => {
  it('acknowledges once, however often the same command comes, and says that it was there', async () => {
    const { nodes: both, stores } = await startNodes(2)
    const [a, b] = both as [AlarmNode, AlarmNode]
    await a.happen([raised('one')])
    const order = ordered('k1', command('one', { comment: 'đã gọi' }))
    const together = await a.desk.order([order, order])
    expect(together).toMatchObject([
      { ok: true, isRepeated: false },
      { ok: true, isRepeated: true },
    ])
    expect(await b.desk.order([order])).toMatchObject([{ ok: true, seq: 2, isRepeated: true }])
    expect(await journalOf(stores[0]!)).toHaveLength(2)
  })

  it('refuses another command under the same id', async () => {
    const { nodes: both } = await startNodes(2)
    const [a, b] = both as [AlarmNode, AlarmNode]
    await a.happen([raised('one')])
    await a.desk.order([ordered('k1', command('one'))])
    const other = ordered('k1', command('one', { name: 'comment', comment: 'khác' }))
    expect(await b.desk.order([other])).toEqual([{ ok: false, reason: 'other-command' }])
    const twice = [ordered('k2', command('one')), ordered('k2', command('one', { occurrence: 2 }))]
    const [, second] = await a.desk.order(twice)
    expect(second).toMatchObject({ ok: false })
  })

  it('tells the second officer who was first, and when', async () => {
    const { nodes: both } = await startNodes(2)
    const [a, b] = both as [AlarmNode, AlarmNode]
    await a.happen([raised('one')])
    await a.desk.order([ordered('k1', command('one'))])
    const late = command('one', { actor: { kind: 'person', id: 'binh', name: 'Bình' } })
    expect(await b.desk.order([ordered('k2', late)])).toEqual([
      {
        ok: false,
        reason: 'conflict',
        conflict: { reason: 'already', by: { id: 'an', name: 'An', at: 1_000_000 } },
      },
    ])
  })

  it('knows an alarm that another node has raised a moment ago', async () => {
    const { nodes: both } = await startNodes(2)
    const [a, b] = both as [AlarmNode, AlarmNode]
    await a.happen([raised('one')])
    expect(await b.desk.order([ordered('k1', command('one'))])).toMatchObject([{ ok: true }])
  })

  it('acknowledges the occurrence that was named, and no later one', async () => {
    const { nodes: one, stores } = await startNodes(1)
    const [a] = one as [AlarmNode]
    const cleared: AlarmEvent = { ...raised('one'), change: { kind: 'cleared', occurrence: 1 } }
    await a.happen([raised('one'), cleared, raised('one', 2)])
    await a.desk.order([ordered('k1', command('one'))])
    const open = a.follower.book().get('river~one')?.open ?? []
    expect(open.map(({ number, acknowledged }) => [number, acknowledged])).toEqual([[2, undefined]])
    expect(await a.desk.order([ordered('k2', command('one'))])).toMatchObject([
      { ok: false, conflict: { reason: 'closed', by: { id: 'an' } } },
    ])
    expect(await journalOf(stores[0]!)).toHaveLength(4)
  })

  it.each(['before', 'after'] as const)(
    'finds out by itself what became of a write whose answer was lost, %s it was written',
    async (when) => {
      const { nodes: one, stores } = await startNodes(1)
      const [a] = one as [AlarmNode]
      await a.happen([raised('one')])
      stores[0]!.failNextCommit = when
      expect(await a.desk.order([ordered('k1', command('one'))])).toMatchObject([
        { ok: true, seq: 2 },
      ])
      expect(await journalOf(stores[0]!)).toHaveLength(2)
    },
  )

  it('says that it does not know while the store is away, and answers the same id afterwards', async () => {
    const { nodes: one, stores } = await startNodes(1)
    const [a] = one as [AlarmNode]
    const [store] = stores as [FakeAlarmStore]
    await a.happen([raised('one')])
    const commit = store.commit.bind(store)
    store.commit = async (order) => {
      await commit(order)
      store.fault = 'unavailable'
      throw new StoreUnavailable('gone while it answered')
    }
    const order = [ordered('k1', command('one'))]
    expect(await a.desk.order(order)).toEqual([{ ok: false, reason: 'unknown' }])
    store.fault = undefined
    store.commit = commit
    expect(await a.desk.order(order)).toMatchObject([{ ok: true, seq: 2, isRepeated: true }])
    expect(await journalOf(store)).toHaveLength(2)
  })

  it.each(['full', 'read-only'] as const)('says that the store is %s', async (fault) => {
    const { nodes: one, stores } = await startNodes(1)
    const [a] = one as [AlarmNode]
    await a.happen([raised('one')])
    stores[0]!.fault = fault
    expect(await a.desk.order([ordered('k1', command('one'))])).toEqual([
      { ok: false, reason: fault },
    ])
  })

  it('gives each of 1,000 alarms one owner, whatever two officers at two nodes send', async () => {
    const { nodes: both, stores } = await startNodes(2)
    const [a] = both as [AlarmNode, AlarmNode]
    const names = Array.from({ length: 1_000 }, (_, at) => `s${at}`)
    for (let from = 0; from < names.length; from += 200) {
      await a.happen(names.slice(from, from + 200).map((name) => raised(name)))
    }
    const answers = new Map<string, CommandAnswer[]>()
    const send = async (officer: number, name: string, at: number): Promise<void> => {
      const id = `${officer} ${name}`
      const actor = { kind: 'person', id: `o${officer}`, name: `Officer ${officer}` } as const
      const order = ordered(id, command(name, { actor }))
      // Duplicates, and some whose answer is lost though they were written.
      if (at % 37 === officer) stores[officer]!.failNextCommit = at % 2 === 0 ? 'after' : 'before'
      const node = both[(officer + (at % 5 === 0 ? 1 : 0)) % 2]!
      const [answer] = await node.desk.order([order])
      if (answer) answers.set(id, [...(answers.get(id) ?? []), answer])
    }
    await Promise.all(
      names.flatMap((name, at) => [
        send(at % 2, name, at),
        send((at + 1) % 2, name, at),
        ...(at % 3 === 0 ? [send(at % 2, name, at + 1)] : []),
      ]),
    )
    // What was not answered is asked again with the same id.
    for (const [id, given] of answers) {
      if (given.some(({ ok }) => ok)) continue
      if (!given.some((one) => !one.ok && one.reason === 'unknown')) continue
      const [officer = '', name = ''] = id.split(' ')
      await send(Number(officer), name, 1)
    }
    const acknowledged = (await journalOf(stores[0]!)).filter(
      ({ change }) => change.kind === 'acknowledged',
    )
    expect(acknowledged).toHaveLength(1_000)
    expect(new Set(acknowledged.map(({ alarm }) => alarm)).size).toBe(1_000)
    for (const { alarm, actor } of acknowledged) {
      const name = alarm.slice('river~'.length)
      const [mine, other] = actor.id === 'o0' ? [0, 1] : [1, 0]
      expect(answers.get(`${mine} ${name}`)?.some(({ ok }) => ok)).toBe(true)
      expect(answers.get(`${other} ${name}`)?.some(({ ok }) => ok)).toBe(false)
    }
    expect(await verifyJournal(stores[0]!.journal, {}, sha256)).toMatchObject({ soundCount: 2_000 })
  }, 60_000)
})
