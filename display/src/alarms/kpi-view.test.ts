import { describe, expect, it } from 'vitest'
import { AlarmKpisSchema, type AlarmKpiAnswer } from '../../../protocol/alarm-kpis.ts'
import { kpisVi } from '../i18n/alarms/kpis-vi.ts'
import { messagesOf } from '../i18n/messages.ts'
import { buildScreen } from '../stores/build-screen.ts'
import { kpiFigures, kpiLists } from './kpi-view.ts'

const NOW = Date.parse('2025-10-27T09:42:00+07:00')
const iso = (at: number): string => new Date(at).toISOString()
const about = {
  screen: buildScreen({
    sensors: [{ id: 'ai-nghia', name: { vi: 'Ái Nghĩa', en: 'Ai Nghia' }, kind: 'river' }],
  }),
  locale: 'vi',
  messages: messagesOf('vi'),
  now: NOW,
} as const

function build(given: Partial<AlarmKpiAnswer> = {}): AlarmKpiAnswer {
  return AlarmKpisSchema.parse({
    ...{ time: iso(NOW), from: iso(NOW - 86_400_000), to: iso(NOW), whole: true },
    ...{ raised: 30, hiddenRaises: 2, hourly: [30] },
    bySeverity: { low: 20, medium: 6, high: 3, critical: 1 },
    perTenMinutes: { mean: 0.2083, peak: 12, peakAt: iso(NOW - 3_600_000) },
    flood: { count: 2, totalMs: 5_400_000, longestMs: 3_600_000, share: 0.0625, raised: 15 },
    acknowledgement: { count: 8, medianMs: 42_000, p90Ms: 300_000, longestMs: 1_740_000 },
    mostFrequent: [{ alarm: 'r~ai-nghia', rule: 'r', sensor: 'ai-nghia', raised: 9, share: 0.3 }],
    ...{ chattering: [], watchShare: 0.75 },
    stale: { count: 6, alarms: [{ alarm: 'x', rule: 'x', since: iso(NOW - 2e8) }] },
    ...given,
  })
}

const said = (kpis: AlarmKpiAnswer) =>
  Object.fromEntries(
    kpiFigures(kpis, about, kpisVi).map(({ key, value, more, isMissed }) => [
      key,
      [value, more, isMissed],
    ]),
  )

describe('how good the alarms are, in words', () => {
  it('is each figure with what it should be', () => {
    expect(said(build())).toEqual({
      rate: ['0,21', 'trung bình, một trực ban', false],
      peak: ['12', 'lúc 08:42', true],
      flood: ['6,3 %', '2 lần, lâu nhất 1 giờ', true],
      stale: ['6', '', true],
      acknowledgement: ['42 giây', '9 trong 10 lần trong 5 phút; lâu nhất 29 phút', false],
      watch: ['75,0 %', '', false],
    })
  })

  it('has no time where nothing was acknowledged, and no flood where there was none', () => {
    const flood = { count: 0, totalMs: 0, longestMs: 0, share: 0, raised: 0 }
    const calm = said(build({ acknowledgement: { count: 0 }, flood }))
    expect(calm['acknowledgement']).toEqual(['—', 'chưa có lần nhận nào', false])
    expect(calm['flood']).toEqual(['0,0 %', 'không lần nào', false])
  })

  it('names the alarms that are worth a look', () => {
    const { most, topShare, stale } = kpiLists(build(), about, kpisVi)
    expect(most).toEqual([
      {
        ...{ key: 'r~ai-nghia', title: 'Quy tắc r', place: 'Ái Nghĩa' },
        value: '9 lần · 30,0 % của tất cả',
      },
    ])
    expect(topShare).toBe(0.3)
    expect(stale.map(({ value }) => value)).toEqual(['từ 02:08 25/10'])
  })
})
