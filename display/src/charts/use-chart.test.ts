// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import {
  createApp,
  defineComponent,
  h,
  KeepAlive,
  nextTick,
  ref,
  shallowRef,
  useTemplateRef,
  type App,
} from 'vue'
import type { Chart, ChartOption, ChartSize } from './open-chart.ts'
import { useChart, type OpenChart } from './use-chart.ts'

let app: App | undefined
afterEach(() => app?.unmount())

function setUp(kept: number, first: ChartSize | null = { width: 10, height: 10 }) {
  const log = { opened: 0, disposed: 0, drawn: 0, resized: 0 }
  const open: OpenChart = (): Chart => {
    log.opened++
    return {
      draw: () => void log.drawn++,
      resize: () => void log.resized++,
      dispose: () => void log.disposed++,
    }
  }
  const option = shallowRef<ChartOption | undefined>({})
  const size = shallowRef<ChartSize | undefined>(first ?? undefined)
  const Scene = defineComponent({
    setup() {
      const canvas = useTemplateRef<HTMLElement>('canvas')
      useChart(canvas, size, option, open)
      return () => h('div', { ref: 'canvas' })
    },
  })
  const scene = ref(0)
  app = createApp({
    render: () => h(KeepAlive, { max: kept }, () => h(Scene, { key: scene.value })),
  })
  app.mount(document.createElement('div'))
  return { log, option, size, scene }
}

describe('a chart', () => {
  it('is opened once and disposed of once, however often its scene comes and goes', async () => {
    const { log, scene } = setUp(2)
    for (let turn = 0; turn < 100; turn++) {
      scene.value = turn % 2
      await nextTick()
    }
    expect(log).toMatchObject({ opened: 2, disposed: 0 })
    app?.unmount()
    expect(log).toMatchObject({ opened: 2, disposed: 2 })
  })

  it('never leaves more open than there are scenes kept', async () => {
    const { log, scene } = setUp(2)
    for (let turn = 0; turn < 50; turn++) {
      scene.value = turn
      await nextTick()
      expect(log.opened - log.disposed).toBeLessThanOrEqual(3)
    }
  })

  it('draws nothing while its scene is away, and the newest option when it is back', async () => {
    const { log, option, scene } = setUp(2)
    await nextTick()
    scene.value = 1
    await nextTick()
    const before = log.drawn
    for (let turn = 0; turn < 5; turn++) {
      option.value = { animation: false }
      await nextTick()
    }
    expect(log.drawn - before).toBe(5)
    scene.value = 0
    await nextTick()
    expect(log.drawn - before).toBe(6)
  })

  it('is resized, not made again, when its place changes', async () => {
    const { log, size } = setUp(1)
    await nextTick()
    size.value = { width: 20, height: 20 }
    await nextTick()
    expect(log).toMatchObject({ opened: 1, resized: 1 })
  })

  it('waits for a size', async () => {
    const { log, size } = setUp(1, null)
    await nextTick()
    expect(log.opened).toBe(0)
    size.value = { width: 20, height: 20 }
    await nextTick()
    expect(log.opened).toBe(1)
  })
})
