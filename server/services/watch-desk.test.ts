import { afterEach, describe, expect, it } from 'vitest'
import type { WatchCommand } from '../core/alarms/watch.ts'
import { startAlarmNode, type AlarmNode } from '../testing/alarm-node.ts'
import { FakeAlarmStore } from '../testing/fake-alarm-store.ts'
import { StoreUnavailable } from './store.ts'
import type { OrderedWatch } from './watch-desk.ts'

const EPOCH = 'aaaaaaaaaaaaaaaa'
const nodes: AlarmNode[] = []

afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.stop()))
})

async function start(store: FakeAlarmStore): Promise<AlarmNode> {
  const node = await startAlarmNode(store)
  nodes.push(node)
  return node
}

function ordered(who: string, id: string, command: WatchCommand): OrderedWatch {
  const actor = { kind: 'person', id: who, name: who } as const
  return { id, fingerprint: JSON.stringify(command), actor, command }
}

const TAKE = { name: 'take', seen: '' } as const

describe('the watch at several nodes', () => {
  it('is taken by one of those who ask at the same moment, and the others see by whom', async () => {
    const first = new FakeAlarmStore({ epoch: EPOCH })
    const desks = await Promise.all([first, first.anotherNode(), first.anotherNode()].map(start))
    const answers = await Promise.all(
      desks.map(({ watchDesk }, index) => watchDesk.order(ordered(`o${index}`, `k${index}`, TAKE))),
    )
    const taken = answers.filter(({ ok }) => ok)
    expect(taken).toHaveLength(1)
    const [winner] = taken.flatMap((one) => (one.ok ? [one.watch.officer?.id] : []))
    for (const answer of answers.filter(({ ok }) => !ok)) {
      expect(answer).toMatchObject({ conflict: 'moved-on', watch: { officer: { id: winner } } })
    }
  })

  it('is known to a node that starts later', async () => {
    const first = new FakeAlarmStore({ epoch: EPOCH })
    const a = await start(first)
    await a.watchDesk.order(ordered('hanh', 'k1', TAKE))
    await a.watchDesk.order(ordered('hanh', 'k2', { name: 'hand-over', note: 'nước lên' }))
    const b = await start(first.anotherNode())
    expect(b.follower.book().watch.value).toMatchObject({
      officer: { id: 'hanh' },
      shift: 1,
      handover: { note: 'nước lên' },
    })
  })

  it('is not changed twice where the answer was lost', async () => {
    const store = new FakeAlarmStore({ epoch: EPOCH })
    const a = await start(store)
    const commit = store.commit.bind(store)
    store.commit = async (order) => {
      await commit(order)
      store.fault = 'unavailable'
      throw new StoreUnavailable('gone while it answered')
    }
    const order = ordered('hanh', 'k1', TAKE)
    expect(await a.watchDesk.order(order)).toEqual({ ok: false, reason: 'unknown' })
    store.fault = undefined
    store.commit = commit
    expect(await a.watchDesk.order(order)).toMatchObject({ ok: true, seq: 1, isRepeated: true })
    expect(await a.shifts.list()).toMatchObject([{ shift: 1, officer: { id: 'hanh' } }])
  })

  it.each(['full', 'read-only'] as const)('stays as it is where the store is %s', async (fault) => {
    const store = new FakeAlarmStore({ epoch: EPOCH })
    const a = await start(store)
    store.fault = fault
    const answer = await a.watchDesk.order(ordered('hanh', 'k1', TAKE))
    expect(answer).toEqual({ ok: false, reason: fault })
    store.fault = undefined
    expect(await a.shifts.list()).toEqual([])
  })
})
