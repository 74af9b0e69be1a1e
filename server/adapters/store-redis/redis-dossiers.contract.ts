import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  KEPT_DOSSIER_CHANGES,
  type DossierStore,
  type StoredDossierEvent,
} from '../../services/dossier-store.ts'
import { StoreUnavailable, type StoreProvider } from '../../services/store.ts'
import { startRedisServer, type RedisServer } from '../../testing/redis-server.ts'
import { epochRecord } from '../../testing/stores-under-test.ts'
import { openRedisStores } from './redis-stores.ts'

function event(dossier: string, id: string): StoredDossierEvent {
  return {
    event: { type: 'resumed', id, dossier, at: 1 },
    receivedAt: 2,
    origin: 'real',
  }
}

describe('the dossiers of a Redis in trouble', () => {
  let server: RedisServer
  let provider: StoreProvider
  let siteCount = 0
  beforeAll(async () => {
    server = await startRedisServer({ config: { appendonly: 'yes', appendfsync: 'always' } })
    provider = await openRedisStores({ url: server.url })
  })
  afterAll(async () => {
    await provider.close()
    await server.stop()
  })

  async function filled(): Promise<{ readonly dossiers: DossierStore; readonly prefix: string }> {
    const site = `site-${++siteCount}`
    const { dossiers } = await provider.site(site)
    await dossiers.append([event('H1', 'a')], [])
    return { dossiers, prefix: `iocwall:{${site}}:` }
  }

  async function untilServing(dossiers: DossierStore): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const isServing = await dossiers.append([], []).then(
        (result) => result.ok,
        () => false,
      )
      if (isServing) return
      await pause(50)
    }
    throw new Error('Redis did not come back')
  }

  it('take nothing while memory is full, can be read, and free memory when the site is emptied', async () => {
    const { dossiers, prefix } = await filled()
    const store = await provider.site(`site-${siteCount}`)
    await store.changeEpoch(undefined, epochRecord())
    await server.command('CONFIG', 'SET', 'maxmemory', '1')
    try {
      const refusal = { ok: false, reason: 'full' }
      expect(await dossiers.append([event('H2', 'a')], [])).toEqual(refusal)
      expect(await dossiers.append([event('H1', 'a')], [])).toEqual(refusal)
      expect(await dossiers.position()).toMatchObject({ sequence: 1 })
      expect((await dossiers.scan('', 9)).dossiers.map(({ code }) => code)).toEqual(['H1'])
      expect(await dossiers.changedAfter(0, 9)).toMatchObject({ codes: ['H1'] })
      const next = epochRecord({ epoch: '00000000000000bb', reason: 'reset' })
      await store.changeEpoch(epochRecord().epoch, next, { clear: true })
      expect(await server.command('KEYS', `${prefix}dossiers*`)).toEqual([])
    } finally {
      await server.command('CONFIG', 'SET', 'maxmemory', '0')
    }
    expect(await dossiers.append([event('H2', 'a')], [])).toEqual({ ok: true, outcomes: ['new'] })
  })

  it('take nothing on a replica, and say why', async () => {
    const { dossiers } = await filled()
    await server.command('REPLICAOF', '127.0.0.1', '1')
    try {
      const refusal = { ok: false, reason: 'read-only' }
      expect(await dossiers.append([event('H2', 'a')], [])).toEqual(refusal)
    } finally {
      await server.command('REPLICAOF', 'NO', 'ONE')
    }
    await untilServing(dossiers)
    expect((await dossiers.read(['H1', 'H2'])).map(({ code }) => code)).toEqual(['H1'])
  })

  it('are away while Redis stands still', async () => {
    const { dossiers } = await filled()
    server.signal('SIGSTOP')
    const calls = [
      dossiers.append([event('H2', 'a')], []),
      dossiers.position(),
      dossiers.changedAfter(0, 9),
      dossiers.read(['H1']),
      dossiers.scan('', 9),
      dossiers.reports(),
    ]
    const settled = await Promise.allSettled(calls)
    server.signal('SIGCONT')
    for (const one of settled) {
      expect(one).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) })
    }
    await untilServing(dossiers)
    const known = await dossiers.append([event('H1', 'a'), event('H2', 'a')], [])
    expect(known).toMatchObject({
      ok: true,
      outcomes: ['known', expect.stringMatching(/new|known/)],
    })
  })

  it('are all there that were answered when Redis was killed amidst, and no half of an append', async () => {
    const { dossiers } = await filled()
    const before = await dossiers.position()
    const answered: string[] = []
    let count = 0
    const write = async (): Promise<void> => {
      for (;;) {
        const id = `e${count++}`
        const groups = ['a', 'b', 'c'].map((group) => event(`${group}-${count % 100}`, id))
        const result = await dossiers.append(groups, []).catch(() => undefined)
        if (!result?.ok) return
        answered.push(id)
      }
    }
    const writers = Promise.all(Array.from({ length: 8 }, write))
    await pause(300)
    await server.kill('SIGKILL')
    await writers
    await server.start()
    await untilServing(dossiers)
    const byId = new Map<string, string>()
    const { codes, sequence } = await dossiers.changedAfter(before.sequence, 10_000)
    for (const { code, events } of await dossiers.read(codes)) {
      for (const { event: own } of events) {
        byId.set(own.id, [...(byId.get(own.id) ?? '')].concat(code.charAt(0)).toSorted().join(''))
      }
    }
    expect(answered.length).toBeGreaterThan(20)
    expect(answered.filter((id) => !byId.has(id))).toEqual([])
    expect(new Set(byId.values())).toEqual(new Set(['abc']))
    expect(sequence).toBe(before.sequence + byId.size * 3)
    expect(await dossiers.position()).toEqual({ identity: before.identity, sequence })
  })

  it('are other data when somebody flushed Redis', async () => {
    const { dossiers } = await filled()
    const before = await dossiers.position()
    await server.command('FLUSHALL')
    expect(await dossiers.position()).toEqual({ identity: '', sequence: 0 })
    await dossiers.append([event('H1', 'a')], [])
    const after = await dossiers.position()
    expect(after.sequence).toBe(before.sequence)
    expect(after.identity).not.toBe(before.identity)
  })

  it('take no room for changes that are forgotten', async () => {
    const { dossiers, prefix } = await filled()
    await server.command('HSET', `${prefix}dossiers:position`, 'sequence', '9')
    await dossiers.append([event('H9', 'a')], [])
    const sequence = String(KEPT_DOSSIER_CHANGES + 8)
    await server.command('HSET', `${prefix}dossiers:position`, 'sequence', sequence)
    await dossiers.append([event('H2', 'a'), event('H3', 'a')], [])
    const kept = await server.command('ZRANGE', `${prefix}dossiers:changes`, '0', '-1')
    expect(kept).toEqual(['H2', 'H3'])
  })

  it('name the dossier whose record somebody damaged', async () => {
    const { dossiers, prefix } = await filled()
    await server.command('HSET', `${prefix}dossiers`, 'H1', '[\n["a",')
    await expect(dossiers.read(['H1'])).rejects.toThrow('the record of dossier "H1" is damaged')
  })
})
