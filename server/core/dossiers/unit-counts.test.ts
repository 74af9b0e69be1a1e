import { describe, expect, it } from 'vitest'
import { at, buildBook, received, step } from '../../testing/dossier-rules.ts'
import { buildMetric } from '../../testing/build-site.ts'
import { foldDossier } from './fold.ts'
import { thresholdsOf, unitFigures } from './unit-counts.ts'
import { viewOf } from './view.ts'

const NOW = at('2025-10-27 10:00')

const METRICS = [
  buildMetric('resolved', { counts: { measure: 'resolved' } }),
  buildMetric('on-time', { counts: { measure: 'resolved-on-time' } }),
  buildMetric('rate', {
    decimals: 1,
    aggregation: { kind: 'ratio', numerator: 'on-time', denominator: 'resolved', factor: 100 },
  }),
  buildMetric('old', { counts: { measure: 'ageing', from: 5, to: 10 } }),
  buildMetric('soon', { counts: { measure: 'forecast', workingHours: 8 } }),
  buildMetric('days', { decimals: 1, counts: { measure: 'overdue-days', field: 'land' } }),
  buildMetric('posted'),
  buildMetric('posted-rate', {
    aggregation: { kind: 'ratio', numerator: 'posted', denominator: 'resolved', factor: 1 },
  }),
]

describe('figures of units', () => {
  it('are counts of their dossiers, and ratios of two counts, as exact as they are shown', () => {
    const book = buildBook(NOW)
    const put = (...events: Parameters<typeof foldDossier>[0]) =>
      book.set(events[0]?.dossier ?? '', foldDossier(events, book.rules.catalogue))
    put(received('2025-10-01 09:00'))
    for (const [index, when] of [
      '2025-10-02 09:00',
      '2025-10-03 09:00',
      '2025-10-24 09:00',
    ].entries()) {
      const dossier = `ended ${index}`
      put(received('2025-10-01 09:00', { dossier }), step('completed', when, { dossier }))
    }
    const limit = { workingDays: 1 }
    put(received('2025-10-24 09:00', { dossier: 'soon', field: 'HT', limit }))
    const view = viewOf(book, book.counts, book.now)
    const figures = unitFigures(view, METRICS, new Set(['a', 'b']))
    const of = (unit: string) =>
      Object.fromEntries(
        figures.filter((one) => one.unit === unit).map((one) => [one.metric, one.value]),
      )
    expect(of('a')).toEqual({
      resolved: 3,
      'on-time': 2,
      rate: 66.7,
      old: 1,
      soon: 1,
      days: 7.3,
    })
    expect(of('b')).toMatchObject({ resolved: 0, rate: null, days: 0 })
  })

  it('need the thresholds of every metric and rule, and those that all answers have', () => {
    const own = buildMetric('own', { counts: { measure: 'ageing', from: 3 } })
    expect(thresholdsOf([...METRICS, own], [{ hours: 16 }])).toEqual({
      aheadHours: [1, 4, 8, 24, 16, 8],
      lateDays: [1, 5, 10, 20, 60, 5, 10, 3],
    })
  })
})
