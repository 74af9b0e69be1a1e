import { describe, expect, it } from 'vitest'
import type { Site } from '../../core/sites/site.ts'
import { buildSite, buildUnit } from '../../testing/build-site.ts'
import { checkMap, type CheckedMap } from './check-map.ts'

const DATE = '2025-07-01'
const PROPERTIES = { code: 'code', name: 'name' }
type Coordinates = number[][]

const site: Site = buildSite({
  units: [
    { code: 'root', name: { vi: 'Gốc', en: 'Root' }, kind: 'area', validity: {} },
    ...['A', 'B', 'C'].map((code) => buildUnit(code)),
    buildUnit('OLD', { validity: { to: '2025-06-30' } }),
  ],
})

/** A square of a tenth of a degree, the n-th to the east. */
const square = (index: number): Coordinates => {
  const [west, south] = [108 + index / 10, 15]
  const [east, north] = [west + 0.1, south + 0.1]
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
}

interface Unit {
  readonly code?: unknown
  readonly name?: string
  readonly ring: Coordinates
}

/** One feature a line, after a first line. */
function mapOf(units: readonly Unit[]): string {
  const features = units.map(({ code, name, ring }) =>
    JSON.stringify({
      type: 'Feature',
      properties: { code, name },
      geometry: { type: 'Polygon', coordinates: [ring] },
    }),
  )
  return `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}`
}

const WHOLE: readonly Unit[] = ['A', 'B', 'C'].map((code, index) => ({ code, ring: square(index) }))
const check = (text: string): CheckedMap =>
  checkMap('m.json', text, PROPERTIES, { site, date: DATE, hasNeighbours: false })
const told = (text: string): readonly string[] =>
  check(text).problems.map(({ line, rule, unit, severity }) =>
    [line, severity, rule, unit].filter((part) => part !== undefined).join(' '),
  )
const changed = (index: number, unit: Partial<Unit>): string =>
  mapOf(WHOLE.map((one, at) => (at === index ? { ...one, ...unit } : one)))

describe('checking a map', () => {
  it('finds nothing in a sound one', () => {
    expect(told(mapOf(WHOLE))).toEqual([])
    expect(check(mapOf(WHOLE)).features.map(({ code }) => code)).toEqual(['A', 'B', 'C'])
  })

  it('tells of swapped axes once, of a missing unit and of a broken ring, each at its place', () => {
    const swapped = WHOLE.map(({ code, ring }) => ({
      code,
      ring: ring.map(([lon = 0, lat = 0]) => [lat, lon]),
    }))
    const [first, second] = swapped
    if (!first || !second) throw new Error('no units')
    const open = { ...second, ring: second.ring.slice(0, -1) }
    expect(told(mapOf([first, open]))).toEqual([
      '1 error missing-unit C',
      '2 error axes-swapped A',
      '3 error ring-unclosed',
    ])
    expect(told(mapOf(swapped))).toEqual(['2 error axes-swapped'])
  })

  it('joins by code and date, never by name', () => {
    expect(told(changed(1, { code: 'OLD' }))).toEqual([
      '1 error missing-unit B',
      '3 error unit-of-another-date OLD',
    ])
    expect(told(changed(1, { code: 'X', name: 'B' }))).toEqual([
      '1 error missing-unit B',
      '3 error unknown-unit X',
    ])
    expect(told(changed(1, { code: 'A' }))).toEqual([
      '1 error missing-unit B',
      '3 error duplicate-unit A',
    ])
    expect(told(changed(1, { code: undefined }))).toEqual([
      '1 error missing-unit B',
      '3 error no-code',
    ])
    expect(told(changed(1, { name: 'Bê' }))).toEqual(['3 warning name-differs B'])
  })

  it('lets units of others be where neighbours are asked for, but no unit of another date', () => {
    const text = mapOf([...WHOLE, { code: 'X', ring: square(3) }, { code: 'OLD', ring: square(4) }])
    const target = { site, date: DATE, hasNeighbours: true }
    const { problems } = checkMap('m.json', text, PROPERTIES, target)
    expect(problems).toMatchObject([{ rule: 'unit-of-another-date', unit: 'OLD' }])
  })

  it('takes a code that is a number, and no inherited one', () => {
    const numbers = buildSite({ units: [...site.units, buildUnit('20500')] })
    const text = mapOf([...WHOLE, { code: 20500, ring: square(3) }])
    expect(
      checkMap('m.json', text, PROPERTIES, { site: numbers, date: DATE, hasNeighbours: false })
        .problems,
    ).toEqual([])
    const inherited = { code: 'constructor', name: 'name' }
    const { problems } = checkMap('m.json', mapOf(WHOLE), inherited, {
      site,
      date: DATE,
      hasNeighbours: false,
    })
    expect(problems.filter(({ rule }) => rule === 'no-code')).toHaveLength(3)
  })

  it('tells what lies outside the country and which rings are turned', () => {
    const far = square(0).map(([lon = 0, lat = 0]) => [lon + 60, lat])
    expect(told(changed(0, { ring: far }))).toEqual(['2 error outside-the-country A'])
    expect(told(changed(2, { ring: square(2).toReversed() }))).toEqual([
      '4 warning ring-reversed C',
    ])
  })

  it('says of what is no map where it ends being one, without listing every unit', () => {
    expect(told('{"type":"FeatureCollection","features":[\n{"type":')[0]).toBe('2 error not-json')
    expect(told('[]').every((line) => line === '1 error form')).toBe(true)
    expect(told('{"type":"FeatureCollection","features":[]}')).toEqual(['1 error no-area'])
    expect(
      told('{"type":"Topology","objects":{"a":{"type":"Polygon","arcs":[[7]]}},"arcs":[]}'),
    ).toEqual(['1 error form'])
  })

  it('names what a feature draws instead of an area', () => {
    const point = JSON.stringify({ type: 'Point', coordinates: [108, 15] })
    const text = mapOf(WHOLE).replace(/\{"type":"Polygon".*?\]\]\]\}/, point)
    expect(check(text).problems).toMatchObject([
      { line: 2, feature: 0, rule: 'no-area', message: expect.stringContaining('draws Point') },
    ])
  })

  it('keeps the way of Hoàng Sa onto every map of Đà Nẵng', () => {
    const city = buildSite({ id: 'da-nang', units: site.units })
    const { problems } = checkMap('m.json', mapOf(WHOLE), PROPERTIES, {
      site: city,
      date: DATE,
      hasNeighbours: false,
    })
    expect(problems).toMatchObject([{ rule: 'missing-unit', unit: '20333' }])
  })
})
