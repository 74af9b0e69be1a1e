import { afterAll, beforeAll, describe, it } from 'vitest'
import { Random } from '../server/testing/simulator/random.ts'
import {
  ALARM_SITE,
  configWithRivers,
  occurrencesIn,
  Officer,
  type JournalLine,
} from './harness/alarm-site.ts'
import type { ConfigCopy } from './harness/config-copy.ts'
import { report } from './harness/report.ts'
import { startStack, STORE_KINDS, type Stack } from './harness/stores.ts'
import { sleep, until } from './harness/until.ts'

/** The whole of it takes an hour; a bounded one runs each time. */
const IS_LONG = process.env['LONG'] === '1'
const RIVERS = 60
const ALARMS = IS_LONG ? 5_000 : 240
const KILLS = IS_LONG ? 50 : 4
const SEED = Number(process.env['SEED'] ?? Date.now() % 100_000)
/** Divides the rivers. */
const AT_ONCE = 4
const NONE_FOR_MS = 60_000

let config: ConfigCopy
beforeAll(async () => {
  config = await configWithRivers(RIVERS)
})
afterAll(() => config.remove())

/**
 * Raises and clears until all was accepted, sending the same again where it is not known. Each source
 * has rivers of its own: what another sent meanwhile of a river would be newer, and what is older than
 * the newest raises nothing.
 */
async function raiseAll({ server }: Stack, startedAt: number): Promise<void> {
  const work = async (first: number): Promise<void> => {
    for (let at = first; at < ALARMS; at += AT_ONCE) {
      const time = startedAt + at * 10
      const sensor = `e2e-${at % RIVERS}`
      const sample = (value: number, ms: number) => ({
        ...{ metric: 'river.level', sensor, value },
        at: new Date(time + ms).toISOString(),
      })
      const samples = [sample(12, 0), sample(3, 1)]
      const giveUpAt = performance.now() + NONE_FOR_MS
      for (;;) {
        const answer = await server.post(ALARM_SITE, samples).catch(() => undefined)
        if (answer?.status === 202) break
        if (performance.now() > giveUpAt) {
          throw new Error(`not taken: ${answer?.status} ${JSON.stringify(answer?.body)}`)
        }
        await sleep(100)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, (_, first) => work(first)))
}

/** Acknowledges what there is until there has been everything; answers what was confirmed, by the journal's number. */
async function acknowledgeAll(officer: Officer): Promise<ReadonlyMap<number, string>> {
  const confirmed = new Map<number, string>()
  const done = new Set<string>()
  let newestAt = performance.now()
  while (done.size < ALARMS) {
    // One that never comes would be waited for without an end.
    if (performance.now() - newestAt > NONE_FOR_MS)
      throw new Error(`${done.size} of ${ALARMS} came`)
    const open = await officer.list('unacknowledged,returned-unacknowledged').catch(() => [])
    const left = open.filter(({ id, occurrence }) => !done.has(`${id}#${occurrence}`))
    if (left.length === 0) await sleep(50)
    await Promise.all(
      left.slice(0, 12).map(async (one) => {
        const key = `${one.id}#${one.occurrence}`
        for (;;) {
          const answer = await officer.acknowledge(one, key).catch(() => undefined)
          if (answer?.status === 200) {
            const { seq } = JSON.parse(answer.text) as { seq: number }
            confirmed.set(seq, key)
            done.add(key)
            newestAt = performance.now()
            return
          }
          if (answer?.status === 409) throw new Error(`${key}: ${answer.text}`)
          await sleep(100)
        }
      }),
    )
  }
  return confirmed
}

async function killAround({ server, redis }: Stack, chance: Random, isOver: () => boolean) {
  let kills = 0
  while (!isOver() && kills < KILLS) {
    await sleep(chance.integer(200, 1_500))
    if (redis && chance.isLucky(0.5)) {
      await redis.kill('SIGKILL')
      await sleep(chance.integer(0, 500))
      await redis.start()
    } else {
      await server.kill('SIGKILL')
      await server.start()
    }
    kills++
  }
  return kills
}

describe.concurrent.each(STORE_KINDS)('alarms among kill -9, %s store', (kind) => {
  it(`[G5, G6, G7] are all there, once, and so is every acknowledgement that was confirmed (SEED=${SEED})`, async ({
    expect,
  }) => {
    const chance = new Random(SEED)
    const stack = await startStack(kind, {
      env: { CONFIG_DIR: config.folder, SITES: ALARM_SITE },
      redis: { appendonly: 'yes', appendfsync: 'always' },
    })
    try {
      await stack.server.ingestKey(ALARM_SITE)
      const officer = await Officer.at(stack.server, 'truc-ban')
      let isOver = false
      const work = Promise.all([
        raiseAll(stack, Date.now() - ALARMS * 20),
        acknowledgeAll(officer),
      ]).finally(() => (isOver = true))
      const kills = await killAround(stack, chance, () => isOver)
      const [, confirmed] = await work
      let lines: readonly JournalLine[] = []
      await until('every alarm is in the journal', 60_000, async () => {
        lines = await officer.journal()
        return occurrencesIn(lines, 'alarm.raised').length >= ALARMS
      })
      const raised = occurrencesIn(lines, 'alarm.raised')
      const acknowledged = occurrencesIn(lines, 'alarm.acknowledged')
      expect(new Set(raised).size).toBe(raised.length)
      expect(raised).toHaveLength(ALARMS)
      expect(acknowledged.toSorted()).toEqual(raised.toSorted())
      const bySeq = new Map(lines.map((line) => [line.seq, line]))
      for (const [seq, key] of confirmed) {
        const { subject, detail } = bySeq.get(seq) ?? {}
        expect(`${subject}#${detail?.['occurrence']}`).toBe(key)
      }
      expect(confirmed.size).toBe(ALARMS)
      expect(await officer.list('unacknowledged,returned-unacknowledged')).toEqual([])
      await stack.server.command('journal', 'verify', '--site', ALARM_SITE)
      report(`kill -9 amid alarms, ${kind}`, kills, 'kills')
    } finally {
      await stack.stop()
    }
  }, 3_600_000)
})
