import { once } from 'node:events'
import { createServer, connect, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { VERSION_ZERO } from '../../../protocol/version.ts'
import {
  StoreRefused,
  StoreUnavailable,
  type SiteStore,
  type StoreProvider,
} from '../../services/store.ts'
import { freePort, startRedisServer, type RedisServer } from '../../testing/redis-server.ts'
import { appendTo, entry, EPOCH, epochRecord } from '../../testing/stores-under-test.ts'
import { openRedisStores } from './redis-stores.ts'

const TRIM_NOTHING = { before: 0, maxBytes: 1e12, minutelyAfter: 0, hourlyAfter: 0 }

async function timed<T>(work: Promise<T>): Promise<{ error: unknown; tookMs: number }> {
  const startedAt = performance.now()
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  return { error, tookMs: performance.now() - startedAt }
}

async function until(isTrue: () => Promise<boolean>, withinMs: number): Promise<void> {
  const startedAt = performance.now()
  while (!(await isTrue())) {
    if (performance.now() - startedAt > withinMs) throw new Error(`not within ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function isServing(store: SiteStore): Promise<boolean> {
  return store.append(entry()).then(
    (result) => result.ok,
    () => false,
  )
}

describe('opening the Redis stores', () => {
  const servers: RedisServer[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop()
  })

  async function server(config: Record<string, string> = {}): Promise<RedisServer> {
    const started = await startRedisServer({ config })
    servers.push(started)
    return started
  }

  async function warningsOf(config: Record<string, string>): Promise<string[]> {
    const { url } = await server(config)
    const warnings: string[] = []
    const logger = { info: () => undefined, warn: (_: object, text: string) => warnings.push(text) }
    const provider = await openRedisStores({ url, logger })
    await provider.close()
    return warnings
  }

  it('refuses an unreachable Redis within 3 s, naming REDIS_URL and the host but no password', async () => {
    const port = await freePort()
    const url = `redis://user:secret@127.0.0.1:${port}`
    const { error, tookMs } = await timed(openRedisStores({ url }))
    expect(error).toBeInstanceOf(StoreRefused)
    expect(String(error)).toContain(`127.0.0.1:${port}`)
    expect(String(error)).toContain('REDIS_URL')
    expect(String(error)).not.toContain('secret')
    expect(tookMs).toBeLessThan(3_500)
  })

  it('refuses a Redis that takes the connection and says nothing, within 4 s', async () => {
    const started = await server()
    started.signal('SIGSTOP')
    const { error, tookMs } = await timed(openRedisStores({ url: started.url }))
    expect(error).toBeInstanceOf(StoreRefused)
    expect(tookMs).toBeLessThan(4_000)
  })

  it('refuses what is not a URL of a Redis', async () => {
    await expect(openRedisStores({ url: 'localhost:6379' })).rejects.toThrow(StoreRefused)
    await expect(openRedisStores({ url: 'http://127.0.0.1:6379' })).rejects.toThrow(StoreRefused)
  })

  it('refuses a wrong password at once', async () => {
    const { url } = await server({ requirepass: 'right' })
    const { error, tookMs } = await timed(openRedisStores({ url }))
    expect(error).toBeInstanceOf(StoreRefused)
    expect(String(error)).toContain('password')
    expect(tookMs).toBeLessThan(1_500)
  })

  it.each(['allkeys-lru', 'volatile-ttl'])('refuses a Redis with policy %s', async (policy) => {
    const { url } = await server({ 'maxmemory-policy': policy })
    await expect(openRedisStores({ url })).rejects.toThrow(
      new RegExp(`${policy}.*set maxmemory-policy noeviction`),
    )
  })

  it('warns of what a restart can lose', async () => {
    expect(await warningsOf({})).toEqual([expect.stringContaining('appendonly yes')])
    const everysec = { appendonly: 'yes', appendfsync: 'everysec' }
    expect(await warningsOf(everysec)).toEqual([expect.stringContaining('everysec')])
    expect(await warningsOf({ appendonly: 'yes', appendfsync: 'always' })).toEqual([])
  })
})

