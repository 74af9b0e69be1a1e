import type { Browser, CDPSession } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyConfig, type ConfigCopy } from './harness/config-copy.ts'
import { startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const TURNS = 3
const trendOf = (id: string, column: number): string => `
      - id: ${id}
        at: { column: ${column}, row: 1, width: 12, height: 12 }
        panel: { kind: trend, options: { hours: 6, series: [{ metric: river.level, sensor: ai-nghia }] } }`
const LAYOUT = `rotateEverySeconds: 5
scenes:
  - id: first
    title: { vi: Một, en: One }
    panels:${trendOf('a', 1)}${trendOf('b', 13)}
  - id: second
    title: { vi: Hai, en: Two }
    panels:${trendOf('c', 1)}
      - id: d
        at: { column: 13, row: 1, width: 12, height: 12 }
        panel: { kind: hydrograph, options: { metric: river.level, sensor: ai-nghia } }
`

let browser: Browser
let stack: Stack
let config: ConfigCopy
let wall: WallPage
let session: CDPSession

beforeAll(async () => {
  browser = await launchChromium()
  config = await copyConfig()
  await config.edit(`sites/${SITE}/layout.yaml`, () => LAYOUT)
  const flags = ['--demo', 'flood', '--speed', '60']
  stack = await startStack('embedded', { flags, env: { CONFIG_DIR: config.folder, SITES: SITE } })
  wall = await openWall(browser, stack.server.origin, SITE, { query: 'lang=en' })
  session = await wall.context.newCDPSession(wall.page)
})
afterAll(async () => {
  await browser.close()
  await stack.stop()
  await config.remove()
})

async function inScene(title: string): Promise<void> {
  await until(`the scene ${title}`, 30_000, async () => (await wall.page.title()).startsWith(title))
}

/** Canvases that are alive in the page, on it or not. */
async function canvasCount(): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { result } = await session.send('Runtime.evaluate', {
    expression: 'HTMLCanvasElement.prototype',
  })
  const { objects } = await session.send('Runtime.queryObjects', {
    prototypeObjectId: result.objectId ?? '',
  })
  const count = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId ?? '',
    functionDeclaration: 'function () { return this.length }',
    returnByValue: true,
  })
  await session.send('Runtime.releaseObject', { objectId: objects.objectId ?? '' })
  return count.result.value as number
}

describe('charts', () => {
  it('draw what the server knows of the past', async () => {
    await inScene('One')
    await wall.page.locator('.trend-canvas canvas').first().waitFor()
    const [least, greatest] = await wall.page
      .locator('[data-panel="trend"] .chart-table td')
      .allInnerTexts()
      .then((cells) => [cells[1] ?? '', cells[2] ?? ''])
    expect(least).toMatch(/^\d+\.\d\d at \d\d:\d\d/)
    expect(greatest).toMatch(/^\d+\.\d\d at \d\d:\d\d/)
  })

  it('leave no canvas behind when scenes change', async () => {
    await inScene('Two')
    await inScene('One')
    const counts: number[] = []
    for (let turn = 0; turn < TURNS; turn++) {
      counts.push(await canvasCount())
      await inScene('Two')
      await inScene('One')
    }
    expect(Math.max(...counts)).toBe(counts[0])
    expect(await wall.page.locator('[_echarts_instance_]').count()).toBe(2)
    expect(wall.problems).toEqual([])
  })
})
