import { chromium, type Browser } from 'playwright-core'
import { postFigures, sceneUrl, startCity, traceTicks, units } from './city-wall.ts'
import { CHROMIUM, firstLivePanel } from './live-page.ts'
import { resultOf, type Effort, type Result } from './measure.ts'
import { medianTicks } from './page-trace.ts'
import type { BenchServer } from './processes.ts'

const section = 'city-map'
const METRICS = ['dossiers.overdue']
const FULL_MAP = `scenes:
  - id: map
    title: { vi: Bản đồ, en: Map }
    panels:
      - id: map
        at: { column: 1, row: 1, width: 24, height: 12 }
        panel:
          { kind: commune-map, options: { metric: dossiers.overdue, sensors: [river.level] } }
`
const SCENES = [
  { id: 'map', what: 'a map of its own' },
  { id: 'tong-quan', what: 'the city’s first scene' },
] as const

/** The map of 94 imported units in Chromium: script for every tick, four a second, each of which changes them all. */
export async function benchCityMap(effort: Effort): Promise<readonly Result[]> {
  const server = await startCity(FULL_MAP)
  const browser = await chromium.launch(CHROMIUM)
  try {
    await postFigures(server, METRICS, 0)
    const results: Result[] = []
    for (const scene of SCENES)
      results.push(...(await measureScene(browser, server, scene, effort)))
    return results
  } finally {
    await browser.close()
    await server.stop()
  }
}

async function measureScene(
  browser: Browser,
  server: BenchServer,
  { id, what }: (typeof SCENES)[number],
  effort: Effort,
): Promise<readonly Result[]> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
  const page = await context.newPage()
  await firstLivePanel(page, sceneUrl(server, id))
  await page.locator('.map-overlay .label-value').nth(60).waitFor()
  const rounds = await traceTicks(page, (turn) => postFigures(server, METRICS, turn), effort)
  await context.close()
  const name = `a tick of all ${units.length} units of an imported map, ${what}`
  return [
    resultOf({
      section,
      what: `${name}: script`,
      unit: 'ms',
      ours: medianTicks(rounds, (one) => one.scriptMs),
      goal: { of: 'ours', atMost: 5 },
      note: 'median of ticks 250 ms apart, from the browser’s trace: functions and microtasks, without style and layout; everything the page does in that time counts',
    }),
    resultOf({
      section,
      what: `${name}: whole main thread`,
      unit: 'ms',
      ours: medianTicks(rounds, (one) => one.taskMs),
      note: 'script, style, layout and painting, without a graphics processor',
    }),
  ]
}
