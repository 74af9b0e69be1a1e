import { setTimeout as pause } from 'node:timers/promises'
import { chromium, type CDPSession, type Page } from 'playwright-core'
import { startRedisServer } from '../server/testing/redis-server.ts'
import { openRedisStores } from '../server/adapters/store-redis/redis-stores.ts'
import { BENCH_SITE } from './bench-site.ts'
import { CHROMIUM, firstLivePanel } from './live-page.ts'
import { fillSite, makeChanges, openAppender, type Sender } from './load.ts'
import { quantile, resultOf, type Effort, type Result } from './measure.ts'
import { markTick, medianTicks, traceRound, type TracedTick } from './page-trace.ts'
import { startBenchServer, type BenchServer } from './processes.ts'
import { columnsOf, jsonOf, type Walk } from './workload.ts'

const section = 'display'
const CHANGES = 10_000
const TICK_MS = 250
const TEXT_FRAME = 1

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
  const kindOf = new Map<string, string>()
  const overHttp = new Map<string, number>()
  let overSocket = 0
  session.on('Network.responseReceived', ({ requestId, type }) => kindOf.set(requestId, type))
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const kind = kindOf.get(requestId) ?? 'Other'
    overHttp.set(kind, (overHttp.get(kind) ?? 0) + encodedDataLength)
  })
  session.on('Network.webSocketFrameReceived', ({ response }) => {
    const { payloadData, opcode } = response
    overSocket += Buffer.byteLength(payloadData, opcode === TEXT_FRAME ? 'utf8' : 'base64')
  })
  await firstLivePanel(page, `${server.url}/wall/${BENCH_SITE}`)
  const kilobytes = (bytes: number): number => bytes / 1000
  const kinds = [...overHttp].map(([kind, bytes]) => `${kind} ${kilobytes(bytes).toFixed(0)}`)
  const total = [...overHttp.values()].reduce((sum, bytes) => sum + bytes, 0)
  const socketBytes = overSocket
  await session.detach()
  return [
    resultOf({
      section,
      what: 'bytes before the first live panel, page and map',
      unit: 'kB',
      ours: [kilobytes(total)],
      goal: { of: 'ours', atMost: 250 },
      note: `as they came over the network, packed as the server packs them; in kB: ${kinds.join(', ')}`,
    }),
    resultOf({
      section,
      what: 'bytes before the first live panel, socket',
      unit: 'kB',
      ours: [kilobytes(socketBytes)],
      note: 'screen, schema and keyframe of all series; the size of the site decides it',
    }),
  ]
}

async function ticks(
  page: Page,
  walk: Walk,
  append: Sender,
  effort: Effort,
): Promise<readonly Result[]> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const reports = reportsOf(session)
  await runTicks(page, reports, append, effort.pick(30, 10))
  const rounds: TracedTick[][] = []
  const reported: number[] = []
  const parse: number[] = []
  while (rounds.length < effort.pick(4, 2)) {
    const round = await traceRound(page, async () => {
      const told = await runTicks(page, reports, append, effort.pick(16, 8))
      reported.push(quantile(told, 0.5))
    })
    rounds.push(round)
    parse.push(await parseInPage(page, walk))
  }
  const what = `a tick of ${CHANGES.toLocaleString('en')} changes on a full wall`
  return [
    resultOf({
      section,
      what: `${what}: script`,
      unit: 'ms',
      ours: medianTicks(rounds, (one) => one.scriptMs),
      reference: { name: 'JSON.parse', values: parse },
      goal: { of: 'ours', atMost: 5 },
      note: 'median tick, from the browser’s trace: functions and microtasks, without style and layout; the reference only parses the same changes as JSON in the same page',
    }),
    resultOf({
      section,
      what: `${what}: arrival to rendered`,
      unit: 'ms',
      ours: reported,
      note: 'as the wall itself reports it with each confirmation',
    }),
    resultOf({
      section,
      what: `${what}: whole main thread`,
      unit: 'ms',
      ours: medianTicks(rounds, (one) => one.taskMs),
      note: 'script, style, layout and painting, from one tick to the next, without a graphics processor',
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

/** One append a tick, once the last was painted; answers what the wall reported of each. */
async function runTicks(
  page: Page,
  reports: { readonly next: () => Promise<number> },
  append: Sender,
  count: number,
): Promise<number[]> {
  const reported: number[] = []
  while (reported.length < count) {
    await markTick(page)
    const painted = reports.next()
    await append(CHANGES)
    reported.push(await painted)
    await pause(TICK_MS / 5)
  }
  await markTick(page)
  return reported
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
