import { createRequire } from 'node:module'
import { chromium, type Browser, type Page } from 'playwright-core'
import { figureAt, postFigures, sceneUrl, startCity, traceTicks } from './city-wall.ts'
import { CHROMIUM, firstLivePanel } from './live-page.ts'
import { resultOf, type Effort, type Result } from './measure.ts'
import { medianTicks } from './page-trace.ts'
import type { BenchServer } from './processes.ts'

const section = 'heatmap'
const FIELDS = ['land', 'civil-status', 'construction', 'certification', 'business', 'social']
const COLUMNS = [...FIELDS.map((field) => `dossiers.overdue.${field}`), 'dossiers.overdue']
const SCENE = `scenes:
  - id: heatmap
    title: { vi: Ma trận, en: Matrix }
    panels:
      - id: heatmap
        at: { column: 1, row: 1, width: 24, height: 12 }
        panel: { kind: heatmap, options: { columns: [${COLUMNS.join(', ')}] } }
`
const ECHARTS = createRequire(import.meta.url).resolve('echarts/dist/echarts.min.js')

/** A heatmap whose every cell changes with every tick: ours, sorted anew each time, and one of ECharts with as many cells. */
export async function benchHeatmap(effort: Effort): Promise<readonly Result[]> {
  const server = await startCity(SCENE)
  const browser = await chromium.launch(CHROMIUM)
  try {
    await postFigures(server, COLUMNS, 0)
    const ours = await measureOurs(browser, server, effort)
    const echarts = await measureEcharts(browser, ours.rowCount, effort)
    return [
      resultOf({
        section,
        what: `a tick of a heatmap of ${ours.rowCount} × ${COLUMNS.length} cells: whole main thread`,
        unit: 'ms',
        ours: medianTicks(ours.rounds, (one) => one.taskMs),
        reference: { name: 'ECharts', values: medianTicks(echarts, (one) => one.taskMs) },
        note: 'script, style, layout and painting, without a graphics processor; ours takes 94 communes from the feed, sorts them and sums up those that find no row, the reference only draws, on a canvas, without animation',
      }),
    ]
  } finally {
    await browser.close()
    await server.stop()
  }
}

async function measureOurs(browser: Browser, server: BenchServer, effort: Effort) {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
  await firstLivePanel(page, sceneUrl(server, 'heatmap'))
  await page.locator('[data-panel="heatmap"] tbody tr').nth(5).waitFor()
  const rowCount = await page.locator('[data-panel="heatmap"] tbody tr').count()
  const rounds = await traceTicks(page, (turn) => postFigures(server, COLUMNS, turn), effort)
  await page.close()
  return { rounds, rowCount }
}

async function measureEcharts(browser: Browser, rowCount: number, effort: Effort) {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
  await page.setContent('<div id="chart" style="width: 1880px; height: 900px"></div>')
  await page.addScriptTag({ path: ECHARTS })
  await page.evaluate(OPEN_CHART(rowCount))
  const rounds = await traceTicks(page, (turn) => draw(page, rowCount, turn), effort)
  await page.close()
  return rounds
}

async function draw(page: Page, rowCount: number, turn: number): Promise<void> {
  const cells = Array.from({ length: rowCount }, (_, row) =>
    COLUMNS.map((_, column) => [column, row, figureAt(row, column, turn)]),
  )
  await page.evaluate(
    `benchChart.setOption({ series: [{ data: ${JSON.stringify(cells.flat())} }] })`,
  )
}

/** As text, for what compiles this file adds names that the page does not know. */
const OPEN_CHART = (rowCount: number): string => `
  window.benchChart = echarts.init(document.querySelector('#chart'), null, { renderer: 'canvas' })
  benchChart.setOption({
    animation: false,
    xAxis: { type: 'category', data: ${JSON.stringify(COLUMNS)} },
    yAxis: { type: 'category', data: Array.from({ length: ${rowCount} }, (_, row) => 'row ' + row) },
    visualMap: { type: 'piecewise', min: 0, max: 100, splitNumber: 5, show: false },
    series: [{ type: 'heatmap', data: [], label: { show: true } }],
  })
`
