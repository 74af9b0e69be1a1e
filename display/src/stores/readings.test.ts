import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { computed, effect, effectScope, nextTick, ref, watchEffect, type ComputedRef } from 'vue'
import type { FrameHeader } from '../../../protocol/frame.ts'
import { createReplica, type Replica } from '../../../protocol/replica.ts'
import { packFlags } from '../../../protocol/sample.ts'
import { indexSchema, schemaMessage, type Series } from '../../../protocol/schema.ts'
import { buildFrame, type Row } from '../feed/build-frame.ts'
import { useFeedStateStore } from './feed-state.ts'
import { useReadings, useReadingsStore, type Reading } from './readings.ts'
import { useScreenStore } from './screen.ts'
import { useSiteClockStore } from './site-clock.ts'
import { buildMetric, buildScreen } from './build-screen.ts'

const NOW = 1_700_000_000_000
const BAD = packFlags({ quality: 'bad', origin: 'real', underReview: false })

const series: readonly Series[] = ['a', 'b', 'c'].map((id, number) => ({
  number,
  metric: 'river.level',
  subject: { kind: 'sensor', id },
  channel: 0,
  decimals: 2,
}))
const schema = indexSchema(1, ['rivers'], series)
let version = 0

function encode(kind: FrameHeader['kind'], rows: readonly Row[]): Uint8Array {
  const from = { ms: kind === 'keyframe' ? 0 : version, n: 0 }
  const to = { ms: ++version, n: 0 }
  return buildFrame(schema, { kind, from, to, siteTime: NOW }, rows)
}

function show(replica: Replica, kind: FrameHeader['kind'], rows: readonly Row[]): void {
  const outcome = replica.applyFrame(encode(kind, rows))
  if (outcome.kind !== 'applied') throw new Error(outcome.kind)
  useReadingsStore().book().applied(outcome.frame, 0)
}

function startReplica(): Replica {
  const replica = createReplica()
  replica.applySchema(schemaMessage(schema, 0))
  replica.subscribe(['rivers'])
  useReadingsStore().book().bind(replica)
  return replica
}

function useReading(key: () => string): ComputedRef<Reading | undefined> {
  const readings = useReadings(() => [key()])
  return computed(() => readings.value.get(key()))
}

beforeEach(() => {
  version = 0
  setActivePinia(createPinia())
  useSiteClockStore().now = NOW
  useFeedStateStore().path = 'proven'
  useScreenStore().screen = buildScreen({
    metrics: [
      buildMetric({
        id: 'river.level',
        freshness: {
          cadenceMs: 60_000,
          graceMs: 10_000,
          staleAfterMs: 120_000,
          expireAfterMs: 480_000,
        },
      }),
    ],
  })
})

