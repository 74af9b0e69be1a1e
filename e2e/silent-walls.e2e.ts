import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLOSE_CREDIT_OVERDUE } from '../protocol/socket-events.ts'
import { compareVersions, VERSION_ZERO } from '../protocol/version.ts'
import { NodeWall } from './harness/node-wall.ts'
import { startProducer, type Producer } from './harness/producer.ts'
import { report } from './harness/report.ts'
import { onEither, startStack, type Stack } from './harness/stores.ts'
import { sleep, until } from './harness/until.ts'
import { launchChromium, openWall } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const HYDRO = { site: SITE, channels: ['hydro'] }
const CUT_MS = 6_000
const REPORTED_MS = 10_000

describe.concurrent.each(onEither('redis'))('%s store', (kind) => {
  let stack: Stack
  let producer: Producer
  let browser: Browser

  beforeAll(async () => {
    // A browser for each: a renderer that is stopped may be that of any of its pages.
    browser = await launchChromium()
    stack = await startStack(kind)
    await stack.server.ingestKey(SITE)
    producer = startProducer(() => stack.server, SITE, ['ai-nghia', 'hoi-khach'], 100)
  })
  afterAll(async () => {
    await producer.stop()
    await browser.close()
    await stack.stop()
  })

  const cutCount = (): Promise<number> =>
    stack.server.metric('ioc_wall_credit_cuts_total', `site="${SITE}"`)

  it.sequential(
    'a wall that answers pings and paints nothing is cut with 4008, and the others feel nothing',
    async () => {
      const healthy = [1, 2, 3].map(() => new NodeWall(stack.server.origin, HYDRO))
      await until('the healthy walls are served', 10_000, () =>
        healthy.every((wall) => wall.frameCount > 0),
      )
      const cutsBefore = await cutCount()
      const silent = new NodeWall(stack.server.origin, { ...HYDRO, paints: false })
      await until('the silent wall is served', 10_000, () => silent.frameCount > 0)
      const firstFrameAt = Date.now()
      let newest = healthy[0]?.version('hydro') ?? VERSION_ZERO
      let longestStandstillMs = 0
      let movedAt = Date.now()
      const cutAt = await until('the silent wall is cut', 10_000, () => {
        const version = healthy[0]?.version('hydro') ?? VERSION_ZERO
        if (compareVersions(version, newest) > 0) {
          longestStandstillMs = Math.max(longestStandstillMs, Date.now() - movedAt)
          movedAt = Date.now()
          newest = version
        }
        return silent.closeCodes.length > 0
      })
      silent.close()
      report(`first unpainted frame → cut, ${kind}`, cutAt - firstFrameAt)
      expect(silent.closeCodes).toEqual([CLOSE_CREDIT_OVERDUE])
      expect(cutAt - firstFrameAt).toBeLessThanOrEqual(CUT_MS)
      expect(longestStandstillMs).toBeLessThan(2_000)
      expect(await cutCount()).toBe(cutsBefore + 1)
      expect(
        healthy.map((wall) => [wall.gapCount, wall.regressionCount, wall.connectCount]),
      ).toEqual([
        [0, 0, 1],
        [0, 0, 1],
        [0, 0, 1],
      ])
      for (const wall of healthy) wall.close()
    },
  )

  it.sequential('it costs the server no more memory for fifty of them than for one', async () => {
    const silent = Array.from(
      { length: 50 },
      () => new NodeWall(stack.server.origin, { ...HYDRO, paints: false }),
    )
    await until('all are served', 20_000, () => silent.every((wall) => wall.frameCount > 0))
    await sleep(1_000)
    const before = await stack.server.metric('process_resident_memory_bytes')
    await sleep(8_000)
    const grownMb =
      ((await stack.server.metric('process_resident_memory_bytes')) - before) / 2 ** 20
    for (const wall of silent) wall.close()
    report(`memory grown under 50 silent walls, ${kind}`, grownMb, 'MiB')
    expect(grownMb).toBeLessThan(32)
  })

  it.sequential(
    'a page whose renderer stands still is cut, logged and counted, and is live again when it goes on',
    async () => {
      const wall = await openWall(browser, stack.server.origin, SITE)
      await wall.whole(0)
      const session = await browser.newBrowserCDPSession()
      const { processInfo } = await session.send('SystemInfo.getProcessInfo')
      const renderers = processInfo.filter((one) => one.type === 'renderer').map((one) => one.id)
      expect(renderers.length).toBeGreaterThan(0)
      // On a busy machine the page may just have been cut and be on its way back: then nothing stands still.
      await until('the page paints', 30_000, async () => {
        const walls = await stack.server.metric(
          'ioc_wall_walls',
          `site="${SITE}",state="connected"`,
        )
        const ageS = await stack.server.metric(
          'ioc_wall_oldest_paint_age_seconds',
          `site="${SITE}"`,
        )
        return walls === 1 && ageS < 1
      })
      const cutsBefore = await cutCount()
      const logBefore = stack.server.log().length
      // The gauges are of a second ago, a figure on the glass is of now.
      const shown = wall.whenPainted('river.level/giao-thuy', '5,55')
      await stack.server.postLevel(SITE, 'giao-thuy', 5.55)
      await shown

      const stoppedAt = Date.now()
      for (const pid of renderers) process.kill(pid, 'SIGSTOP')
      const toldAt = await until('the frozen page is counted', 20_000, async () => {
        return (await cutCount()) > cutsBefore
      })
      for (const pid of renderers) process.kill(pid, 'SIGCONT')
      const goneOnAt = Date.now()
      report(`renderer stopped → told, ${kind}`, toldAt - stoppedAt)
      expect(toldAt - stoppedAt).toBeLessThanOrEqual(REPORTED_MS)
      expect(stack.server.log().slice(logBefore)).toContain('a wall paints nothing: cut')
      // What it showed when it was stopped proves nothing: a figure of afterwards must stand on it.
      const painted = wall.whenPainted('river.level/thanh-my', '8,88')
      await stack.server.postLevel(SITE, 'thanh-my', 8.88)
      expect((await painted) - goneOnAt).toBeLessThanOrEqual(REPORTED_MS)
      await wall.whole(goneOnAt + 1, REPORTED_MS)
      await wall.close()
    },
  )
})
