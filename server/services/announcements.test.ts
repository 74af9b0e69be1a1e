import { expect, it, vi } from 'vitest'
import { FakeSiteStore } from '../testing/fake-site-store.ts'
import { createAnnouncements } from './announcements.ts'

const NOW = Date.parse('2025-10-29T20:00:00+07:00')
const LOG = { info: () => undefined, warn: () => undefined }

function node(store: FakeSiteStore) {
  return createAnnouncements({ site: 'a', store, now: () => NOW, log: LOG, lookEveryMs: 5 })
}

it('tells every node what one of them was told, and the same list while nothing changes', async () => {
  const store = new FakeSiteStore()
  const [one, other] = [node(store), node(store)]
  await one.start()
  await other.start()
  await one.enter({ hazard: 'flood', level: 3, bulletinAt: NOW })
  expect(one.current()).toEqual([{ hazard: 'flood', level: 3, bulletinAt: NOW }])
  await vi.waitFor(() => expect(other.current()).toEqual(one.current()))
  const before = other.current()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(other.current()).toBe(before)
  await one.stop()
  await other.stop()
})

it('keeps what it knew while the store does not answer', async () => {
  const store = new FakeSiteStore()
  const announcements = node(store)
  await announcements.enter({ hazard: 'storm', level: 4, bulletinAt: NOW })
  await announcements.start()
  store.fault = 'unavailable'
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(announcements.current()).toHaveLength(1)
  await announcements.stop()
})

it('forgets all where the demo begins anew', async () => {
  const store = new FakeSiteStore()
  const announcements = node(store)
  await announcements.enter({ hazard: 'storm', level: 4, bulletinAt: NOW })
  await announcements.clear()
  expect(announcements.current()).toEqual([])
  const other = node(store)
  await other.start()
  expect(other.current()).toEqual([])
  await other.stop()
})
