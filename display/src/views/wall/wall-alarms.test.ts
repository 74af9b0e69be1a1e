// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApp, type App, type Component } from 'vue'
import type { AlarmRow } from '../../../../protocol/alarms.ts'
import { buildAlarmRow } from '../../feed/build-alarm-row.ts'
import { buildContext, buildReading, NOW } from '../../panels/build-context.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import AlarmTally from './AlarmTally.vue'
import FloodFacts from './FloodFacts.vue'
import FloodStrip from './FloodStrip.vue'
import { communeCounts } from './commune-counts.ts'
import type { FirstOut } from './first-out.ts'
import { takeoverView } from './takeover-view.ts'

const words = (text: string) => ({ vi: text, en: text })
const MINUTE = 60_000
const context = buildContext(
  {},
  {
    metrics: [buildMetric({ id: 'river.level' })],
    units: [{ code: 'A', name: words('Đại Lộc'), kind: 'commune' }],
    sensors: [
      {
        ...{ id: 'ai-nghia', name: words('Ái Nghĩa'), kind: 'river', unit: 'A' },
        levels: [{ name: 'BĐ3', value: 9 }],
      },
    ],
    alarmRules: [
      {
        ...{ id: 'level', name: words('Mực nước'), limits: [], call: [], maxShelfMs: 1 },
        guidance: words(
          'Gọi xã. Báo Ban Chỉ huy phòng thủ dân sự ngay khi nhận được tin. Rà soát vùng ngập, phương án sơ tán và lực lượng trực tại từng xã ven sông trước khi trời tối.',
        ),
      },
    ],
  },
)
const level: AlarmRow = buildAlarmRow('level~ai-nghia', 1, {
  ...{ rule: 'level', metric: 'river.level', sensor: 'ai-nghia', severity: 'critical' },
  ...{ level: 'BĐ3', value: 9.4, raisedAt: NOW - 8_000, askedAt: NOW - 8_000 },
})
const current = { kind: 'current' } as const

let app: App | undefined
beforeEach(() => setActivePinia(createPinia()))
afterEach(() => app?.unmount())

function show(component: Component, props: Record<string, unknown>): HTMLElement {
  const page = document.createElement('div')
  app = createApp(component, props)
  app.mount(page)
  return page
}
const textOf = (element: Element | null | undefined): string =>
  (element?.textContent ?? '').replaceAll(/\s+/g, ' ').trim()

describe('the tally in the head', () => {
  const { messages } = context
  const numbers = (page: HTMLElement): readonly string[] =>
    [...page.querySelectorAll('[data-tally] b')].map(textOf)

  it('counts by priority what is open, the worst first', () => {
    const page = show(AlarmTally, {
      rows: [level, buildAlarmRow('b', 1), buildAlarmRow('c', 1)],
      knowledge: current,
      messages,
    })
    expect(numbers(page)).toEqual(['1', '2', '0', '0'])
    expect(page.querySelector('[data-tally="critical"] svg')?.getAttribute('aria-label')).toBe(
      'Khẩn cấp: 1, 1 chờ nhận',
    )
  })

  it('never says that there is nothing where nobody knows', () => {
    const knowledge = { kind: 'unwatched', at: NOW } as const
    const page = show(AlarmTally, { rows: [level], knowledge, messages })
    expect(numbers(page)).toEqual(['1', '—', '—', '—'])
  })
})

