import { beforeEach, describe, expect, it } from 'vitest'
import type { AlarmOrder, OrderAnswer, Outbox } from './alarm-outbox.ts'
import { OutboxRunner, type OutboxPerson, type Wish } from './outbox-runner.ts'
import { openOutboxStorage, othersWaiting } from './outbox-storage.ts'

const LAN = { id: 'lan', name: 'Nguyễn Thị Lan' }
const BINH = { id: 'binh/x', name: 'Trần Bình' }
const WISH: Wish = { command: 'acknowledge', items: [{ id: 'river~a', occurrence: 1 }] }
const UNREACHABLE: OrderAnswer = { ok: false, problem: { name: 'unreachable' } }
const done = ({ items }: AlarmOrder): OrderAnswer => ({
  ok: true,
  value: items.map(({ id, occurrence }) => ({ id, occurrence, ok: true })),
})

/** As a browser's, with room for so many items. */
class FakeVault {
  readonly items = new Map<string, string>()
  room = Infinity
  get length(): number {
    return this.items.size
  }
  key = (at: number): string | null => [...this.items.keys()][at] ?? null
  getItem = (name: string): string | null => this.items.get(name) ?? null
  removeItem = (name: string): void => void this.items.delete(name)
  setItem(name: string, text: string): void {
    if (!this.items.has(name) && this.items.size >= this.room) throw new Error('quota')
    this.items.set(name, text)
  }
}

let vault: FakeVault
beforeEach(() => (vault = new FakeVault()))

let ids = 0
function open(answer: (order: AlarmOrder) => OrderAnswer = () => UNREACHABLE) {
  const page = {
    sent: [] as { readonly site: string; readonly order: AlarmOrder }[],
    timers: new Set<() => void>(),
    isLost: false,
    now: 0,
    here: LAN as OutboxPerson | undefined,
    box: { entries: [], isStopped: false } as Outbox,
    answer,
  }
  const runner = new OutboxRunner({
    now: () => page.now,
    after(_, task) {
      page.timers.add(task)
      return () => page.timers.delete(task)
    },
    isOnline: () => true,
    newId: () => `order-number-${String(ids++).padStart(6, '0')}`,
    whoIsHere: () => Promise.resolve({ person: page.here }),
    send(site, order) {
      page.sent.push({ site, order })
      return Promise.resolve(page.answer(order))
    },
    storage: (site, person) => openOutboxStorage(vault, site, person),
    changed: (box) => (page.box = box),
    notKept: () => (page.isLost = true),
  })
  const settled = () => new Promise((resolve) => setTimeout(resolve))
  async function later(): Promise<void> {
    page.now += 60_000
    const due = [...page.timers]
    page.timers.clear()
    for (const task of due) task()
    await settled()
  }
  return { page, runner, settled, later }
}

