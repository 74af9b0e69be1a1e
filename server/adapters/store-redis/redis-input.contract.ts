import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { VERSION_ZERO } from '../../../protocol/version.ts'
import type { SiteStore, StoreInput, StoreProvider } from '../../services/store.ts'
import { startRedisServer, type RedisServer } from '../../testing/redis-server.ts'
import { entry, EPOCH, epochRecord } from '../../testing/stores-under-test.ts'
import { openRedisStores } from './redis-stores.ts'

const NOW = { limit: 100, waitMs: 0 }

describe('the input stream', () => {
  let server: RedisServer
  let providers: readonly [StoreProvider, StoreProvider]
  let count = 0
  beforeAll(async () => {
    server = await startRedisServer()
    const { url } = server
    providers = await Promise.all([openRedisStores({ url }), openRedisStores({ url })])
  })
  afterAll(async () => {
    for (const provider of providers) await provider.close()
    await server.stop()
  })

  interface Node {
    readonly store: SiteStore
    readonly input: StoreInput
  }

  async function nodes(): Promise<{ one: Node; two: Node; key: string }> {
    const site = `input-${++count}`
    const [one, two] = await Promise.all(providers.map((provider) => provider.site(site)))
    if (!one?.input || !two?.input) throw new Error('no input')
    await one.changeEpoch(undefined, epochRecord())
    return {
      one: { store: one, input: one.input },
      two: { store: two, input: two.input },
      key: `iocwall:{${site}}:in`,
    }
  }

  async function add(key: string, ...fields: string[]): Promise<string> {
    return String(await server.command('XADD', key, '*', ...fields))
  }

  async function entriesOf(store: SiteStore): Promise<number> {
    return (await store.read(VERSION_ZERO, { limit: 10_000, waitMs: 0 })).entries.length
  }

  async function pendingOf(key: string): Promise<unknown> {
    const reply = await server.command('XPENDING', key, 'iocwall')
    return Array.isArray(reply) ? reply[0] : undefined
  }

  it('counts what waits, read or not, until it is moved', async () => {
    const { one, two, key } = await nodes()
    expect(await one.input.waitingCount()).toBe(0)
    const ids = [await add(key, 'value', '1'), await add(key, 'value', '2')]
    await one.input.read(NOW)
    ids.push(await add(key, 'value', '3'))
    expect(await two.input.waitingCount()).toBe(3)
    const dead = [{ id: ids[0] ?? '', reason: 'malformed' }]
    await one.input.move({ ids: ids.slice(0, 2), entry: entry(), dead })
    expect(await two.input.waitingCount()).toBe(1)
  })

  it('answers what producers wrote, oldest first, also what came before the first read', async () => {
    const { one, key } = await nodes()
    const first = await add(key, 'metric', 'river.level', 'sensor', 'ai-nghia', 'value', '9.01')
    const second = await add(key, '__proto__', 'x', 'constructor', 'y')
    const entries = await one.input.read(NOW)
    expect(entries.map((each) => each.id)).toEqual([first, second])
    expect(entries[0]?.fields).toEqual({ metric: 'river.level', sensor: 'ai-nghia', value: '9.01' })
    expect(Object.entries(entries[1]?.fields ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
  })

  it('waits for an entry and answers as soon as it comes', async () => {
    const { one, key } = await nodes()
    const startedAt = performance.now()
    const waiting = one.input.read({ limit: 10, waitMs: 5_000 })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const id = await add(key, 'metric', 'rain')
    expect((await waiting).map((each) => each.id)).toEqual([id])
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect(await one.input.read({ limit: 10, waitMs: 50 })).toEqual([])
  })

  it('moves in one step: one entry in the stream, nothing left in the input', async () => {
    const { one, key } = await nodes()
    const ids = [await add(key, 'metric', 'a'), await add(key, 'metric', 'b')]
    await one.input.read(NOW)
    const moved = await one.input.move({ ids, entry: entry({ receivedAt: 4_000 }), dead: [] })
    expect(moved).toMatchObject({ ok: true, version: (await one.store.inspect()).tail })
    expect(await entriesOf(one.store)).toBe(1)
    expect(await server.command('XLEN', key)).toBe(0)
    expect(await pendingOf(key)).toBe(0)
    expect((await one.store.positionAt(4_000))?.epoch).toBe(EPOCH)
  })

  it('buries bad entries with their reason and their fields', async () => {
    const { one, key } = await nodes()
    const [good, bad] = [
      await add(key, 'metric', 'a'),
      await add(key, 'metric', 'nope', 'value', 'x'),
    ]
    await one.input.read(NOW)
    const dead = [{ id: bad, reason: 'unknown-metric' }]
    expect(await one.input.move({ ids: [good, bad], entry: entry(), dead })).toMatchObject({
      ok: true,
    })
    const letters = await server.command('XRANGE', `${key}:dead`, '-', '+')
    expect(letters).toEqual([
      [
        expect.any(String),
        ['reason', 'unknown-metric', 'entry', bad, 'metric', 'nope', 'value', 'x'],
      ],
    ])
    expect(await server.command('XLEN', key)).toBe(0)
  })

  it('buries without an entry when all were bad', async () => {
    const { one, key } = await nodes()
    const bad = await add(key, 'x', 'y'.repeat(5_000))
    await one.input.read(NOW)
    const dead = [{ id: bad, reason: 'no-metric' }]
    expect(await one.input.move({ ids: [bad], entry: undefined, dead })).toEqual({ ok: true })
    expect(await entriesOf(one.store)).toBe(0)
    const letters = JSON.stringify(await server.command('XRANGE', `${key}:dead`, '-', '+'))
    expect(letters.length).toBeLessThan(1_300)
  })

  it('keeps at most 1,000 dead letters', async () => {
    const { one, key } = await nodes()
    for (let part = 0; part < 3; part++) {
      await Promise.all(Array.from({ length: 400 }, (_, at) => add(key, 'n', `${at}`)))
      const ids = (await one.input.read({ limit: 400, waitMs: 0 })).map((each) => each.id)
      const dead = ids.map((id) => ({ id, reason: 'bad' }))
      await one.input.move({ ids, entry: undefined, dead })
    }
    expect(await server.command('XLEN', `${key}:dead`)).toBe(1_000)
  }, 120_000)

  it('moves a batch once when two nodes race for it', async () => {
    const { one, two, key } = await nodes()
    for (let round = 0; round < 50; round++) {
      const ids = [await add(key, 'metric', 'a'), await add(key, 'metric', 'b')]
      await one.input.read(NOW)
      const results = await Promise.all(
        [one, two].map((node) => node.input.move({ ids, entry: entry(), dead: [] })),
      )
      expect(results.filter((each) => each.ok)).toHaveLength(1)
      expect(results).toContainEqual({ ok: false, reason: 'already-moved' })
    }
    expect(await entriesOf(one.store)).toBe(50)
  })

  it('moves nothing when one of the ids is gone', async () => {
    const { one, key } = await nodes()
    const [gone, left] = [await add(key, 'metric', 'a'), await add(key, 'metric', 'b')]
    await one.input.read(NOW)
    await one.input.move({ ids: [gone], entry: entry(), dead: [] })
    const both = await one.input.move({ ids: [gone, left], entry: entry(), dead: [] })
    expect(both).toEqual({ ok: false, reason: 'already-moved' })
    expect(await server.command('XLEN', key)).toBe(1)
    expect(await entriesOf(one.store)).toBe(1)
    // What nobody moved comes again.
    expect(await pendingOf(key)).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 3_100))
    expect((await one.input.read(NOW)).map((each) => each.id)).toEqual([left])
  })

  it('doubles nothing when a move is asked for again while an older entry waits elsewhere', async () => {
    const { one, two, key } = await nodes()
    const older = await add(key, 'metric', 'a')
    expect(await two.input.read(NOW)).toHaveLength(1)
    const ids = [await add(key, 'metric', 'b'), await add(key, 'metric', 'c')]
    expect(await one.input.read(NOW)).toHaveLength(2)
    const order = { ids, entry: entry(), dead: [] }
    expect(await one.input.move(order)).toMatchObject({ ok: true })
    // As after an answer that was lost.
    expect(await one.input.move(order)).toEqual({ ok: false, reason: 'already-moved' })
    expect(await pendingOf(key)).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    const left = await one.input.read(NOW)
    expect(left.map((each) => each.id)).toEqual([older])
    expect(await one.input.move({ ids: [older], entry: entry(), dead: [] })).toMatchObject({
      ok: true,
    })
    expect(await server.command('XLEN', key)).toBe(0)
    expect(await entriesOf(one.store)).toBe(2)
  })

  it('moves what a producer trimmed away after it was read', async () => {
    const { one, key } = await nodes()
    const [trimmed, left] = [await add(key, 'metric', 'a'), await add(key, 'metric', 'b')]
    await one.input.read(NOW)
    await server.command('XDEL', key, trimmed)
    const dead = [{ id: trimmed, reason: 'unknown-metric' }]
    const order = { ids: [trimmed, left], entry: entry(), dead }
    expect(await one.input.move(order)).toMatchObject({ ok: true })
    expect(await server.command('XLEN', key)).toBe(0)
    const letters = await server.command('XRANGE', `${key}:dead`, '-', '+')
    expect(letters).toEqual([[expect.any(String), ['reason', 'unknown-metric', 'entry', trimmed]]])
  })

  it('gives everything back when the append fails half-way', async () => {
    const { one, key } = await nodes()
    const id = await add(key, 'metric', 'a')
    await one.input.read(NOW)
    const index = `${key.slice(0, -':in'.length)}:index`
    const kept = await server.command('EXISTS', index)
    await server.command('SET', index, 'not a sorted set')
    await expect(one.input.move({ ids: [id], entry: entry(), dead: [] })).rejects.toThrow()
    expect(await pendingOf(key)).toBe(1)
    expect(kept).toBe(0)
    await server.command('DEL', index)
    expect(await one.input.move({ ids: [id], entry: entry(), dead: [] })).toMatchObject({
      ok: true,
    })
  })

  it('leaves everything waiting when the append is refused', async () => {
    const { one, key } = await nodes()
    const id = await add(key, 'metric', 'a')
    await one.input.read(NOW)
    const stale = entry({ epoch: '00000000000000bb' })
    const dead = [{ id, reason: 'bad' }]
    const order = { ids: [id], entry: stale, dead }
    expect(await one.input.move(order)).toEqual({ ok: false, reason: 'epoch-changed' })
    await server.command('CONFIG', 'SET', 'maxmemory', '1')
    const full = await one.input.move({ ...order, entry: entry() })
    await server.command('CONFIG', 'SET', 'maxmemory', '0')
    expect(full).toEqual({ ok: false, reason: 'full' })
    expect(await server.command('XLEN', key)).toBe(1)
    expect(await server.command('XLEN', `${key}:dead`)).toBe(0)
  })

  it('hands what a dead node left to another one, after 2 s', async () => {
    const { one, two, key } = await nodes()
    const ids = [await add(key, 'metric', 'a'), await add(key, 'metric', 'b')]
    expect(await one.input.read(NOW)).toHaveLength(2)
    expect(await two.input.read(NOW)).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    const later = await add(key, 'metric', 'c')
    expect((await two.input.read(NOW)).map((each) => each.id)).toEqual(ids)
    expect((await two.input.read(NOW)).map((each) => each.id)).toEqual([later])
  })

  it('goes on when the input stream was removed', async () => {
    const { one, key } = await nodes()
    await one.input.read(NOW)
    await server.command('DEL', key)
    const id = await add(key, 'metric', 'a')
    expect((await one.input.read(NOW)).map((each) => each.id)).toEqual([id])
  })

  it('moves 5,000 entries at once', async () => {
    const { one, key } = await nodes()
    const script = `for i = 1, 5000 do redis.call('XADD', KEYS[1], '*', 'metric', 'a', 'value', i) end`
    await server.command('EVAL', script, '1', key)
    const entries = await one.input.read({ limit: 5_000, waitMs: 0 })
    const ids = entries.map((each) => each.id)
    expect(ids).toHaveLength(5_000)
    expect(await one.input.move({ ids, entry: entry(), dead: [] })).toMatchObject({ ok: true })
    expect(await server.command('XLEN', key)).toBe(0)
    expect(await pendingOf(key)).toBe(0)
  })
})
