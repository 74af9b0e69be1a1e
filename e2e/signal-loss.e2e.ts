import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyConfig, type ConfigCopy } from './harness/config-copy.ts'
import { onEither, startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const SERIES = 'river.level/ai-nghia'

// The station falls silent at 21:30 for 40 minutes; its level is stale after 20.
const START = '2025-10-29T20:20:00+07:00'
const SPEED = 120

describe.concurrent.each(onEither('embedded'))(
  'the loss of signal at Ái Nghĩa in the demo, %s store',
  (kind) => {
    let browser: Browser
    let config: ConfigCopy
    let stack: Stack
    let wall: WallPage

    beforeAll(async () => {
      browser = await launchChromium()
      config = await copyConfig()
      await config.edit('packs/demo/demo.yaml', (text) =>
        text.replace("start: '2025-10-27T06:00:00+07:00'", `start: '${START}'`),
      )
      const flags = ['--demo', 'flood', '--speed', String(SPEED)]
      stack = await startStack(kind, { flags, env: { CONFIG_DIR: config.folder, SITES: SITE } })
      wall = await openWall(browser, stack.server.origin, SITE)
      await wall.whole(0)
    })
    afterAll(async () => {
      await browser.close()
      await stack.stop()
      await config.remove()
    })

    const shownTime = async (): Promise<string> =>
      (await wall.page.locator('time').first().innerText()).trim()

    it('is seen as stale on its tile, hatched with its age, and is fresh again afterwards', async () => {
      expect(await wall.bands()).toContain('DỮ LIỆU MÔ PHỎNG')
      // The demo first tells its past, and at this pace falls behind meanwhile.
      await until('the demo has caught up', 90_000, async () => {
        return (await shownTime()) >= '21:20' && (await wall.freshness(SERIES)) === 'fresh'
      })
      const isFreshness = (wanted: string) => async () => (await wall.freshness(SERIES)) === wanted
      await until('the tile ages', 60_000, isFreshness('ageing'))
      await until('the tile is stale', 30_000, isFreshness('stale'))
      const staleFrom = await shownTime()
      expect(await wall.freshness('river.level/hoi-khach')).toBe('fresh')
      const panel = wall.page
        .locator(`[data-panel="figure"]:has([data-series="${SERIES}"])`)
        .first()
      expect(await panel.innerText()).toMatch(/số lúc 21:\d\d[^]*cũ \d+ phút/)
      expect(await wall.tile(SERIES)).toMatch(/^\d+,\d\d$/)
      await until('the tile is fresh again', 60_000, isFreshness('fresh'))
      const freshFrom = await shownTime()
      expect(staleFrom >= '21:45' && staleFrom < '22:10').toBe(true)
      expect(freshFrom >= '22:05' && freshFrom < '22:30').toBe(true)
      expect(await wall.bands()).not.toContain('MẤT')
    })
  },
)
