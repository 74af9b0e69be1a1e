import { afterAll, beforeAll, describe, it } from 'vitest'
import type { ListedAlarm } from '../protocol/alarm-answers.ts'
import { Random } from '../server/testing/simulator/random.ts'
import { ALARM_SITE, configWithRivers, occurrencesIn, Officer } from './harness/alarm-site.ts'
import type { ConfigCopy } from './harness/config-copy.ts'
import { startStack, STORE_KINDS, type Stack } from './harness/stores.ts'
import { sleep, until } from './harness/until.ts'
import { startWallServer, type WallServer } from './harness/wall-server.ts'

const RIVERS = 500
const ROUNDS = 2
const ALARMS = RIVERS * ROUNDS
const SEED = Number(process.env['SEED'] ?? Date.now() % 100_000)
const AT_ONCE = 8

let config: ConfigCopy
beforeAll(async () => {
  config = await configWithRivers(RIVERS)
})
afterAll(() => config.remove())

/** Two raises of every river, each in one request with its end. */
async function raiseAll(server: WallServer): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const time = Date.now() - 60_000 + round * 1_000
    const samples = Array.from({ length: RIVERS }, (_, at) =>
      [12, 3].map((value, after) => ({
        ...{ metric: 'river.level', sensor: `e2e-${at}`, value },
        at: new Date(time + after).toISOString(),
      })),
    )
    const { status } = await server.post(ALARM_SITE, samples.flat())
    if (status !== 202) throw new Error(`not accepted: ${status}`)
  }
}

/** What an officer was told of each occurrence: that it is acknowledged, by whom. */
type Told = ReadonlyMap<string, 'mine' | string>

/** Asks for every alarm in an order of its own; sends some twice at once, gives some up too early and asks again. */
async function acknowledgeEverything(
  at: readonly Officer[],
  name: string,
  alarms: readonly ListedAlarm[],
  chance: Random,
): Promise<Told> {
  const told = new Map<string, string>()
  const order = alarms.map((one) => ({ one, place: chance.next() }))
  const queue = order.toSorted((a, b) => a.place - b.place).map(({ one }) => one)
  const send = (one: ListedAlarm) =>
    chance
      .pick(at)
      .acknowledge(one, `${name}:${one.id}#${one.occurrence}`)
      .catch(() => undefined)
  const work = async (): Promise<void> => {
    for (let one = queue.pop(); one; one = queue.pop()) {
      const key = `${one.id}#${one.occurrence}`
      while (!told.has(key)) {
        const sent = chance.isLucky(0.1) ? [send(one), send(one)] : [send(one)]
        // Given up on, and perhaps carried out all the same.
        const hasNoPatience = chance.isLucky(0.1)
        const answer = await Promise.race([
          ...sent,
          ...(hasNoPatience ? [sleep(chance.integer(0, 10)).then(() => undefined)] : []),
        ])
        if (answer?.status === 200) told.set(key, 'mine')
        else if (answer?.status === 409) {
          told.set(key, (JSON.parse(answer.text) as { by?: { name: string } }).by?.name ?? '')
        } else if (answer && answer.status !== 503) {
          throw new Error(`${key}: ${answer.status} ${answer.text}`)
        }
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return told
}

async function startNodes(stack: Stack): Promise<readonly WallServer[]> {
  const { server, redis } = stack
  if (!redis) return [server]
  const env = { CONFIG_DIR: config.folder, SITES: ALARM_SITE, REDIS_URL: redis.url }
  return [server, await startWallServer({ env })]
}

describe.each(STORE_KINDS)('two officers, %s store', (kind) => {
  it(`[G7] share 1,000 alarms, each acknowledged once and by who was told so (SEED=${SEED})`, async ({
    expect,
  }) => {
    const stack = await startStack(kind, { env: { CONFIG_DIR: config.folder, SITES: ALARM_SITE } })
    const nodes = await startNodes(stack)
    try {
      const an = await Officer.at(stack.server, 'an')
      const binh = await Officer.at(stack.server, 'binh')
      await raiseAll(stack.server)
      await until('all are raised', 60_000, async () => {
        const lines = await an.journal()
        return occurrencesIn(lines, 'alarm.cleared').length === ALARMS
      })
      const alarms = await an.list('returned-unacknowledged')
      expect(alarms).toHaveLength(ALARMS)
      const everywhere = (officer: Officer) => nodes.map((node) => officer.elsewhere(node))
      const [ofAn, ofBinh] = await Promise.all([
        acknowledgeEverything(everywhere(an), 'an', alarms, new Random(SEED)),
        acknowledgeEverything(everywhere(binh), 'binh', alarms, new Random(SEED + 1)),
      ])
      const lines = await an.journal()
      const acknowledged = lines.filter(({ action }) => action === 'alarm.acknowledged')
      expect(acknowledged).toHaveLength(ALARMS)
      expect(new Set(occurrencesIn(lines, 'alarm.acknowledged')).size).toBe(ALARMS)
      const wrong = acknowledged.filter(({ subject, detail, actor }) => {
        const key = `${subject}#${detail?.['occurrence']}`
        const [owner, other] = actor.name === 'an' ? [ofAn, ofBinh] : [ofBinh, ofAn]
        return owner.get(key) !== 'mine' || other.get(key) !== actor.name
      })
      expect(wrong).toEqual([])
      const owners = new Set(acknowledged.map(({ actor }) => actor.name))
      expect([...owners].toSorted()).toEqual(['an', 'binh'])
      await stack.server.command('journal', 'verify', '--site', ALARM_SITE)
    } finally {
      for (const node of nodes.slice(1)) await node.stop()
      await stack.stop()
    }
  }, 600_000)
})
