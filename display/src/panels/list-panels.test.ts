// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, defineComponent, h, nextTick, type App } from 'vue'
import type { PanelSpec } from '../../../protocol/panels/panel.ts'
import { packFlags, SLOT } from '../../../protocol/sample.ts'
import { indexSchema } from '../../../protocol/schema.ts'
import { buildMetric, buildScreen } from '../stores/build-screen.ts'
import { useFeedStateStore } from '../stores/feed-state.ts'
import { useReadingsStore } from '../stores/readings.ts'
import { useScreenStore } from '../stores/screen.ts'
import { useSiteClockStore } from '../stores/site-clock.ts'
import { buildUnits, NOW } from './build-context.ts'
import { usePanelContext } from './panel-context.ts'
import PanelHost from './PanelHost.vue'

const open = buildMetric({
  id: 'open',
  subjects: 'unit',
  decimals: 0,
  aggregation: { kind: 'sum' },
})
const river = buildMetric({ id: 'river' })
const flow = buildMetric({ id: 'flow', unitOfMeasure: { vi: 'm³/s', en: 'm³/s' }, decimals: 0 })
const levels = [{ name: 'BĐ1', value: 5 }]
const names = ['1', 'A', 'B', 'C'].map((id) => ({ metric: 'open', kind: 'unit' as const, id }))
const stations = ['s', 't'].map((id) => ({ metric: 'river', kind: 'sensor' as const, id }))
const series = [...names, ...stations].map(({ metric, kind, id }, number) => ({
  ...{ number, metric, channel: 0, decimals: metric === 'river' ? 2 : 0 },
  subject: { kind, id },
}))
const columns = {
  slot: Uint8Array.of(
    ...[SLOT.value, SLOT.value, SLOT.value, SLOT.absent, SLOT.value, SLOT.absent],
  ),
  value: Float64Array.of(21, 3, 18, 0, 6.25, 0),
  flags: new Uint8Array(6).fill(packFlags({ quality: 'good', origin: 'real', underReview: false })),
  sampledAt: new Float64Array(6).fill(NOW),
}
const words = (text: string) => ({ vi: text, en: text })

const SPECS = {
  heatmap: {
    kind: 'heatmap',
    options: { rows: 'unit', columns: ['open'], total: 'open', order: 'worst-first' },
  },
  table: { kind: 'table', options: { rows: 'unit', columns: ['open'], orderBy: 'open' } },
  'gauge-strip': { kind: 'gauge-strip', options: { metric: 'river' } },
  reservoirs: {
    kind: 'reservoirs',
    options: {
      order: 'as-listed',
      metrics: { level: 'river', inflow: 'flow', release: 'flow', spill: 'flow' },
    },
  },
  warnings: { kind: 'warnings', options: { metrics: ['river'] } },
} satisfies Record<string, PanelSpec>

let app: App | undefined
let page: HTMLElement

function show(spec: PanelSpec): void {
  const Wall = defineComponent({
    setup() {
      const context = usePanelContext()
      return () => context.value && h(PanelHost, { spec, context: context.value })
    },
  })
  page = document.createElement('div')
  app = createApp(Wall).use(pinia)
  app.mount(page)
}

let pinia: ReturnType<typeof createPinia>
const panel = (): HTMLElement => page.querySelector<HTMLElement>('[data-panel]')!
const textOf = (key: string): string | undefined =>
  page.querySelector(`[data-series="${key}"]`)?.textContent.trim()

afterEach(() => app?.unmount())

beforeEach(() => {
  pinia = createPinia()
  setActivePinia(pinia)
  vi.stubGlobal(
    'ResizeObserver',
    class {
      readonly #seen: (entries: readonly unknown[]) => void
      constructor(seen: (entries: readonly unknown[]) => void) {
        this.#seen = seen
      }
      observe(): void {
        this.#seen([{ contentRect: { width: 1_000, height: 600 } }])
      }
      disconnect(): void {}
    },
  )
  document.documentElement.style.fontSize = '10px'
  useSiteClockStore().now = NOW
  const feed = useFeedStateStore()
  feed.path = 'proven'
  feed.health = { store: true, ingest: true, clock: true }
  useScreenStore().screen = buildScreen({
    metrics: [open, river, flow],
    units: buildUnits('1', ['A', 'B', 'C']),
    sensors: ['s', 't'].map((id) => ({ id, name: words(id), kind: 'river', levels })),
  })
  useReadingsStore()
    .book()
    .bind({
      schema: () => indexSchema(1, ['rivers'], series),
      slot: () => columns.slot,
      value: () => columns.value,
      flags: () => columns.flags,
      sampledAt: () => columns.sampledAt,
    })
})

/** An answer takes some turns to come through to what is drawn. */
async function answered(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await nextTick()
}

