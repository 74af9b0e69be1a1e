import { describe, expect, it } from 'vitest'
import { buildEntry } from '../../testing/build-notifications.ts'
import { renderMessage, renderTest } from './render.ts'
import { maskedAddress } from './target.ts'

const place = {
  site: 'dai-loc',
  siteName: { vi: 'Khu vực Đại Lộc', en: 'Dai Loc area' },
  timeZone: 'Asia/Ho_Chi_Minh',
  target: 'duty',
  origin: 'https://ioc.example.vn',
}
const at = Date.parse('2025-10-26T07:10:00+07:00')
const entry = buildEntry('river~ai-nghia#3 raised0 duty', {
  ...{ occurrence: 3, level: 'BĐ2', value: 8.2, limit: 8, raisedAt: at, at },
  guidance: { vi: 'Rà soát vùng ngập', en: 'Check the flooded areas' },
  call: ['0235 3 000 000'],
})

describe('a message', () => {
  it('says in Vietnamese, then in English, what, where, how bad, since when and what to do', () => {
    const { subject, text, severity } = renderMessage(entry.id, [entry], undefined, place)
    expect(subject).toBe('[Cao · Cảnh báo] Mực nước — Ái Nghĩa (BĐ2)')
    expect(severity).toBe('high')
    expect(text).toBe(
      [
        '[Cao · Cảnh báo] Mực nước — Ái Nghĩa (BĐ2)',
        'Khu vực Đại Lộc',
        'Giá trị: 8,20 m · Ngưỡng: 8,00 m',
        'Từ 07:10 26/10/2025 · lần thứ 3',
        'Việc cần làm: Rà soát vùng ngập',
        'Gọi: 0235 3 000 000',
        '',
        '[High · Alarm] River — Ai Nghia (BĐ2)',
        'Dai Loc area',
        'Value: 8.20 m · Limit: 8.00 m',
        'Since 2025-10-26 07:10 · occurrence 3',
        'What to do: Check the flooded areas',
        'Call: 0235 3 000 000',
        '',
        'https://ioc.example.vn/desk/dai-loc?alarm=river~ai-nghia',
      ].join('\n'),
    )
  })

  it('is JSON for programs, with times in ISO and nothing of the inside', () => {
    const body: unknown = JSON.parse(renderMessage(entry.id, [entry], undefined, place).body)
    expect(body).toMatchObject({
      ...{ id: entry.id, site: 'dai-loc', target: 'duty', test: false, kind: 'raised' },
      ...{
        severity: 'high',
        count: 1,
        link: 'https://ioc.example.vn/desk/dai-loc?alarm=river~ai-nghia',
      },
      alarms: [
        {
          alarm: 'river~ai-nghia',
          occurrence: 3,
          raisedAt: '2025-10-26T07:10:00+07:00',
          value: 8.2,
        },
      ],
    })
    expect(Object.keys((body as { alarms: object[] }).alarms[0] ?? {})).not.toContain('decimals')
  })

  it('says how long nobody has acknowledged it', () => {
    const escalated = buildEntry('e', {
      cause: 'escalated',
      step: 1,
      role: 'leader',
      raisedAt: at,
      at: at + 600_000,
    })
    const { text } = renderMessage('e', [escalated], undefined, place)
    expect(text).toContain('Sau 10 phút chưa ai xác nhận (leader)')
    expect(text).toContain('Nobody has acknowledged it in 10 min (leader)')
  })

  it('leaves out what there is none of', () => {
    const bare = buildEntry('e', { raisedAt: at, at })
    const { text } = renderMessage('e', [bare], undefined, { ...place, origin: undefined })
    for (const word of ['Giá trị', 'Ngưỡng', 'Việc cần làm', 'Gọi', 'http', 'undefined']) {
      expect(text).not.toContain(word)
    }
  })

  it('of several things says how many there are, why they go together and the worst first', () => {
    const many = Array.from({ length: 25 }, (_, index) =>
      buildEntry(`e${index}`, { severity: 'low', at: at + index }),
    )
    const worst = buildEntry('worst', {
      severity: 'high',
      at: at + 99,
      where: { vi: 'Hội Khách', en: 'Hoi Khach' },
    })
    const { subject, text, body, severity } = renderMessage(
      'quiet x',
      [...many, worst],
      'quiet',
      place,
    )
    expect(subject).toBe('[Tổng hợp] 26 tin cảnh báo, nặng nhất: Cao — Khu vực Đại Lộc')
    expect(severity).toBe('high')
    const lines = text.split('\n')
    expect(lines.slice(1, 3)).toEqual(['Các tin đến trong giờ yên tĩnh.', 'Cao: 1 · Thấp: 25'])
    expect(lines[3]).toContain('Hội Khách')
    expect(text).toContain('… và 6 tin nữa')
    expect(text).toContain('… and 6 more')
    expect(JSON.parse(body)).toMatchObject({
      ...{ kind: 'digest', count: 26, counts: { critical: 0, high: 1, medium: 0, low: 25 } },
    })
  })

  it('that is a test says so everywhere', () => {
    const { subject, text, body, isTest } = renderTest('test x', place)
    expect(subject).toMatch(/^\[THỬ\]/)
    expect(text).toContain('[TEST]')
    expect(JSON.parse(body)).toMatchObject({ id: 'test x', test: true, kind: 'test' })
    expect(isTest).toBe(true)
  })
})

describe('an address in a journal', () => {
  it('shows neither the mailbox nor the path, in which tokens are', () => {
    expect(maskedAddress({ kind: 'email', to: 'lanh.dao@dailoc.gov.vn' })).toBe('l…@dailoc.gov.vn')
    const url = 'https://hooks.example:8443/T0/secret?token=x'
    expect(maskedAddress({ kind: 'webhook', url })).toBe('https://hooks.example:8443')
  })
})
