import { describe, expect, it } from 'vitest'
import type { CommuneMapOptions } from '../../../../protocol/panels/commune-map.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import type { Reading } from '../../stores/readings.ts'
import { buildContext, buildReading, buildUnits } from '../build-context.ts'
import { communeMapView, mapKeys, mapPlaces, type CommuneMapView } from './commune-map-view.ts'
import { shadeOf } from '../class-shade.ts'

const text = (words: string): { vi: string; en: string } => ({ vi: words, en: words })
const metric = buildMetric({ id: 'm', subjects: 'unit', decimals: 0, classes: [1, 5, 10, 15] })
const rate = { ...metric, decimals: 1, classes: [90, 95] }
const river = buildMetric({ id: 'river.level' })
const options: CommuneMapOptions = { metric: 'm', sensors: ['river.level', 'no.such'] }
const screen = {
  metrics: [metric, river],
  units: buildUnits('1', ['A', 'B', 'C']),
  sensors: [
    {
      id: 'ai-nghia',
      name: text('Ái Nghĩa'),
      kind: 'river' as const,
      point: { lon: 108.1, lat: 15.9, approximate: true },
    },
    { id: 'nowhere', name: text('?'), kind: 'river' as const },
    { id: 'rain-1', name: text('?'), kind: 'rain' as const },
  ],
}
const context = buildContext({}, screen)
const viewOf = (
  readings: ReadonlyMap<string, Reading>,
  one = metric,
  at = context,
): CommuneMapView =>
  communeMapView(options, one, mapPlaces(options, one, at.screen, at.locale), readings, at)
const cellsOf = (readings: ReadonlyMap<string, Reading>, at = context) =>
  viewOf(readings, metric, at).cells

describe('the shade of a unit', () => {
  it('is the class of its value, a bound belonging to the higher class', () => {
    expect([0, 1, 4, 5, 14, 15, 99].map((value) => shadeOf(value, metric)).join('')).toBe('0112344')
  })

  it('is of the class that its printed value belongs to', () => {
    expect(shadeOf(0.6, metric)).toBe('1')
    expect(shadeOf(0.4, metric)).toBe('0')
  })

  it('reaches the strongest also where classes are few', () => {
    expect([80, 92, 99].map((value) => shadeOf(value, rate)).join('')).toBe('024')
    expect(shadeOf(7, { ...metric, classes: [] })).toBe('0')
  })

  it('is hatched without a number, never a class', () => {
    const cells = cellsOf(
      new Map([
        ['m/A', buildReading({ value: 0 })],
        ['m/B', buildReading({ value: 7, freshness: 'expired' })],
      ]),
    )
    expect(cells.map(({ shade, text: shown }) => `${shade} ${shown}`)).toEqual([
      '0 0',
      'none —',
      'none —',
    ])
  })

  it('loses its colour when the number is stale or the server is lost', () => {
    const stale = new Map([['m/A', buildReading({ value: 7, freshness: 'stale' })]])
    expect(cellsOf(stale)[0]).toMatchObject({ shade: 'stale', text: '7' })
    const cut = buildContext({ layer: 'offline' }, screen)
    const fresh = new Map([['m/A', buildReading({ value: 7 })]])
    expect(cellsOf(fresh, cut)[0]).toMatchObject({ shade: 'stale', text: '7' })
  })
})

describe('the map', () => {
  it('reads the units that have no units below, and the sensors of its sensor metrics', () => {
    expect(mapKeys(viewOf(new Map()).places)).toEqual([
      'm/A',
      'm/B',
      'm/C',
      'river.level/ai-nghia',
      'river.level/nowhere',
    ])
  })

  it('draws the sensors that have a place, with their letter, value and trend', () => {
    const readings = new Map([['river.level/ai-nghia', buildReading({ value: 9.01, trend: 'up' })]])
    expect(viewOf(readings).sensors).toMatchObject([
      { series: 'river.level/ai-nghia', letter: 'N', text: '9,01', trend: 'up', isOld: false },
    ])
  })

  it('explains its classes and says how it shows that there is no data', () => {
    const legendOf = (one: typeof metric) => viewOf(new Map(), one).legend.map((step) => step.text)
    expect(legendOf(metric)).toEqual(['0', '1–4', '5–9', '10–14', '≥ 15', 'chưa có số'])
    expect(legendOf(rate)).toEqual(['< 90', '90', '≥ 95', 'chưa có số'])
  })

  it('says that its shapes are schematic, or whose boundaries they are and since when', () => {
    const words = (kind: 'schematic' | 'boundaries', days: object): readonly string[] => {
      const map = { url: '/m', kind, source: text('Cục X'), ...days }
      const { subtitle, origin } = viewOf(new Map(), metric, buildContext({}, { ...screen, map }))
      return [subtitle.join(' · '), origin]
    }
    const since = { validFrom: '2025-07-01' }
    expect(words('schematic', since)).toEqual(['m · Sơ đồ', 'Cục X'])
    expect(words('boundaries', since)).toEqual(['m · ranh giới từ 01/07/2025', 'nguồn: Cục X'])
    const [until] = words('boundaries', { validTo: '2025-06-30' })
    expect(until).toBe('m · ranh giới đến 30/06/2025')
  })
})
