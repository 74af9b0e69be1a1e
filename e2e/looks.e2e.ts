import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeViolations } from './harness/axe.ts'
import { misfitsOn } from './harness/misfits.ts'
import { ARTEFACTS } from './harness/report.ts'
import { startStack, type Stack } from './harness/stores.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const SCENES = [
  'tong-quan',
  'ung-pho-thien-tai',
  'thu-tuc-hanh-chinh',
  'han-tra-ho-so',
  'giao-ban',
] as const
const SIZES = [
  [1280, 720],
  [1920, 1080],
  [3840, 2160],
  [7680, 2160],
] as const
const IS_LONG = process.env['LONG'] === '1'
/** One layout is identical on every screen of a shape: the bounded run looks at the smallest of each. */
const OWN_SIZES = IS_LONG ? SIZES : ([SIZES[0], [3840, 1080]] as const)

let browser: Browser
let stack: Stack
beforeAll(async () => {
  browser = await launchChromium()
  stack = await startStack('embedded', {
    flags: ['--demo', 'flood', '--speed', '1'],
    env: { SITES: 'dai-loc,da-nang' },
  })
})
afterAll(async () => {
  await browser.close()
  await stack.stop()
})

async function settle(wall: WallPage): Promise<void> {
  await wall.whole(0)
  await wall.page.locator('[data-panel]').first().waitFor()
  // Maps and charts come after the first numbers.
  await wall.page.waitForFunction(() =>
    [...document.querySelectorAll('[data-panel="commune-map"], [data-panel="hydrograph"]')].every(
      (panel) => panel.querySelector('svg path') !== null,
    ),
  )
  await wall.page.waitForFunction(() =>
    [...document.querySelectorAll('[data-panel="trend"]')].every(
      (panel) => panel.querySelector('canvas') !== null,
    ),
  )
  await wall.page.evaluate(() => document.fonts.ready.then(() => undefined))
  // Labels are placed once the map has its size.
  await wall.page.waitForTimeout(300)
}

/** Every scene, language and theme; not every one with every other. */
const LOOKS = [
  ['vi', 'dark'],
  ['en', 'light'],
  ['vi', 'contrast'],
] as const
/** The bounded run takes two looks of each scene, in turn. */
const cases = SCENES.flatMap((scene, at) =>
  LOOKS.filter((_, look) => IS_LONG || look !== at % LOOKS.length).map(
    ([lang, theme]) => [scene, lang, theme] as const,
  ),
)
/** A city's scenes at the usual size and on the widest wall; of a district's the long run looks at all sizes. */
const fits = [
  ...SCENES.flatMap((scene) => OWN_SIZES.map((size) => ['dai-loc', scene, ...size] as const)),
  ...SCENES.flatMap((scene) =>
    (IS_LONG ? [SIZES[1], SIZES[3]] : OWN_SIZES).map(
      (size) => ['da-nang', scene, ...size] as const,
    ),
  ),
]

/** For people to look at; drawing it takes longer than looking for faults. */
async function keepPicture(page: Page, name: string): Promise<void> {
  if (!IS_LONG) return
  mkdirSync(ARTEFACTS, { recursive: true })
  await page.screenshot({ path: path.join(ARTEFACTS, name) })
}

describe('the wall', () => {
  describe('is clean to axe', () => {
    let wall: WallPage
    beforeAll(async () => {
      wall = await openWall(browser, stack.server.origin, 'dai-loc')
    })
    afterAll(() => wall.close())

    it.each(cases)('in %s, %s, %s', async (scene, lang, theme) => {
      const query = `scene=${scene}&lang=${lang}&theme=${theme}&takeover=off`
      await wall.page.goto(`${stack.server.origin}/wall/dai-loc?${query}`)
      await settle(wall)
      expect(await wall.page.locator('html').getAttribute('lang')).toBe(lang)
      expect(await axeViolations(wall.page)).toEqual([])
    })
  })

  it.each(fits)('fits its screen: %s, %s, %i × %i', async (site, scene, width, height) => {
    const wall = await openWall(browser, stack.server.origin, site, {
      query: `scene=${scene}`,
      viewport: { width, height },
    })
    await settle(wall)
    await keepPicture(wall.page, `${site}-${scene}-${width}x${height}.png`)
    expect(await misfitsOn(wall.page)).toEqual([])
    expect(wall.problems).toEqual([])
    await wall.close()
  })

  it('is the same picture at 1920 × 1080 and 3840 × 2160, twice as large', async () => {
    const boxes = async (width: number, height: number): Promise<number[][]> => {
      const wall = await openWall(browser, stack.server.origin, 'dai-loc', {
        viewport: { width, height },
      })
      await settle(wall)
      const found = await wall.page.evaluate(() =>
        [...document.querySelectorAll('[data-panel], [data-panel] h2, .figure-number')].map(
          (one) => {
            const { x, y, width: w, height: h } = one.getBoundingClientRect()
            return [x, y, w, h]
          },
        ),
      )
      await wall.close()
      return found
    }
    const [small, large] = [await boxes(1920, 1080), await boxes(3840, 2160)]
    expect(large.length).toBe(small.length)
    const worst = Math.max(
      ...small.flatMap((box, row) => box.map((n, at) => Math.abs(n * 2 - (large[row]?.[at] ?? 0)))),
    )
    expect(worst).toBeLessThanOrEqual(2)
  })
})
