import { afterAll, beforeAll, expect, it } from 'vitest'
import { createJournal, type Journal } from '../../services/journal.ts'
import { sha256 } from '../../services/sha256.ts'
import type { StoreProvider } from '../../services/store.ts'
import { startRedisServer, type RedisServer } from '../../testing/redis-server.ts'
import { openRedisStores } from './redis-stores.ts'

let server: RedisServer
let provider: StoreProvider
let siteCount = 0
beforeAll(async () => {
  server = await startRedisServer()
  provider = await openRedisStores({ url: server.url })
})
afterAll(async () => {
  await provider.close()
  await server.stop()
})

/** A journal of n entries and the key that holds it. */
async function filled(count: number): Promise<{ journal: Journal; key: string; site: string }> {
  const site = `site-${++siteCount}`
  const { journal: store } = await provider.site(site)
  const journal = createJournal({ store, now: () => 1_000, hash: sha256 })
  for (let at = 1; at <= count; at++) await note(journal, String(at))
  return { journal, key: `iocwall:{${site}}:journal`, site }
}

function note(journal: Journal, subject: string) {
  return journal.note({ actor: { kind: 'server' }, action: 'test.noted', subject })
}

it('shows that the end was taken away, also after more was noted', async () => {
  const { journal, key } = await filled(5)
  await server.command('XDEL', key, '4-0', '5-0')
  expect((await journal.verify()).broken).toEqual({ seq: 4, fault: 'cut' })
  expect(await note(journal, 'later')).toMatchObject({ seq: 6 })
  expect((await journal.verify()).broken).toEqual({ seq: 4, fault: 'gap' })
})

it('shows that everything was taken away', async () => {
  const { journal, key } = await filled(3)
  await server.command('XTRIM', key, 'MAXLEN', '0')
  expect((await journal.verify()).broken).toEqual({ seq: 1, fault: 'cut' })
  expect(await note(journal, 'later')).toMatchObject({ seq: 4 })
  expect((await journal.verify()).broken).toEqual({ seq: 1, fault: 'gap' })
})

it.each([5, 500])('shows what was written in behind entry %i, and goes on', async (at) => {
  const { journal, key } = await filled(at)
  const fields = ['a', '1000', 'h', sha256('x'), 'b', '{"at":1000}']
  await server.command('XADD', key, `${at}-1`, ...fields)
  await note(journal, 'later')
  expect((await journal.verify()).broken).toEqual({ seq: at, fault: 'order' })
})

it('reads and continues a stream that others have written nonsense into', async () => {
  const { journal, key } = await filled(2)
  await server.command('XADD', key, '*', 'what', 'ever')
  await note(journal, 'later')
  expect((await journal.verify()).broken).toEqual({ seq: 3, fault: 'gap' })
  const { entries } = await journal.read({ limit: 10 })
  expect(entries.map(({ subject, action }) => subject ?? action)).toEqual([
    'later',
    'journal.unreadable',
    '2',
    '1',
  ])
})

it('writes on from a journal that was removed while the server ran', async () => {
  const { journal, key } = await filled(3)
  const { head } = await journal.verify()
  await server.command('DEL', key)
  expect(await note(journal, 'later')).toMatchObject({ seq: 1 })
  expect((await journal.verify()).broken).toBeUndefined()
  expect((await journal.verify({ noted: head })).broken).toEqual({ seq: 3, fault: 'noted-missing' })
})

it('keeps counts under names of the installation that end by themselves', async () => {
  const { counters } = await provider.shared()
  await counters.add('sign-in 10.0.0.7', 1, 60_000)
  const ttl = await server.command('PTTL', 'iocwall:{_server}:counts:sign-in 10.0.0.7')
  expect(Number(ttl)).toBeGreaterThan(50_000)
})
