import { describe, expect, it } from 'vitest'
import type { JournalRow } from '../../../protocol/people.ts'
import { alarmsVi } from '../i18n/desk/alarms-vi.ts'
import { vi } from '../i18n/vi.ts'
import { buildMetric } from '../stores/build-screen.ts'
import { journalLine } from './alarm-journal-words.ts'

const about = {
  ...{ words: alarmsVi.journalWords, messages: vi, locale: 'vi' as const },
  ...{ metric: buildMetric({}), moment: (at: number) => `lúc ${at}` },
  roleName: (role: string) => (role === 'lanh-dao' ? 'Lãnh đạo' : role),
}
const LAN = { kind: 'person', id: 'lan', name: 'Lan' } as const

function entry(
  action: string,
  detail: JournalRow['detail'],
  actor: JournalRow['actor'] = LAN,
): JournalRow {
  return { seq: 1, hash: 'h', at: 5, actor, action: `alarm.${action}`, detail }
}
const server = { kind: 'server', id: 'server', name: 'server' } as const

describe('the journal of an alarm in words', () => {
  it.each<[string, JournalRow]>([
    [
      'Báo lần 2, Cao, BĐ2: 8,37\u00a0m, chạm ngưỡng 7,50\u00a0m',
      entry(
        'raised',
        { occurrence: 2, severity: 'high', level: 'BĐ2', value: 8.37, limit: 7.5 },
        server,
      ),
    ],
    ['Báo lên cấp 1: Lãnh đạo', entry('escalated', { step: 1, role: 'lanh-dao' }, server)],
    ['Báo lần 1, Thấp', entry('raised', { occurrence: 1, severity: 'low' }, server)],
    [
      'Mức đổi thành khẩn cấp, BĐ3, 9,00\u00a0m, chạm ngưỡng 9,00\u00a0m',
      entry('severity-changed', { severity: 'critical', level: 'BĐ3', value: 9, limit: 9 }, server),
    ],
    [
      'Lên mức khẩn cấp, BĐ3',
      entry('severity-changed', { severity: 'critical', level: 'BĐ3', isWorse: true }, server),
    ],
    [
      'Xuống mức cao, BĐ2',
      entry('severity-changed', { severity: 'high', level: 'BĐ2', isWorse: false }, server),
    ],
    [
      'Hết nguyên nhân, lần 1, 6,20\u00a0m',
      entry('cleared', { occurrence: 1, value: 6.2 }, server),
    ],
    ['Lan nhận lần 1', entry('acknowledged', { occurrence: 1 })],
    ['Lan bỏ xác nhận lần 1', entry('unacknowledged', { occurrence: 1 })],
    ['Lan gác đến lúc 99', entry('shelved', { until: 99 })],
    ['Hết giờ gác', entry('unshelved', { cause: 'expired' }, server)],
    ['Lan thôi gác', entry('unshelved', { cause: 'command' })],
    ['Bắt đầu ẩn: giờ bảo trì', entry('suppressed', { by: 'maintenance:pump' }, server)],
    ['Lan giao cho Tổ 3', entry('assigned', { occurrence: 1, owner: 'Tổ 3' })],
    ['Lan alarm.something-new', entry('something-new', {})],
  ])('says %s', (text, row) => {
    expect(journalLine(row, about).text).toBe(text)
  })

  it('is told in site time, with what was said', () => {
    const line = journalLine(entry('commented', { time: 77, comment: 'đã gọi' }), about)
    expect(line).toMatchObject({ at: 77, text: 'Lan ghi chú', comment: 'đã gọi' })
  })
})
