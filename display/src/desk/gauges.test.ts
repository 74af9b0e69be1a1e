import { describe, expect, it } from 'vitest'
import type { Grant } from '../../../protocol/access.ts'
import { buildMetric, buildScreen } from '../stores/build-screen.ts'
import { gaugesFor, readDecimal } from './gauges.ts'

const text = (words: string) => ({ vi: words, en: words })
const screen = buildScreen({
  metrics: [
    buildMetric({ shortName: text('Mực nước'), owner: text('Đài') }),
    buildMetric({ id: 'rain.1h', shortName: text('Mưa 1 giờ'), sensorKind: 'rain' }),
    buildMetric({ id: 'dossiers.open', subjects: 'unit' }),
    buildMetric({ id: 'river.level.coverage', coverageOf: 'river.level' }),
  ],
  sensors: [
    { id: 'ai-nghia', name: text('Ái Nghĩa'), kind: 'river' },
    { id: 'rain-1', name: text('Đại Lộc'), kind: 'rain' },
    { id: 'rain-2', name: text('Hà Nha'), kind: 'rain', workedOut: ['rain.1h'] },
  ],
})
const named = (grants: readonly Grant[]) => gaugesFor(screen, grants, 'vi').map(({ name }) => name)

describe('the gauges that somebody may read', () => {
  it('are all of the site for officers, by the kind of the sensor, but for what the site works out', () => {
    const all = ['Ái Nghĩa, mực nước', 'Đại Lộc, mưa 1 giờ']
    expect(named([{ site: 'dai-loc', role: 'officer' }])).toEqual(all)
    expect(named([{ site: '*', role: 'officer' }])).toEqual(all)
  })

  it('are those of the own agency for reporters', () => {
    expect(named([{ site: 'dai-loc', role: 'reporter', agency: 'Đài' }])).toEqual([
      'Ái Nghĩa, mực nước',
    ])
  })

  it('are none at another site or in another role', () => {
    expect(named([{ site: 'hiep-duc', role: 'officer' }])).toEqual([])
    expect(named([{ site: 'dai-loc', role: 'viewer' }])).toEqual([])
  })
})

it('are all four figures of a reservoir', () => {
  const owner = text('Chủ hồ')
  const reservoir = buildScreen({
    metrics: ['Mực nước hồ', 'Về hồ', 'Xả', 'Xả qua tràn'].map((name, index) =>
      buildMetric({
        ...{ id: `reservoir.${index}`, shortName: text(name), owner },
        sensorKind: 'reservoir',
      }),
    ),
    sensors: [{ id: 'a-vuong', name: text('A Vương'), kind: 'reservoir' }],
  })
  const all = ['mực nước hồ', 'về hồ', 'xả', 'xả qua tràn'].map((one) => `A Vương, ${one}`)
  for (const grant of [
    { site: 'dai-loc', role: 'officer' },
    { site: 'dai-loc', role: 'reporter', agency: 'Chủ hồ' },
  ] as const) {
    expect(gaugesFor(reservoir, [grant], 'vi').map(({ name }) => name)).toEqual(all)
  }
})

describe('a number as it is written', () => {
  it.each([
    ['6,52', 6.52],
    ['6.52', 6.52],
    [' -0,3 ', -0.3],
    ['12', 12],
    ['', undefined],
    ['6,5,2', undefined],
    ['6m', undefined],
    ['1e3', undefined],
    ['Infinity', undefined],
  ])('%s is %s', (written, number) => {
    expect(readDecimal(written)).toBe(number)
  })
})