/** Some kinds come with a file of their own. */
async function loaded(): Promise<void> {
  await vi.waitFor(() => expect(page.querySelector('[data-panel]')).not.toBeNull(), 20_000)
  await nextTick()
}

describe('the page contract', () => {
  it.each([
    ['heatmap', 'open/B', '18'],
    ['table', 'open/A', '3'],
    ['gauge-strip', 'river/s', '6,25'],
    ['reservoirs', 'river/s', '6,25'],
    ['warnings', 'river/s', '6,25'],
  ] as const)('is kept by a %s while its numbers grow old', async (kind, key, text) => {
    show(SPECS[kind])
    await loaded()
    expect(panel().dataset).toMatchObject({ panel: kind, freshness: 'fresh' })
    expect(textOf(key)).toBe(text)
    useSiteClockStore().now = NOW + river.freshness.staleAfterMs + 1
    await nextTick()
    expect(panel().dataset['freshness']).toBe('stale')
    expect(panel().className).toContain('look-stale')
    expect(textOf(key)).toBe(text)
    useSiteClockStore().now = NOW + river.freshness.expireAfterMs + 1
    await nextTick()
    expect(panel().dataset['freshness']).toBe('expired')
    expect(textOf(key)).toBe('—')
  })

  it.each(Object.keys(SPECS) as (keyof typeof SPECS)[])(
    'is kept by a %s when the server is lost',
    async (kind) => {
      show(SPECS[kind])
      useFeedStateStore().path = 'unreachable'
      await loaded()
      expect(panel().dataset['freshness']).toBe('stale')
      expect(panel().textContent).not.toContain('Không có gì vượt ngưỡng')
    },
  )
})

describe('a heatmap on the page', () => {
  it('is a table with heads, rows, and the totals of the root unit', async () => {
    show(SPECS.heatmap)
    await nextTick()
    expect(page.querySelectorAll('tbody tr')).toHaveLength(3)
    expect(page.querySelector('tbody th')?.textContent).toBe('B')
    expect(textOf('open/C')).toBe('—')
    expect(page.querySelector('tfoot [data-series="open/1"]')?.textContent).toBe('21')
  })

  it('keeps the cells that did not change', async () => {
    show(SPECS.heatmap)
    await nextTick()
    const before = [...page.querySelectorAll('tbody td')]
    columns.value[1] = 4
    useSiteClockStore().now = NOW + 1_000
    await nextTick()
    expect([...page.querySelectorAll('tbody td')]).toEqual(before)
    expect(textOf('open/A')).toBe('4')
    columns.value[1] = 3
  })
})

describe('panels of words and pictures', () => {
  it('say what is now', async () => {
    const points = [
      { at: '09:00', text: words('Giao ban') },
      { at: '10:00', text: words('Kiểm tra') },
    ]
    show({ kind: 'agenda', options: { title: words('Lịch'), text: [], points } })
    await nextTick()
    expect(page.querySelector('[aria-current]')?.textContent).toContain('Giao ban')
    expect(panel().dataset['freshness']).toBe('fresh')
  })

  it('show words until a picture has come, and again when it does not come', async () => {
    const options = { title: words('Cầu'), words: words('Ảnh cầu Ái Nghĩa'), source: 'cau.png' }
    show({ kind: 'media', options: { ...options, kind: 'image' } })
    await nextTick()
    const picture = page.querySelector('img')!
    expect(picture.getAttribute('src')).toBe('/media/dai-loc/cau.png')
    expect(panel().textContent).toContain('đang tải')
    picture.dispatchEvent(new Event('load'))
    await nextTick()
    expect(panel().textContent).not.toContain('đang tải')
    picture.dispatchEvent(new Event('error'))
    await nextTick()
    expect(panel().textContent).toContain('Ảnh cầu Ái Nghĩa')
    expect(panel().textContent).toContain('đang thử lại')
    expect(panel().className).toContain('look-none')
  })

  it('frame a page in a sandbox', async () => {
    const options = { title: words('Trang'), words: words('Trang'), source: 'https://a.vn/x' }
    vi.stubGlobal('fetch', () => Promise.resolve(new Response()))
    show({ kind: 'media', options: { ...options, kind: 'page' } })
    await answered()
    vi.unstubAllGlobals()
    const frame = page.querySelector('iframe')!
    expect(frame.getAttribute('sandbox')).toBe('allow-scripts allow-same-origin')
    expect(frame.getAttribute('referrerpolicy')).toBe('no-referrer')
  })

  it('frame no page before somebody answers at its address', async () => {
    const options = { title: words('Trang'), words: words('Máy quay'), source: 'https://a.vn/x' }
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no answer')))
    show({ kind: 'media', options: { ...options, kind: 'page' } })
    await answered()
    vi.unstubAllGlobals()
    expect(page.querySelector('iframe')).toBeNull()
    expect(panel().textContent).toContain('Máy quay')
    expect(panel().textContent).toContain('đang thử lại')
  })
})
