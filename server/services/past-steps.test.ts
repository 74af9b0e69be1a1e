import { describe, expect, it } from 'vitest'
import { stepStart } from '../core/history/step.ts'
import { buildMetric, buildSite, buildUnit } from '../testing/build-site.ts'
import type { HistoryInfo, HistoryReader } from './history-reader.ts'
import { stepsWithPast, type HistorySite } from './past-steps.ts'

const DAY = 86_400_000
const START = Date.parse('2025-10-01T00:00:00+07:00')
const NOTHING: HistoryInfo = { rawFrom: undefined, sizeCutTo: undefined, losses: [] }
const FRESHNESS = { cadenceMs: DAY, graceMs: 0, staleAfterMs: DAY, expireAfterMs: 2 * DAY }

const metrics = [
  buildMetric('open', { aggregation: { kind: 'sum' }, freshness: FRESHNESS }),
  buildMetric('done', { aggregation: { kind: 'sum' }, freshness: FRESHNESS }),
  buildMetric('rate', {
    aggregation: { kind: 'ratio', numerator: 'done', denominator: 'open', factor: 100 },
  }),
  buildMetric('score', { freshness: FRESHNESS }),
]
const root = { code: 'root', name: { vi: 'Root', en: 'Root' }, kind: 'area', validity: {} } as const
const units = [
  root,
  buildUnit('a'),
  buildUnit('b'),
  buildUnit('silent'),
  buildUnit('late', { validity: { from: '2025-10-03' } }),
]

/** A site whose series have these last values, by day since the start; an empty place has none. */
function siteOf(
  values: Readonly<Record<string, readonly (number | undefined)[]>>,
  children: readonly HistorySite[] = [],
  info: HistoryInfo = NOTHING,
): HistorySite & { readonly asked: string[] } {
  const asked: string[] = []
  const history: HistoryReader = {
    forMany: () => history,
    points: () => Promise.reject(new Error('not asked for here')),
    async steps({ series, from, to }) {
      asked.push(`${series.metric}/${series.subject.id}`)
      const days = values[`${series.metric}/${series.subject.id}`] ?? []
      const rows = days.flatMap((value, index) => {
        const at = START + index * DAY
        if (value === undefined || at < from || at >= to) return []
        return [{ at, min: value, max: value, last: value, count: 1 }]
      })
      return { rows, info }
    },
  }
  const site = buildSite({ units, metrics })
  return { site: () => site, history, children: () => children, asked }
}

async function lastsOf(source: HistorySite, series: string, days = 4) {
  const [metric = '', unit = ''] = series.split('/')
  const startOf = () => stepStart(DAY, 'Asia/Ho_Chi_Minh')
  const span = { metric, unit, from: START, to: START + days * DAY, startOf }
  const { rows } = await stepsWithPast(source, span)
  return rows.map(({ at, last }) => [(at - START) / DAY, last])
}

describe('the steps of a figure that a site works out', () => {
  it('are its own from when it was first worked out, and those of its parts before', async () => {
    const source = siteOf({
      'open/root': [undefined, undefined, 70],
      'open/a': [1, 2, 30],
      'open/b': [10, 20, 40],
    })
    expect(await lastsOf(source, 'open/root')).toEqual([
      [0, 11],
      [1, 22],
      [2, 70],
    ])
  })

  it('ask nobody else where they begin at the span’s beginning, nor for a unit without parts', async () => {
    const source = siteOf({ 'open/root': [7], 'open/a': [undefined, 5] })
    await lastsOf(source, 'open/root')
    await lastsOf(source, 'open/a')
    expect(source.asked).toEqual(['open/root', 'open/a'])
  })

  it('count a part’s value on until it expires, and are a gap where one of them has none', async () => {
    const source = siteOf({
      'open/a': [undefined, 1],
      'open/b': [10, 20, undefined, undefined, 50, 60],
    })
    expect(await lastsOf(source, 'open/root', 6)).toEqual([[1, 21]])
  })

  it('leave out a part that says nothing, and count one only from its first day', async () => {
    const source = siteOf({
      'open/a': [1, 1, 1, 1],
      'open/b': [10, 10, 10, 10],
      'open/late': [500, 500, 100, 100],
    })
    expect(await lastsOf(source, 'open/root')).toEqual([
      [0, 11],
      [1, 11],
      [2, 111],
      [3, 111],
    ])
  })

  it('divide sums for a rate, and are none where a metric does not combine', async () => {
    const source = siteOf({
      'done/a': [8],
      'open/a': [10],
      'done/b': [20],
      'open/b': [30],
      'score/a': [5],
      'score/b': [6],
    })
    expect(await lastsOf(source, 'rate/root')).toEqual([[0, 70]])
    expect(await lastsOf(source, 'score/root')).toEqual([])
  })

  it('are the child site’s before a figure was first taken over, worked-out ones too', async () => {
    const child = siteOf({ 'open/a': [1, 2], 'score/a': [7, 8] })
    const source = siteOf({ 'open/a': [undefined, undefined, 3], 'open/b': [10, 10, 10] }, [child])
    expect(await lastsOf(source, 'open/a')).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ])
    expect(await lastsOf(source, 'score/a')).toEqual([
      [0, 7],
      [1, 8],
    ])
    expect(await lastsOf(source, 'open/root')).toEqual([
      [0, 11],
      [1, 12],
      [2, 13],
    ])
  })

  it('tell what is missing of any of their parts', async () => {
    const loss = { from: START, to: START + DAY }
    const source = siteOf({ 'open/a': [1], 'open/b': [2] }, [], { ...NOTHING, losses: [loss] })
    const startOf = () => stepStart(DAY, 'Asia/Ho_Chi_Minh')
    const span = { metric: 'open', unit: 'root', from: START, to: START + DAY, startOf }
    expect((await stepsWithPast(source, span)).info.losses).toEqual([loss])
  })
})
