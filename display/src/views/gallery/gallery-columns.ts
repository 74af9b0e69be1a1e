import { packFlags, SLOT } from '../../../../protocol/sample.ts'
import { indexSchema, type Series } from '../../../../protocol/schema.ts'
import type { ScreenMessage, ScreenMetric } from '../../../../protocol/screen.ts'
import type { SeriesColumns } from '../../stores/sources.ts'
import { GALLERY_NOW, GALLERY_ROOT } from './gallery-screen.ts'
import { reservoirValue } from './gallery-reservoirs.ts'
import { ageIn, type GalleryState } from './gallery-states.ts'

const GOOD = packFlags({ quality: 'good', origin: 'real', underReview: false })
const CHANNELS = ['dossiers', 'hydro']

/** Every series of the screen with a value and an age for the state; the same at every visit. */
export function galleryColumns(screen: ScreenMessage, state: GalleryState): SeriesColumns {
  const series = screen.metrics
    .flatMap((metric) => subjectsOf(metric, screen).map((subject) => ({ metric, subject })))
    .map(({ metric, subject }, number): Series => ({
      number,
      metric: metric.id,
      channel: CHANNELS.indexOf(metric.channel),
      decimals: metric.decimals,
      subject: { kind: metric.subjects, id: subject },
    }))
  const schema = indexSchema(1, CHANNELS, series)
  const metrics = new Map(screen.metrics.map((one) => [one.id, one]))
  const slot = new Uint8Array(series.length)
  const value = new Float64Array(series.length)
  const flags = new Uint8Array(series.length).fill(GOOD)
  const sampledAt = new Float64Array(series.length)
  for (const { number, metric, subject } of series) {
    const limits = metrics.get(metric)?.freshness
    const age = limits && ageIn(state, limits, number)
    if (age === undefined) continue
    slot[number] = state === 'empty-values' ? SLOT.empty : SLOT.value
    value[number] = valueOf(metric, subject.id, number)
    sampledAt[number] = GALLERY_NOW - age
  }
  return {
    schema: () => schema,
    slot: () => slot,
    value: () => value,
    flags: () => flags,
    sampledAt: () => sampledAt,
  }
}

function subjectsOf(metric: ScreenMetric, screen: ScreenMessage): readonly string[] {
  return metric.subjects === 'unit'
    ? screen.units.map(({ code }) => code)
    : screen.sensors.filter(({ kind }) => kind === metric.sensorKind).map(({ id }) => id)
}

/** Between 0 and 1, spread evenly over the numbers. */
const spread = (number: number): number => (number * 0.618_033_988_75) % 1

function valueOf(metric: string, subject: string, number: number): number {
  const share = spread(number)
  const isWhole = subject === GALLERY_ROOT
  if (metric === 'on-time') return 88 + share * 11
  if (metric.startsWith('score.')) return 7 + share * 5
  if (metric === 'open') return Math.round((isWhole ? 2_000 : 180) * (0.5 + share))
  if (metric.startsWith('overdue.')) return isWhole ? 31 : Math.max(0, Math.round(share * 14) - 2)
  if (metric === 'river.level') return RIVERS[subject] ?? 4
  if (metric === 'rain.24h') return Math.round(20 + share * 300)
  if (metric === 'rain.1h') return Math.round(share * 62)
  if (metric.startsWith('reservoir.')) return reservoirValue(metric, subject)
  return isWhole ? 47 : Math.round(share * 18)
}

const RIVERS: Readonly<Record<string, number>> = {
  'ai-nghia': 10.6,
  'hoi-khach': 18.1,
  'nong-son': 12.57,
  'giao-thuy': 7.4,
  'cau-lau': 1.42,
  'thanh-my': 21.3,
}
