import { expect, it } from 'vitest'
import { createMemoryCounters } from './memory-counters.ts'

it('counts within a window that begins with the first addition, and anew after it', async () => {
  let now = 0
  const counters = createMemoryCounters(() => now)
  expect(await counters.add('a', 1, 1_000)).toEqual({ count: 1, endsInMs: 1_000 })
  now = 999
  expect(await counters.add('a', 2, 5_000)).toEqual({ count: 3, endsInMs: 1 })
  now = 1_000
  expect(await counters.add('a', 1, 1_000)).toEqual({ count: 1, endsInMs: 1_000 })
})

it('forgets windows that are over, whatever names came once', async () => {
  let now = 0
  const counters = createMemoryCounters(() => now)
  for (let at = 0; at < 1_000; at++) await counters.add(`name-${at}`, 1, 1_000)
  await counters.add('long', 1, 100_000)
  now = 20_000
  await counters.add('other', 1, 1_000)
  expect(counters.heldCount()).toBe(2)
  expect(await counters.add('long', 1, 100_000)).toMatchObject({ count: 2 })
})

it('holds only so many names, and lets the oldest go', async () => {
  const counters = createMemoryCounters(() => 0, 3)
  for (const name of ['a', 'b', 'c', 'd']) await counters.add(name, 1, 1_000)
  expect(counters.heldCount()).toBe(3)
  expect(await counters.add('d', 1, 1_000)).toMatchObject({ count: 2 })
  expect(await counters.add('a', 1, 1_000)).toMatchObject({ count: 1 })
})

it('looks without beginning anything', async () => {
  let now = 0
  const counters = createMemoryCounters(() => now)
  expect(await counters.add('a', 0, 1_000)).toEqual({ count: 0, endsInMs: 0 })
  expect(await counters.add('a', -1, 1_000)).toEqual({ count: 0, endsInMs: 0 })
  await counters.add('a', 3, 1_000)
  now = 400
  expect(await counters.add('a', 0, 9_000)).toEqual({ count: 3, endsInMs: 600 })
})
