import { beforeEach, expect, it, vi } from 'vitest'
import { unpackFlags } from '../../protocol/sample.ts'
import { buildMetric, buildSensor, buildSite } from '../testing/build-site.ts'
import { createHeardFeed } from '../testing/heard-feed.ts'
import { createIntake, SITE_NOW } from '../testing/intake.ts'
import { allSamples } from './all-samples.ts'
import { createHistoryReader } from './history-reader.ts'
import { createIngest } from './ingest.ts'
import { createSpikeMarks } from './spike-marks.ts'
import type { StationSeriesService } from './station-series.ts'

const MINUTE_MS = 60_000
const KEY = 'river.level/ai-nghia'

let running: StationSeriesService[] = []
beforeEach(() => {
  running = []
  return async () => {
    for (const one of running) await one.stop()
  }
})

async function bench() {
  const site = buildSite({
    sensors: [
      buildSensor('ai-nghia', { kind: 'river', spikes: { metric: 'river.level', least: 0.5 } }),
    ],
    metrics: [buildMetric('river.level', { subjects: 'sensor', sensorKind: 'river', decimals: 2 })],
  })
  const intake = await createIntake(site)
  const { store, parts } = intake
  await store.takeLease('feed', undefined, 'node')
  const { feed, hear } = createHeardFeed(intake, site.id)
  const history = createHistoryReader({ store, feed, sleep: async () => undefined })
  const made = createSpikeMarks({
    ...{ site: () => site, feed, clock: parts.clock, registry: parts.registry, store, history },
    lease: { token: () => 1 },
    log: { info: () => undefined, warn: () => undefined },
    stepEveryMs: 2,
  })
  running.push(made)
  made.start()
  const ingest = createIngest(parts)
  return {
    async tell(minutesAgo: number, value: number) {
      const subject = { kind: 'sensor', id: 'ai-nghia' } as const
      const at = SITE_NOW - minutesAgo * MINUTE_MS
      await ingest.take([{ metric: 'river.level', subject, value, at }], 'real')
      hear()
    },
    /** On the wall now. */
    shown() {
      const state = feed.state()
      const number = feed.schema().byKey.get(KEY)?.number ?? -1
      const { quality, origin } = unpackFlags(state.flags[number] ?? 0)
      return { value: state.value[number], quality, origin }
    },
    /** As history has them. */
    async kept() {
      const series = { metric: 'river.level', subject: { kind: 'sensor', id: 'ai-nghia' } } as const
      const span = { series, from: SITE_NOW - 600 * MINUTE_MS, to: SITE_NOW + 1 }
      const { samples } = await allSamples(history, span)
      return samples.map(({ value, flags }) => `${value} ${unpackFlags(flags).quality}`)
    },
  }
}

it('doubts what leaps at once, and takes it for bad when the next reading is back', async () => {
  const { tell, shown, kept } = await bench()
  for (let minutes = 60; minutes > 30; minutes -= 5) await tell(minutes, 5)
  await tell(30, 8.4)
  await vi.waitFor(() =>
    expect(shown()).toEqual({ value: 8.4, quality: 'uncertain', origin: 'real' }),
  )
  await tell(25, 5.02)
  await vi.waitFor(async () => expect(await kept()).toContain('8.4 bad'))
  expect(shown()).toEqual({ value: 5.02, quality: 'good', origin: 'real' })
  expect((await kept()).filter((one) => !one.endsWith(' good'))).toEqual(['8.4 bad'])
})

it('believes a flood with the readings that follow', async () => {
  const { tell, shown, kept } = await bench()
  for (let minutes = 60; minutes > 30; minutes -= 5) await tell(minutes, 5)
  for (const [index, value] of [7, 7.2, 7.3, 7.4].entries()) {
    await tell(30 - index * 5, value)
    if (index < 2)
      await vi.waitFor(() => expect(shown()).toMatchObject({ value, quality: 'uncertain' }))
  }
  await vi.waitFor(async () => {
    expect((await kept()).filter((one) => !one.endsWith(' good'))).toEqual([])
  })
  expect(shown()).toEqual({ value: 7.4, quality: 'good', origin: 'real' })
})
