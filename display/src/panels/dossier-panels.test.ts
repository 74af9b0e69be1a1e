// @vitest-environment happy-dom
import { createPinia, setActivePinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, defineComponent, h, KeepAlive, nextTick, shallowRef, type App } from 'vue'
import type { PanelSpec } from '../../../protocol/panels/panel.ts'
import { packFlags, SLOT } from '../../../protocol/sample.ts'
import { indexSchema } from '../../../protocol/schema.ts'
import type { FetchedAnswer } from '../answers/fetch-answer.ts'
import { useAnswerStore } from '../answers/use-answers.ts'
import { buildMetric, buildScreen } from '../stores/build-screen.ts'
import { useFeedStateStore } from '../stores/feed-state.ts'
import { useReadingsStore } from '../stores/readings.ts'
import { useScreenStore } from '../stores/screen.ts'
import { useSiteClockStore } from '../stores/site-clock.ts'
import { buildUnits, NOW } from './build-context.ts'
import { buildHeatmap } from './dossier-matrix/build-heatmap.ts'
import DossierMatrixPanel from './dossier-matrix/DossierMatrixPanel.vue'
import { usePanelContext } from './panel-context.ts'

const open = buildMetric({ id: 'open', subjects: 'unit', decimals: 0 })
const schema = indexSchema(
  1,
  ['rivers'],
  [{ number: 0, metric: 'open', channel: 0, decimals: 0, subject: { kind: 'unit', id: '1' } }],
)
const columns = {
  slot: Uint8Array.of(SLOT.value),
  value: Float64Array.of(60),
  flags: Uint8Array.of(packFlags({ quality: 'good', origin: 'real', underReview: false })),
  sampledAt: Float64Array.of(NOW),
}
const { options }: Extract<PanelSpec, { kind: 'dossier-matrix' }> = {
  kind: 'dossier-matrix',
  options: { rows: 'unit', columns: 'field', measure: 'overdue', metric: 'open' },
}

const isShown = shallowRef(true)
let app: App | undefined
let page: HTMLElement
let pinia: Pinia
let asked: number
let answer: FetchedAnswer

const Other = defineComponent({ render: () => h('i') })
const Wall = defineComponent({
  setup() {
    const context = usePanelContext()
    const panel = () => h(DossierMatrixPanel, { options, context: context.value! })
    return () => h(KeepAlive, null, () => (isShown.value ? panel() : h(Other)))
  },
})

const panel = (): HTMLElement => page.querySelector<HTMLElement>('[data-panel]')!
const textOf = (series: string): string | undefined =>
  page.querySelector(`[data-series="${series}"]`)?.textContent.trim()

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await nextTick()
}

beforeEach(() => {
  vi.useFakeTimers()
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
  asked = 0
  answer = { ok: true, value: buildHeatmap({ A: [1, 2], B: [0, 7] }), tag: '"1"' }
  isShown.value = true
  useSiteClockStore().now = NOW
  const feed = useFeedStateStore()
  feed.path = 'proven'
  feed.health = { store: true, ingest: true, clock: true }
  useScreenStore().screen = buildScreen({ metrics: [open], units: buildUnits('1', ['A', 'B']) })
  useReadingsStore()
    .book()
    .bind({
      schema: () => schema,
      slot: () => columns.slot,
      value: () => columns.value,
      flags: () => columns.flags,
      sampledAt: () => columns.sampledAt,
    })
  useAnswerStore().loadFrom(() => {
    asked++
    return Promise.resolve(answer)
  })
  page = document.createElement('div')
  app = createApp(Wall).use(pinia)
  app.mount(page)
})

afterEach(() => {
  app?.unmount()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('a panel of dossiers', () => {
  it('draws the answer, worst first, and asks again', async () => {
    await pass(0)
    expect(panel().dataset).toMatchObject({ panel: 'dossier-matrix', freshness: 'fresh' })
    expect(page.querySelector('tbody th')?.textContent).toBe('B')
    expect(textOf('dossiers.overdue/B/land')).toBe('7')
    answer = { ok: true, value: buildHeatmap({ A: [1, 2], B: [0, 8] }), tag: '"2"' }
    await pass(6_000)
    expect(textOf('dossiers.overdue/B/land')).toBe('8')
  })

  it('stays fresh while the server says that nothing has changed', async () => {
    await pass(0)
    answer = { ok: true, same: true }
    await pass(120_000)
    expect(panel().dataset['freshness']).toBe('fresh')
  })

  it('never shows an answer as live that nobody confirms, and in the end no number', async () => {
    await pass(0)
    answer = { ok: false, reason: 'unreachable' }
    await pass(29_000)
    expect(panel().dataset['freshness']).toBe('fresh')
    await pass(3_000)
    expect(panel().dataset['freshness']).toBe('stale')
    expect(panel().className).toContain('look-stale')
    expect(textOf('dossiers.overdue/B/land')).toBe('7')
    await pass(600_000)
    expect(panel().dataset['freshness']).toBe('expired')
    expect(textOf('dossiers.overdue/B/land')).toBe('—')
    expect(panel().textContent).not.toContain('7')
  })

  it('is stale at once when the feed has lost the server', async () => {
    await pass(0)
    useFeedStateStore().path = 'unreachable'
    await nextTick()
    expect(panel().dataset['freshness']).toBe('stale')
  })

  it('asks nothing while its scene is not shown', async () => {
    await pass(0)
    isShown.value = false
    await nextTick()
    const before = asked
    await pass(60_000)
    expect(asked).toBe(before)
    isShown.value = true
    await pass(0)
    expect(asked).toBe(before + 1)
  })

  it('says that nobody has answered yet', async () => {
    useAnswerStore().loadFrom(() => Promise.resolve({ ok: false, reason: 'refused' }))
    await pass(0)
    expect(panel().dataset['freshness']).toBe('none')
    expect(panel().textContent).toContain('đang thử lại')
  })
})
