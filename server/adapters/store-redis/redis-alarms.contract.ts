import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { EMPTY_CHAIN } from '../../core/journal/chain.ts'
import type { AlarmStore } from '../../services/alarm-store.ts'
import { StoreRefused, StoreUnavailable, type StoreProvider } from '../../services/store.ts'
import {
  alarmCommit,
  beginAlarms,
  everythingIn,
  linksAfter,
  takeAlarmLease,
  wholeCommit,
  wholeCommitsIn,
  wordsOf,
} from '../../testing/build-alarm-commit.ts'
import { freePort, startRedisServer, type RedisServer } from '../../testing/redis-server.ts'
import { appendTo, entry, epochRecord } from '../../testing/stores-under-test.ts'
import { openRedisStores } from './redis-stores.ts'

const DURABLE = { appendonly: 'yes', appendfsync: 'always' }

async function isServing(store: AlarmStore): Promise<boolean> {
  const { head } = await store.loadRecords()
  const result = await store.commit(alarmCommit(head, { records: [{ id: 'try', text: 'x' }] }))
  return result.ok
}

async function untilServing(store: AlarmStore): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await isServing(store).catch(() => false)) return
    await pause(50)
  }
  throw new Error('Redis did not come back')
}

describe('the alarms of a Redis in trouble', () => {
  let server: RedisServer
  let provider: StoreProvider
  let siteCount = 0
  beforeAll(async () => {
    server = await startRedisServer({ config: DURABLE })
    provider = await openRedisStores({ url: server.url })
  })
  afterAll(async () => {
    await provider.close()
    await server.stop()
  })

  async function begun(): Promise<AlarmStore> {
    const store = await provider.alarms(`site-${++siteCount}`)
    await beginAlarms(store)
    return store
  }

  it('are acknowledged while figures have filled the memory', async () => {
    const store = await begun()
    const figures = await provider.site(store.site)
    await figures.changeEpoch(undefined, epochRecord())
    const body = Buffer.alloc(100_000, 'x')
    await appendTo(figures, { body })
    const used = /used_memory:(\d+)/.exec(String(await server.command('INFO', 'memory')))?.[1]
    await server.command('CONFIG', 'SET', 'maxmemory', String(Number(used) + 3_000_000))
    try {
      let refused: unknown
      for (let tries = 0; tries < 200 && refused === undefined; tries++) {
        const result = await figures.append(entry({ body }))
        if (!result.ok) refused = result.reason
      }
      expect(refused).toBe('full')
      const token = await takeAlarmLease(store)
      for (let at = 0; at < 50; at++) {
        const { head } = await store.loadRecords()
        expect(await store.commit(wholeCommit(head, `${at}`, token))).toEqual({ ok: true })
      }
      expect(await store.lease.beatLease('alarms', token)).toBe(true)
      const outcomes = [{ id: 'message 0', text: 'x'.repeat(1_000), isDead: true }]
      expect(await store.settleMessages(token, outcomes)).toEqual({ ok: true })
      const head = await store.journal.head()
      expect(await store.journal.append(head, linksAfter(head, ['more']))).toEqual({ ok: true })
      expect(await figures.append(entry({ body }))).toEqual({ ok: false, reason: 'full' })
    } finally {
      await server.command('CONFIG', 'SET', 'maxmemory', '0')
    }
    expect((await store.loadRecords()).head.seq).toBe(51)
  })

  it('are not taken by a replica, which says so', async () => {
    const store = await begun()
    const token = await takeAlarmLease(store)
    await server.command('REPLICAOF', '127.0.0.1', '1')
    try {
      const refusal = { ok: false, reason: 'read-only' }
      expect(await store.commit(wholeCommit(EMPTY_CHAIN, '1', token))).toEqual(refusal)
      await expect(store.lease.beatLease('alarms', token)).rejects.toThrow(StoreUnavailable)
      expect((await everythingIn(store)).records).toEqual([])
    } finally {
      await server.command('REPLICAOF', 'NO', 'ONE')
    }
    await untilServing(store)
    expect(await store.readCommand('command 1')).toBeUndefined()
  })

  it('are not taken while Redis cannot write its disk, and it says so', async () => {
    const own = await startRedisServer({
      config: { save: '3600 1', 'enable-protected-configs': 'yes' },
    })
    const opened = await openRedisStores({ url: own.url })
    try {
      const store = await opened.alarms('a')
      await beginAlarms(store)
      const token = await takeAlarmLease(store)
      await own.command('CONFIG', 'SET', 'dbfilename', 'x'.repeat(300))
      await own.command('BGSAVE').catch(() => undefined)
      let result: unknown
      for (let tries = 0; tries < 100; tries++) {
        const { head } = await store.loadRecords()
        const tried = await store.commit(wholeCommit(head, `${tries}`, token))
        result = tried
        if (!tried.ok) break
        await pause(50)
      }
      expect(result).toEqual({ ok: false, reason: 'read-only' })
      expect((await wholeCommitsIn(store)).halves).toEqual([])
    } finally {
      await opened.close()
      await own.stop()
    }
  })

  it('are away while Redis stands still, and go on by themselves', async () => {
    const store = await begun()
    server.signal('SIGSTOP')
    const calls = [
      store.commit(alarmCommit(EMPTY_CHAIN, { records: [{ id: 'a', text: 'x' }] })),
      store.inspect(),
      store.loadRecords(),
      store.loadEvaluation(),
      store.readPulse(),
      store.readCommand('k'),
      store.follow({ after: 0, limit: 9, waitMs: 0 }),
      store.follow({ after: 0, limit: 9, waitMs: 50 }),
      store.waitingMessages(9),
      store.journal.head(),
      store.lease.readLease('alarms'),
    ]
    const settled = await Promise.allSettled(calls)
    server.signal('SIGCONT')
    for (const one of settled) {
      expect(one).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) })
    }
    await untilServing(store)
  })

  it('are all there that were answered when Redis was killed amidst, and no half of a commit', async () => {
    const store = await begun()
    const token = await takeAlarmLease(store)
    const answered: string[] = []
    let count = 0
    const write = async (): Promise<void> => {
      for (;;) {
        const number = `${count++}`
        let { head } = await store.loadRecords()
        for (;;) {
          const result = await store.commit(wholeCommit(head, number, token))
          if (result.ok) break
          if (result.reason !== 'moved') throw new Error(result.reason)
          head = result.head
        }
        answered.push(number)
      }
    }
    for (let round = 0; round < 3; round++) {
      const soFar = answered.length
      const writers = Promise.allSettled(Array.from({ length: 6 }, write))
      while (answered.length < soFar + 20 + 15 * round) await pause(5)
      await server.kill('SIGKILL')
      for (const one of await writers) {
        expect(one).toMatchObject({ reason: expect.any(StoreUnavailable) })
      }
      await server.start()
      await untilServing(store)
      await store.commit(
        alarmCommit((await store.loadRecords()).head, {
          records: [{ id: 'try', text: undefined }],
        }),
      )
      const { whole, halves } = await wholeCommitsIn(store)
      expect(halves).toEqual([])
      expect(new Set(whole).size).toBe(whole.length)
      expect(answered.filter((number) => !whole.includes(number))).toEqual([])
    }
  })

  it('are followed past what somebody put in between, and wait on behind it', async () => {
    const store = await begun()
    const links = linksAfter(EMPTY_CHAIN, ['one', 'two', 'three'])
    await store.commit(alarmCommit(EMPTY_CHAIN, { links: links.slice(0, 2) }))
    const key = `iocwall:{${store.site}}:alarms:journal`
    const waiting = store.follow({ after: 2, limit: 1, waitMs: 600_000 })
    await server.command('XADD', key, '2-7', 'what', 'ever')
    await server.command('XADD', key, '2-9', 'what', 'ever')
    const { head } = await store.loadRecords()
    expect(head.seq).toBe(2)
    await store.journal.append(head, links.slice(2))
    expect(wordsOf(await waiting)).toEqual(['three'])
    expect(wordsOf(await store.follow({ after: 1, limit: 9, waitMs: 0 }))).toEqual(['two', 'three'])
    expect(await store.journal.read({ from: 1, limit: 9 })).toHaveLength(5)
    expect((await store.inspect()).tail).toEqual({ ms: 3, n: 0 })
  })

  it('keep all their keys in the site’s slot, and nothing else', async () => {
    const store = await begun()
    const token = await takeAlarmLease(store)
    await store.commit(wholeCommit(EMPTY_CHAIN, '1', token))
    await store.settleMessages(token, [{ id: 'message 1', text: 'x', isDead: true }])
    const keys = await server.command('KEYS', `*${store.site}}*`)
    const ours = Array.isArray(keys) ? keys.map(String) : []
    expect(ours.length).toBeGreaterThan(8)
    for (const key of ours) expect(key.startsWith(`iocwall:{${store.site}}:alarms:`)).toBe(true)
    await expect(provider.alarms('a}b')).rejects.toThrow(/site id/)
  })

  it('load their functions again when somebody removed them', async () => {
    const store = await begun()
    await server.command('FUNCTION', 'FLUSH')
    expect(await isServing(store)).toBe(true)
    await server.command('FUNCTION', 'FLUSH')
    expect((await store.loadRecords()).records).toHaveLength(1)
  })

  it('fail after they were closed, also those who wait', async () => {
    const own = await openRedisStores({ url: server.url })
    const store = await own.alarms(`site-${++siteCount}`)
    const waiting = store.follow({ after: 0, limit: 1, waitMs: 600_000 })
    const ended = expect(waiting).rejects.toThrow(StoreUnavailable)
    await store.readPulse()
    await own.close()
    await ended
    await expect(store.loadRecords()).rejects.toThrow(StoreUnavailable)
    await expect(store.follow({ after: 0, limit: 1, waitMs: 9 })).rejects.toThrow(StoreUnavailable)
  })
})

