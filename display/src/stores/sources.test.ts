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
  metrics: [
    buildMetric({ id: 'river.level' }),
    buildMetric({ id: 'river.flow' }),
    buildMetric({ id: 'dossiers.open', subjects: 'unit', channel: 'dossiers' }),
    buildMetric({ id: 'dossiers.overdue', subjects: 'unit', channel: 'dossiers' }),
  ],
  units: [
    { code: '1', name: text, kind: 'area' },
    ...['2', '3'].map((code) => ({ code, name: text, kind: 'commune', parent: '1' })),
  ],
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

/** Two sensors and two communes on one channel are expected. */
const EXPECTED = 4

describe('sources', () => {
  it('counts a sensor once, late only when all it sends is', () => {
    const level = { metric: 'river.level', sensor: 'a' }
    const flow = { metric: 'river.flow', sensor: 'a' }
    expect(count([{ ...level, ageMs: 0 }])).toEqual({ up: 1, late: 0, total: EXPECTED })
    expect(
      count([
        { ...level, ageMs: STALE_MS },
        { ...flow, ageMs: 0 },
      ]),
    ).toEqual({ up: 1, late: 0, total: EXPECTED })
    expect(
      count([
        { ...level, ageMs: STALE_MS },
        { ...flow, ageMs: STALE_MS },
      ]),
    ).toEqual({ up: 0, late: 1, total: EXPECTED })
  })

  it('counts what a unit sends on one channel as one source', () => {
    expect(
      count([
        { metric: 'dossiers.open', unit: '2', ageMs: 0 },
        { metric: 'dossiers.overdue', unit: '2', ageMs: 0 },
        { metric: 'dossiers.open', unit: '3', ageMs: STALE_MS },
      ]),
    ).toEqual({ up: 1, late: 1, total: EXPECTED })
  })

  it('counts what was never heard as expected, neither up nor late', () => {
    expect(count([])).toEqual({ up: 0, late: 0, total: EXPECTED })
    expect(count([{ metric: 'river.level', sensor: 'a' }])).toEqual({
      up: 0,
      late: 0,
      total: EXPECTED,
    })
  })

  it('counts a unit above the lowest level only once it sends', () => {
    expect(count([{ metric: 'dossiers.open', unit: '1', ageMs: 0 }])).toEqual({
      up: 1,
      late: 0,
      total: EXPECTED + 1,
    })
  })

  it('expects nothing of a unit that another site hears and passes on', () => {
    expect(
      count([{ metric: 'dossiers.open', unit: '2', ageMs: STALE_MS, origin: 'derived' }]),
    ).toEqual({ up: 0, late: 0, total: EXPECTED - 1 })
  })

  it('leaves out what is derived and what this screen does not show', () => {
    expect(
      count([
        { metric: 'river.level', sensor: 'elsewhere', ageMs: 0 },
        { metric: 'unknown', sensor: 'b', ageMs: 0 },
        { metric: 'dossiers.open', unit: '1', ageMs: STALE_MS, origin: 'derived' },
      ]),
    ).toEqual({ up: 0, late: 0, total: EXPECTED })
  })
})