describe('readings', () => {
  it('wakes only the tiles whose series changed', () => {
    const replica = startReplica()
    show(replica, 'keyframe', [
      { number: 0, value: 1, at: NOW },
      { number: 1, value: 2, at: NOW },
    ])
    const scope = effectScope()
    const runs = { a: 0, b: 0 }
    scope.run(() => {
      const a = useReading(() => 'river.level/a')
      const b = useReading(() => 'river.level/b')
      effect(() => {
        runs.a += a.value?.value === undefined ? 0 : 1
      })
      effect(() => {
        runs.b += b.value?.value === undefined ? 0 : 1
      })
    })
    expect(runs).toEqual({ a: 1, b: 1 })
    show(replica, 'delta', [{ number: 0, value: 5, at: NOW }])
    expect(runs).toEqual({ a: 2, b: 1 })
    scope.stop()
  })

  it('wakes a panel once for all its series in a frame, and every panel that shares one', () => {
    const replica = startReplica()
    show(replica, 'keyframe', [
      { number: 0, value: 1, at: NOW },
      { number: 1, value: 2, at: NOW },
    ])
    const scope = effectScope()
    const sums: number[][] = [[], []]
    scope.run(() => {
      const panels = [
        useReadings(() => ['river.level/a', 'river.level/b']),
        useReadings(() => ['river.level/b', 'river.level/c']),
      ]
      for (const [index, readings] of panels.entries()) {
        effect(() => {
          const values = [...readings.value.values()].map((one) => one.value ?? 0)
          sums[index]?.push(values.reduce((sum, value) => sum + value, 0))
        })
      }
    })
    show(replica, 'delta', [
      { number: 0, value: 10, at: NOW },
      { number: 1, value: 20, at: NOW },
    ])
    expect(sums).toEqual([
      [3, 30],
      [2, 20],
    ])
    scope.stop()
    expect(useReadingsStore().book().size).toBe(0)
  })

  it('answers undefined for an unknown series and for one without a value', () => {
    const replica = startReplica()
    show(replica, 'keyframe', [{ number: 0, value: 1, at: NOW }])
    effectScope().run(() => {
      expect(useReading(() => 'river.level/c').value).toBeUndefined()
      expect(useReading(() => 'river.level/nowhere').value).toBeUndefined()
      expect(useReadings(() => []).value.size).toBe(0)
    })
  })

  it('ages by the shared clock without any message', () => {
    const replica = startReplica()
    show(replica, 'keyframe', [{ number: 0, value: 1, at: NOW }])
    effectScope().run(() => {
      const reading = useReading(() => 'river.level/a')
      const seen: (string | undefined)[] = []
      for (const ageMs of [0, 70_000, 70_001, 120_001, 480_001]) {
        useSiteClockStore().now = NOW + ageMs
        expect(reading.value?.ageMs).toBe(ageMs)
        seen.push(reading.value?.freshness)
      }
      expect(seen).toEqual(['fresh', 'fresh', 'ageing', 'stale', 'expired'])
    })
  })

  it('[G1] marks every figure stale while the way to the store is not proven', () => {
    const replica = startReplica()
    show(replica, 'keyframe', [{ number: 0, value: 1, at: NOW }])
    effectScope().run(() => {
      const reading = useReading(() => 'river.level/a')
      expect(reading.value?.freshness).toBe('fresh')
      useFeedStateStore().path = 'unreachable'
      expect(reading.value?.freshness).toBe('stale')
      useSiteClockStore().now = NOW + 480_001
      expect(reading.value?.freshness).toBe('expired')
    })
  })

  it('says that a source told of no value', () => {
    const replica = startReplica()
    show(replica, 'keyframe', [{ number: 0, value: null, at: NOW }])
    effectScope().run(() => {
      const { value, freshness, quality } = useReading(() => 'river.level/a').value as Reading
      expect({ value, freshness, quality }).toEqual({
        value: null,
        freshness: 'none',
        quality: 'good',
      })
    })
  })

  it('follows the key it is asked for and lets go of the old one', () => {
    const replica = startReplica()
    show(replica, 'keyframe', [
      { number: 0, value: 1, at: NOW },
      { number: 1, value: 2, at: NOW },
    ])
    const scope = effectScope()
    const wanted = ref('river.level/a')
    const book = useReadingsStore().book()
    const reading = scope.run(() => useReading(() => wanted.value))
    expect(reading?.value?.value).toBe(1)
    wanted.value = 'river.level/b'
    expect(reading?.value?.value).toBe(2)
    expect(book.size).toBe(1)
    scope.stop()
    expect(book.size).toBe(0)
  })

  it('drops figures that a keyframe does not hold any more', async () => {
    const replica = startReplica()
    show(replica, 'keyframe', [
      { number: 0, value: 1, at: NOW },
      { number: 1, value: 2, at: NOW },
    ])
    const scope = effectScope()
    const keys: string[][] = []
    scope.run(() => {
      const readings = useReadings(() => ['river.level/a', 'river.level/b', 'river.level/a'])
      watchEffect(() => {
        keys.push([...readings.value.keys()])
      })
    })
    show(replica, 'keyframe', [{ number: 1, value: 3, at: NOW }])
    await nextTick()
    expect(keys).toEqual([['river.level/a', 'river.level/b'], ['river.level/b']])
    scope.stop()
  })

  it('reads where a series is going from its own last samples', () => {
    const replica = startReplica()
    show(replica, 'keyframe', [{ number: 0, value: 1, at: NOW }])
    effectScope().run(() => {
      const reading = useReading(() => 'river.level/a')
      expect(reading.value?.trend).toBeUndefined()
      const told = (minute: number, value: number, flags?: number) => {
        const at = NOW + minute * 60_000
        useSiteClockStore().now = at
        show(replica, 'delta', [{ number: 0, value, at, ...(flags !== undefined && { flags }) }])
        return reading.value?.trend
      }
      expect([told(20, 1.2), told(40, 0.7), told(60, 0.4)]).toEqual(['up', 'down', 'down'])
      expect([told(80, 9, BAD), told(120, 0.4)]).toEqual(['down', 'level'])
    })
  })
})
