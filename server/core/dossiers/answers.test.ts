import { describe, expect, it } from 'vitest'
import type { DossierEvent } from '../../../protocol/dossiers.ts'
import { at, buildBook, buildDossierSite, received, step } from '../../testing/dossier-rules.ts'
import { buildMetric, buildUnit } from '../../testing/build-site.ts'
import type { DossierBook } from './book.ts'
import { detailOf } from './detail.ts'
import { foldDossier } from './fold.ts'
import { groupedFigures } from './grouped-figures.ts'
import { heatmapOf, isAnswerable, looksOf } from './heatmap.ts'
import { listDossiers } from './list.ts'
import { viewOf, type DossierView } from './view.ts'

const NOW = at('2025-10-27 10:00')
const BY_FIELD = { rows: 'unit', columns: 'field' } as const

function book(...dossiers: readonly (readonly DossierEvent[])[]): DossierBook {
  const made = buildBook(NOW)
  dossiers.forEach((events, index) => {
    const code = events[0]?.dossier ?? `D${index}`
    made.set(code, foldDossier(events, made.rules.catalogue))
  })
  return made
}

const viewed = (made: DossierBook, reported: readonly string[] = []): DossierView =>
  viewOf(made, made.counts, made.now, { reported: new Set(reported) })

const overdue = (dossier: string, more: Partial<Parameters<typeof received>[1]> = {}) => [
  received('2025-10-01 09:00', { dossier, ...more }),
]
const running = (dossier: string, more: Partial<Parameters<typeof received>[1]> = {}) => [
  received('2025-10-24 09:00', { dossier, ...more }),
]

