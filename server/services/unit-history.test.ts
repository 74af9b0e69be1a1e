import { describe, expect, it } from 'vitest'
import { stepStart } from '../core/history/step.ts'
import type { Site } from '../core/sites/site.ts'
import { buildMetric, buildSite, buildUnit } from '../testing/build-site.ts'
import type { HistoryReader, HistorySpan } from './history-reader.ts'
import type { HistorySite } from './past-steps.ts'
import { unitSpan, unitSteps } from './unit-history.ts'

const DAY = 86_400_000
const day = (date: string): number => Date.parse(`${date}T00:00:00+07:00`)
const REFORM = day('2025-07-01')
const NOTHING = { rawFrom: undefined, sizeCutTo: undefined, losses: [] }

/** Towns `20500` and `20524` became commune `20500`; `20530` was divided between `20500` and `20540`. */
const site: Site = buildSite({
  units: [
    buildUnit('20500', {
      name: { vi: 'Ái Nghĩa', en: 'Ái Nghĩa' },
      validity: { to: '2025-06-30' },
      successors: ['20500'],
    }),
    buildUnit('20524', {
      name: { vi: 'Đại Hiệp', en: 'Đại Hiệp' },
      validity: { to: '2025-06-30' },
      successors: ['20500'],
    }),
    buildUnit('20500', {
      name: { vi: 'Đại Lộc', en: 'Đại Lộc' },
      validity: { from: '2025-07-01' },
    }),
    buildUnit('20530', { validity: { to: '2025-06-30' }, successors: ['20540', '20550'] }),
    buildUnit('20540', { validity: { from: '2025-07-01' } }),
    buildUnit('20550', { validity: { from: '2025-07-01' } }),
  ],
  metrics: [
    buildMetric('open', { aggregation: { kind: 'sum' } }),
    buildMetric('score'),
    buildMetric('rate', {
      aggregation: { kind: 'ratio', numerator: 'done', denominator: 'all', factor: 100 },
    }),
  ],
})

/** One value at the beginning of each day, by series. */
function reader(values: Readonly<Record<string, number>>) {
  const asked: string[] = []
  const history: HistoryReader = {
    forMany: () => history,
    points: () => Promise.reject(new Error('not asked for here')),
    async steps({ series, from, to }: HistorySpan) {
      const key = `${series.metric}/${series.subject.id}`
      asked.push(`${key} ${new Date(from).toISOString()} ${new Date(to).toISOString()}`)
      const value = values[key]
      if (value === undefined) return { rows: [], info: NOTHING }
      const rows = []
      for (let at = from; at < to; at += DAY) {
        rows.push({ at, min: value, max: value, last: value, count: 1 })
      }
      return { rows, info: NOTHING }
    },
  }
  return { history, asked }
}

const span = (metric: string, code: string): HistorySpan => ({
  series: { metric, subject: { kind: 'unit', id: code } },
  from: REFORM - 2 * DAY,
  to: REFORM + 2 * DAY,
})
const source = (history: HistoryReader): HistorySite => ({
  site: () => site,
  history,
  children: () => [],
})
const start = () => stepStart(DAY, site.timeZone)

describe('the steps of a unit over the day on which it was made', () => {
  it('are those of the units that it was made of, added up, and then its own', async () => {
    const { history } = reader({ 'open/20500': 7, 'open/20524': 5 })
    const { rows, breaks } = await unitSteps(source(history), span('open', '20500'), start)
    expect(rows.map(({ at, last }) => [at, last])).toEqual([
      [REFORM - 2 * DAY, 12],
      [REFORM - DAY, 12],
      [REFORM, 7],
      [REFORM + DAY, 7],
    ])
    const words = 'Ái Nghĩa, Đại Hiệp → Đại Lộc'
    expect(breaks).toEqual([{ at: REFORM, words: { vi: words, en: words } }])
  })

  it('divide the sums of a rate', async () => {
    const { history } = reader({
      ...{ 'done/20500': 8, 'all/20500': 10, 'done/20524': 20, 'all/20524': 30 },
      'rate/20500': 99,
    })
    const { rows } = await unitSteps(source(history), span('rate', '20500'), start)
    expect(rows.map(({ last }) => last)).toEqual([70, 70, 99, 99])
  })

  it('begin at the break where figures do not combine, never with those of another unit of the same code', async () => {
    const { history, asked } = reader({ 'score/20500': 80 })
    const { rows, breaks } = await unitSteps(source(history), span('score', '20500'), start)
    expect(rows.map(({ at }) => at)).toEqual([REFORM, REFORM + DAY])
    expect(breaks).toHaveLength(1)
    expect(asked).toHaveLength(1)
  })

  it('begin at the break where a unit before was divided: its figures tell of more ground', async () => {
    const { history } = reader({ 'open/20530': 4, 'open/20540': 1 })
    const { rows, breaks } = await unitSteps(source(history), span('open', '20540'), start)
    expect(rows.map(({ last }) => last)).toEqual([1, 1])
    expect(breaks).toHaveLength(1)
  })

  it('are the plain ones of a series that is no unit, and of a span before the break', async () => {
    const { history } = reader({ 'open/20524': 5 })
    const before = { ...span('open', '20524'), to: REFORM }
    const { rows, breaks } = await unitSteps(source(history), before, start)
    expect([rows.length, breaks.length]).toEqual([2, 0])
  })
})

describe('the samples of a unit', () => {
  it('begin with the unit that its code means at the end of the span', () => {
    const { own, breaks } = unitSpan(span('open', '20500'), site)
    expect([own.from, own.to]).toEqual([REFORM, REFORM + 2 * DAY])
    expect(breaks.map(({ at }) => at)).toEqual([REFORM])
    const earlier = { ...span('open', '20500'), to: REFORM }
    expect(unitSpan(earlier, site)).toEqual({ own: earlier, breaks: [] })
  })
})
