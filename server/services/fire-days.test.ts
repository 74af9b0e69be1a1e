import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { unpackFlags } from '../../protocol/sample.ts'
import { fireBandsFile } from '../core/hazards/fire-bands.ts'
import { START_CODES } from '../core/hazards/fire-weather.ts'
import type { IncomingSample } from '../core/ingest/incoming-sample.ts'
import type { Metric, SensorFire } from '../core/sites/site.ts'
import { fireWeatherBatch, pIndexBatch } from '../hazard-batches.ts'
import { batchOfRows } from '../testing/batch-of-rows.ts'
import { buildMetric, buildSensor, buildSite } from '../testing/build-site.ts'
import { createHeardFeed } from '../testing/heard-feed.ts'
import { createIntake, type Intake } from '../testing/intake.ts'
import { createFireDays } from './fire-days.ts'
import { createHistoryReader } from './history-reader.ts'
import { createIngest } from './ingest.ts'
import type { StationSeriesService } from './station-series.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const LATITUDE = 15.9
const FIRST = '2025-03-01'
const FIRST_NOON = Date.parse(`${FIRST}T12:00:00+07:00`)
const BANDS = fireBandsFile.parse({
  name: { vi: 'Huế', en: 'Huế' },
  source: { vi: 'Quyết định', en: 'Decision' },
  upTo: [5_000, 10_000, 15_000, 20_000],
})
const FRESHNESS = {
  cadenceMs: DAY,
  graceMs: 4 * HOUR,
  staleAfterMs: 30 * HOUR,
  expireAfterMs: 3 * DAY,
}

const metric = (id: string, more: Partial<Metric> = {}): Metric =>
  buildMetric(id, {
    ...{ subjects: 'sensor', sensorKind: 'weather', channel: 'water', decimals: 1 },
    ...{ freshness: FRESHNESS, ...more },
  })
const METRICS = [
  ...['weather.temperature', 'weather.humidity', 'weather.wind', 'weather.rain'],
  ...[
    'fire.p',
    'fire.level',
    'fire.ffmc',
    'fire.dmc',
    'fire.dc',
    'fire.isi',
    'fire.bui',
    'fire.fwi',
  ],
].map((id) => metric(id))

/** The weather of a day, the same at noon and at 13:00. */
interface Weather {
  readonly temperature: number
  readonly humidity: number
  readonly wind: number
  readonly rain: number
}

const dateOf = (day: number): string =>
  new Date(Date.parse(`${FIRST}T00:00:00Z`) + day * DAY).toISOString().slice(0, 10)

/** Read by hand, once a day: at 13:00, which is an hour from noon. */
function readingsOf(day: number, weather: Weather): readonly IncomingSample[] {
  return Object.entries(weather).map(([name, value]) => ({
    metric: `weather.${name}`,
    subject: { kind: 'sensor', id: 'hut' } as const,
    ...{ value: value as number, at: FIRST_NOON + day * DAY + HOUR },
  }))
}

let running: StationSeriesService[] = []
beforeEach(() => {
  running = []
  return async () => {
    for (const one of running) await one.stop()
  }
})
afterEach(() => vi.useRealTimers())

async function leaseOf(store: Intake['store'], held: number | undefined): Promise<number> {
  const seen = held === undefined ? undefined : { holder: 'node', token: held, beat: 0 }
  const answer = await store.takeLease('feed', seen, 'node')
  if (!answer.taken) throw new Error('the lease is not to be had')
  return answer.token
}

