// @vitest-environment happy-dom
import { createPinia, setActivePinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, defineComponent, h, nextTick, reactive, type App, type Component } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import { packFlags, SLOT } from '../../../../protocol/sample.ts'
import { indexSchema } from '../../../../protocol/schema.ts'
import type { HistoryView } from '../../history/history-book.ts'
import { buildContext, buildUnits, NOW } from '../../panels/build-context.ts'
import { buildMetric, buildScreen } from '../../stores/build-screen.ts'
import { useFeedStateStore } from '../../stores/feed-state.ts'
import { useReadingsStore } from '../../stores/readings.ts'
import { useScreenStore } from '../../stores/screen.ts'
import { useSiteClockStore } from '../../stores/site-clock.ts'
import LeaderView from './LeaderView.vue'
import SensorPage from './SensorPage.vue'
import SeriesCourse from './SeriesCourse.vue'
import SeriesPage from './SeriesPage.vue'
import SiteOverview from './SiteOverview.vue'
import UnitPage from './UnitPage.vue'

const text = (words: string): { vi: string; en: string } => ({ vi: words, en: words })
const sum = { kind: 'sum' } as const
const overdue = buildMetric({
  ...{ id: 'overdue', name: text('Hồ sơ quá hạn'), subjects: 'unit', decimals: 0 },
  ...{ aggregation: sum, unitOfMeasure: text(''), group: { id: 'd', name: text('Thủ tục') } },
})
const level = buildMetric({ name: text('Mực nước') })
const lake = buildMetric({
  ...{ id: 'reservoir.level', name: text('Mực nước hồ'), sensorKind: 'reservoir' },
})
const screen = buildScreen({
  metrics: [overdue, level],
  units: buildUnits('1', ['A', 'B']),
  sensors: [
    { id: 's', name: text('Ái Nghĩa'), kind: 'river', levels: [{ name: 'BĐ1', value: 6.5 }] },
  ],
})
const KEYS = ['overdue/1', 'overdue/A', 'river.level/s'] as const
const schema = indexSchema(
  1,
  ['rivers'],
  KEYS.map((key, number) => {
    const [metric = '', id = ''] = key.split('/')
    const kind = metric === 'overdue' ? 'unit' : 'sensor'
    return { ...{ number, metric, channel: 0 }, decimals: 0, subject: { kind, id } } as const
  }),
)
const flags = packFlags({ quality: 'good', origin: 'real', underReview: false })

let pinia: Pinia
let app: App | undefined
let page: HTMLElement

async function visit(path: string, before?: () => void): Promise<void> {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      {
        ...{ path: '/m/:site', component: LeaderView },
        children: [
          { path: '', component: SiteOverview },
          { path: 'unit/:code', component: UnitPage },
          { path: 'sensor/:sensor', component: SensorPage },
          { path: 'series/:metric/:subject', component: SeriesPage },
        ],
      },
      { path: '/:other(.*)*', component: defineComponent(() => () => null) },
    ],
  })
  await router.push(path)
  before?.()
  mount(
    defineComponent(() => () => h(RouterView)),
    (made) => made.use(router),
  )
  await nextTick()
}

function mount(root: Component, use: (app: App) => void): void {
  page = document.createElement('div')
  document.body.append(page)
  app = createApp(root)
  app.use(pinia)
  use(app)
  app.mount(page)
}

const numberOf = (series: string): string | undefined =>
  page.querySelector(`[data-series="${series}"]`)?.textContent.trim()
const linksTo = (path: string): number => page.querySelectorAll(`a[href="${path}"]`).length

beforeEach(() => {
  pinia = createPinia()
  setActivePinia(pinia)
  vi.stubGlobal('matchMedia', () => ({
    ...{ matches: false, addEventListener: () => {}, removeEventListener: () => {} },
  }))
  useSiteClockStore().now = NOW
  const feed = useFeedStateStore()
  feed.path = 'proven'
  feed.health = { store: true, ingest: true, clock: true }
  useScreenStore().screen = screen
  useReadingsStore()
    .book()
    .bind({
      schema: () => schema,
      slot: () => new Uint8Array(3).fill(SLOT.value),
      value: () => Float64Array.of(47, 18, 9.01),
      flags: () => new Uint8Array(3).fill(flags),
      sampledAt: () => new Float64Array(3).fill(NOW),
    })
})
afterEach(() => {
  app?.unmount()
  page.remove()
  vi.unstubAllGlobals()
})

