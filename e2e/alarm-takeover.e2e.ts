import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRedisServer, type RedisServer } from '../server/testing/redis-server.ts'
import { ALARM_SITE, configWithRivers, occurrencesIn, Officer } from './harness/alarm-site.ts'
import type { ConfigCopy } from './harness/config-copy.ts'
import { sleep, until } from './harness/until.ts'
import { startWallServer, type WallServer } from './harness/wall-server.ts'

const RIVERS = 50
const EVERY_MS = 100
/** Far longer than a holder may be silent. */
const ASLEEP_MS = 20_000

let config: ConfigCopy
let redis: RedisServer
let servers: readonly [WallServer, WallServer]

beforeAll(async () => {
  config = await configWithRivers(RIVERS)
  redis = await startRedisServer({ config: { appendonly: 'yes', appendfsync: 'always' } })
  const env = { CONFIG_DIR: config.folder, SITES: ALARM_SITE, REDIS_URL: redis.url }
  servers = [await startWallServer({ env }), await startWallServer({ env })]
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  await redis.stop()
  await config.remove()
})

async function holder(): Promise<WallServer | undefined> {
  const labels = `site="${ALARM_SITE}",lease="alarms"`
  const held = await Promise.all(
    servers.map((server) =>
      Promise.race([
        server.metric('ioc_wall_lease_held', labels).catch(() => 0),
        sleep(1_000).then(() => 0),
      ]),
    ),
  )
  return servers.find((_, index) => held[index] === 1)
}

/** Raises and ends, one after the other, at whichever node answers, until it is told to stop; answers how many were accepted. */
function raiseOn(isOver: () => boolean): Promise<number> {
  const startedAt = Date.now()
  const post = async (at: number): Promise<void> => {
    const sensor = `e2e-${at % RIVERS}`
    const samples = [12, 3].map((value, after) => ({
      ...{ metric: 'river.level', sensor, value },
      at: new Date(startedAt + at * 10 + after).toISOString(),
    }))
    for (let attempt = 0; ; attempt++) {
      const server = servers[attempt % 2] as WallServer
      const answer = await Promise.race([
        server.post(ALARM_SITE, samples).catch(() => undefined),
        sleep(2_000).then(() => undefined),
      ])
      if (answer?.status === 202) return
      await sleep(EVERY_MS)
    }
  }
  const work = async (): Promise<number> => {
    let at = 0
    while (!isOver()) {
      await post(at++)
      await sleep(EVERY_MS)
    }
    return at
  }
  return work()
}

describe('whoever works the rules out', () => {
  it('[G5, G16] is taken over from while it sleeps and when it is killed, and nothing is lost or told twice', async () => {
    await Promise.all(servers.map((server) => server.ingestKey(ALARM_SITE)))
    const officer = await Officer.at(servers[0], 'truc-ban')
    let first: WallServer | undefined
    await until('somebody works', 30_000, async () => {
      first = await holder()
      return first !== undefined
    })
    const [sleeper, other] = first === servers[0] ? servers : ([servers[1], servers[0]] as const)
    let isOver = false
    const raising = raiseOn(() => isOver)
    await sleep(2_000)
    sleeper.signal('SIGSTOP')
    const sleptAt = performance.now()
    await until('the other works', ASLEEP_MS, async () => (await holder()) === other)
    await sleep(Math.max(0, ASLEEP_MS - (performance.now() - sleptAt)))
    sleeper.signal('SIGCONT')
    await sleep(2_000)
    expect(await holder()).toBe(other)
    await other.kill('SIGKILL')
    await until('the first one works again', 30_000, async () => (await holder()) === sleeper)
    await sleep(1_000)
    isOver = true
    const accepted = await raising
    const here = officer.elsewhere(sleeper)
    await until('all are told', 30_000, async () => {
      return occurrencesIn(await here.journal(), 'alarm.cleared').length >= accepted
    })
    const raised = occurrencesIn(await here.journal(), 'alarm.raised')
    expect(raised).toHaveLength(accepted)
    await sleeper.command('journal', 'verify', '--site', ALARM_SITE)
  }, 240_000)
})