describe('a heatmap of units by field', () => {
  it('has the worst unit first, land before the other fields, and nothing as none', () => {
    const made = book(
      overdue('1', { field: 'HT' }),
      overdue('2', { unit: 'b' }),
      overdue('3', { unit: 'b', field: 'strange' }),
      running('4', { field: 'construction' }),
    )
    const matrix = heatmapOf([viewed(made)], { measure: 'overdue', axes: BY_FIELD, filter: {} })
    expect(matrix.rows.map(({ code }) => code)).toEqual(['b', 'a'])
    expect(matrix.columns.map(({ code, apart }) => [code, apart])).toEqual([
      ['land', true],
      ['civil-status', undefined],
      ['construction', undefined],
      ['strange', undefined],
    ])
    expect(matrix.cells).toEqual([
      [1, 0, 0, 1],
      [0, 1, 0, 0],
    ])
    expect([matrix.rowTotals, matrix.columnTotals, matrix.total]).toEqual([[2, 1], [1, 1, 0, 1], 3])
  })

  it('shows a unit that reported that it has none, and not one that is silent', () => {
    const matrix = heatmapOf([viewed(book(overdue('1')), ['b'])], {
      measure: 'overdue',
      axes: BY_FIELD,
      filter: {},
    })
    expect(matrix.rows.map(({ code }) => code)).toEqual(['a', 'b'])
    expect(matrix.rowTotals).toEqual([1, 0])
  })

  it('has no rate where nothing was resolved, and puts such rows last', () => {
    const made = book(running('1'), [
      ...running('2', { unit: 'b' }),
      step('completed', '2025-10-25 09:00', { dossier: '2' }),
    ])
    const matrix = heatmapOf([viewed(made)], {
      measure: 'on-time-rate',
      axes: BY_FIELD,
      filter: {},
    })
    expect(matrix.rows.map(({ code }) => code)).toEqual(['b', 'a'])
    expect(matrix.rowTotals).toEqual([100, null])
  })

  it('tells the mean delay in working days', () => {
    // Due on Wednesday 15 October at 17:00; until Monday 27 at 10:00 there are 7 days and 2.5 of 8 hours.
    const matrix = heatmapOf([viewed(book(overdue('1')))], {
      measure: 'mean-delay',
      axes: BY_FIELD,
      filter: {},
    })
    expect(matrix.total).toBe(7.3)
  })

  it('leaves what a filter does not mean', () => {
    const made = book(
      overdue('1', { channel: 'online', procedure: 'transfer' }),
      overdue('2', { unit: 'b', channel: 'post' }),
    )
    const total = (filter: object) =>
      heatmapOf([viewed(made)], { measure: 'overdue', axes: BY_FIELD, filter }).total
    expect([
      total({ unit: 'a' }),
      total({ unit: 'root' }),
      total({ channel: 'post' }),
      total({ procedure: 'transfer' }),
      total({ field: 'DAT' }),
      total({ field: 'HT' }),
      total({ level: 'full' }),
    ]).toEqual([1, 2, 1, 1, 2, 0, 0])
  })

  it('adds what the sites that report to a site count', () => {
    const parent = book(overdue('1'), overdue('2', { unit: 'b' }))
    const child = book(overdue('3', { unit: 'b' }), overdue('4', { unit: 'b' }))
    const own = viewOf(parent, parent.counts, NOW, { elsewhere: new Set(['b']) })
    const matrix = heatmapOf([own, viewed(child)], {
      measure: 'overdue',
      axes: BY_FIELD,
      filter: { unit: 'root' },
    })
    expect(matrix.rows.map(({ code }, index) => [code, matrix.rowTotals[index]])).toEqual([
      ['b', 2],
      ['a', 1],
    ])
    expect(listDossiers([own, viewed(child)], LIST).dossiers.map(({ code }) => code)).toEqual([
      '1',
      '3',
      '4',
    ])
  })

  it('is coloured like the metric of the site that counts the same', () => {
    const metrics = [
      buildMetric('overdue', { counts: { measure: 'overdue' }, classes: [2, 4, 6, 8] }),
      buildMetric('overdue.land', {
        counts: { measure: 'overdue', field: 'land' },
        classes: [1, 2, 3, 4],
      }),
    ]
    const looks = (axes: Parameters<typeof looksOf>[0]['axes']) =>
      looksOf({ measure: 'overdue', axes, filter: {} }, metrics, []).classes
    expect(looks(BY_FIELD)).toEqual([1, 2, 3, 4])
    expect(looks({ rows: 'unit', columns: 'day', span: { days: 1, ahead: 0 } })).toEqual([
      2, 4, 6, 8,
    ])
  })

  it('is coloured by quarters of its greatest count where it counts receipts of hours or days', () => {
    const metrics = [
      buildMetric('received', { counts: { measure: 'received' }, classes: [100, 200, 300, 400] }),
    ]
    const looks = (axes: Parameters<typeof looksOf>[0]['axes'], cells: (number | null)[][]) =>
      looksOf({ measure: 'received', axes, filter: {} }, metrics, cells).classes
    const hours = { rows: 'hour', columns: 'weekday', days: 90 } as const
    expect(looks(hours, [[7, null], [42]])).toEqual([1, 11, 21, 32])
    expect(looks(hours, [[2]])).toEqual([1, 2, 3, 4])
    expect(looks(hours, [])).toEqual([1, 2, 3, 4])
    const days = { rows: 'unit', columns: 'day', span: { days: 1, ahead: 0 } } as const
    expect(looks(days, [[12]])).toEqual([1, 3, 6, 9])
    expect(looks(BY_FIELD, [[42]])).toEqual([100, 200, 300, 400])
  })
})

const LIST = {
  classes: new Set(['overdue', 'due-soon', 'in-time', 'paused'] as const),
  filter: {},
  after: undefined,
  limit: 10,
}

describe('receipts by hour and weekday', () => {
  it('count when dossiers came in, within the days asked for', () => {
    const made = book(
      running('1'),
      running('2'),
      [received('2025-10-20 16:10', { dossier: '3' })],
      [received('2025-06-20 08:10', { dossier: '4' })],
    )
    const matrix = heatmapOf([viewed(made)], {
      measure: 'received',
      axes: { rows: 'hour', columns: 'weekday', days: 30 },
      filter: {},
    })
    const at = (hour: number, weekday: number) => matrix.cells[hour - 7]?.[weekday - 1]
    expect([at(9, 5), at(16, 1), at(8, 5)]).toEqual([2, 1, 0])
    expect(matrix.total).toBe(3)
    expect(matrix.rows[0]?.name.vi).toBe('7 giờ')
  })
})

