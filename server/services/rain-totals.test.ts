import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { unpackFlags } from '../../protocol/sample.ts'
import type { RainGauge } from '../core/hazards/rain-readings.ts'
import { buildMetric, buildSensor, buildSite } from '../testing/build-site.ts'
import { createHeardFeed } from '../testing/heard-feed.ts'
import { createIntake, SITE_NOW, type Intake } from '../testing/intake.ts'
import { createHistoryReader } from './history-reader.ts'
import { createIngest } from './ingest.ts'
import { createRainTotals } from './rain-totals.ts'
import type { StationSeriesService } from './station-series.ts'

const MINUTE_MS = 60_000
const rain = (id: string) =>
  buildMetric(id, { subjects: 'sensor', sensorKind: 'rain', channel: 'water', decimals: 1 })

let running: StationSeriesService[] = []
beforeEach(() => {
  running = []
  return async () => {
    for (const one of running) await one.stop()
  }
})
afterEach(() => vi.useRealTimers())

async function bench(gauge: RainGauge, more: { readonly token?: number | undefined } = {}) {
  const { token = 1 } = more
  const site = buildSite({
    sensors: [buildSensor('gauge', { kind: 'rain', gauge: { ...gauge, metric: 'rain.reading' } })],
    metrics: [rain('rain.reading'), rain('rain.1h'), rain('rain.24h')],
  })
  const intake = await createIntake(site)
  const { store, parts } = intake
  await store.takeLease('feed', undefined, 'node')
  const { feed, hear } = createHeardFeed(intake, site.id)
  const service = () => {
    const made = createRainTotals({
      ...{ site: () => site, feed, clock: parts.clock, registry: parts.registry, store },
      history: createHistoryReader({ store, feed, sleep: async () => undefined }),
      lease: { token: () => ('token' in more ? more.token : token) },
      log: { info: () => undefined, warn: () => undefined },
      stepEveryMs: 2,
    })
    running.push(made)
    made.start()
    return made
  }
  const ingest = createIngest(parts)
  return {
    ...{ intake, service, ingest },
    async tell(minutesAgo: number, value: number | null) {
      const subject = { kind: 'sensor', id: 'gauge' } as const
      const at = SITE_NOW - minutesAgo * MINUTE_MS
      const answer = await ingest.take([{ metric: 'rain.reading', subject, value, at }], 'real')
      expect(answer).toMatchObject({ ok: true, accepted: 1, rejected: [] })
      hear()
    },
  }
}

function told({ feed }: Intake, key: string) {
  const state = feed.state()
  const number = feed.schema().byKey.get(key)?.number
  if (number === undefined) return undefined
  const { quality, origin } = unpackFlags(state.flags[number] ?? 0)
  return { value: state.value[number], quality, origin, at: state.exactAt[number] }
}

it('adds up what a gauge told, as derived, to the time of its last reading', async () => {
  const { intake, service, tell } = await bench({ kind: 'interval', everyMs: 10 * MINUTE_MS })
  service()
  for (let minutes = 60; minutes >= 0; minutes -= 10) await tell(minutes, 0.5)
  await vi.waitFor(() =>
    expect(told(intake, 'rain.1h/gauge')).toEqual({
      ...{ value: 3, quality: 'good', origin: 'derived', at: SITE_NOW },
    }),
  )
  expect(told(intake, 'rain.24h/gauge')).toMatchObject({ value: 3.5, quality: 'uncertain' })
})

it('counts a late reading where it belongs, and is certain again', async () => {
  const { intake, service, tell } = await bench({ kind: 'interval', everyMs: 10 * MINUTE_MS })
  for (const minutes of [60, 50, 40, 20, 10, 0]) await tell(minutes, 0.5)
  service()
  await vi.waitFor(() =>
    expect(told(intake, 'rain.1h/gauge')).toMatchObject({ value: 2.5, quality: 'uncertain' }),
  )
  await tell(30, 2)
  await vi.waitFor(() =>
    expect(told(intake, 'rain.1h/gauge')).toMatchObject({ value: 4.5, quality: 'good' }),
  )
})

it('says the same once only, also after another node has taken over', async () => {
  const { intake, service, tell } = await bench({ kind: 'cumulative', everyMs: 10 * MINUTE_MS })
  for (const minutes of [60, 50, 40, 30, 20, 10, 0]) await tell(minutes, 100 - minutes / 10)
  service()
  await vi.waitFor(() =>
    expect(told(intake, 'rain.1h/gauge')).toMatchObject({ value: 6, quality: 'good' }),
  )
  const before = intake.store.entries.length
  service()
  await new Promise((resolve) => setTimeout(resolve, 40))
  expect(intake.store.entries).toHaveLength(before)
})

it('does nothing without the lease', async () => {
  const { intake, service, tell } = await bench({ kind: 'interval' }, { token: undefined })
  await tell(0, 1)
  service()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(told(intake, 'rain.1h/gauge')).toBeUndefined()
})

it('keeps its totals for itself: they cannot be posted where a gauge gives them', async () => {
  const { ingest } = await bench({ kind: 'interval' })
  const subject = { kind: 'sensor', id: 'gauge' } as const
  const answer = await ingest.take([{ metric: 'rain.1h', subject, value: 3 }], 'real')
  expect(answer).toMatchObject({
    accepted: 0,
    rejected: [{ code: 'wrong-subject', message: expect.stringContaining('from its readings') }],
  })
})
