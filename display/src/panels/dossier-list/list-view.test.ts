import { describe, expect, it } from 'vitest'
import type { DossierList, DossierRow } from '../../../../protocol/dossiers.ts'
import type { DossierListOptions } from '../../../../protocol/panels/dossier-list.ts'
import { messagesOf } from '../../i18n/messages.ts'
import type { Tone } from '../answered-state.ts'
import { buildContext } from '../build-context.ts'
import { dossierListLayout } from './list-layout.ts'
import { listView, workingSpan, type ListView } from './list-view.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const options: DossierListOptions = { class: 'due-soon', limit: 40, metric: 'dossiers.open' }
const head = (code: string): DossierRow['unit'] => ({ code, name: { vi: `${code} vi`, en: code } })

function row(given: Partial<DossierRow> = {}): DossierRow {
  return {
    code: 'H17.20-251013-0417',
    unit: head('20500'),
    field: { ...head('land'), apart: true },
    receivedAt: '2025-10-13T08:00:00+07:00',
    dueAt: '2025-10-15T17:00:00+07:00',
    class: 'due-soon',
    workingMsLeft: 3 * HOUR_MS + 20 * MINUTE_MS,
    ...given,
  }
}

function view(
  dossiers: readonly DossierRow[],
  given: { readonly total?: number; readonly tone?: Tone; readonly locale?: 'vi' | 'en' } = {},
): ListView {
  const answer: DossierList = {
    ...{ site: 'dai-loc', at: '2025-10-15T09:42:18+07:00' },
    ...{ total: given.total ?? dossiers.length, dossiers: [...dossiers] },
  }
  return listView(
    options,
    answer,
    given.tone ?? 'live',
    buildContext({ locale: given.locale ?? 'vi' }),
  )
}

const first = (given: Partial<DossierRow>, locale: 'vi' | 'en' = 'vi') =>
  view([row(given)], { locale }).items[0]

describe('a list of dossiers', () => {
  it('tells of each the code, whose it is, and the working time that is left', () => {
    expect(first({})).toEqual({
      code: 'H17.20-251013-0417',
      unit: '20500 vi',
      field: 'land vi',
      isApart: true,
      time: 'còn 3 giờ 20 làm việc',
      due: 'hôm nay 17:00',
      series: 'dossiers.due-soon/20500/H17.20-251013-0417',
    })
    expect(first({}, 'en')).toMatchObject({ time: '3 h 20 min of work left', due: 'today 17:00' })
  })

  it('tells what is late, paused or without a limit', () => {
    const late = first({ class: 'overdue', workingMsLeft: -26 * HOUR_MS })
    expect(late?.time).toBe('quá 26 giờ làm việc')
    expect(first({ class: 'paused', workingMsLeft: undefined })?.time).toBe('tạm dừng')
    const open = first({ class: 'in-time', workingMsLeft: undefined, dueAt: undefined })
    expect([open?.time, open?.due]).toEqual(['không có hạn', ''])
  })

  it.each([
    ['2025-10-16T11:30:00+07:00', 'mai 11:30'],
    ['2025-10-20T17:00:00+07:00', 'hạn 17:00 20/10'],
    ['2026-01-05T17:00:00+07:00', 'hạn 17:00 05/01/2026'],
  ])('says of the due time %s: %s', (dueAt, words) => {
    expect(first({ dueAt })?.due).toBe(words)
  })

  it('keeps the order of the answer, and says how many there are beyond it', () => {
    const codes = ['c', 'a', 'b']
    const dossiers = codes.map((code) => row({ code }))
    expect(view(dossiers).items.map(({ code }) => code)).toEqual(codes)
    expect(view(dossiers)).toMatchObject({ count: '3 hồ sơ', series: 'dossiers.due-soon/1' })
    expect(view(dossiers, { total: 1_204 }).count).toBe('3 hồ sơ đầu trong 1.204')
  })

  it('says that there are none only while that is known', () => {
    expect(view([])).toMatchObject({ count: '0 hồ sơ', empty: 'Không có hồ sơ nào sắp quá hạn' })
    expect(view([row()], { tone: 'gone' })).toMatchObject({ count: '—', items: [] })
  })
})

describe('working time in words', () => {
  it.each([
    [59_999, '0 phút'],
    [45 * MINUTE_MS, '45 phút'],
    [3 * HOUR_MS, '3 giờ'],
    [3 * HOUR_MS + 5 * MINUTE_MS, '3 giờ 05'],
    [14 * HOUR_MS + 50 * MINUTE_MS, '14 giờ'],
  ])('of %i ms reads %s', (spanMs, words) => {
    expect(workingSpan(spanMs, messagesOf('vi'))).toBe(words)
  })
})

describe('the layout of a list of dossiers', () => {
  const items = Array.from({ length: 20 }, () => view([row()]).items[0]!)

  it('sets rows on two lines, in more columns on a wide wall, on three where it is narrow', () => {
    const at = (width: number) => dossierListLayout(items, { width, height: 300, rem: 10 })
    expect(at(600)).toMatchObject({ columnCount: 1, rowsPerColumn: 5, isNarrow: false })
    expect(at(1_200).columnCount).toBe(2)
    expect(at(300)).toMatchObject({ columnCount: 1, rowsPerColumn: 3, isNarrow: true })
  })
})
