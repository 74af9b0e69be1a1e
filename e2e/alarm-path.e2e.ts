import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import type { AlarmRow } from '../protocol/alarms.ts'
import { alarmKeys } from '../server/adapters/store-redis/site-keys.ts'
import { startRedisServer, type RedisServer } from '../server/testing/redis-server.ts'
import { copyConfig, type ConfigCopy } from './harness/config-copy.ts'
import { report } from './harness/report.ts'
import { whenSaved } from './harness/saved-wall.ts'
import { startStack, type Stack, type StoreKind } from './harness/stores.ts'
import { sleep, until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const DURABLE = { appendonly: 'yes', appendfsync: 'always' }
/** Above BĐ3 of the station, which is 9 m. */
const HIGH_M = 9.4
const LOW_M = 2
const UNWATCHED = 'CẢNH BÁO KHÔNG ĐƯỢC GIÁM SÁT'
/** The promise: whatever stopped, every wall says so within this time. */
const SAID_MS = 35_000
/** A server that connects again, a lease that is taken over, a canary that flies. */
const BACK_MS = 45_000
/** A tick, and what a busy machine makes of it. */
const SEEN_MS = 10_000

/** A server with a wall before it. */
interface Rig extends Stack {
  readonly wall: WallPage
}

let browser: Browser
let config: ConfigCopy
let ownRedis: RedisServer
let embedded: Rig
let onRedis: Rig
let onLostRedis: Rig
let onTwoRedises: Rig
let withLease: Rig

// One after the other: each start takes the whole machine for seconds. The tests, which wait, go side by side.
beforeAll(async () => {
  browser = await launchChromium()
  config = await copyConfig()
  // A river that is low again is over at once.
  await config.edit('alarms/flood.yaml', (text) =>
    text.replace('offDelay: 30 min', 'offDelay: 1 s'),
  )
  ownRedis = await startRedisServer({ config: DURABLE })
  embedded = await startRig('embedded')
  onRedis = await startRig('redis')
  onLostRedis = await startRig('redis')
  onTwoRedises = await startRig('redis', { ALARM_REDIS_URL: ownRedis.url })
  withLease = await startRig('redis')
})
afterAll(async () => {
  await browser.close()
  for (const rig of [embedded, onRedis, onLostRedis, onTwoRedises, withLease]) await rig.stop()
  await ownRedis.stop()
  await config.remove()
})

async function startRig(kind: StoreKind, env: Readonly<Record<string, string>> = {}): Promise<Rig> {
  const stack = await startStack(kind, {
    env: { CONFIG_DIR: config.folder, ...env },
    redis: DURABLE,
  })
  const wall = await openWall(browser, stack.server.origin, SITE)
  await wall.whole(0)
  return { ...stack, wall }
}

/** What the wall holds of the river's alarm, when it is as it is asked for. */
async function riverAlarm(wall: WallPage, isActive: boolean): Promise<AlarmRow | undefined> {
  let row: AlarmRow | undefined
  await until(`the alarm is ${isActive ? 'active' : 'over'} on the wall`, SEEN_MS, async () => {
    row = (await wall.alarms()).find(({ alarm }) => alarm === 'river-level~ai-nghia')
    return row?.isActive === isActive
  })
  return row
}

/** Waits until a canary has come, so that the wall does not only wait for its first. */
async function watched(wall: WallPage): Promise<void> {
  await wall.page.waitForFunction(() => window.iocwall?.alarmPosition() !== undefined)
  await sleep(11_000)
}

async function saysUnwatched(wall: WallPage, what: string, stoppedAt: number): Promise<void> {
  const saidAt = await until(`the wall says that nobody watches: ${what}`, SAID_MS, async () => {
    return (await wall.root('alarms')) === 'unwatched' && (await wall.bands()).includes(UNWATCHED)
  })
  report(`${what} → said to be unwatched`, saidAt - stoppedAt)
}

async function saysWatched(wall: WallPage, what: string): Promise<void> {
  const repairedAt = Date.now()
  const backAt = await until(`the wall's alarms are watched again: ${what}`, BACK_MS, async () => {
    return (await wall.root('alarms')) === 'watched' && !(await wall.bands()).includes(UNWATCHED)
  })
  report(`${what}, repaired → watched`, backAt - repairedAt)
}

describe.concurrent.each([
  ['embedded', () => embedded],
  ['redis', () => onRedis],
] as const)('the alarms of a server on the %s store', (kind, rig) => {
  it('reach the wall and are over there, and are unwatched while the server stands still', async ({
    expect,
  }) => {
    const { server, wall } = rig()
    await server.postLevel(SITE, 'ai-nghia', HIGH_M)
    expect(await riverAlarm(wall, true)).toMatchObject({
      occurrence: 1,
      state: 'unacknowledged',
      severity: 'critical',
      level: 'BĐ3',
      sensor: 'ai-nghia',
      value: HIGH_M,
    })
    const open = (await wall.alarms()).filter(({ occurrence }) => occurrence > 0)
    expect(await wall.root('alarmCount')).toBe(String(open.length))
    await server.postLevel(SITE, 'ai-nghia', LOW_M)
    expect(await riverAlarm(wall, false)).toMatchObject({ state: 'returned-unacknowledged' })

    const isSamePage = await wall.mark()
    const stoppedAt = Date.now()
    server.signal('SIGSTOP')
    await saysUnwatched(wall, `server stopped (${kind})`, stoppedAt)
    expect(await wall.bands()).toContain('MẤT MÁY CHỦ')
    server.signal('SIGCONT')
    await saysWatched(wall, `server stopped (${kind})`)
    expect(await isSamePage()).toBe(true)
    expect(await riverAlarm(wall, false)).toMatchObject({ occurrence: 1 })

    // Saved figures come up again without a server; alarms of yesterday would send somebody out.
    await wall.page.reload()
    await riverAlarm(wall, false)
    await whenSaved(wall.page)
    await server.kill()
    await wall.page.reload()
    await until('the saved wall is there', SEEN_MS, async () =>
      (await wall.bands()).includes('SỐ ĐÃ LƯU'),
    )
    expect(await wall.alarms()).toEqual([])
    expect(await wall.root('alarmCount')).toBe('0')
    expect(wall.problems).toEqual([])
  })
})

describe.concurrent('alarms that nobody watches', () => {
  it('are said where Redis is gone, beside what becomes of the figures', async ({ expect }) => {
    const { redis, wall } = onLostRedis
    await watched(wall)
    expect(await wall.bands()).toBe('')
    const stoppedAt = Date.now()
    await redis?.kill()
    await saysUnwatched(wall, 'Redis killed', stoppedAt)
    expect(await wall.bands()).toContain('KHÔNG GHI ĐƯỢC')
    await redis?.start()
    await saysWatched(wall, 'Redis killed')
  })

  it('are said where their own Redis is gone, while figures go on', async ({ expect }) => {
    const { server, wall } = onTwoRedises
    await watched(wall)
    const stoppedAt = Date.now()
    await ownRedis.kill()
    await saysUnwatched(wall, 'Redis of alarms killed', stoppedAt)
    expect((await wall.bands()).split('\n')).toHaveLength(1)
    const painted = wall.whenPainted('river.level/ai-nghia', '3,30')
    await server.postLevel(SITE, 'ai-nghia', 3.3)
    await painted
    await ownRedis.start()
    await saysWatched(wall, 'Redis of alarms killed')
    const since = (await wall.seen()).filter(({ at }) => at > stoppedAt)
    expect(since.filter(({ feed }) => feed !== 'live' && feed !== 'source-late')).toEqual([])
  })

  it('are said where nobody works the rules out, though somebody has the lease', async ({
    expect,
  }) => {
    const { redis, server, wall } = withLease
    const others = [
      await openWall(browser, server.origin, SITE, { path: `/m/${SITE}` }),
      await openWall(browser, server.origin, SITE, { path: `/desk/${SITE}/dossiers` }),
    ]
    const pages = [wall, ...others]
    await watched(wall)
    for (const page of pages) expect(await page.root('alarms')).toBe('watched')
    const stoppedAt = Date.now()
    let isHeld = true
    const holding = redis && holdLease(redis, () => isHeld)
    const what = 'lease held by one who does nothing'
    await Promise.all(pages.map((page) => saysUnwatched(page, what, stoppedAt)))
    for (const page of pages) expect((await page.bands()).split('\n')).toHaveLength(1)
    isHeld = false
    await holding
    await Promise.all(pages.map((page) => saysWatched(page, what)))
    for (const page of others) await page.close()
  })
})

/** Takes the lease from whoever has it and keeps it by its beat, as a node would whose evaluator hangs. */
async function holdLease(redis: RedisServer, isHeld: () => boolean): Promise<void> {
  const { lease } = alarmKeys(SITE)
  await redis.command('HINCRBY', lease, 'token', '1')
  await redis.command('HSET', lease, 'holder', 'nobody', 'beat', '0')
  while (isHeld()) {
    await redis.command('HINCRBY', lease, 'beat', '1')
    await sleep(1_000)
  }
  await redis.command('HSET', lease, 'holder', '')
}
