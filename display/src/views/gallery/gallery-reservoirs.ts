import type { ReservoirsOptions } from '../../../../protocol/panels/reservoirs.ts'
import type { PanelSpec } from '../../../../protocol/panels/panel.ts'
import type { ScreenMetric, ScreenSensor, ScreenStorage } from '../../../../protocol/screen.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import type { Place } from './gallery-place.ts'

const HOUR_MS = 3_600_000
const text = (vi: string, en: string): { vi: string; en: string } => ({ vi, en })

function measured(id: string, vi: string, en: string, unit: string): ScreenMetric {
  return buildMetric({
    id: `reservoir.${id}`,
    name: text(vi, en),
    shortName: text(vi, en),
    unitOfMeasure: text(unit, unit),
    decimals: unit === 'm' ? 2 : 0,
    channel: 'hydro',
    sensorKind: 'reservoir',
    direction: 'neither',
    freshness: {
      cadenceMs: HOUR_MS,
      graceMs: HOUR_MS / 2,
      staleAfterMs: 3 * HOUR_MS,
      expireAfterMs: 24 * HOUR_MS,
    },
    owner: text('Chủ hồ thủy điện', 'Reservoir operator'),
  })
}

export const RESERVOIR_METRICS: readonly ScreenMetric[] = [
  measured('level', 'Mực nước hồ', 'Reservoir level', 'm'),
  measured('inflow', 'Về hồ', 'Inflow', 'm³/s'),
  measured('release', 'Xả', 'Release', 'm³/s'),
  measured('spill', 'Xả qua tràn', 'Spill', 'm³/s'),
]

type Figures = Readonly<Record<'level' | 'inflow' | 'release' | 'spill', number>>

/** One above full, one at it, one far below, one over its limit, one below dead, one of which no marks are known. */
const LAKES: readonly (readonly [string, ScreenStorage | undefined, Figures])[] = [
  [
    'A Vương',
    { dead: 340, floodLimit: 376, full: 380, unconfirmed: ['dead', 'floodLimit', 'full'] },
    { level: 380.12, inflow: 1_200, release: 1_354, spill: 1_276 },
  ],
  [
    'Sông Bung 4',
    { dead: 205, floodLimit: 217.5, full: 222.5, unconfirmed: ['dead', 'full'] },
    { level: 222.5, inflow: 2_000, release: 2_000, spill: 1_844 },
  ],
  [
    'Đăk Mi 4',
    { dead: 240, floodLimit: 255, full: 258, designFlood: 258.5 },
    { level: 244.3, inflow: 370, release: 108, spill: 0 },
  ],
  [
    'Sông Tranh 2',
    { dead: 140, floodLimit: 172, full: 175 },
    { level: 173.42, inflow: 13_850, release: 11_385, spill: 11_177 },
  ],
  ['Sông Bung 2', { dead: 565, full: 605 }, { level: 563.8, inflow: 12, release: 3, spill: 0 }],
  ['Đồng Nghệ', undefined, { level: 32.4, inflow: 40, release: 9, spill: 5 }],
]

export const RESERVOIRS: readonly ScreenSensor[] = LAKES.map(([name, storage], index) => ({
  id: `lake-${index}`,
  name: text(name, name),
  kind: 'reservoir' as const,
  point: { lon: 107.7 + index * 0.05, lat: 15.6, approximate: true },
  ...(storage && { storage }),
}))

export function reservoirValue(metric: string, sensor: string): number {
  const figures: Readonly<Record<string, number>> =
    LAKES[Number(sensor.replace('lake-', ''))]?.[2] ?? {}
  return figures[metric.replace('reservoir.', '')] ?? 0
}

const METRICS = {
  level: 'reservoir.level',
  inflow: 'reservoir.inflow',
  release: 'reservoir.release',
  spill: 'reservoir.spill',
}

function panel(given: Partial<ReservoirsOptions> = {}): PanelSpec {
  return { kind: 'reservoirs', options: { order: 'as-listed', metrics: METRICS, ...given } }
}

const four = { sensors: ['lake-0', 'lake-1', 'lake-2', 'lake-3'] }

/** At sizes at which columns, then rows go. */
export const RESERVOIR_PLACES: readonly Place[] = [
  [1, 1, 14, 5, panel()],
  [15, 1, 10, 5, panel({ ...four, order: 'fullest-first' })],
  [1, 6, 8, 4, panel({ ...four, order: 'largest-release-first' })],
  [9, 6, 6, 4, panel(four)],
  [15, 6, 5, 4, panel(four)],
  [20, 6, 5, 7, panel()],
  [1, 10, 11, 3, panel(four)],
  [12, 10, 4, 3, panel(four)],
  [16, 10, 4, 3, panel({ sensors: ['lake-3'], title: { vi: 'Một hồ', en: 'One' } })],
]