describe('axes', () => {
  it('take the measures that make sense along them', () => {
    const span = { days: 1, ahead: 0 }
    const day = { rows: 'unit', columns: 'day', span } as const
    const weekday = { rows: 'hour', columns: 'weekday', days: 1 } as const
    const is = (
      measure: 'overdue' | 'mean-delay' | 'received',
      axes: typeof day | typeof weekday,
    ) => isAnswerable({ measure, axes, filter: {} })
    expect([
      is('overdue', day),
      is('mean-delay', day),
      is('received', weekday),
      is('overdue', weekday),
    ]).toEqual([true, false, true, false])
  })
})

describe('figures by a grouping', () => {
  const made = book(
    overdue('1', { channel: 'online', level: 'full' }),
    running('2', { procedure: 'transfer', limit: undefined }),
    [...running('3'), step('completed', '2025-10-25 09:00', { dossier: '3' })],
    [...running('4'), step('withdrawn', '2025-10-25 09:00', { dossier: '4' })],
    [received('2025-10-24 09:00', { dossier: '5', limit: undefined })],
  )

  it('label the on-time rate by both of its denominators', () => {
    expect(groupedFigures([viewed(made)], 'unit', {}).total).toMatchObject({
      open: 3,
      withoutLimit: 1,
      received: 5,
      receivedOnline: 1,
      resolved: 1,
      withdrawn: 1,
      onTimeOfResolved: 100,
      onTimeOfReceived: 20,
    })
  })

  it('name levels as they were called on the day, and what is not stated', () => {
    const heads = (view: DossierView) =>
      groupedFigures([view], 'level', {}).groups.map(({ head }) => [head.code, head.name.vi])
    expect(heads(viewed(made))).toEqual([
      ['full', 'Toàn trình'],
      ['', 'Không rõ'],
    ])
    const before = viewOf(made, made.counts, at('2022-07-01 09:00'))
    expect(heads(before)).toContainEqual(['full', 'Mức độ 4'])
  })
})

describe('the list of open dossiers', () => {
  const made = book(
    running('late'),
    overdue('over'),
    [received('2025-10-24 09:00', { dossier: 'none', limit: undefined })],
    [...running('wait'), step('supplement-requested', '2025-10-25 09:00', { dossier: 'wait' })],
    [received('2025-10-24 09:00', { dossier: 'soon', limit: { workingDays: 1 } })],
    [...running('done'), step('completed', '2025-10-25 09:00', { dossier: 'done' })],
  )

  it('has the soonest due first, those without a limit last', () => {
    const { total, dossiers } = listDossiers([viewed(made)], LIST)
    expect(total).toBe(5)
    expect(dossiers.map((one) => [one.code, one.class])).toEqual([
      ['over', 'overdue'],
      ['soon', 'due-soon'],
      ['late', 'in-time'],
      ['wait', 'paused'],
      ['none', 'in-time'],
    ])
    const [over, soon, , wait, none] = dossiers
    expect(over?.workingMsLeft).toBeLessThan(0)
    expect(soon).toMatchObject({
      dueAt: '2025-10-27T10:00:00.000Z',
      workingMsLeft: 5.5 * 3_600_000,
    })
    expect([wait?.workingMsLeft, none?.dueAt]).toEqual([undefined, undefined])
  })

  it('goes on page by page without losing or repeating one', () => {
    const seen: string[] = []
    let after: Parameters<typeof listDossiers>[1]['after']
    do {
      const page = listDossiers([viewed(made)], { ...LIST, after, limit: 2 })
      seen.push(...page.dossiers.map(({ code }) => code))
      after = page.next
    } while (after)
    expect(seen).toEqual(['over', 'soon', 'late', 'wait', 'none'])
  })

  it('holds only the classes asked for', () => {
    const page = listDossiers([viewed(made)], { ...LIST, classes: new Set(['paused'] as const) })
    expect(page.dossiers.map(({ code }) => code)).toEqual(['wait'])
  })
})