describe('the site’s page', () => {
  it('shows its figures, its stations and its units, each number a link to where it comes from', async () => {
    await visit('/m/dai-loc?lang=vi#key=k')
    expect([numberOf('overdue/1'), numberOf('overdue/A'), numberOf('river.level/s')]).toEqual([
      ...['47', '18', '9,01'],
    ])
    expect(page.textContent).toContain('trên BĐ1 2,51\u00a0m')
    expect(linksTo('/m/dai-loc/series/overdue/1?lang=vi#key=k')).toBe(1)
    expect(linksTo('/m/dai-loc/unit/A?lang=vi#key=k')).toBe(1)
    expect(linksTo('/m/dai-loc/sensor/s?lang=vi#key=k')).toBe(1)
    expect(document.title).toBe('site · IOC Wall')
  })

  it('counts what is missing and says what cannot be vouched for', async () => {
    await visit('/m/dai-loc')
    expect(page.textContent).toContain('Không có số nào trễ hay thiếu.')
    expect(page.textContent).toContain('1/2 chưa có số')
    useSiteClockStore().now = NOW + level.freshness.staleAfterMs + 1
    await nextTick()
    expect(page.textContent).toContain('2 số đã cũ')
    useFeedStateStore().path = 'unreachable'
    await nextTick()
    expect(page.textContent).toContain('Mọi số trên trang này đều cũ')
    const states = [...page.querySelectorAll<HTMLElement>('[data-panel="figure"]')]
    expect(states.map((one) => one.dataset['freshness'])).not.toContain('fresh')
  })

  it('is an ordinary page only for as long as it is shown', async () => {
    await visit('/m/dai-loc?theme=contrast')
    const { dataset } = document.documentElement
    expect([dataset['scale'], dataset['theme']]).toEqual(['page', 'contrast'])
    app?.unmount()
    app = undefined
    expect(dataset['scale']).toBeUndefined()
  })

  it('shows no figure to one whom the server refuses, not even a saved one', async () => {
    await visit('/m/dai-loc', () => (useFeedStateStore().refusal = 'not allowed'))
    expect(page.textContent).toContain('Máy chủ không cho màn hình này xem')
    expect(page.querySelector('[data-series]')).toBeNull()
  })

  it('says of nothing that it was never reported before every channel has come', async () => {
    await visit('/m/dai-loc', () => (useFeedStateStore().path = 'unreachable'))
    expect(page.textContent).toContain('Đang nối với máy chủ')
    expect(page.textContent).not.toContain('chưa có số lần nào')
  })
})

describe('the page of a unit, a station and a number', () => {
  it('shows what there is of a unit, and what there is not', async () => {
    await visit('/m/dai-loc/unit/A')
    expect(page.querySelector('h1')?.textContent).toBe('A')
    expect(numberOf('overdue/A')).toBe('18')
    expect(document.title).toBe('A · site · IOC Wall')
  })

  it('shows a station with its levels', async () => {
    await visit('/m/dai-loc/sensor/s')
    expect(page.querySelector('h1')?.textContent).toBe('Ái Nghĩa')
    expect(page.textContent).toContain('BĐ1\u00a06,50\u00a0m')
  })

  it('shows a reservoir with the levels between which it stores', async () => {
    const storage = { dead: 340, full: 380 }
    const reservoir = { id: 'r', name: text('A Vương'), kind: 'reservoir', storage } as const
    await visit('/m/dai-loc/sensor/r', () => {
      useScreenStore().screen = { ...screen, metrics: [lake], sensors: [reservoir] }
    })
    expect([...page.querySelectorAll('.sensor-levels li')].map((one) => one.textContent)).toEqual([
      'Mực nước chết 340,00 m'.replaceAll(' ', '\u00a0'),
      'Mực nước dâng bình thường 380,00 m'.replaceAll(' ', '\u00a0'),
    ])
  })

  it('tells of a number how it is made and of which parts', async () => {
    await visit('/m/dai-loc/series/overdue/1')
    expect(page.querySelector('[data-fact="formula"]')?.textContent).toContain('gửi thẳng số này')
    expect(page.querySelector('[data-fact="owner"]')?.textContent).toContain('owner')
    expect(numberOf('overdue/1')).toBe('47')
  })

  it.each([
    ['/m/dai-loc/unit/99', 'Mã 99 không có hiệu lực ngày 27/10/2025.'],
    ['/m/dai-loc/sensor/x', 'Không có trạm này'],
    ['/m/dai-loc/series/x/y', 'Địa bàn không có số “x/y”.'],
  ])('says so where there is no such thing: %s', async (path, words) => {
    await visit(path)
    expect(page.textContent).toContain(words)
  })
})

