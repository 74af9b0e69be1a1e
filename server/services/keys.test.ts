import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { FakeSiteStore } from '../testing/fake-site-store.ts'
import { createKeys } from './keys.ts'

const HOUR = 3_600_000
const START = 1_800_000_000_000

function open(): {
  readonly keys: ReturnType<typeof createKeys>
  readonly store: FakeSiteStore
  readonly clock: { now: number }
} {
  const store = new FakeSiteStore()
  const clock = { now: START }
  return { store, clock, keys: createKeys({ store, now: () => clock.now, randomBytes }) }
}

describe('createKeys', () => {
  it('gives a key of at least 128 random bits once and keeps only its hash', async () => {
    const { keys, store } = open()
    const { text, key } = await keys.create({ name: 'gauges', scope: 'ingest' })
    expect(text).toMatch(/^iocwall_[A-Za-z0-9_-]{32}$/)
    expect((await store.readDocument('keys')).body).not.toContain(text.slice(8))
    expect(await keys.verify(text)).toMatchObject({ ok: true, key: { id: key.id } })
  })

  it('refuses unknown keys and text of any kind, and says what a key is for', async () => {
    const { keys } = open()
    const { text } = await keys.create({ name: 'wall', scope: 'read' })
    expect(await keys.verify(text)).toMatchObject({ ok: true, key: { scope: 'read' } })
    for (const other of ['', 'demo', `${text}x`, text.slice(0, -1), 'x'.repeat(10_000)]) {
      expect(await keys.verify(other)).toEqual({ ok: false, reason: 'unknown-key' })
    }
  })

  it('refuses a revoked key at once here and within 2 s on another node', async () => {
    const { keys, store, clock } = open()
    const elsewhere = createKeys({ store, now: () => clock.now, randomBytes })
    const { text, key } = await keys.create({ name: 'gauges', scope: 'ingest' })
    expect(await elsewhere.verify(text)).toMatchObject({ ok: true })
    expect(await keys.revoke(key.id)).toBe(true)
    expect(await keys.revoke(key.id)).toBe(false)
    expect(await keys.verify(text)).toEqual({ ok: false, reason: 'unknown-key' })
    clock.now += 2_000
    expect(await elsewhere.verify(text)).toEqual({ ok: false, reason: 'unknown-key' })
  })

  it('loses no key when two nodes write at the same time', async () => {
    const { keys, store, clock } = open()
    const elsewhere = createKeys({ store, now: () => clock.now, randomBytes })
    await Promise.all([
      keys.create({ name: 'a', scope: 'ingest' }),
      elsewhere.create({ name: 'b', scope: 'read' }),
      keys.create({ name: 'c', scope: 'officer' }),
    ])
    expect((await keys.list()).map(({ name }) => name).toSorted()).toEqual(['a', 'b', 'c'])
  })

  it('notes the use to the hour, without a write for every request', async () => {
    const { keys, store, clock } = open()
    const { text } = await keys.create({ name: 'gauges', scope: 'ingest' })
    for (let minute = 0; minute < 30; minute++) {
      clock.now += 60_000
      await keys.verify(text)
    }
    expect((await store.readDocument('keys')).revision).toBeLessThanOrEqual(3)
    const lastUsedAt = (await keys.list())[0]?.lastUsedAt ?? 0
    expect(lastUsedAt % HOUR).toBe(0)
    expect(clock.now - lastUsedAt).toBeLessThan(HOUR)
  })

  it('takes a key whose use cannot be noted', async () => {
    const { keys, store } = open()
    const { text } = await keys.create({ name: 'gauges', scope: 'ingest' })
    store.fault = 'unavailable'
    expect(await keys.verify(text)).toMatchObject({ ok: true })
  })

  it('says that the store does not answer instead of refusing the key', async () => {
    const { keys, store, clock } = open()
    const { text } = await keys.create({ name: 'gauges', scope: 'ingest' })
    clock.now += 10_000
    store.fault = 'unavailable'
    expect(await keys.verify(text)).toEqual({ ok: false, reason: 'store-unavailable' })
  })

  it('keeps what a key is limited to, and refuses it once its time is over', async () => {
    const { keys, clock } = open()
    const limits = { metrics: ['river.level'], units: ['20500'] }
    const order = { name: 'gauges', scope: 'ingest', limits, expiresAt: START + HOUR } as const
    const { text } = await keys.create(order)
    clock.now = START + HOUR - 1
    expect(await keys.verify(text)).toMatchObject({ ok: true, key: { limits } })
    clock.now = START + HOUR
    expect(await keys.verify(text)).toEqual({ ok: false, reason: 'unknown-key' })
  })

  it('knows a key that another node has just made, and reads seldom for guesses', async () => {
    const { keys, store, clock } = open()
    const elsewhere = createKeys({ store, now: () => clock.now, randomBytes })
    expect(await keys.verify('guess')).toMatchObject({ ok: false })
    const { text } = await elsewhere.create({ name: 'wall', scope: 'read' })
    clock.now += 100
    expect(await keys.verify(text)).toMatchObject({ ok: true })
    let reads = 0
    const read = store.readDocument.bind(store)
    store.readDocument = (name) => {
      reads++
      return read(name)
    }
    for (let at = 0; at < 1_000; at++) await keys.verify(`guess ${at}`)
    expect(reads).toBeLessThanOrEqual(1)
  })
})