describe('the detail of a dossier', () => {
  function linesOf(...events: readonly DossierEvent[]): readonly string[] {
    const made = book(events)
    return detailOf(viewed(made), 0, events)?.clock.map(({ words }) => words.vi) ?? []
  }

  it('tells step by step how its due time comes about', () => {
    expect(linesOf(received('2025-10-23 16:10', { limit: { workingDays: 2 } }))).toEqual([
      'nhận 16:10 Thứ 5, 23/10/2025',
      'tính từ 07:30 Thứ 6, 24/10/2025 (sau giờ chốt nhận trong ngày)',
      'trừ cuối tuần: 25/10, 26/10',
      '2 ngày làm việc → đến hạn 17:00 Thứ 3, 28/10/2025',
    ])
  })

  it('tells of pauses, new beginnings and extensions in their order', () => {
    expect(
      linesOf(
        received('2025-10-20 09:00', { limit: { workingDays: 3 } }),
        step('supplement-requested', '2025-10-21 09:00'),
        step('resumed', '2025-10-22 09:00'),
        step('extended', '2025-10-23 09:00', { due: at('2025-10-31 17:00') }),
      ),
    ).toEqual([
      'nhận 09:00 Thứ 2, 20/10/2025',
      '3 ngày làm việc → đến hạn 17:00 Thứ 5, 23/10/2025',
      'tạm dừng lúc 09:00 Thứ 3, 21/10/2025, khi còn 22 giờ 30 phút làm việc',
      'bổ sung đủ, tính lại từ đầu: nhận 09:00 Thứ 4, 22/10/2025',
      'trừ cuối tuần: 25/10, 26/10',
      '3 ngày làm việc → đến hạn 17:00 Thứ 2, 27/10/2025',
      'xin lỗi, gia hạn lúc 09:00 Thứ 5, 23/10/2025',
      'hẹn trả 17:00 Thứ 6, 31/10/2025',
    ])
  })

  it('names events that had no effect', () => {
    const events = [received('2025-10-20 09:00'), step('resumed', '2025-10-21 09:00')]
    const made = book(events)
    expect(detailOf(viewed(made), 0, events)?.events).toMatchObject([
      { type: 'received' },
      { type: 'resumed', refusal: 'nothing-to-resume' },
    ])
  })

  it('says how it ended', () => {
    const events = [received('2025-10-01 09:00'), step('completed', '2025-10-21 09:00')]
    const made = book(events)
    expect(detailOf(viewed(made), 0, events)?.dossier).toMatchObject({
      ended: { at: '2025-10-21T02:00:00.000Z', as: 'late' },
    })
  })

  it('is unknown without a reception', () => {
    const events = [step('completed', '2025-10-21 09:00')]
    expect(detailOf(viewed(book(events)), 0, events)).toBeUndefined()
  })
})

describe('a site whose unit was divided', () => {
  it('counts its dossiers in the whole, as of no unit', () => {
    const site = buildDossierSite({
      units: [
        { code: 'root', name: { vi: 'Root', en: 'Root' }, kind: 'area', validity: {} },
        buildUnit('old', { validity: { to: '2025-06-30' }, successors: ['x', 'y'] }),
        buildUnit('x', { validity: { from: '2025-07-01' } }),
        buildUnit('y', { validity: { from: '2025-07-01' } }),
      ],
    })
    const made = buildBook(NOW, site)
    const events = [received('2025-06-01 09:00', { unit: 'old' })]
    made.set('D1', foldDossier(events, made.rules.catalogue))
    const matrix = heatmapOf([viewed(made)], { measure: 'overdue', axes: BY_FIELD, filter: {} })
    expect(matrix.rows).toMatchObject([{ code: '', name: { vi: 'Không rõ' } }])
    expect(matrix.total).toBe(1)
  })
})