describe('the takeover', () => {
  it('says what, where, how much against its levels, for how long, and what to do first', () => {
    const reading = buildReading({ value: 10.6, trend: 'up' })
    const view = takeoverView(level, reading, current, context)
    expect(view.line).toMatchObject({ title: 'Mực nước: BĐ3', place: 'Ái Nghĩa · Đại Lộc' })
    expect(view.figure).toEqual({
      ...{ series: 'river.level/ai-nghia', text: '10,60\u00a0m' },
      ...{ meaning: 'trên BĐ3 1,60\u00a0m', trend: 'up', note: '', isOld: false },
    })
    expect(view).toMatchObject({ standing: 'chưa ai nhận', age: '8 giây', since: 'từ 09:42:10' })
    expect(view.guidance).toBe('Gọi xã. Báo Ban Chỉ huy phòng thủ dân sự ngay khi nhận được tin.')
  })

  it('goes where its last hour went, before this wall has seen so much of it', () => {
    const rise = { perHour: 0.31, from: { at: NOW - 60 * MINUTE, value: 10.3 } }
    const reading = buildReading({ value: 10.6 })
    expect(takeoverView(level, reading, current, context).figure?.trend).toBeUndefined()
    expect(takeoverView(level, reading, current, context, rise).figure?.trend).toBe('up')
    const stale = { ...reading, freshness: 'stale', ageMs: 20 * MINUTE } as const
    expect(takeoverView(level, stale, current, context, rise).figure?.trend).toBeUndefined()
  })

  it('never shows an old figure as one of now', () => {
    const reading = buildReading({
      value: 10.6,
      trend: 'up',
      freshness: 'stale',
      ageMs: 20 * MINUTE,
    })
    const { figure } = takeoverView(level, reading, current, context)
    expect(figure).toMatchObject({
      ...{ text: '10,60\u00a0m', trend: undefined, isOld: true },
      note: 'số lúc 09:22, cũ 20 phút',
    })
    const ageing = { ...reading, freshness: 'ageing', ageMs: 2 * MINUTE } as const
    expect(takeoverView(level, ageing, current, context).figure).toMatchObject({
      ...{ trend: 'up', isOld: false, note: '2 phút trước' },
    })
    // Nothing vouches for what came last before the server was gone.
    const cut = { ...context, layer: 'offline', since: NOW - 3 * MINUTE } as const
    const fresh = { ...reading, freshness: 'fresh', ageMs: 1_000 } as const
    expect(takeoverView(level, fresh, current, cut).figure).toMatchObject({
      ...{ isOld: true, note: 'cũ 3 phút' },
    })
  })

  it('shows the figure of the raise as such where there is none now, and that a cause is over', () => {
    const over = { state: 'returned-unacknowledged', isActive: false, clearedAt: NOW } as const
    const view = takeoverView({ ...level, ...over }, undefined, current, context)
    expect(view.figure).toMatchObject({
      series: undefined,
      text: '9,40\u00a0m',
      note: 'lúc báo',
      isOld: true,
    })
    expect(view.standing).toBe('đã hết lúc 09:42, chưa ai nhận')
  })

  it('marks a simulated alarm only where the wall itself is real', () => {
    const simulated = { ...level, isSimulated: true }
    const scenario = { ...context, screen: { ...context.screen, scenario: { title: words('x') } } }
    expect(takeoverView(simulated, undefined, current, context).isSimulated).toBe(true)
    expect(takeoverView(simulated, undefined, current, scenario).isSimulated).toBe(false)
  })
})

describe('the picture of a flood', () => {
  const facts = (first: FirstOut | undefined): HTMLElement =>
    show(FloodFacts, {
      ...{ rows: [level], since: NOW - 7 * MINUTE, raises: 14, first, knowledge: current },
      context,
    })

  it('says since when, how many in ten minutes, and what was first', () => {
    const first = { since: NOW - 7 * MINUTE, row: level, isClosed: false, unknown: 0 }
    const text = textOf(facts(first))
    expect(text).toContain('Dồn dập từ 09:35')
    expect(text).toContain('14báo trong 10 phút')
    expect(text).toContain('Báo đầu tiên')
    expect(text).not.toContain('đóng')
  })

  it('says so where the first is closed, and where it cannot be known', () => {
    const first = { since: NOW - 7 * MINUTE, row: level, isClosed: false, unknown: 4 }
    expect(textOf(facts({ ...first, isClosed: true, unknown: 0 }))).toContain('đã đóng')
    app?.unmount()
    const later = textOf(facts(first))
    expect(later).toContain('Sớm nhất còn mở')
    expect(later).toContain('ít nhất 4 báo sớm đã đóng')
    app?.unmount()
    expect(textOf(facts(undefined))).toContain('Các báo đầu tiên đã đóng')
  })

  it('says of the critical one that it is simulated, on a screen that does not say so of all', () => {
    const strip = (newest: AlarmRow) =>
      textOf(show(FloodStrip, { newest, others: [], knowledge: current, context }))
    expect(strip({ ...level, isSimulated: true })).toContain('mô phỏng')
    app?.unmount()
    expect(strip(level)).not.toContain('mô phỏng')
  })

  it('counts by commune, the worst first, and what is in none as well', () => {
    const units = new Map([['ai-nghia', 'A']])
    const rows = [
      buildAlarmRow('site', 1),
      buildAlarmRow('medium', 1, { severity: 'medium', unit: 'A' }),
      level,
      buildAlarmRow('hidden', 1, { state: 'suppressed', unit: 'A' }),
    ]
    const counts = communeCounts(rows, context.screen, units, 'vi', 'Ngoài các xã')
    expect(
      counts.map(({ name, critical, high, lesser }) => [name, critical.open, high.open, lesser]),
    ).toEqual([
      ['Đại Lộc', 1, 0, 1],
      ['Ngoài các xã', 0, 1, 0],
    ])
  })
})
