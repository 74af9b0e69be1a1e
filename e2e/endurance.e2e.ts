import type { Browser, CDPSession } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyConfig, type ConfigCopy } from './harness/config-copy.ts'
import { report } from './harness/report.ts'
import { onEither, startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'
import { launchChromium, openWall, type SeenState, type WallPage } from './harness/wall-page.ts'

const SITE = 'dai-loc'
/** Twenty times the demo's own speed, and scenes that turn as often as a layout may ask for. */
const SPEED = 1_200
const SCENE_SECONDS = 5
/** One a round of the scenes. */
const LOOKS = process.env['LONG'] === '1' ? 42 : 3
/** In a short stand the windows of the charts are still filling. */
const MOST_GROWN_MB = LOOKS > 3 ? 1 : 4
const TIMEOUT_MS = LOOKS * 60_000 + 60_000

interface Look {
  readonly heapMb: number
  readonly nodes: number
  readonly listeners: number
  readonly documents: number
  /** Those of scenes that are not shown, and of charts, included. */
  readonly canvases: number
}

describe.concurrent.each(onEither('redis'))('a wall at twenty times the pace, %s store', (kind) => {
  let browser: Browser
  let config: ConfigCopy
  let stack: Stack
  let wall: WallPage
  let session: CDPSession

  beforeAll(async () => {
    // Compiled code grows and is thrown away as the engine sees fit; what is asked is what the wall keeps.
    browser = await launchChromium(['--js-flags=--expose-gc --jitless'])
    config = await copyConfig()
    await config.edit('sites/dai-loc/layout.yaml', (text) =>
      text.replace(/rotateEverySeconds: \d+/, `rotateEverySeconds: ${SCENE_SECONDS}`),
    )
    const flags = ['--demo', 'flood', '--speed', String(SPEED)]
    stack = await startStack(kind, { flags, env: { CONFIG_DIR: config.folder, SITES: SITE } })
    wall = await openWall(browser, stack.server.origin, SITE, { query: 'lang=vi' })
    session = await wall.context.newCDPSession(wall.page)
    await session.send('HeapProfiler.enable')
  })
  afterAll(async () => {
    await browser.close()
    await stack.stop()
    await config.remove()
  })

  async function liveCanvases(): Promise<number> {
    const expression = 'HTMLCanvasElement.prototype'
    const { result } = await session.send('Runtime.evaluate', { expression, objectGroup: 'look' })
    const prototypeObjectId = result.objectId ?? ''
    const asked = { prototypeObjectId, objectGroup: 'look' }
    const { objects } = await session.send('Runtime.queryObjects', asked)
    const { objectId = '' } = objects
    const declaration = 'function () { return this.length }'
    const count = { objectId, functionDeclaration: declaration, returnByValue: true }
    const { result: length } = await session.send('Runtime.callFunctionOn', count)
    await session.send('Runtime.releaseObjectGroup', { objectGroup: 'look' })
    return Number(length.value)
  }

  /** Always in the same scene, after all garbage is gone. */
  async function look(): Promise<Look> {
    const isFirst = async (): Promise<boolean> => (await wall.page.title()).startsWith('Tổng quan')
    await until('another scene is shown', 60_000, async () => !(await isFirst()))
    await until('the first scene is shown', 60_000, isFirst)
    for (let time = 0; time < 2; time++) await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    const { nodes, jsEventListeners, documents } = await session.send('Memory.getDOMCounters')
    const canvases = await liveCanvases()
    return { heapMb: usedSize / 2 ** 20, nodes, listeners: jsEventListeners, documents, canvases }
  }

  it(
    'keeps heap, nodes and listeners flat',
    async () => {
      const liveAt = await wall.whole(0)
      const looks: Look[] = []
      // The first look comes when every scene has been drawn and every series has come.
      const offline: SeenState[] = []
      for (let time = 0; time < LOOKS; time++) {
        // What the test itself remembers in the page would count as growth.
        const seen = await wall.takeSeen()
        offline.push(...seen.filter(({ at, feed }) => at >= liveAt && feed === 'offline'))
        looks.push(await look())
      }
      const third = Math.floor(LOOKS / 3)
      const smallest = (some: readonly Look[], of: keyof Look) =>
        Math.min(...some.map((one) => one[of]))
      // The first third warms up: the engine still compiles, its own buffers of timings fill.
      const [early, late] = [looks.slice(third, 2 * third), looks.slice(-third)]
      const grown = (of: keyof Look): number => smallest(late, of) - smallest(early, of)
      const all = (of: keyof Look): number[] => looks.map((one) => one[of])
      report(`heap after collection, ${kind}`, all('heapMb'), 'MB')
      report(`nodes, ${kind}`, all('nodes'), '')
      report(`listeners, ${kind}`, all('listeners'), '')
      report(`canvases, ${kind}`, all('canvases'), '')
      report(`heap grown, ${kind}`, grown('heapMb') * 1_000, 'kB')
      expect(grown('heapMb')).toBeLessThan(MOST_GROWN_MB)
      expect(grown('nodes')).toBeLessThan(smallest(early, 'nodes') * 0.05)
      expect(grown('listeners')).toBeLessThanOrEqual(2)
      expect(grown('documents')).toBeLessThanOrEqual(0)
      expect(smallest(early, 'canvases')).toBeGreaterThan(0)
      expect(grown('canvases')).toBeLessThanOrEqual(0)
      expect(wall.problems).toEqual([])
      expect(offline).toEqual([])
    },
    TIMEOUT_MS,
  )
})
