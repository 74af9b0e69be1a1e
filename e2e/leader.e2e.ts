import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeViolations } from './harness/axe.ts'
import { ARTEFACTS, report } from './harness/report.ts'
import { startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const LEVEL = 'river.level/ai-nghia'
const PHONE = { width: 390, height: 844 }
const TABLET = { width: 1024, height: 768 }
const SMALLEST = { width: 320, height: 640 }
/** Larger ones are looked at by axe; here the smallest decides. */
const IS_LONG = process.env['LONG'] === '1'
const SIZES = IS_LONG ? [SMALLEST, PHONE, TABLET] : [SMALLEST]

/** Every kind of page, and two places that do not exist. */
const PATHS = {
  site: `/m/${SITE}`,
  city: '/m/da-nang',
  unit: `/m/${SITE}/unit/20539`,
  sensor: `/m/${SITE}/sensor/ai-nghia`,
  sum: `/m/${SITE}/series/dossiers.overdue/${SITE}`,
  ratio: `/m/${SITE}/series/dossiers.on-time-rate/${SITE}`,
  level: `/m/${SITE}/series/${LEVEL}`,
  'no-unit': `/m/${SITE}/unit/99999`,
  'no-series': `/m/${SITE}/series/x/y`,
} as const
type Name = keyof typeof PATHS
const NAMES = Object.keys(PATHS) as readonly Name[]
/** Every language and theme; not every one with every other. */
const LOOKS = [
  ['vi', 'dark'],
  ['en', 'light'],
  ['vi', 'contrast'],
] as const

let browser: Browser
let demo: Stack
beforeAll(async () => {
  browser = await launchChromium()
  demo = await startStack('embedded', {
    flags: ['--demo', 'flood', '--speed', '1'],
    env: { SITES: 'dai-loc,da-nang' },
  })
})
afterAll(async () => {
  await browser.close()
  await demo.stop()
})

function open(
  stack: Stack,
  name: Name,
  viewport: { width: number; height: number },
  query = '',
): Promise<WallPage> {
  return openWall(browser, stack.server.origin, SITE, { path: PATHS[name], viewport, query })
}

async function settle({ page }: WallPage): Promise<void> {
  await page.locator('main h1').waitFor()
  await page.locator('[role="status"].bands').waitFor({ state: 'attached' })
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
}

const seriesShown = (page: Page): Promise<readonly string[]> =>
  page
    .locator('main [data-series]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-series') ?? ''))

describe('the leaders’ view', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack('embedded')
    await stack.server.postLevel(SITE, 'ai-nghia', 7.1)
  })
  afterAll(() => stack.stop())

  it.each([
    ['phone', PHONE, 7.41],
    ['tablet', TABLET, 7.42],
  ] as const)('shows on a %s what was posted, within a tick', async (name, viewport, value) => {
    const view = await open(stack, 'site', viewport)
    await view.whole(0)
    const painted = view.whenPainted(LEVEL, String(value).replace('.', ','))
    const acceptedAt = await stack.server.postLevel(SITE, 'ai-nghia', value)
    const delayMs = (await painted) - acceptedAt
    report(`posted → painted on a ${name}`, delayMs)
    expect(delayMs).toBeLessThanOrEqual(1_000)
    expect(view.problems).toEqual([])
    await view.close()
  })

  it('says within 5 s that the server is gone, and greys every number', async () => {
    const view = await open(stack, 'site', PHONE)
    await view.whole(0)
    expect(await view.freshness(LEVEL)).toBe('fresh')
    const number = view.page.locator(`main [data-series="${LEVEL}"]`)
    const colour = () => number.evaluate((one) => getComputedStyle(one).color)
    const [colourBefore, killedAt] = [await colour(), Date.now()]
    await stack.server.kill()
    const saidAt = await view.said('offline', killedAt)
    report('server killed → said on a phone', saidAt - killedAt)
    expect(saidAt - killedAt).toBeLessThanOrEqual(5_000)
    expect(await view.bands()).toContain('MẤT MÁY CHỦ')
    const kinds = await view.page
      .locator('main [data-panel="figure"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-freshness')))
    expect(kinds.length).toBeGreaterThan(20)
    expect(kinds).not.toContain('fresh')
    expect(kinds).not.toContain('ageing')
    expect(await colour()).not.toBe(colourBefore)
    await stack.server.start()
    await view.whole(saidAt + 1)
    expect(await view.bands()).toBe('')
    await view.close()
  })
})

