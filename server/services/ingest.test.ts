import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SLOT, unpackFlags } from '../../protocol/sample.ts'
import { unpackBatch, type Batch } from '../core/feed/batch.ts'
import type { IncomingSample } from '../core/ingest/incoming-sample.ts'
import { buildSite } from '../testing/build-site.ts'
import type { FakeSiteStore } from '../testing/fake-site-store.ts'
import { createIntake, EPOCH, SITE_NOW } from '../testing/intake.ts'
import { createIngest } from './ingest.ts'

const NEXT_EPOCH = '1111111111111111'

function level(value: number | null, more: Partial<IncomingSample> = {}): IncomingSample {
  return { metric: 'river.level', subject: { kind: 'sensor', id: 'ai-nghia' }, value, ...more }
}

function mood(unit: string, value: number): IncomingSample {
  return { metric: 'mood', subject: { kind: 'unit', id: unit }, value }
}

function batchesOf(store: FakeSiteStore): Batch[] {
  return store.entries
    .filter((entry) => entry.kind === 'samples')
    .map(({ body }) => {
      const unpacked = unpackBatch(body)
      if (!unpacked.ok) throw new Error(unpacked.reason)
      return unpacked.batch
    })
}

describe('createIngest', () => {
  it('appends one entry per call, with exact times, flags and site time of receipt', async () => {
    const { parts, store } = await createIntake()
    const ingest = createIngest(parts)
    const at = SITE_NOW - 12_345
    const samples = [level(9.01, { at }), mood('new', 3), level(null, { quality: 'uncertain' })]
    expect(await ingest.take(samples, 'manual')).toEqual({ ok: true, accepted: 3, rejected: [] })
    expect(store.appendCount).toBe(1)
    expect(store.entries.at(-1)).toMatchObject({ epoch: EPOCH, receivedAt: SITE_NOW })
    const batch = batchesOf(store)[0]
    expect([...(batch?.series ?? [])]).toEqual([0, 1, 0])
    expect([...(batch?.sampledAt ?? [])]).toEqual([at, SITE_NOW, SITE_NOW])
    expect([...(batch?.slot ?? [])]).toEqual([SLOT.value, SLOT.value, SLOT.empty])
    expect(batch?.value[0]).toBe(9.01)
    expect(unpackFlags(batch?.flags[2] ?? 255)).toEqual({
      quality: 'uncertain',
      origin: 'manual',
      underReview: false,
    })
  })

  it('answers when the node that answers shows what was accepted', async () => {
    const { parts, store, feed } = await createIntake()
    await createIngest(parts).take([level(9)], 'real')
    expect(feed.waitedFor).toEqual([store.entries.at(-1)?.version])
  })

  it('is sound again as soon as the store takes appends again, without waiting for a sample', async () => {
    const { parts, store } = await createIntake()
    const ingest = createIngest(parts)
    store.fault = 'read-only'
    expect(await ingest.take([level(1)], 'real')).toMatchObject({ reason: 'store-read-only' })
    await ingest.probe()
    expect(ingest.isSound()).toBe(false)
    store.fault = undefined
    await ingest.probe()
    expect(ingest.isSound()).toBe(true)
    expect(batchesOf(store).map((batch) => batch.count)).toEqual([0])
    await ingest.probe()
    expect(batchesOf(store)).toHaveLength(1)
  })

  it('takes the good samples of a call and says what was wrong with the others', async () => {
    const { parts, store } = await createIntake()
    const result = await createIngest(parts).take([mood('old', 1), level(9), level(99)], 'real')
    expect(result).toMatchObject({ ok: true, accepted: 1 })
    expect(result.rejected.map(({ index, code }) => [index, code])).toEqual([
      [0, 'unit-not-in-force'],
      [2, 'out-of-range'],
    ])
    expect(batchesOf(store).map((batch) => batch.count)).toEqual([1])
  })

  it('appends nothing when nothing is good', async () => {
    const { parts, store } = await createIntake()
    const result = await createIngest(parts).take([level(99)], 'real')
    expect(result).toMatchObject({ ok: true, accepted: 0 })
    expect(store.entries).toEqual([])
  })

  it('names each series once and then remembers its number', async () => {
    const { parts, store } = await createIntake()
    const ingest = createIngest(parts)
    for (let turn = 0; turn < 3; turn++) await ingest.take([mood('new', turn), level(1)], 'real')
    expect(store.schema.series).toHaveLength(2)
    expect(batchesOf(store).map((batch) => [...batch.series])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ])
  })

  it('goes over to a changed configuration at once', async () => {
    const { parts } = await createIntake()
    let site = buildSite()
    const ingest = createIngest({ ...parts, site: () => site })
    await ingest.take([level(9), mood('new', 1)], 'real')
    site = buildSite({ sensors: [] })
    const result = await ingest.take([mood('new', 1), level(9)], 'real')
    expect(result.rejected.map(({ code }) => code)).toEqual(['unknown-sensor'])
  })

  it('tries once more when the epoch changed, with the numbers of the new one', async () => {
    const { parts, store, feed, clock } = await createIntake()
    const ingest = createIngest({
      ...parts,
      sleep: async (ms) => {
        clock.monotonic += ms
        if (clock.monotonic >= 500) await feed.follow()
      },
    })
    await ingest.take([mood('new', 1), level(1)], 'real')
    await startNewEpoch(store)
    expect(await ingest.take([level(2)], 'real')).toMatchObject({ ok: true, accepted: 1 })
    expect(batchesOf(store).map((batch) => [...batch.series])).toEqual([[0]])
    expect(store.entries.at(-1)?.epoch).toBe(NEXT_EPOCH)
    expect(ingest.isSound()).toBe(true)
  })

  it('keeps samples with their series when epoch and configuration change under them', async () => {
    const { parts, store, feed } = await createIntake()
    let site = buildSite()
    const isChanged = { value: false }
    const ingest = createIngest({
      ...parts,
      site: () => site,
      sleep: async () => {
        if (isChanged.value) return
        isChanged.value = true
        site = buildSite({ metrics: buildSite().metrics.toReversed() })
        await feed.follow()
        // Another call has sent what stands at the level's old position now.
        await ingest.take([{ ...mood('20551', 5), metric: 'dossiers.open' }], 'real')
      },
    })
    await ingest.take([level(1)], 'real')
    await startNewEpoch(store)
    expect(await ingest.take([level(2)], 'real')).toMatchObject({ ok: true, accepted: 1 })
    const number = feed.schema().byKey.get('river.level/ai-nghia')?.number
    expect([...(batchesOf(store).at(-1)?.series ?? [])]).toEqual([number])
  })

  it('gives up with a reason when the feed does not follow a changed epoch in time', async () => {
    const { parts, store, clock } = await createIntake()
    const ingest = createIngest(parts)
    await startNewEpoch(store)
    const result = await ingest.take([level(2)], 'real')
    expect(result).toEqual({ ok: false, reason: 'epoch-changed', rejected: [] })
    expect(clock.monotonic).toBeLessThanOrEqual(2_050)
    expect(ingest.isSound()).toBe(false)
  })

  it.each([
    ['unavailable', 'store-unavailable'],
    ['full', 'store-full'],
    ['read-only', 'store-read-only'],
  ] as const)('is unsound from %s until an append succeeds again', async (fault, reason) => {
    const { parts, store } = await createIntake()
    const ingest = createIngest(parts)
    await ingest.take([level(1)], 'real')
    store.fault = fault
    expect(await ingest.take([level(1), level(99)], 'real')).toMatchObject({ ok: false, reason })
    expect(ingest.isSound()).toBe(false)
    expect(await ingest.take([level(99)], 'real')).toMatchObject({ ok: true })
    expect(ingest.isSound()).toBe(false)
    store.fault = undefined
    await ingest.take([level(1)], 'real')
    expect(ingest.isSound()).toBe(true)
  })

  it('means the scenario’s now by a time near to real time', async () => {
    const { parts, store, clock } = await createIntake()
    clock.isScenario = true
    clock.realNow = SITE_NOW + 86_400_000
    const near = level(1, { at: clock.realNow - 60_000 })
    const far = level(1, { at: clock.realNow - 400_000 })
    const result = await createIngest(parts).take([near, far], 'real')
    expect(result.rejected.map(({ code }) => code)).toEqual(['in-the-future'])
    expect(batchesOf(store)[0]?.sampledAt[0]).toBe(SITE_NOW)
  })

  it('keeps the newest of shuffled, late and repeated samples', async () => {
    const { parts, feed } = await createIntake()
    const ingest = createIngest(parts)
    const history = Array.from({ length: 50 }, (_, age) =>
      level(age, { at: SITE_NOW - age * 1_000 }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...history, ...history], { minLength: 100 }),
        async (samples) => {
          await ingest.take(samples, 'real')
          expect(feed.state().value[0]).toBe(0)
        },
      ),
      { numRuns: 10 },
    )
  })

  it('accounts for every sample, whatever it says', async () => {
    const { parts } = await createIntake()
    const ingest = createIngest(parts)
    const sample = fc.record({
      metric: fc.constantFrom('river.level', 'mood', 'dossiers.open', '__proto__', 'x'),
      subject: fc.record({
        kind: fc.constantFrom('unit' as const, 'sensor' as const),
        id: fc.constantFrom('root', 'old', 'new', '20551', 'ai-nghia', 'rain-1', 'constructor'),
      }),
      value: fc.option(fc.double()),
      at: fc.double({ min: 0, max: SITE_NOW * 2 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(sample), async (samples) => {
        const result = await ingest.take(samples, 'real')
        expect(result.ok && result.accepted + result.rejected.length).toBe(samples.length)
      }),
    )
  })
})

async function startNewEpoch(store: FakeSiteStore): Promise<void> {
  const record = { epoch: NEXT_EPOCH, identity: 'x', changedAt: SITE_NOW, reason: 'reset' } as const
  const { metrics } = store.schema
  await store.changeEpoch(EPOCH, record, { clear: true })
  await store.declareMetrics(metrics, NEXT_EPOCH, SITE_NOW)
}