describe('the Redis store in trouble', () => {
  let server: RedisServer
  let provider: StoreProvider
  let store: SiteStore
  let count = 0
  beforeAll(async () => {
    server = await startRedisServer({ config: { appendonly: 'yes', appendfsync: 'always' } })
    provider = await openRedisStores({ url: server.url })
  })
  afterAll(async () => {
    await provider.close()
    await server.stop()
  })

  async function freshSite(): Promise<SiteStore> {
    store = await provider.site(`trouble-${++count}`)
    await store.changeEpoch(undefined, epochRecord())
    return store
  }

  it('fails every call within 1 s while Redis stands still, and goes on by itself', async () => {
    await freshSite()
    const version = await appendTo(store)
    server.signal('SIGSTOP')
    const calls = await Promise.all([
      timed(store.append(entry())),
      timed(store.inspect()),
      timed(store.readSchema()),
      timed(store.read(version, { limit: 1, waitMs: 0 })),
    ])
    const waiting = await timed(store.read(version, { limit: 1, waitMs: 300 }))
    const next = await timed(store.append(entry()))
    server.signal('SIGCONT')
    for (const call of [...calls, waiting, next])
      expect(call.error).toBeInstanceOf(StoreUnavailable)
    for (const call of [...calls, next]) expect(call.tookMs).toBeLessThan(1_200)
    expect(waiting.tookMs).toBeLessThan(1_500)
    await until(() => isServing(store), 2_000)
    const { entries } = await store.read(version, { limit: 9, waitMs: 500 })
    expect(entries.length).toBeGreaterThan(0)
  })

  it('ends a read that was already waiting when Redis stood still', async () => {
    await freshSite()
    const waiting = timed(store.read(VERSION_ZERO, { limit: 1, waitMs: 700 }))
    await new Promise((resolve) => setTimeout(resolve, 100))
    server.signal('SIGSTOP')
    const { error, tookMs } = await waiting
    server.signal('SIGCONT')
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(tookMs).toBeLessThan(2_000)
    await until(() => isServing(store), 2_000)
  })

  it('fails within 1 s when packets vanish, and goes on over a new connection', async () => {
    const hole = await startBlackHole(server.port)
    const through = await openRedisStores({ url: `redis://127.0.0.1:${hole.port}` })
    const site = await through.site(`trouble-${++count}`)
    await site.changeEpoch(undefined, epochRecord())
    expect(await isServing(site)).toBe(true)
    hole.swallow()
    const { error, tookMs } = await timed(site.append(entry()))
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(tookMs).toBeLessThan(1_200)
    hole.heal()
    await until(() => isServing(site), 2_500)
    await through.close()
    await hole.close()
  })

  it('finds its data after Redis was killed, under another identity', async () => {
    await freshSite()
    const version = await appendTo(store)
    const before = await store.inspect()
    await server.kill('SIGKILL')
    const away = await timed(store.append(entry()))
    expect(away.error).toBeInstanceOf(StoreUnavailable)
    expect(away.tookMs).toBeLessThan(300)
    await server.start()
    await until(() => isServing(store), 3_000)
    const after = await store.inspect()
    expect(after.identity).not.toBe(before.identity)
    expect(after).toMatchObject({ durability: 'always', record: before.record })
    const { entries } = await store.read(VERSION_ZERO, { limit: 1, waitMs: 0 })
    expect(entries[0]?.version).toEqual(version)
  })

  it('answers "full" when memory is full, and still trims, beats and reads', async () => {
    await freshSite()
    const last = await appendTo(store, { receivedAt: 1_000 })
    await store.takeLease('feed', undefined, 'node')
    await server.command('CONFIG', 'SET', 'maxmemory', '1')
    try {
      expect(await store.append(entry())).toEqual({ ok: false, reason: 'full' })
      await expect(store.writeDocument('keys', 0, 'x')).rejects.toThrow(StoreUnavailable)
      expect(await store.beatLease('feed', 1)).toBe(true)
      const body = Buffer.from('k')
      const keyframe = { version: last, epoch: EPOCH, receivedAt: 1_000, body }
      expect(await store.writeKeyframe(keyframe, 1, { ...TRIM_NOTHING, before: 2_000 })).toEqual({
        ok: true,
      })
      expect(await store.read(VERSION_ZERO, { limit: 9, waitMs: 0 })).toMatchObject({
        entries: [],
        trimmed: true,
      })
    } finally {
      await server.command('CONFIG', 'SET', 'maxmemory', '0')
    }
    expect(await store.append(entry())).toMatchObject({ ok: true })
  })

  it('answers "read-only" from a replica', async () => {
    await freshSite()
    await server.command('REPLICAOF', '127.0.0.1', '1')
    try {
      expect(await store.append(entry())).toEqual({ ok: false, reason: 'read-only' })
    } finally {
      await server.command('REPLICAOF', 'NO', 'ONE')
    }
    await until(() => isServing(store), 2_000)
  })

  it('loads its functions again when somebody removed them', async () => {
    await freshSite()
    const version = await appendTo(store)
    await server.command('FUNCTION', 'FLUSH')
    expect(await store.append(entry())).toMatchObject({ ok: true })
    await server.command('FUNCTION', 'FLUSH')
    const { entries } = await store.read(version, { limit: 9, waitMs: 500 })
    expect(entries).toHaveLength(1)
  })

  it('notices that somebody trimmed the stream from outside, and recovers with a keyframe', async () => {
    await freshSite()
    const first = await appendTo(store)
    await appendTo(store)
    const third = await appendTo(store)
    expect((await store.read(first, { limit: 9, waitMs: 0 })).trimmed).toBe(false)
    await server.command('XTRIM', `iocwall:{${store.site}}:stream`, 'MAXLEN', '1')
    expect((await store.read(first, { limit: 9, waitMs: 0 })).trimmed).toBe(true)
    expect((await store.read(third, { limit: 9, waitMs: 0 })).trimmed).toBe(false)
    await store.takeLease('feed', undefined, 'node')
    const keyframe = { version: third, epoch: EPOCH, receivedAt: 9, body: Buffer.from('k') }
    await store.writeKeyframe(keyframe, 1, TRIM_NOTHING)
    expect((await store.read(first, { limit: 9, waitMs: 0 })).trimmed).toBe(true)
    expect((await store.read(third, { limit: 9, waitMs: 0 })).trimmed).toBe(false)
  })

  it('says that a flushed store has neither record nor entries', async () => {
    await freshSite()
    await appendTo(store)
    await server.command('FLUSHALL')
    expect(await store.inspect()).toMatchObject({ record: undefined, tail: VERSION_ZERO })
    expect(await store.append(entry())).toEqual({ ok: false, reason: 'epoch-changed' })
  })

  it('steps over what a producer wrote into the stream by mistake, and goes on waiting', async () => {
    await freshSite()
    const first = await appendTo(store)
    const key = `iocwall:{${store.site}}:stream`
    await server.command('XADD', key, '*', 'metric', 'rain', 'value', '5')
    const startedAt = performance.now()
    const none = await store.read(first, { limit: 1, waitMs: 300 })
    expect(performance.now() - startedAt).toBeGreaterThan(280)
    expect(none).toMatchObject({ entries: [], atEnd: true, trimmed: false })
    const second = await appendTo(store)
    await server.command('XADD', key, '*', 'k', 'samples')
    const { entries } = await store.read(first, { limit: 1, waitMs: 300 })
    expect(entries.map((one) => one.version)).toEqual([second])
  })

  it('keeps all keys of a site in one slot under its documented prefix', async () => {
    await freshSite()
    await appendTo(store)
    await store.writeDocument('keys', 0, 'x')
    const keys = await server.command('KEYS', '*')
    const ours = Array.isArray(keys) ? keys.map(String) : []
    expect(ours.length).toBeGreaterThan(3)
    for (const key of ours) expect(key).toMatch(/^iocwall:\{[a-z0-9-]+\}:[a-z:-]+$/)
  })

  it('refuses a site id that would leave its slot', async () => {
    await expect(provider.site('a}b')).rejects.toThrow(/site id/)
  })

  it('works for a user without administrative commands', async () => {
    const rules = ['on', '>pw', '~iocwall:*', '+@all', '-@admin', '-@dangerous']
    await server.command('ACL', 'SETUSER', 'wall', ...rules, '+config|get', '+info')
    const url = `redis://wall:pw@127.0.0.1:${server.port}`
    const limited = await openRedisStores({ url })
    const site = await limited.site(`trouble-${++count}`)
    await site.changeEpoch(undefined, epochRecord())
    await appendTo(site)
    expect((await site.inspect()).durability).toBe('always')
    expect((await site.read(VERSION_ZERO, { limit: 1, waitMs: 50 })).entries).toHaveLength(1)
    await limited.close()
  })
})

/** A relay that can swallow everything on the connections it has, as a firewall that forgot them does. */
async function startBlackHole(target: number) {
  const pairs: [Socket, Socket][] = []
  let isSwallowing = false
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    for (const socket of [near, far]) socket.on('error', () => socket.destroy())
    pairs.push([near, far])
    if (isSwallowing) return
    near.pipe(far)
    far.pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    swallow() {
      isSwallowing = true
      for (const [near, far] of pairs) {
        near.unpipe()
        far.unpipe()
      }
    },
    heal: () => (isSwallowing = false),
    async close() {
      for (const pair of pairs) for (const socket of pair) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