describe('a page of the leaders’ view', () => {
  it('leads from every number to where it comes from, and back', async () => {
    const view = await open(demo, 'site', PHONE)
    await view.whole(0)
    const { page } = view
    const shown = await seriesShown(page)
    expect(shown.length).toBeGreaterThan(30)
    for (const [index, series] of shown.entries()) {
      const link = page.locator('main a:has([data-series])').nth(index)
      await link.click()
      await page.locator('main .figure [data-series]').waitFor()
      expect(await page.locator('main .figure [data-series]').getAttribute('data-series')).toBe(
        series,
      )
      for (const fact of ['formula', 'cadence', 'owner', 'target', 'code']) {
        expect(await page.locator(`[data-fact="${fact}"]`).count(), `${series} ${fact}`).toBe(1)
      }
      await page.goBack()
      await page.locator('main .overview').waitFor()
    }
    // Back stands where the last number was left, at the foot of a long page.
    await until('the place is found again', 5_000, () => page.evaluate(() => scrollY > 1_000))
    expect(view.problems).toEqual([])
    await view.close()
  })

  it('names itself in its title, opens by its address, and keeps the key on the way', async () => {
    const view = await open(demo, 'ratio', PHONE, 'lang=en&theme=light#key=abc')
    const { page } = view
    await page.locator('main .series').waitFor()
    expect(await page.title()).toBe(
      'Share of resolved dossiers resolved on time · Đại Lộc area · IOC Wall',
    )
    await page.getByRole('link', { name: 'Whole site' }).click()
    await page.locator('main .overview').waitFor()
    expect(page.url()).toBe(`${demo.server.origin}${PATHS.site}?lang=en&theme=light#key=abc`)
    expect(await page.title()).toBe('Đại Lộc area · IOC Wall')
    await page.reload()
    await page.locator('main .overview').waitFor()
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light')
    await view.close()
  })

  it('follows the device’s colours unless a theme is named', async () => {
    const view = await open(demo, 'site', PHONE)
    await settle(view)
    // The page hears of it by an event of its own, a moment after the command has been answered.
    for (const colorScheme of ['light', 'dark', 'light'] as const) {
      await view.page.emulateMedia({ colorScheme })
      await view.page.locator(`html[data-theme=${colorScheme}]`).waitFor()
    }
    await view.close()
  })

  it('can be walked by keyboard alone', async () => {
    const view = await open(demo, 'site', PHONE)
    await view.whole(0)
    await settle(view)
    const { page } = view
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Tới nội dung chính')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN')

    const reach = async (selector: string): Promise<void> => {
      for (let steps = 0; steps < 200; steps++) {
        await page.keyboard.press('Tab')
        if (await page.evaluate((one) => document.activeElement?.matches(one), selector)) return
      }
      throw new Error(`not reached by Tab: ${selector}`)
    }
    await reach('select')
    await page.keyboard.press('ArrowDown')
    await page.waitForURL(/metric=/)
    await reach('a[href*="/unit/"]')
    const unit = await focused()
    const outline = await page.evaluate(
      () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
    )
    expect(outline).toBe('solid')
    await page.keyboard.press('Enter')
    await page.locator('main .unit').waitFor()
    expect(await focused()).toBe(unit)
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
    await reach('a[href*="/series/"]')
    await page.keyboard.press('Enter')
    await page.locator('main .provenance').waitFor()
    await page.goBack()
    await page.locator('main .unit').waitFor()
    await page.goBack()
    await page.locator('main .overview').waitFor()
    expect(page.url()).toContain('metric=')
    await view.close()
  })

  describe('is clean to axe', () => {
    let view: WallPage
    beforeAll(async () => {
      view = await open(demo, 'site', PHONE)
    })
    afterAll(() => view.close())

    /** The bounded run takes two looks of each page, in turn. */
    const cases = NAMES.flatMap((name, at) =>
      LOOKS.filter((_, look) => IS_LONG || look !== at % LOOKS.length).map(
        ([lang, theme]) => [name, lang, theme] as const,
      ),
    )
    it.each(cases)('%s, %s, %s', async (name, lang, theme) => {
      const query = `lang=${lang}&theme=${theme}`
      await view.page.goto(`${demo.server.origin}${PATHS[name]}?${query}`)
      await view.whole(0)
      await settle(view)
      expect(await view.page.locator('html').getAttribute('lang')).toBe(lang)
      expect(await axeViolations(view.page)).toEqual([])
    })
  })

  it.each(
    NAMES.flatMap((name) => SIZES.map(({ width, height }) => [name, width, height] as const)),
  )('fits, and can be touched: %s, %i × %i', async (name, width, height) => {
    const view = await open(demo, name, { width, height })
    await view.whole(0)
    await settle(view)
    if (IS_LONG) {
      mkdirSync(ARTEFACTS, { recursive: true })
      const file = path.join(ARTEFACTS, `leader-${name}-${width}x${height}.png`)
      await view.page.screenshot({ path: file, fullPage: true })
    }
    const misfits = await view.page.evaluate(() => {
      const found: string[] = []
      const { scrollWidth } = document.documentElement
      if (scrollWidth > innerWidth) found.push(`the page is ${scrollWidth} wide`)
      for (const one of document.querySelectorAll('a, button, select, summary')) {
        const box = one.getBoundingClientRect()
        if (box.width === 0) continue
        const words = one.textContent.trim().slice(0, 40)
        if (box.height < 44 || box.width < 44) found.push(`${box.width}×${box.height}: ${words}`)
      }
      for (const one of document.querySelectorAll('main [data-series]')) {
        const box = one.getBoundingClientRect()
        if (box.right > innerWidth || one.scrollWidth > one.clientWidth + 1) {
          if (getComputedStyle(one).display !== 'inline') found.push(`cut: ${one.textContent}`)
        }
      }
      return found
    })
    expect(misfits).toEqual([])
    expect(view.problems).toEqual([])
    await view.close()
  })
})

describe('the start page', () => {
  it('leads to the wall and to the leaders’ view of each site, and is clean to axe', async () => {
    const view = await openWall(browser, demo.server.origin, SITE, {
      ...{ path: '/', query: '', viewport: PHONE },
    })
    await view.page.getByRole('link', { name: 'Màn hình lớn' }).first().waitFor()
    expect(await view.page.locator('a[href="/wall/dai-loc"]').count()).toBe(1)
    expect(await view.page.locator('a[href="/m/dai-loc"]').count()).toBe(1)
    expect(await axeViolations(view.page)).toEqual([])
    await view.close()
  })
})