async function bench(fire: Partial<SensorFire> = {}) {
  const station = buildSensor('hut', {
    kind: 'weather',
    point: { lon: 108, lat: LATITUDE, approximate: false },
    fire: { from: FIRST, p: { bands: BANDS, start: 0 }, fwi: START_CODES, withinMs: HOUR, ...fire },
  })
  const site = buildSite({ sensors: [station], metrics: METRICS })
  const intake = await createIntake(site)
  const { store, parts, clock } = intake
  clock.siteNow = clock.realNow = FIRST_NOON - HOUR
  let token = await leaseOf(store, undefined)
  const { feed, hear } = createHeardFeed(intake, site.id)
  let steps = 0
  const service = () => {
    const history = createHistoryReader({ store, feed, sleep: async () => undefined })
    const made = createFireDays({
      ...{ site: () => site, feed, clock: parts.clock, registry: parts.registry, store, history },
      lease: {
        token() {
          steps++
          return token
        },
      },
      log: { info: () => undefined, warn: () => undefined },
      stepEveryMs: 1,
    })
    running.push(made)
    made.start()
    return made
  }
  const ingest = createIngest(parts)
  return {
    ...{ intake, service, ingest },
    setNow: (at: number) => void (clock.siteNow = clock.realNow = at),
    async post(samples: readonly IncomingSample[]) {
      const answer = await ingest.take(samples, 'manual')
      expect(answer).toMatchObject({ ok: true, rejected: [] })
      hear()
    },
    /** Until nothing more is done. */
    async settle() {
      let seen = -1
      for (let quiet = 0; quiet < 2;) {
        const from = steps
        await vi.waitFor(() => expect(steps).toBeGreaterThan(from + 3))
        quiet = store.entries.length === seen ? quiet + 1 : 0
        seen = store.entries.length
      }
    },
    /** Another node has the lease now. */
    async takeOver() {
      for (const one of running.splice(0)) await one.stop()
      token = await leaseOf(store, token)
      service()
    },
  }
}

function now({ feed }: Intake, id: string) {
  const state = feed.state()
  const number = feed.schema().byKey.get(`${id}/hut`)?.number
  if (number === undefined) return undefined
  const { quality, origin } = unpackFlags(state.flags[number] ?? 0)
  const value = state.slot[number] === 2 ? null : state.value[number]
  return { value, quality, origin, at: state.exactAt[number] }
}

/** What history keeps of an index, by date. */
async function kept({ store, feed }: Intake, id: string) {
  const reader = createHistoryReader({ store, feed, sleep: async () => undefined })
  const series = { metric: id, subject: { kind: 'sensor', id: 'hut' } } as const
  const { points } = await reader.points({ series, from: 0, to: FIRST_NOON + 400 * DAY }, 1_000)
  return new Map(
    Array.from({ length: points.count }, (_, row) => [
      new Date((points.at[row] ?? 0) + 7 * HOUR).toISOString().slice(0, 13),
      points.value[row] ?? NaN,
    ]),
  )
}

const HOT: Weather = { temperature: 38, humidity: 35, wind: 14, rain: 0 }

/** The weather of a dry season with some rain in it. */
const SEASON: readonly Weather[] = Array.from({ length: 48 }, (_, day) => ({
  temperature: 29 + ((day * 7) % 10),
  humidity: 40 + ((day * 11) % 35),
  wind: 4 + ((day * 5) % 17),
  rain: day === 17 ? 22.4 : day % 9 === 4 ? 1.2 : 0,
}))

/** What the command line makes of the same weather. */
function batchOfSeason(season: readonly Weather[]) {
  const rows = season.map(({ temperature, humidity, wind, rain }, day) => ({
    ...{ month: String(Number(dateOf(day).slice(5, 7))), temp: String(temperature) },
    ...{ rh: String(humidity), wind: String(wind), rain: String(rain) },
    ...{ t13: String(temperature), rh13: String(humidity) },
  }))
  const file = batchOfRows(rows)
  const weather = fireWeatherBatch(file, { start: START_CODES, latitude: LATITUDE })
  const p = pIndexBatch(file, { start: 0, bands: BANDS })
  const valuesOf = ({ rows: made }: typeof p) =>
    made.map(({ result }) => (result.ok ? [...result.value] : result.message))
  return { weather: valuesOf(weather), p: valuesOf(p) }
}

