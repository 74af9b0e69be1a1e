// @vitest-environment happy-dom
import { createPinia, setActivePinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, defineComponent, h, nextTick, shallowRef, type App } from 'vue'
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

const metric = buildMetric({ id: 'm', subjects: 'unit', decimals: 0 })
const schema = indexSchema(
  1,
  ['rivers'],
  ['1', 'A', 'B'].map((id, number) => ({
    ...{ number, metric: 'm', channel: 0, decimals: 0 },
    subject: { kind: 'unit', id },
  })),
)
const columns = {
  slot: Uint8Array.of(SLOT.value, SLOT.value, SLOT.absent),
  value: Float64Array.of(47, 18, 0),
  flags: new Uint8Array(3).fill(packFlags({ quality: 'good', origin: 'real', underReview: false })),
  sampledAt: new Float64Array(3).fill(NOW),
}

const figure: PanelSpec = { kind: 'figure', options: { metric: 'm', unit: 'root', notes: [] } }
const ranking: PanelSpec = { kind: 'ranking', options: { metric: 'm', order: 'worst-first' } }

const spec = shallowRef<PanelSpec>(figure)
const Wall = defineComponent({
  setup() {
    const context = usePanelContext()
    return () => context.value && h(PanelHost, { spec: spec.value, context: context.value })
  },
})

let pinia: Pinia
let app: App | undefined
let page: HTMLElement
let errors: unknown[]

function show(wanted: PanelSpec): void {
  spec.value = wanted
  page = document.createElement('div')
  app = createApp(Wall).use(pinia)
  app.config.errorHandler = (error) => errors.push(error)
  app.mount(page)
}

const panel = (): HTMLElement => page.querySelector<HTMLElement>('[data-panel]')!
const textOf = (series: string): string | undefined =>
  page.querySelector(`[data-series="${series}"]`)?.textContent.trim()

afterEach(() => app?.unmount())

beforeEach(() => {
  errors = []
  pinia = createPinia()
  setActivePinia(pinia)
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      disconnect(): void {}
    },
  )
  useSiteClockStore().now = NOW
  const feed = useFeedStateStore()
  feed.path = 'proven'
  feed.health = { store: true, ingest: true, clock: true }
  useScreenStore().screen = buildScreen({ metrics: [metric], units: buildUnits('1', ['A', 'B']) })
  useReadingsStore()
    .book()
    .bind({
      schema: () => schema,
      slot: () => columns.slot,
      value: () => columns.value,
      flags: () => columns.flags,
      sampledAt: () => columns.sampledAt,
    })
})

describe('the page contract', () => {
  it('is kept by a figure: kind, freshness, and the series of the number', () => {
    show(figure)
    expect(panel().dataset).toMatchObject({ panel: 'figure', freshness: 'fresh' })
    expect(textOf('m/1')).toBe('47')
  })

  it('is kept by a ranking, row by row', () => {
    show(ranking)
    expect(panel().dataset).toMatchObject({ panel: 'ranking', freshness: 'fresh' })
    expect(textOf('m/A')).toBe('18')
  })

  it('follows the clock: the same number grows stale and is then no longer shown', async () => {
    show(figure)
    useSiteClockStore().now = NOW + metric.freshness.staleAfterMs + 1
    await nextTick()
    expect(panel().dataset['freshness']).toBe('stale')
    expect(panel().textContent).toContain('số lúc 09:42')
    expect(textOf('m/1')).toBe('47')
    useSiteClockStore().now = NOW + metric.freshness.expireAfterMs + 1
    await nextTick()
    expect(panel().dataset['freshness']).toBe('expired')
    expect(textOf('m/1')).toBe('—')
  })

  it('shows every number as old as soon as the server is lost', async () => {
    show(figure)
    useFeedStateStore().path = 'unreachable'
    await nextTick()
    expect(panel().dataset['freshness']).toBe('stale')
    expect(panel().className).toContain('look-stale')
    expect(textOf('m/1')).toBe('47')
  })
})

describe('a panel that cannot be drawn', () => {
  it('names the metric that does not exist', async () => {
    show({ kind: 'figure', options: { metric: 'x.y', unit: 'root', notes: [] } })
    await nextTick()
    expect(panel().dataset).toMatchObject({ panel: 'figure', freshness: 'none' })
    expect(panel().textContent).toContain('Không có chỉ tiêu này')
    expect(panel().textContent).toContain('x.y')
  })

  it('says so in its own place when it throws, and the fault is reported', async () => {
    show({ kind: 'figure', options: { ...figure.options, notes: undefined } as never })
    await nextTick()
    expect(panel().textContent).toContain('Ô này gặp lỗi')
    expect(errors).toHaveLength(1)
    expect(panel().dataset).toMatchObject({ panel: 'figure', freshness: 'none' })
  })
})
