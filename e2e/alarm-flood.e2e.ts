import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ListedAlarm } from '../protocol/alarm-answers.ts'
import { ALARM_SITE, configWithRivers, occurrencesIn, Officer } from './harness/alarm-site.ts'
import type { ConfigCopy } from './harness/config-copy.ts'
import { report } from './harness/report.ts'
import { startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'

const RIVERS = 500
const ALARMS = 2 * RIVERS
const AT_ONCE = 4

let config: ConfigCopy
let stack: Stack
beforeAll(async () => {
  config = await configWithRivers(RIVERS)
  stack = await startStack('redis', {
    env: { CONFIG_DIR: config.folder, SITES: ALARM_SITE },
    redis: {
      ...{ appendonly: 'yes', appendfsync: 'always' },
      ...{ maxmemory: '64mb', 'maxmemory-policy': 'noeviction' },
    },
  })
})
afterAll(async () => {
  await stack.stop()
  await config.remove()
})

function samplesAt(time: number): readonly object[] {
  return Array.from({ length: RIVERS }, (_, at) =>
    [12, 3].map((value, after) => ({
      ...{ metric: 'river.level', sensor: `e2e-${at}`, value },
      at: new Date(time + after).toISOString(),
    })),
  ).flat()
}

/** Figures that raise nothing. */
function quietSamples(): readonly object[] {
  const [metric, value] = ['river.level', 3]
  return Array.from({ length: RIVERS }, (_, at) => ({ metric, sensor: `e2e-${at}`, value }))
}

/** Until the store takes no more of them, not even small ones. */
async function fillWithFigures(): Promise<void> {
  for (const size of [1 << 20, 1 << 14, 1 << 8]) {
    const value = 'x'.repeat(size)
    for (let at = 0; await isTaken(`figures:${size}:${at}`, value); at++) {
      if (at > 5_000) throw new Error('the store cannot be filled')
    }
  }
}

async function isTaken(key: string, value: string): Promise<boolean> {
  try {
    await stack.redis?.command('SET', key, value)
    return true
  } catch {
    return false
  }
}

describe('a store that figures have filled', () => {
  it('[G15] takes every acknowledgement all the same', async () => {
    const { server } = stack
    const officer = await Officer.at(server, 'truc-ban')
    for (const ago of [60_000, 50_000]) {
      expect((await server.post(ALARM_SITE, samplesAt(Date.now() - ago))).status).toBe(202)
    }
    await until('all are raised', 60_000, async () => {
      return occurrencesIn(await officer.journal(), 'alarm.cleared').length === ALARMS
    })
    const alarms = [...(await officer.list('returned-unacknowledged'))]
    expect(alarms).toHaveLength(ALARMS)
    await fillWithFigures()
    let posts = 0
    while ((await server.post(ALARM_SITE, quietSamples())).status === 202) {
      if (++posts > 500) throw new Error('figures are taken though the store is full')
    }
    const took: number[] = []
    const work = async (): Promise<void> => {
      for (let one: ListedAlarm | undefined; (one = alarms.pop());) {
        const began = performance.now()
        const { status, text } = await officer.acknowledge(one, `${one.id}#${one.occurrence}`)
        took.push(performance.now() - began)
        if (status !== 200) throw new Error(`${one.id}: ${status} ${text}`)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    expect(took).toHaveLength(ALARMS)
    const acknowledged = occurrencesIn(await officer.journal(), 'alarm.acknowledged')
    expect(new Set(acknowledged).size).toBe(ALARMS)
    report('acknowledgement in a full store', took)
    const p99 = took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? NaN
    report('the slowest hundredth of them', p99)
  }, 240_000)
})
