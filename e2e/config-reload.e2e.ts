import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyConfig, type ConfigCopy } from './harness/config-copy.ts'
import { onEither, startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const LAYOUT = 'sites/dai-loc/layout.yaml'
const TAKEN_MS = 10_000

describe.concurrent.each(onEither('embedded'))('a configuration that changes, %s store', (kind) => {
  let browser: Browser
  let config: ConfigCopy
  let stack: Stack
  let wall: WallPage

  beforeAll(async () => {
    browser = await launchChromium()
    config = await copyConfig()
    stack = await startStack(kind, { env: { CONFIG_DIR: config.folder } })
    await stack.server.postLevel(SITE, 'ai-nghia', 7.1)
    wall = await openWall(browser, stack.server.origin, SITE)
    await wall.whenPainted('river.level/ai-nghia', '7,10')
  })
  afterAll(async () => {
    await browser.close()
    await stack.stop()
    await config.remove()
  })

  const titles = (): Promise<string[]> => wall.page.locator('[data-panel] h2').allInnerTexts()

  it.sequential('changes the wall without a reload when it is good', async () => {
    const isSamePage = await wall.mark()
    await config.edit(LAYOUT, (text) =>
      text.replaceAll('vi: Mực nước Ái Nghĩa', 'vi: Vu Gia tại Ái Nghĩa'),
    )
    await until('the new title stands on the wall', TAKEN_MS, async () =>
      (await titles()).includes('Vu Gia tại Ái Nghĩa'),
    )
    expect(await wall.tile('river.level/ai-nghia')).toBe('7,10')
    expect(await isSamePage()).toBe(true)
    const painted = wall.whenPainted('river.level/ai-nghia', '7,20')
    await stack.server.postLevel(SITE, 'ai-nghia', 7.2)
    await painted
  })

  it.sequential(
    'stays the old one when the new one is bad, with the place in the log and a word on the wall',
    async () => {
      const before = await titles()
      await config.edit(LAYOUT, (text) =>
        text.replaceAll('metric: river.level', 'metric: river.speed'),
      )
      await until('the log names the place', TAKEN_MS, () =>
        /sites\/dai-loc\/layout\.yaml:\d+:\d+/.test(stack.server.log()),
      )
      await wall.page.getByText('cấu hình mới bị từ chối').waitFor({ timeout: TAKEN_MS })
      expect(await titles()).toEqual(before)
      const painted = wall.whenPainted('river.level/ai-nghia', '7,30')
      await stack.server.postLevel(SITE, 'ai-nghia', 7.3)
      await painted
      const later = await openWall(browser, stack.server.origin, SITE)
      await later.page.getByText('cấu hình mới bị từ chối').waitFor({ timeout: TAKEN_MS })
      await later.close()
    },
  )

  it.sequential('is taken again when it is mended, decimals of a metric included', async () => {
    await config.edit(LAYOUT, (text) =>
      text.replaceAll('metric: river.speed', 'metric: river.level'),
    )
    await config.edit('packs/hydro.yaml', (text) =>
      text.replace(/(id: river\.level[\s\S]*?decimals: )2/, '$11'),
    )
    await wall.whenPainted('river.level/ai-nghia', '7,3')
    await until('the word on the wall is gone', TAKEN_MS, async () => {
      return (await wall.page.getByText('cấu hình mới bị từ chối').count()) === 0
    })
    expect(wall.problems).toEqual([])
  })
})