describe('the course of a number', () => {
  const courseOf = (of: HistoryView['state'], points: HistoryView['points']): HistoryView => {
    return { state: of, points, breaks: [] }
  }
  const state = reactive({ course: courseOf('loading', []) })
  const point = (ago: number, value: number) => {
    return { at: NOW - ago, value, min: value, max: value }
  }

  beforeEach(async () => {
    state.course = courseOf('loading', [])
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [{ path: '/:any(.*)*', component: defineComponent(() => () => null) }],
    })
    await router.push('/m/x')
    const context = buildContext({}, screen)
    const marks = [{ name: 'BĐ1', value: 6.5 }]
    const given = { period: '24h', metric: level, marks, context } as const
    mount(
      defineComponent(() => () => h(SeriesCourse, { course: state.course, ...given })),
      (made) => made.use(router),
    )
  })

  it('says that it is on its way, that there is nothing, and that it has failed', async () => {
    expect(page.textContent).toContain('Đang tải diễn biến')
    state.course = courseOf('ready', [])
    await nextTick()
    expect(page.textContent).toContain('Chưa có số nào trong khoảng này.')
    state.course = courseOf('failed', [point(60_000, 6)])
    await nextTick()
    expect(page.textContent).toContain('Chưa tải được diễn biến, đang thử lại.')
    expect(page.querySelectorAll('path')).toHaveLength(1)
  })

  it('tells in words and in a table what it draws', async () => {
    state.course = courseOf('ready', [point(90_000, 6), point(60_000, 7), point(0, 6.6)])
    await nextTick()
    expect(page.querySelector('[role="img"]')?.getAttribute('aria-label')).toBe(
      '24 giờ: thấp nhất 6,00\u00a0m, cao nhất 7,00\u00a0m',
    )
    expect(page.querySelectorAll('tbody tr')).toHaveLength(24)
    expect(page.querySelector('tbody td')?.textContent).toBe('6,60')
    expect(page.querySelector('.mark')?.textContent).toBe('BĐ1')
  })
  it('marks where the ground was cut anew on the line, in words and in the table', async () => {
    const words = { vi: 'A, B → C', en: 'A, B → C' }
    const points = [point(7_200_000, 6), point(3_601_000, 7), point(60_000, 8)]
    state.course = { state: 'ready', points, breaks: [{ at: NOW - 3_600_000, words }] }
    await nextTick()
    const since = 'Ranh giới mới từ 15/10/2025'
    expect(page.querySelector('[role="img"]')?.getAttribute('aria-label')).toContain(since)
    expect(page.querySelector<HTMLElement>('.cut')?.style.left).toMatch(/^95\.83/)
    expect(page.querySelector('.cuts')?.textContent.trim()).toBe(since)
    expect(page.textContent).toContain(`${since}: A, B → C. Số trước đó là của các đơn vị cũ.`)
    const rows = [...page.querySelectorAll('tbody tr')].map((row) => row.textContent.trim())
    expect(rows.slice(0, 3)).toEqual([
      '08:42 15/108,008,008,00',
      `${since}: A, B → C`,
      '07:42 15/107,006,007,00',
    ])
  })
})