describe('a Redis of their own for alarms', () => {
  const servers: RedisServer[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop()
  })

  async function server(config: Record<string, string> = {}): Promise<RedisServer> {
    const started = await startRedisServer({ config })
    servers.push(started)
    return started
  }

  async function warningsOf(figures: RedisServer, alarms?: RedisServer): Promise<string[]> {
    const warnings: string[] = []
    const logger = { info: () => undefined, warn: (_: object, text: string) => warnings.push(text) }
    const alarmUrl = alarms && { alarmUrl: alarms.url }
    await (await openRedisStores({ url: figures.url, logger, ...alarmUrl })).close()
    return warnings
  }

  it('keeps them, and goes on while that of the figures is away', async () => {
    const [figures, alarms] = [await server(), await server()]
    const provider = await openRedisStores({ url: figures.url, alarmUrl: alarms.url })
    const store = await provider.alarms('a')
    await beginAlarms(store)
    const site = await provider.site('a')
    await site.changeEpoch(undefined, epochRecord())
    expect(String(await figures.command('KEYS', '*'))).not.toContain(':alarms:')
    expect(await alarms.command('KEYS', '*')).toEqual(['iocwall:{a}:alarms:epoch'])
    await figures.kill()
    expect(await isServing(store)).toBe(true)
    expect((await store.inspect()).identity).toBeTruthy()
    await provider.close()
  })

  it('may be another database of the same server', async () => {
    const one = await server()
    const provider = await openRedisStores({ url: one.url, alarmUrl: `${one.url}/1` })
    await beginAlarms(await provider.alarms('a'))
    expect(await one.command('KEYS', '*')).toEqual([])
    await provider.close()
  })

  it('is refused where it evicts, is away or is none, by the name of its variable', async () => {
    const figures = await server()
    const evicting = await server({ 'maxmemory-policy': 'allkeys-lru' })
    const open = (alarmUrl: string) => openRedisStores({ url: figures.url, alarmUrl })
    await expect(open(evicting.url)).rejects.toThrow(/set maxmemory-policy noeviction/)
    const away = open(`redis://user:secret@127.0.0.1:${await freePort()}`)
    await expect(away).rejects.toThrow(/^ALARM_REDIS_URL is set, but Redis at 127.*REDIS_URL$/)
    await expect(away).rejects.toThrow(StoreRefused)
    await expect(open('http://127.0.0.1')).rejects.toThrow(/^ALARM_REDIS_URL is not a URL/)
    const clients = String(await figures.command('CLIENT', 'LIST'))
      .trim()
      .split('\n')
    expect(clients).toHaveLength(1)
  })

  it('is warned about where a power cut can take acknowledgements', async () => {
    const [lossy, durable] = [await server(), await server(DURABLE)]
    const everysec = await server({ appendonly: 'yes', appendfsync: 'everysec' })
    const lost = 'confirmed acknowledgements of alarms'
    expect(await warningsOf(lossy)).toEqual([expect.stringContaining(lost)])
    expect(await warningsOf(durable)).toEqual([])
    expect(await warningsOf(lossy, durable)).toEqual([expect.not.stringContaining(lost)])
    expect(await warningsOf(durable, everysec)).toEqual([
      expect.stringMatching(new RegExp(`everysec.*${lost}`)),
    ])
  })
})
