import { describe, expect, it } from 'vitest'
import type { AlarmRow } from '../../../protocol/alarms.ts'
import { buildAlarmRow } from '../feed/build-alarm-row.ts'
import { messagesOf, type Locale } from '../i18n/messages.ts'
import { buildMetric, buildScreen } from '../stores/build-screen.ts'
import { lookOf } from './alarm-look.ts'
import { alarmLine } from './alarm-line.ts'
import { groupOf, inOrder, keyOf } from './alarm-order.ts'

const AT = Date.parse('2025-10-29T20:00:04+07:00')
const both = (words: string) => ({ vi: words, en: words })

const screen = buildScreen({
  metrics: [buildMetric({ id: 'river.level' })],
  units: [{ code: '20506', name: both('Đại Lộc'), kind: 'commune' }],
  sensors: [{ id: 'ai-nghia', name: both('Ái Nghĩa'), kind: 'river', unit: '20506' }],
  alarmRules: [
    { id: 'river-level', name: both('Mực nước'), limits: [], call: [], maxShelfMs: 7_200_000 },
  ],
})

const LEVEL: Partial<AlarmRow> = {
  ...{ rule: 'river-level', metric: 'river.level', sensor: 'ai-nghia' },
  ...{ severity: 'critical', level: 'BĐ3', value: 10.6, raisedAt: AT, askedAt: AT },
}

function line(given: Partial<AlarmRow> = {}, now = AT + 8_000, locale: Locale = 'vi') {
  const row = buildAlarmRow('river-level~ai-nghia', 1, { ...LEVEL, ...given })
  return alarmLine(row, { screen, locale, messages: messagesOf(locale), now })
}

const signed = { id: 'hanh', name: 'Hạnh', at: AT + 60_000 }

describe('an alarm in words', () => {
  it('says what is wrong, where, how much, and since when nobody has taken it', () => {
    expect(line()).toMatchObject({
      title: 'Mực nước: BĐ3',
      place: 'Ái Nghĩa · Đại Lộc',
      value: '10,60\u00a0m',
      state: 'chưa nhận, 8 giây',
      raised: '20:00',
      label: 'Khẩn cấp, chưa nhận',
    })
    expect(line({}, AT + 8_000, 'en')).toMatchObject({
      value: '10.60\u00a0m',
      state: 'unacknowledged, 8 s',
    })
  })

  it('says who took it, when it was over, and until when it is shelved', () => {
    const taken = { state: 'acknowledged', isAcknowledged: true, acknowledged: signed } as const
    expect(line(taken, AT + 90_000).state).toBe('Hạnh nhận 20:01')
    const over = { state: 'returned-unacknowledged', isActive: false, clearedAt: AT } as const
    expect(line(over, AT + 90_000).state).toBe('hết lúc 20:00, chưa nhận')
    const shelved = { state: 'shelved', shelf: { ...signed, until: AT + 7_200_000 } } as const
    expect(line(shelved, AT + 90_000).state).toBe('gác đến 22:00, Hạnh')
    const flood = { state: 'suppressed', suppressedBy: ['flood'] } as const
    expect(line(flood).state).toBe('ẩn vì đang dồn dập')
    const out = { state: 'out-of-service', outOfService: signed } as const
    expect(line(out, AT + 90_000).state).toBe('Hạnh ngừng từ 20:01')
  })

  it('is named by what is known of it, where its rule, unit or sensor is gone', () => {
    const row = buildAlarmRow('gone~x', 1, { rule: 'gone', sensor: 'x' })
    const words = alarmLine(row, { screen, locale: 'vi', messages: messagesOf('vi'), now: AT })
    expect(words).toMatchObject({ title: 'Quy tắc gone', place: 'x', value: '' })
    const site = buildAlarmRow('river-level', 1, { rule: 'river-level' })
    const whole = alarmLine(site, { screen, locale: 'vi', messages: messagesOf('vi'), now: AT })
    expect(whole.place).toBe('toàn địa bàn')
  })
})

describe('the look of an alarm', () => {
  it('is filled while the cause is there and ringed while nobody has acknowledged', () => {
    const looks = [
      lookOf(buildAlarmRow('a', 1)),
      lookOf(buildAlarmRow('a', 1, { state: 'acknowledged', isAcknowledged: true })),
      lookOf(buildAlarmRow('a', 1, { state: 'returned-unacknowledged', isActive: false })),
      lookOf(buildAlarmRow('a', 1, { state: 'shelved' })),
    ].map(({ isFilled, isRinged, isHidden }) => [isFilled, isRinged, isHidden])
    expect(looks).toEqual([
      [true, true, false],
      [true, false, false],
      [false, true, false],
      [true, true, true],
    ])
  })
})

describe('the order of alarms', () => {
  it('is what waits, then what was taken, then what is hidden; the worst first, of these the news', () => {
    const rows = [
      buildAlarmRow('shelved', 1, { state: 'shelved', severity: 'critical' }),
      buildAlarmRow('taken', 1, { state: 'acknowledged', isAcknowledged: true }),
      buildAlarmRow('low', 1, { severity: 'low', askedAt: 9 }),
      buildAlarmRow('old', 1, { severity: 'critical', askedAt: 1 }),
      buildAlarmRow('new', 1, { severity: 'critical', askedAt: 2 }),
      buildAlarmRow('over', 1, { state: 'returned-unacknowledged', isActive: false, askedAt: 3 }),
    ]
    const ordered = inOrder(new Map(rows.map((row) => [row.alarm, [row]])))
    expect(ordered.map(({ alarm }) => alarm)).toEqual([
      ...['new', 'old', 'over', 'low'],
      ...['taken', 'shelved'],
    ])
    expect(ordered.map(groupOf)).toEqual([
      ...['waiting', 'waiting', 'waiting', 'waiting'],
      ...['acknowledged', 'hidden'],
    ])
    expect(keyOf(rows[0] ?? buildAlarmRow('x', 1))).toBe('shelved#1')
  })
})
