import { describe, expect, it } from 'vitest'
import { packFlags, SLOT, type Origin } from '../../../protocol/sample.ts'
import { indexSchema, type Series } from '../../../protocol/schema.ts'
import { buildMetric, buildScreen } from './build-screen.ts'
import { countSources, indexSources, type SeriesColumns, type SourceCount } from './sources.ts'

const NOW = 1_700_000_000_000
const STALE_MS = 120_001

interface Held {
  readonly metric: string
  readonly unit?: string
  readonly sensor?: string
  readonly ageMs?: number
  readonly origin?: Origin
}

const text = { vi: 'x', en: 'x' }
const screen = buildScreen({
  metrics: ['river.level', 'rain.hour', 'dossiers.open', 'dossiers.overdue'].map((id) =>
    buildMetric({ id }),
  ),
  units: ['1', '2'].map((code) => ({ code, name: text, kind: 'commune' })),
  sensors: ['a', 'b'].map((id) => ({ id, name: text, kind: 'river' })),
})

function count(held: readonly Held[]): SourceCount {
  const series = held.map(({ metric, unit, sensor }, number): Series => {
    const subject =
      unit === undefined
        ? ({ kind: 'sensor', id: sensor ?? '' } as const)
        : ({ kind: 'unit', id: unit } as const)
    return { number, metric, subject, channel: 0, decimals: 2 }
  })
  const schema = indexSchema(1, ['all'], series)
  const flagsOf = (origin: Origin = 'real'): number =>
    packFlags({ quality: 'good', origin, underReview: false })
  const columns: SeriesColumns = {
    schema: () => schema,
    slot: () =>
      Uint8Array.from(held, (one) => (one.ageMs === undefined ? SLOT.absent : SLOT.value)),
    value: () => Float64Array.from(held, () => 1),
    flags: () => Uint8Array.from(held, (one) => flagsOf(one.origin)),
    sampledAt: () => Float64Array.from(held, (one) => NOW - (one.ageMs ?? 0)),
  }
  return countSources(indexSources(schema, screen), columns, NOW)
}

describe('sources', () => {
  it('counts a sensor once, late only when all it sends is', () => {
    const level = { metric: 'river.level', sensor: 'a' }
    const rain = { metric: 'rain.hour', sensor: 'a' }
    expect(count([{ ...level, ageMs: 0 }])).toEqual({ up: 1, total: 1 })
    expect(
      count([
        { ...level, ageMs: STALE_MS },
        { ...rain, ageMs: 0 },
      ]),
    ).toEqual({ up: 1, total: 1 })
    expect(
      count([
        { ...level, ageMs: STALE_MS },
        { ...rain, ageMs: STALE_MS },
      ]),
    ).toEqual({ up: 0, total: 1 })
  })

  it('counts what a unit sends on one channel as one source', () => {
    expect(
      count([
        { metric: 'dossiers.open', unit: '1', ageMs: 0 },
        { metric: 'dossiers.overdue', unit: '1', ageMs: 0 },
        { metric: 'dossiers.open', unit: '2', ageMs: STALE_MS },
      ]),
    ).toEqual({ up: 1, total: 2 })
  })

  it('leaves out what never came, what is derived, and what this screen does not show', () => {
    expect(
      count([
        { metric: 'river.level', sensor: 'a' },
        { metric: 'river.level', sensor: 'elsewhere', ageMs: 0 },
        { metric: 'unknown', sensor: 'b', ageMs: 0 },
        { metric: 'dossiers.open', unit: '1', ageMs: STALE_MS, origin: 'derived' },
      ]),
    ).toEqual({ up: 0, total: 0 })
  })
})