describe('fire indices of a weather station', () => {
  it('are, over 48 days, those of the command line for the same weather', async () => {
    const { intake, service, setNow, post, settle } = await bench()
    service()
    for (const [day, weather] of SEASON.entries()) {
      setNow(FIRST_NOON + day * DAY + 1.5 * HOUR)
      await post(readingsOf(day, weather))
      if (day % 12 === 5) await settle()
    }
    await settle()
    const batch = batchOfSeason(SEASON)
    const series = new Map<string, ReadonlyMap<string, number>>()
    for (const { id } of METRICS) series.set(id, await kept(intake, id))
    const on = (id: string, day: number, hour: number) =>
      series.get(id)?.get(`${dateOf(day)}T${hour}`) ?? NaN
    for (const [day] of SEASON.entries()) {
      const codes = ['ffmc', 'dmc', 'dc', 'isi', 'bui', 'fwi'].map((name) =>
        on(`fire.${name}`, day, 12),
      )
      expect(codes.map((one) => Number(one.toPrecision(6)))).toEqual(batch.weather[day])
      const level = ['I', 'II', 'III', 'IV', 'V'][on('fire.level', day, 13) - 1]
      expect([Number(on('fire.p', day, 13).toFixed(1)), level]).toEqual(batch.p[day])
    }
    expect(now(intake, 'fire.fwi')).toMatchObject({ origin: 'derived', at: FIRST_NOON + 47 * DAY })
  })

  it('climb to level V in a dry hot spell, and are back at I with rain', async () => {
    const { intake, service, setNow, post, settle } = await bench()
    service()
    const levels: (number | null | undefined)[] = []
    for (let day = 0; day < 20; day++) {
      setNow(FIRST_NOON + day * DAY + 1.2 * HOUR)
      await post(readingsOf(day, day === 19 ? { ...HOT, rain: 31 } : HOT))
      await settle()
      levels.push(now(intake, 'fire.level')?.value)
    }
    expect(levels.slice(0, -1)).toEqual(
      [...levels.slice(0, -1)].toSorted((a, b) => Number(a) - Number(b)),
    )
    expect(new Set(levels)).toEqual(new Set([1, 2, 3, 4, 5]))
    expect(levels.slice(-2)).toEqual([5, 1])
    expect(now(intake, 'fire.level')).toMatchObject({
      at: FIRST_NOON + 19 * DAY + HOUR,
      quality: 'good',
    })
  })

  it('are the same in whatever order and how often readings come, and whoever holds the lease', async () => {
    const few = SEASON.slice(0, 6)
    const samples = few.flatMap((weather, day) => readingsOf(day, weather))
    const expected = batchOfSeason(few).p.at(-1)
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(samples, { minLength: samples.length }),
        fc.array(fc.nat(samples.length - 1), { maxLength: 6 }),
        fc.nat(samples.length - 1),
        async (shuffled, again, takeover) => {
          const { intake, service, setNow, post, settle, takeOver } = await bench()
          setNow(FIRST_NOON + 5 * DAY + 3 * HOUR)
          service()
          for (const [index, sample] of shuffled.entries()) {
            await post([sample])
            if (index === takeover) await takeOver()
          }
          await post(again.flatMap((index) => samples[index] ?? []))
          await settle()
          const p = now(intake, 'fire.p')
          expect(Number(p?.value?.toFixed(1))).toBe(expected?.[0])
          expect(p?.at).toBe(FIRST_NOON + 5 * DAY + HOUR)
          for (const one of running.splice(0)) await one.stop()
        },
      ),
      { numRuns: 12 },
    )
  }, 60_000)

  it('say the same once only, after a takeover as well', async () => {
    const { intake, service, setNow, post, settle, takeOver } = await bench()
    service()
    setNow(FIRST_NOON + 1.5 * HOUR)
    await post(readingsOf(0, HOT))
    await settle()
    const before = intake.store.entries.length
    await takeOver()
    await settle()
    expect(intake.store.entries).toHaveLength(before)
    expect(now(intake, 'fire.p')?.value).toBeGreaterThan(0)
  })

  it('wait for a late reading, then say that the day is not known, and what rests on it', async () => {
    const { intake, service, setNow, post, settle } = await bench()
    service()
    setNow(FIRST_NOON + 1.5 * HOUR)
    await post(readingsOf(0, HOT))
    await settle()
    const first = now(intake, 'fire.p')
    setNow(FIRST_NOON + DAY + HOUR + FRESHNESS.graceMs - 1)
    await settle()
    expect(now(intake, 'fire.p')).toEqual(first)
    setNow(FIRST_NOON + DAY + HOUR + FRESHNESS.graceMs)
    await settle()
    expect(now(intake, 'fire.p')).toMatchObject({ value: null, at: FIRST_NOON + DAY + HOUR })
    expect(now(intake, 'fire.dc')).toMatchObject({ value: null, at: FIRST_NOON + DAY })
    setNow(FIRST_NOON + 2 * DAY + 1.5 * HOUR)
    await post(readingsOf(2, HOT))
    await settle()
    expect(now(intake, 'fire.level')?.value ?? null).toBeNull()
    // Now the day before is read from what was said of it.
    await post(readingsOf(2, HOT))
    await settle()
    expect(now(intake, 'fire.level')?.value ?? null).toBeNull()
    await post(readingsOf(1, HOT))
    await settle()
    expect(now(intake, 'fire.p')?.value).toBeCloseTo(3 * (first?.value ?? 0), 6)
    expect(now(intake, 'fire.dc')?.value).toBeGreaterThan(START_CODES.dc)
  })

  it('stand at the newest day when a late reading changes a day before it only', async () => {
    const { intake, service, setNow, post, settle } = await bench()
    service()
    setNow(FIRST_NOON + 2 * DAY + 1.5 * HOUR)
    await post([
      ...readingsOf(0, HOT),
      ...readingsOf(1, HOT),
      ...readingsOf(2, { ...HOT, rain: 30 }),
    ])
    await settle()
    const before = await kept(intake, 'fire.p')
    await post(readingsOf(1, { ...HOT, temperature: 30 }))
    await settle()
    const after = await kept(intake, 'fire.p')
    expect(after.get(`${dateOf(1)}T13`)).toBeLessThan(before.get(`${dateOf(1)}T13`) ?? 0)
    expect(after.get(`${dateOf(0)}T13`)).toBe(before.get(`${dateOf(0)}T13`))
    expect(now(intake, 'fire.p')).toMatchObject({ value: 0, at: FIRST_NOON + 2 * DAY + HOUR })
  })

  it('are uncertain behind a doubted reading until it rains, the codes for longer', async () => {
    const { intake, service, setNow, post, settle } = await bench()
    service()
    setNow(FIRST_NOON + DAY + 1.5 * HOUR)
    const doubted = readingsOf(0, HOT).map((one) => ({ ...one, quality: 'uncertain' as const }))
    await post([...doubted, ...readingsOf(1, HOT)])
    await settle()
    expect(now(intake, 'fire.level')?.quality).toBe('uncertain')
    expect(now(intake, 'fire.fwi')?.quality).toBe('uncertain')
    setNow(FIRST_NOON + 2 * DAY + 1.5 * HOUR)
    await post(readingsOf(2, { ...HOT, rain: 30 }))
    await settle()
    expect(now(intake, 'fire.level')).toMatchObject({ value: 1, quality: 'good' })
    expect(now(intake, 'fire.fwi')?.quality).toBe('uncertain')
  })

  it('let P begin anew with enough rain after a day that is not known, and the codes not', async () => {
    const { intake, service, setNow, post, settle } = await bench()
    service()
    setNow(FIRST_NOON + 2 * DAY + 1.5 * HOUR)
    await post(readingsOf(2, { ...HOT, rain: 5 }))
    await settle()
    expect(now(intake, 'fire.p')).toMatchObject({ value: 0, quality: 'good' })
    expect(now(intake, 'fire.level')?.value).toBe(1)
    expect(now(intake, 'fire.fwi')).toMatchObject({ value: null, at: FIRST_NOON + DAY })
  })

  it('cannot be posted where they are worked out', async () => {
    const { ingest } = await bench()
    const subject = { kind: 'sensor', id: 'hut' } as const
    const answer = await ingest.take([{ metric: 'fire.p', subject, value: 3 }], 'real')
    expect(answer).toMatchObject({ accepted: 0, rejected: [{ code: 'wrong-subject' }] })
  })
})
