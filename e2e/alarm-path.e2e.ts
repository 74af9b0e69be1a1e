import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { alarmKeys } from '../server/adapters/store-redis/site-keys.ts'
import { startRedisServer, type RedisServer } from '../server/testing/redis-server.ts'
import { copyConfig, type ConfigCopy } from './harness/config-copy.ts'
import { report } from './harness/report.ts'
import { startStack, STORE_KINDS } from './harness/stores.ts'
import { sleep, until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'
import { startWallServer, type WallServer } from './harness/wall-server.ts'

const SITE = 'dai-loc'
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

let browser: Browser
let config: ConfigCopy
beforeAll(async () => {
  browser = await launchChromium()
  config = await copyConfig()
  // A river that is low again is over at once.
  await config.edit('alarms/flood.yaml', (text) =>
    text.replace('offDelay: 30 min', 'offDelay: 1 s'),
  )
})
afterAll(async () => {
  await browser.close()
  await config.remove()
})

async function raised(wall: WallPage, isRaised: boolean): Promise<void> {
  await until(`the alarm is ${isRaised ? 'active' : 'over'} on the wall`, SEEN_MS, async () => {
    const rows = await wall.alarms()
    const row = rows.find(({ alarm }) => alarm === 'river-level~ai-nghia')
    return row?.isActive === isRaised
  })
}

/** Watched from a first canary on, not only for want of time to miss one. */
async function watched(wall: WallPage): Promise<void> {
  await until('the wall follows its alarms', BACK_MS, () => {
    return wall.page.evaluate(() => window.iocwall?.alarmPosition() !== undefined)
  })
  await sleep(11_000)
}

async function saysUnwatched(wall: WallPage, what: string, stoppedAt: number): Promise<void> {
  const saidAt = await until(`the wall says that nobody watches: ${what}`, SAID_MS, async () => {
    return (await wall.root('alarms')) === 'unwatched' && (await wall.bands()).includes(UNWATCHED)
  })
  report(`${what} → alarms not watched`, saidAt - stoppedAt)
}

async function saysWatched(wall: WallPage, what: string): Promise<void> {
  const repairedAt = Date.now()
  const backAt = await until(`the wall's alarms are watched again: ${what}`, BACK_MS, async () => {
    return (await wall.root('alarms')) === 'watched' && !(await wall.bands()).includes(UNWATCHED)
  })
  report(`${what}, repaired → watched`, backAt - repairedAt)
}

describe.concurrent.each(STORE_KINDS)('alarms on the %s store', (kind) => {
  it('reach the wall, end there, are not kept by it, and are said to be unwatched while the server stands still', async ({
    expect,
  }) => {
    const stack = await startStack(kind, { env: { CONFIG_DIR: config.folder } })
    const { server } = stack
    const wall = await openWall(browser, server.origin, SITE)
    try {
      await wall.whole(0)
      await server.postLevel(SITE, 'ai-nghia', HIGH_M)
      await raised(wall, true)
      const open = (await wall.alarms()).filter(({ occurrence }) => occurrence > 0)
      expect(await wall.root('alarmCount')).toBe(String(open.length))
      expect(open.find(({ alarm }) => alarm === 'river-level~ai-nghia')).toMatchObject({
        occurrence: 1,
        state: 'unacknowledged',
        severity: 'critical',
        level: 'BĐ3',
        sensor: 'ai-nghia',
        value: HIGH_M,
      })
      await server.postLevel(SITE, 'ai-nghia', LOW_M)
      await raised(wall, false)

      const isSamePage = await wall.mark()
      const stoppedAt = Date.now()
      server.signal('SIGSTOP')
      await saysUnwatched(wall, `server stopped (${kind})`, stoppedAt)
      expect(await wall.bands()).toContain('MẤT MÁY CHỦ')
      server.signal('SIGCONT')
      await saysWatched(wall, `server stopped (${kind})`)
      expect(await isSamePage()).toBe(true)
      expect(wall.problems).toEqual([])
      expect((await wall.alarms()).length).toBeGreaterThan(0)
    } finally {
      await wall.close()
      await stack.stop()
    }
  })
})

describe.concurrent('the watch over alarms', () => {
  async function rig(withOwnRedis: boolean): Promise<{
    readonly metrics: RedisServer
    readonly alarms: RedisServer
    readonly server: WallServer
    readonly wall: WallPage
    readonly stop: () => Promise<void>
  }> {
    const durable = { config: { appendonly: 'yes', appendfsync: 'always' } }
    const metrics = await startRedisServer(durable)
    const alarms = withOwnRedis ? await startRedisServer(durable) : metrics
    const own = withOwnRedis ? { ALARM_REDIS_URL: alarms.url } : {}
    const env = { REDIS_URL: metrics.url, CONFIG_DIR: config.folder, ...own }
    const server = await startWallServer({ env })
    const wall = await openWall(browser, server.origin, SITE)
    return {
      metrics,
      alarms,
      server,
      wall,
      async stop() {
        await wall.close()
        await server.stop()
        await metrics.stop()
        await alarms.stop()
      },
    }
  }

  it('says so where Redis is gone, beside what becomes of the figures', async ({ expect }) => {
    const { metrics, wall, stop } = await rig(false)
    try {
      await wall.whole(0)
      await watched(wall)
      expect(await wall.bands()).toBe('')
      const stoppedAt = Date.now()
      await metrics.kill()
      await saysUnwatched(wall, 'Redis killed', stoppedAt)
      expect(await wall.bands()).toContain('KHÔNG GHI ĐƯỢC')
      await metrics.start()
      await saysWatched(wall, 'Redis killed')
      await wall.whole(Date.now())
    } finally {
      await stop()
    }
  })

  it('says so where the Redis of alarms is gone, while figures go on', async ({ expect }) => {
    const { alarms, server, wall, stop } = await rig(true)
    try {
      await wall.whole(0)
      await watched(wall)
      const stoppedAt = Date.now()
      await alarms.kill()
      await saysUnwatched(wall, 'Redis of alarms killed', stoppedAt)
      expect((await wall.bands()).split('\n')).toHaveLength(1)
      expect(['live', 'source-late']).toContain(await wall.root('feed'))
      const painted = wall.whenPainted('river.level/ai-nghia', '3,30')
      await server.postLevel(SITE, 'ai-nghia', 3.3)
      await painted
      await alarms.start()
      await saysWatched(wall, 'Redis of alarms killed')
      const said = await wall.seen()
      const layers = new Set(said.filter(({ at }) => at > stoppedAt).map(({ feed }) => feed))
      expect([...layers].filter((feed) => feed !== 'live' && feed !== 'source-late')).toEqual([])
    } finally {
      await stop()
    }
  })

  it('says so where nobody works the rules out, and somebody else is thought to', async ({
    expect,
  }) => {
    const { alarms, wall, stop } = await rig(false)
    try {
      await wall.whole(0)
      await watched(wall)
      const stoppedAt = Date.now()
      let isAway = true
      const holding = holdLease(alarms, () => isAway)
      await saysUnwatched(wall, 'lease taken by one who does nothing', stoppedAt)
      expect((await wall.bands()).split('\n')).toHaveLength(1)
      isAway = false
      await holding
      await saysWatched(wall, 'lease taken by one who does nothing')
    } finally {
      await stop()
    }
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
