import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STORE_KINDS, type StoresUnderTest } from '../../testing/stores-under-test.ts'
import { SHARED_ID, type DocumentStore } from '../shared-store.ts'

describe.each(STORE_KINDS)('lists of documents of the $kind store', ({ start }) => {
  let under: StoresUnderTest
  beforeAll(async () => {
    under = await start()
  })
  afterAll(() => under.stop())

  async function namesOf(store: DocumentStore, prefix: string): Promise<string[]> {
    return (await store.listDocuments(prefix)).map(({ name }) => name)
  }

  it('hold every document whose name begins so, by name, with revision and body', async () => {
    const [store, other] = await under.nodes()
    for (const name of ['people:b', 'people', 'peoples:x', 'people:a', 'keys', 'people:']) {
      await store.writeDocument(name, 0, `body of ${name}`)
    }
    const found = await other.listDocuments('people:')
    expect(found.map(({ name }) => name)).toEqual(['people:', 'people:a', 'people:b'])
    const { revision } = await store.readDocument('people:a')
    expect(found[1]).toEqual({ name: 'people:a', revision, body: 'body of people:a' })
    expect(await namesOf(store, '')).toHaveLength(6)
    expect(await namesOf(store, 'none')).toEqual([])
  })

  it('take signs of patterns as they are', async () => {
    const [store] = await under.nodes()
    const names = ['a*b', 'a?b', 'a[x]b', 'a\\b', 'a^b', 'axb', 'ab']
    for (const name of names) await store.writeDocument(name, 0, '')
    for (const name of names.slice(0, 5)) {
      expect(await namesOf(store, name.slice(0, -1))).toEqual([name])
    }
    expect(await namesOf(store, '*')).toEqual([])
  })

  it('leave out what was removed', async () => {
    const [store] = await under.nodes()
    const { revision } = await store.writeDocument('session:1', 0, 'a')
    await store.writeDocument('session:2', 0, 'b')
    await store.writeDocument('session:1', revision, undefined)
    expect(await namesOf(store, 'session:')).toEqual(['session:2'])
  })

  it('name each of thousands once', async () => {
    const [store] = await under.nodes()
    const names = Array.from({ length: 3_000 }, (_, at) => `s:${String(at).padStart(5, '0')}`)
    for (let from = 0; from < names.length; from += 200) {
      const part = names.slice(from, from + 200)
      await Promise.all(part.map((name) => store.writeDocument(name, 0, name)))
    }
    expect(await namesOf(store, 's:')).toEqual(names)
    expect(await namesOf(store, 's:0299')).toHaveLength(10)
  })
})

describe.each(STORE_KINDS)('the installation’s own store, $kind', ({ start }) => {
  let under: StoresUnderTest
  beforeAll(async () => {
    under = await start()
  })
  afterAll(() => under.stop())

  it('keeps documents for all nodes, apart from those of sites', async () => {
    const [site] = await under.nodes()
    const [shared, other] = await under.shared()
    await site.writeDocument('people:a', 0, 'of the site')
    await shared.writeDocument('people:a', 0, 'of the installation')
    expect(await other.readDocument('people:a')).toMatchObject({ body: 'of the installation' })
    expect(await other.listDocuments('')).toHaveLength(1)
    const [one, two] = await Promise.all([
      shared.writeDocument('people:b', 0, 'one'),
      other.writeDocument('people:b', 0, 'two'),
    ])
    expect([one.ok, two.ok].filter(Boolean)).toHaveLength(1)
  })

  it('counts for all nodes at once, within a window that the first addition begins', async () => {
    const both = await under.shared()
    const [{ counters }, other] = both
    const first = await counters.add('tries 10.0.0.7', 1, 60_000)
    expect(first.count).toBe(1)
    expect(first.endsInMs).toBeGreaterThan(50_000)
    expect(first.endsInMs).toBeLessThanOrEqual(60_000)
    const counts = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        both[at % 2 === 0 ? 0 : 1].counters.add('tries 10.0.0.7', 2, 600_000),
      ),
    )
    expect(counts.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, at) => 3 + 2 * at),
    )
    for (const { endsInMs } of counts) expect(endsInMs).toBeLessThanOrEqual(60_000)
    expect((await other.counters.add('tries 10.0.0.8', 1, 60_000)).count).toBe(1)
  })

  it('begins a count anew when its window is over, and when it is told to forget it', async () => {
    const [{ counters }] = await under.shared()
    const { endsInMs } = await counters.add('short', 5, 200)
    expect(endsInMs).toBeLessThanOrEqual(200)
    await counters.add('long', 5, 600_000)
    await pause(300)
    expect(await counters.add('short', 1, 60_000)).toMatchObject({ count: 1 })
    expect((await counters.add('long', 1, 60_000)).count).toBe(6)
    await counters.forget('long')
    const again = await counters.add('long', 1, 1_000)
    expect(again.count).toBe(1)
    expect(again.endsInMs).toBeLessThanOrEqual(1_000)
    await counters.forget('never there')
  })

  it('looks at a count without beginning one', async () => {
    const [{ counters }] = await under.shared()
    expect(await counters.add('looked at', 0, 60_000)).toEqual({ count: 0, endsInMs: 0 })
    expect(await counters.add('looked at', -1, 60_000)).toEqual({ count: 0, endsInMs: 0 })
    await counters.add('looked at', 2, 600_000)
    const seen = await counters.add('looked at', 0, 1)
    expect(seen.count).toBe(2)
    expect(seen.endsInMs).toBeGreaterThan(500_000)
  })

  it('has an id that no site can take', async () => {
    await expect(Promise.resolve().then(() => under.reopen(SHARED_ID))).rejects.toThrow(
      'not a site id',
    )
  })
})
