import { setTimeout as pause } from 'node:timers/promises'
import { chromium, type CDPSession, type Page } from 'playwright-core'
import { startRedisServer } from '../server/testing/redis-server.ts'
import { openRedisStores } from '../server/adapters/store-redis/redis-stores.ts'
import { BENCH_SITE } from './bench-site.ts'
import { CHROMIUM, firstLivePanel } from './live-page.ts'
import { fillSite, makeChanges, openAppender, type Sender } from './load.ts'
import { quantile, resultOf, type Effort, type Result } from './measure.ts'
import { startBenchServer, type BenchServer } from './processes.ts'
import { columnsOf, jsonOf, type Walk } from './workload.ts'

const section = 'display'
const CHANGES = 10_000
const TICK_MS = 250
const KILOBYTE = 1000

/** A full wall in Chromium: bytes before it lives, script for every tick that changes 10,000 series. */
export async function benchDisplay(effort: Effort): Promise<readonly Result[]> {
  const redis = await startRedisServer()
  const server = await startBenchServer(redis.url)
  const stores = await openRedisStores({ url: redis.url })
  const browser = await chromium.launch(CHROMIUM)
  try {
    const walk = await fillSite(server)
    const append = await openAppender(await stores.site(BENCH_SITE), walk, makeChanges(walk))
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
    const page = await context.newPage()
    const loaded = await load(page, server)
    return [...loaded, ...(await ticks(page, walk, append, effort))]
  } finally {
    await browser.close()
    await stores.close()
    await server.stop()
    await redis.stop()
  }
}

/** What comes over the network until the first live panel is out. */
async function load(page: Page, server: BenchServer): Promise<readonly Result[]> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  let overHttp = 0
  let overSocket = 0
  session.on('Network.dataReceived', (event) => (overHttp += event.encodedDataLength))
  session.on('Network.webSocketFrameReceived', ({ response }) => {
    const { payloadData, opcode } = response
    const isText = opcode === 1
    overSocket += isText ? Buffer.byteLength(payloadData) : Buffer.byteLength(payloadData, 'base64')
  })
  await firstLivePanel(page, `${server.url}/wall/${BENCH_SITE}`)
  const result = {
    http: overHttp / KILOBYTE,
    socket: overSocket / KILOBYTE,
  }
  await session.detach()
  return [
    resultOf({
      section,
      what: 'bytes before the first live panel, page and map',
      unit: 'kB',
      ours: [result.http],
      goal: { of: 'ours', atMost: 250 },
      note: 'as they came over the network: scripts, styles, fonts, map, packed as the server packs them',
    }),
    resultOf({
      section,
      what: 'bytes before the first live panel, socket',
      unit: 'kB',
      ours: [result.socket],
      note: 'screen, schema and keyframe of all series, which the size of the site decides',
    }),
  ]
}

interface TickCost {
  /** As the wall itself reports it with each picture. */
  readonly reportedMs: number
  readonly scriptMs: number
  readonly mainThreadMs: number
}

async function ticks(
  page: Page,
  walk: Walk,
  append: Sender,
  effort: Effort,
): Promise<readonly Result[]> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const reports = reportsOf(session)
  await session.send('Network.enable')
  await costs(session, reports, append, effort.pick(20, 8))
  const ours: TickCost[][] = []
  const parse: number[] = []
  for (let round = 0; round < effort.pick(4, 2); round++) {
    ours.push(await costs(session, reports, append, effort.pick(16, 6)))
    parse.push(await parseInPage(page, walk))
  }
  const of = (pick: (one: TickCost) => number): number[] =>
    ours.map((round) => quantile(round.map(pick), 0.5))
  const what = `a tick of ${CHANGES.toLocaleString('en')} changes on a full wall`
  const reference = { name: 'JSON.parse', values: parse }
  return [
    resultOf({
      section,
      what: `${what}: script`,
      unit: 'ms',
      ours: of((one) => one.scriptMs),
      reference,
      goal: { of: 'ours', atMost: 5 },
      note: 'median of the ticks of a round, by the browser’s own ScriptDuration; the reference only parses the same changes as JSON, in the same page',
    }),
    resultOf({
      section,
      what: `${what}: arrival to rendered, as the wall reports it`,
      unit: 'ms',
      ours: of((one) => one.reportedMs),
    }),
    resultOf({
      section,
      what: `${what}: whole main thread`,
      unit: 'ms',
      ours: of((one) => one.mainThreadMs),
      note: 'script, style, layout, paint and what the page does by the clock in that quarter of a second; without a graphics processor',
    }),
  ]
}

/** `frameMs` of every `painted` that the page sends. */
function reportsOf(session: CDPSession): { readonly next: () => Promise<number> } {
  let settle: (frameMs: number) => void = () => undefined
  session.on('Network.webSocketFrameSent', ({ response }) => {
    const frameMs = /"painted",.*"frameMs":([\d.e-]+)/.exec(response.payloadData)?.[1]
    if (frameMs !== undefined) settle(Number(frameMs))
  })
  return {
    next: () =>
      new Promise((resolve) => {
        settle = resolve
      }),
  }
}

/** One append a tick, right after the last was painted, and what the main thread did until then. */
async function costs(
  session: CDPSession,
  reports: { readonly next: () => Promise<number> },
  append: Sender,
  count: number,
): Promise<TickCost[]> {
  const found: TickCost[] = []
  while (found.length < count) {
    const before = await durations(session)
    const painted = reports.next()
    await append(CHANGES)
    const reportedMs = await painted
    await pause(TICK_MS / 5)
    const after = await durations(session)
    found.push({
      reportedMs,
      scriptMs: after.script - before.script,
      mainThreadMs: after.task - before.task,
    })
  }
  return found
}

/** So far, in ms. */
async function durations(session: CDPSession): Promise<{ script: number; task: number }> {
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name: string): number => {
    const found = metrics.find((metric) => metric.name === name)
    if (!found) throw new Error(`the browser does not say its ${name}`)
    return found.value * 1000
  }
  return { script: of('ScriptDuration'), task: of('TaskDuration') }
}

async function parseInPage(page: Page, walk: Walk): Promise<number> {
  const text = jsonOf(
    walk,
    columnsOf(walk, walk.step(CHANGES), Date.now(), TICK_MS, () => 0),
  )
  return page.evaluate((body) => {
    const calls = 20
    const startedAt = performance.now()
    for (let call = 0; call < calls; call++) JSON.parse(body)
    return (performance.now() - startedAt) / calls
  }, text)
}
