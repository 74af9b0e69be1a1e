import type { ChartLook } from '../../charts/chart-look.ts'
import { hatch } from '../../charts/hatch.ts'
import type { ChartOption } from '../../charts/open-chart.ts'
import type { Runs } from '../../charts/runs.ts'
import { lineStyle } from './line-styles.ts'
import type { TrendChart } from './trend-chart.ts'

const FINE = 1.8
const STRONG = 600

/** The drawing as an option of ECharts; `rem` is the wall's unit in CSS px. */
export function trendOption(chart: TrendChart, look: ChartLook, rem: number): ChartOption {
  const { plot, window, scale } = chart
  const text = { fontFamily: look.font, fontSize: FINE * rem }
  const times = chart.timeTicks.map(({ at }) => at)
  const timeTexts = new Map(chart.timeTicks.map(({ at, text: words }) => [at, words]))
  return {
    animation: false,
    textStyle: { fontFamily: look.font },
    grid: {
      left: plot.left * rem,
      top: plot.top * rem,
      width: plot.width * rem,
      height: plot.height * rem,
      outerBoundsMode: 'none',
    },
    xAxis: {
      type: 'value',
      min: window.from,
      max: window.to,
      axisLine: { onZero: false, lineStyle: { color: look.line2, width: 0.1 * rem } },
      axisTick: { customValues: times, length: 0.6 * rem, lineStyle: { color: look.line2 } },
      splitLine: { show: false },
      axisLabel: {
        ...text,
        color: look.text2,
        margin: 0.9 * rem,
        customValues: times,
        hideOverlap: true,
        formatter: (at: number) => timeTexts.get(at) ?? '',
      },
    },
    yAxis: {
      type: 'value',
      min: scale.from,
      max: scale.to,
      interval: scale.step,
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: look.line, width: 0.1 * rem } },
      axisLabel: {
        ...text,
        color: look.text3,
        margin: 0.8 * rem,
        formatter: (_: number, index: number) => chart.valueTexts[index] ?? '',
      },
    },
    series: [
      frame(chart, look, rem),
      ...chart.lines.map((runs, index) => line(runs, index, look, rem)),
    ],
  }
}

type LineOption = Extract<NonNullable<ChartOption['series']>, readonly unknown[]>[number]

/** What does not belong to one line: midnights, silent stretches, named lines, breaks. */
function frame(chart: TrendChart, look: ChartLook, rem: number): LineOption {
  const text = { fontFamily: look.font, fontSize: FINE * rem }
  const outline = { textBorderColor: look.panel, textBorderWidth: 0.5 * rem }
  const midnights = chart.timeTicks
    .filter(({ isMajor }) => isMajor)
    .map(({ at }) => ({ xAxis: at, lineStyle: { color: look.line }, label: { show: false } }))
  const breaks = chart.breaks.map(({ at, text: words, shift }) => ({
    xAxis: at,
    lineStyle: { color: look.text2, type: [0.8 * rem, 0.5 * rem] },
    label: {
      ...text,
      color: look.text2,
      formatter: words,
      align: 'center' as const,
      // Room on one side moves centred words to the other by half of it.
      padding: [0, Math.max(0, -2 * shift) * rem, 0, Math.max(0, 2 * shift) * rem],
      position: 'end' as const,
      distance: 1.2 * rem,
    },
  }))
  const references = referenceData(chart, look, rem)
  return {
    type: 'line',
    silent: true,
    data: [],
    markLine: {
      silent: true,
      symbol: 'none',
      animation: false,
      lineStyle: { width: 0.1 * rem, type: 'solid' },
      data: [...midnights, ...breaks, ...references],
    },
    markArea: {
      silent: true,
      animation: false,
      itemStyle: chart.silent.length > 0 ? { color: hatch(look.line, look.ground, rem) } : {},
      label: {
        ...text,
        ...outline,
        color: look.text2,
        position: 'inside',
        offset: [0, chart.silentShift * rem],
      },
      data: chart.silent.map(({ from, to, text: words }) => [
        { xAxis: from, label: { formatter: words } },
        { xAxis: to },
      ]),
    },
  }
}

/** Levels and targets, named where they have room for it. */
function referenceData(chart: TrendChart, look: ChartLook, rem: number) {
  const text = { fontFamily: look.font, fontSize: FINE * rem }
  const outline = { textBorderColor: look.panel, textBorderWidth: 0.5 * rem }
  return chart.references.map(({ value, text: words, shade, place }) => ({
    yAxis: value,
    lineStyle: {
      color: shade === 'target' ? look.text2 : look[`water${shade}`],
      width: 0.2 * rem,
      type: shade === 'target' ? [0.8 * rem, 0.6 * rem] : ('solid' as const),
    },
    label: {
      ...text,
      ...outline,
      show: place !== undefined,
      color: look.text1,
      fontWeight: STRONG,
      formatter: words,
      position: place ? NAME_POSITIONS[place.side][place.edge] : 'insideStartTop',
      distance: [0.6 * rem, 0.2 * rem],
    },
  }))
}

const NAME_POSITIONS = {
  start: { above: 'insideStartTop', below: 'insideStartBottom' },
  end: { above: 'insideEndTop', below: 'insideEndBottom' },
} as const

function line(runs: Runs, index: number, look: ChartLook, rem: number): LineOption {
  const { colour, width, dash } = lineStyle(index)
  const dot = { symbol: 'circle', symbolSize: 2.4 * width * rem }
  const data = runs.flatMap((run, at) => {
    const isLast = at === runs.length - 1
    // A lone point has no line to be seen by; the newest point is where the label belongs.
    const points = run.map((point, place) => ({
      value: [point.at, point.value] as number[],
      ...(run.length === 1 || (isLast && place === run.length - 1) ? dot : {}),
    }))
    return at === 0 ? points : [{ value: [run[0]?.at ?? 0, '-'] as (number | string)[] }, ...points]
  })
  return {
    type: 'line',
    silent: true,
    data,
    symbol: 'none',
    connectNulls: false,
    z: 3,
    itemStyle: { color: look[colour] },
    lineStyle: {
      color: look[colour],
      width: width * rem,
      type: dash.length === 0 ? 'solid' : dash.map((one) => one * rem),
      cap: 'butt',
      join: 'round',
    },
  }
}
