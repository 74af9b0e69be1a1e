import { LineChart, type LineSeriesOption } from 'echarts/charts'
import {
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  type GridComponentOption,
} from 'echarts/components'
import { init, use, type ComposeOption } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([LineChart, GridComponent, MarkAreaComponent, MarkLineComponent, CanvasRenderer])

export type ChartOption = ComposeOption<LineSeriesOption | GridComponentOption>

export interface ChartSize {
  readonly width: number
  readonly height: number
}

/** One drawing on a canvas: made once, disposed of once. */
export interface Chart {
  readonly draw: (option: ChartOption) => void
  readonly resize: (size: ChartSize) => void
  readonly dispose: () => void
}

/** The only place where ECharts is started; its instance never leaves it, so that nothing can make it reactive. */
export function openChart(element: HTMLElement, size: ChartSize, pixelRatio: number): Chart {
  const chart = init(element, null, {
    ...size,
    renderer: 'canvas',
    devicePixelRatio: pixelRatio,
  })
  return {
    draw: (option) => chart.setOption(option, { notMerge: true, silent: true }),
    resize: (given) => chart.resize({ ...given, silent: true }),
    dispose: () => chart.dispose(),
  }
}
