import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium, type Browser } from 'playwright-core'
import { BENCH_SITE } from './bench-site.ts'
import { CHROMIUM, firstLivePanel } from './live-page.ts'
import { fillSite } from './load.ts'
import { resultOf, type Effort, type Result } from './measure.ts'
import { endOf, messageFrom, runScript, startBenchServer, type BenchServer } from './processes.ts'
import type { WallsReport } from './wall-clients.ts'
import { SERIES_COUNT } from './workload.ts'

const section = 'join'
const WALLS = 50
/** As many as the server lets one wall ask for in a row; beyond its reserve it cuts. */
const KEYFRAMES_A_ROUND = 15
const BETWEEN_MS = 50

/** What one more screen costs the server, and how soon its viewer sees live data. */
export async function benchJoin(effort: Effort): Promise<readonly Result[]> {
  const server = await startBenchServer()
  try {
    await fillSite(server)
    return [...(await serverSide(server, effort)), await firstPaint(server, effort)]
  } finally {
    await server.stop()
  }
}

async function serverSide(server: BenchServer, effort: Effort): Promise<readonly Result[]> {
  const keyframes: number[] = []
  const joins: number[] = []
  const asked = effort.pick(KEYFRAMES_A_ROUND, 5)
  if (!effort.isQuick) {
    await joinOnce(server, async (walls) => void (await keyframeCost(server, walls, asked)))
  }
  for (let round = 0; round < effort.pick(4, 1); round++) {
    joins.push(
      await joinOnce(server, async (walls) => {
        keyframes.push(await keyframeCost(server, walls, asked))
      }),
    )
  }
  const series = SERIES_COUNT.toLocaleString('en')
  return [
    resultOf({
      section,
      what: `keyframe of ${series} series, ${WALLS} walls at once: server CPU a wall`,
      unit: 'ms',
      ours: keyframes,
      goal: { of: 'ours', atMost: 1 },
      note: 'walls that are connected and hold the schema ask anew; what an idle second costs is taken off',
    }),
    resultOf({
      section,
      what: `whole join, ${WALLS} walls at once: server CPU a wall`,
      unit: 'ms',
      ours: joins,
      note: 'TCP, HTTP, WebSocket, handshake, screen, schema of all series, keyframe',
    }),
  ]
}

/** CPU of the server for one wall's join, in ms; `use` has the walls before they leave. */
async function joinOnce(
  server: BenchServer,
  use: (walls: ChildProcess) => Promise<void>,
): Promise<number> {
  const walls = runScript('wall-clients.ts', [server.port, WALLS])
  try {
    await messageFrom<WallsReport>(walls)
    const idleCpu = await idleCpuPerMs(server)
    const startedAt = performance.now()
    const cpuBefore = await server.cpuMs()
    walls.send('open')
    await messageFrom<WallsReport>(walls)
    const elapsedMs = performance.now() - startedAt
    const cpuMs = (await server.cpuMs()) - cpuBefore - idleCpu * elapsedMs
    await use(walls)
    walls.send('close')
    await messageFrom<WallsReport>(walls)
    return cpuMs / WALLS
  } finally {
    await endOf(walls)
  }
}

async function keyframeCost(
  server: BenchServer,
  walls: ChildProcess,
  times: number,
): Promise<number> {
  const idleCpu = await idleCpuPerMs(server)
  const startedAt = performance.now()
  const cpuBefore = await server.cpuMs()
  for (let asked = 0; asked < times; asked++) {
    walls.send('ask-keyframes')
    await messageFrom<WallsReport>(walls)
    await pause(BETWEEN_MS)
  }
  const elapsedMs = performance.now() - startedAt
  const cpuMs = (await server.cpuMs()) - cpuBefore - idleCpu * elapsedMs
  return cpuMs / (WALLS * times)
}

/** What the server spends while nothing is asked of it. */
async function idleCpuPerMs(server: BenchServer): Promise<number> {
  const startedAt = performance.now()
  const before = await server.cpuMs()
  await pause(2_000)
  const cpuMs = (await server.cpuMs()) - before
  return cpuMs / (performance.now() - startedAt)
}

async function firstPaint(server: BenchServer, effort: Effort): Promise<Result> {
  const browser = await chromium.launch(CHROMIUM)
  try {
    const seconds: number[] = []
    if (!effort.isQuick) await paintOnce(browser, server)
    for (let round = 0; round < effort.pick(5, 1); round++) {
      seconds.push(await paintOnce(browser, server))
    }
    return resultOf({
      section,
      what: 'navigation to live data on the glass, Chromium',
      unit: 's',
      ours: seconds,
      goal: { of: 'ours', atMost: 1.5 },
      note: 'a full wall at 1920 × 1080, nothing cached; the moment after the picture with the first live panel',
    })
  } finally {
    await browser.close()
  }
}

/** A page of its own storage and cache each time. */
async function paintOnce(browser: Browser, server: BenchServer): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
  try {
    const page = await context.newPage()
    return (await firstLivePanel(page, `${server.url}/wall/${BENCH_SITE}`)) / 1000
  } finally {
    await context.close()
  }
}