describe('the runner of orders', () => {
  it('keeps an order before it sends it, and forgets it when it is done', async () => {
    const { page, runner, settled, later } = open(done)
    runner.open('dai-loc', LAN)
    runner.order(WISH)
    expect(page.sent).toHaveLength(0)
    expect(vault.items.size).toBe(1)
    await settled()
    expect(page.sent).toMatchObject([
      { site: 'dai-loc', order: { by: LAN, command: 'acknowledge' } },
    ])
    expect(page.box.entries[0]?.phase.kind).toBe('answered')
    expect(vault.items.size).toBe(0)
    await later()
    expect(page.box.entries).toEqual([])
  })

  it('[G6] sends what a killed page has left again, under the same id', async () => {
    const killed = open()
    killed.runner.open('dai-loc', LAN)
    killed.runner.order(WISH)
    await killed.settled()
    const next = open(done)
    next.runner.open('dai-loc', LAN)
    await next.settled()
    expect(next.page.sent.map(({ order }) => order)).toEqual(
      killed.page.sent.map(({ order }) => order),
    )
    expect(vault.items.size).toBe(0)
  })

  it('tells also after a reload what was refused, until it was read', async () => {
    const conflict = (order: AlarmOrder): OrderAnswer => ({
      ok: true,
      value: order.items.map((item) => ({ ...item, ok: false, reason: 'already' as const })),
    })
    const first = open(conflict)
    first.runner.open('dai-loc', LAN)
    first.runner.order(WISH)
    await first.settled()
    const { page, runner, settled } = open(done)
    runner.open('dai-loc', LAN)
    await settled()
    expect(page.sent).toEqual([])
    expect(page.box.entries[0]?.phase).toMatchObject({ results: [{ reason: 'already' }] })
    runner.remove(page.box.entries[0]?.order.id ?? '')
    expect(vault.items.size).toBe(0)
  })

  it('takes for done what the same person has acknowledged in another tab, unless a comment is lost', async () => {
    const taken = ({ items }: AlarmOrder, by: OutboxPerson): OrderAnswer => ({
      ok: true,
      value: items.map((item) => ({
        ...{ ...item, ok: false, reason: 'already' as const },
        by: { ...by, at: '2025-10-27T06:00:00.000Z' },
      })),
    })
    const isDone = async (wish: Wish, by: OutboxPerson): Promise<boolean | undefined> => {
      const { page, runner, settled } = open((order) => taken(order, by))
      vault.items.clear()
      runner.open('dai-loc', LAN)
      runner.order(wish)
      await settled()
      const phase = page.box.entries[0]?.phase
      return phase?.kind === 'answered' ? phase.results[0]?.ok : undefined
    }
    expect(await isDone(WISH, LAN)).toBe(true)
    expect(vault.items.size).toBe(0)
    expect(await isDone(WISH, BINH)).toBe(false)
    expect(await isDone({ ...WISH, comment: 'đã gọi trạm' }, LAN)).toBe(false)
    expect(await isDone({ ...WISH, command: 'assign', owner: 'Lan' }, LAN)).toBe(false)
  })

  it('[G7] sends nothing in the name of whoever has signed in meanwhile', async () => {
    const { page, runner, settled } = open(done)
    runner.open('dai-loc', LAN)
    page.here = BINH
    runner.order(WISH)
    await settled()
    expect(page.sent).toEqual([])
    runner.open('dai-loc', BINH)
    await settled()
    expect(page.sent).toEqual([])
    expect(othersWaiting(vault, 'dai-loc', BINH.id)).toEqual([LAN.name])
    expect(othersWaiting(vault, 'hiep-duc', BINH.id)).toEqual([])
    page.here = LAN
    runner.open('dai-loc', LAN)
    await settled()
    expect(page.sent).toMatchObject([{ order: { by: LAN } }])
  })

  it('takes no answer to an order of whoever was here before for one of now', async () => {
    const { page, runner, settled } = open(done)
    runner.open('dai-loc', LAN)
    runner.order(WISH)
    runner.open('hiep-duc', LAN)
    await settled()
    expect(page.box.entries).toEqual([])
    expect(vault.items.size).toBe(1)
  })

  it('sends all the same, and says so, where the device keeps nothing', async () => {
    vault.room = 0
    const { page, runner, settled } = open(done)
    runner.open('dai-loc', LAN)
    runner.order(WISH)
    await settled()
    expect(page.isLost).toBe(true)
    expect(page.sent).toHaveLength(1)
  })

  it('passes over what it cannot read', () => {
    const { page, runner } = open(done)
    vault.setItem('iocwall.order/dai-loc/lan/x', '{"order":')
    vault.setItem('iocwall.order/dai-loc/lan/y', '{"order":{"id":"short"}}')
    runner.open('dai-loc', LAN)
    expect(page.box.entries).toEqual([])
  })

  it('takes no more than there is room for', () => {
    const { runner } = open()
    runner.open('dai-loc', LAN)
    const items = Array.from({ length: 60 * 500 }, (_, at) => ({
      id: `river~${at}`,
      occurrence: 1,
    }))
    expect(runner.order({ ...WISH, items })).toBe(false)
    expect(vault.items.size).toBe(50)
  })
})
