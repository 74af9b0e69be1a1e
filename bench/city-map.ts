import { execFile } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { chromium, type Browser } from 'playwright-core'
import { boundaryFile, inventedUnits } from '../e2e/harness/boundary-file.ts'
import { CHROMIUM, firstLivePanel } from './live-page.ts'
import { postSamples } from './load.ts'
import { quantile, resultOf, type Effort, type Result } from './measure.ts'
import { markTick, startTrace, type TracedTick } from './page-trace.ts'
import { startBenchServer, type BenchServer } from './processes.ts'

const section = 'city-map'
const SITE = 'da-nang'
const METRIC = 'dossiers.overdue'
const TICK_MS = 250
const FULL_MAP = `scenes:
  - id: map
    title: { vi: Bản đồ, en: Map }
    panels:
      - id: map
        at: { column: 1, row: 1, width: 24, height: 12 }
        panel: { kind: commune-map, options: { metric: ${METRIC}, sensors: [river.level] } }
`
const SCENES = [
  { id: 'map', what: 'a map of its own' },
  { id: 'tong-quan', what: 'the city’s first scene' },
] as const

const root = path.join(import.meta.dirname, '..')
const binary = path.join(root, 'bin', 'ioc-wall.js')
const units = inventedUnits()

/** The map of 94 imported units in Chromium: script for every tick, four a second, each of which changes them all. */
export async function benchCityMap(effort: Effort): Promise<readonly Result[]> {
  const server = await startBenchServer(undefined, { id: SITE, write: writeCity })
  const browser = await chromium.launch(CHROMIUM)
  try {
    await post(server, 0)
    const results: Result[] = []
    for (const scene of SCENES)
      results.push(...(await measureScene(browser, server, scene, effort)))
    return results
  } finally {
    await browser.close()
    await server.stop()
  }
}

/** The committed site, with a scene that is all map and with boundaries imported as an operator would. */
async function writeCity(folder: string): Promise<void> {
  const [config, maps] = [path.join(folder, 'config'), path.join(folder, 'maps')]
  await cp(path.join(root, 'config'), config, { recursive: true })
  await cp(path.join(root, 'maps'), maps, { recursive: true })
  const layout = path.join(config, 'sites', SITE, 'layout.yaml')
  const scenes = await readFile(layout, 'utf8')
  await writeFile(layout, scenes.replace('scenes:\n', FULL_MAP))
  const file = path.join(folder, 'boundaries.geojson')
  await writeFile(file, boundaryFile(units))
  const words = ['maps', 'import', file, '--site', SITE, '--date', '2025-07-01']
  const env = { ...process.env, CONFIG_DIR: config, MAPS_DIR: maps, DATA_DIR: folder }
  await promisify(execFile)(process.execPath, [binary, ...words], { env })
}

/** Another value of two digits for every unit. */
async function post(server: BenchServer, turn: number): Promise<void> {
  const samples = units.map(({ code }, index) => ({
    metric: METRIC,
    unit: code,
    value: 10 + ((index * 7 + turn) % 80),
  }))
  await postSamples(server, JSON.stringify({ samples }), SITE)
}

async function measureScene(
  browser: Browser,
  server: BenchServer,
  { id, what }: (typeof SCENES)[number],
  effort: Effort,
): Promise<readonly Result[]> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
  const page = await context.newPage()
  await firstLivePanel(page, `${server.url}/wall/${SITE}?scene=${id}`)
  await page.locator('.map-overlay .label-value').nth(60).waitFor()
  let turn = 0
  const run = async (ticks: number): Promise<void> => {
    for (let tick = 0; tick < ticks; tick++) {
      const nextAt = performance.now() + TICK_MS
      await markTick(page)
      await post(server, ++turn)
      await pause(Math.max(0, nextAt - performance.now()))
    }
    await markTick(page)
  }
  await run(effort.pick(40, 8))
  const rounds: TracedTick[][] = []
  for (let round = 0; round < effort.pick(4, 2); round++) {
    const trace = await startTrace(page)
    await run(effort.pick(40, 8))
    rounds.push(await trace.end())
  }
  await context.close()
  const of = (pick: (one: TracedTick) => number): number[] =>
    rounds.map((round) => quantile(round.map(pick), 0.5))
  const name = `a tick of all ${units.length} units of an imported map, ${what}`
  return [
    resultOf({
      section,
      what: `${name}: script`,
      unit: 'ms',
      ours: of((one) => one.scriptMs),
      goal: { of: 'ours', atMost: 5 },
      note: 'median of ticks 250 ms apart, from the browser’s trace: functions and microtasks, without style and layout; everything the page does in that time counts',
    }),
    resultOf({
      section,
      what: `${name}: whole main thread`,
      unit: 'ms',
      ours: of((one) => one.taskMs),
      note: 'script, style, layout and painting, without a graphics processor',
    }),
  ]
}
