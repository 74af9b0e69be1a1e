import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onEither, startStack, type Stack } from './harness/stores.ts'
import { whenSaved } from './harness/saved-wall.ts'
import { until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const MINUTE_MS = 60_000

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

function wrongDate(): void {
  const now = Date.now
  Date.now = () => now() + 3_600_000
}

const run = promisify(execFile)

/** While full, Redis has no memory left for a write, and no file of the server may grow. */
async function setFull({ server, redis }: Stack, isFull: boolean): Promise<void> {
  if (redis) await redis.command('CONFIG', 'SET', 'maxmemory', isFull ? '1' : '0')
  else {
    const limit = `--fsize=${isFull ? '1' : 'unlimited'}:unlimited`
    await run('prlimit', ['--pid', String(server.pid()), limit])
  }
}

describe.concurrent.each(onEither('redis'))('each layer that fails, %s store', (kind) => {
  let stack: Stack
  let wall: WallPage
  const words = new Map<string, string>()

  beforeAll(async () => {
    stack = await startStack(kind)
    await stack.server.postLevel(SITE, 'ai-nghia', 7.1)
    wall = await openWall(browser, stack.server.origin, SITE)
    await wall.said('live', 0)
  })
  afterAll(async () => {
    await wall.close()
    await stack.stop()
  })

  const brokenLinks = (of: WallPage): Promise<string[]> =>
    of.page.locator('.chain .is-broken').allInnerTexts()

  const post = (sensor: string, value: number, ageMs = 0) => {
    const at = new Date(Date.now() - ageMs).toISOString()
    return stack.server.post(SITE, [{ metric: 'river.level', sensor, value, at }])
  }

  it.sequential('shows nothing while nothing fails', async () => {
    expect(await wall.bands()).toBe('')
    expect(await brokenLinks(wall)).toEqual([])
    expect(await wall.freshness('river.level/ai-nghia')).toBe('fresh')
  })

  it.sequential('ingest: figures stop, and the band says that nothing is taken in', async () => {
    await setFull(stack, true)
    const from = Date.now()
    expect((await post('ai-nghia', 7.2)).status).toBe(507)
    await wall.said('ingest-down', from, 10_000)
    words.set('ingest-down', await wall.bands())
    expect(words.get('ingest-down')).toContain('NGỪNG NHẬN SỐ LIỆU')
    await setFull(stack, false)
    const healedAt = Date.now()
    await until('samples are taken again', 10_000, async () => {
      return (await post('ai-nghia', 7.2)).status === 202
    })
    await wall.said('live', healedAt, 10_000)
  })

  // The embedded store is part of the server: it does not fail alone.
  if (kind === 'redis') {
    it.sequential('store: the band says that it cannot be written', async () => {
      const from = Date.now()
      stack.redis?.signal('SIGSTOP')
      await wall.said('store-down', from, 10_000)
      words.set('store-down', await wall.bands())
      expect(words.get('store-down')).toContain('KHÔNG GHI ĐƯỢC')
      stack.redis?.signal('SIGCONT')
      await wall.said('live', Date.now(), 10_000)
    })
  }

  it.sequential('kiosk clock: said beside the clock, the figures stay', async () => {
    const wrong = await openWall(browser, stack.server.origin, SITE, { before: wrongDate })
    await wrong.said('clock-off', 0)
    const said = wrong.page.getByText('máy trạm nhanh 1 giờ').first()
    await said.waitFor({ timeout: 10_000 })
    words.set('clock-off', await said.innerText())
    expect(await wrong.freshness('river.level/ai-nghia')).toBe('fresh')
    await wrong.close()
  })

  it.sequential('one source: its own panel is old, the others stay fresh', async () => {
    const from = Date.now()
    expect((await post('hoi-khach', 12.34, 25 * MINUTE_MS)).status).toBe(202)
    await wall.said('source-late', from, 10_000)
    expect(await wall.freshness('river.level/hoi-khach')).toBe('stale')
    expect(await wall.tile('river.level/hoi-khach')).toBe('12,34')
    expect(await wall.freshness('river.level/ai-nghia')).toBe('fresh')
    const links = await brokenLinks(wall)
    expect(links.join()).toContain('Nguồn')
    words.set('source-late', links.join())
    expect(await wall.page.getByText('cũ 25 phút').first().isVisible()).toBe(true)
  })

  it.sequential('one value past its time: no number at all', async () => {
    expect((await post('giao-thuy', 5.67, 120 * MINUTE_MS)).status).toBe(202)
    await wall.whenPainted('river.level/giao-thuy', '—')
    await until('the panel says expired', 5_000, async () => {
      return (await wall.freshness('river.level/giao-thuy')) === 'expired'
    })
    const panel = wall.page.locator(
      '[data-panel="figure"]:has([data-series="river.level/giao-thuy"])',
    )
    const text = await panel.first().innerText()
    expect(text).not.toContain('5,67')
    expect(text).toContain('mất số từ')
    words.set('expired', 'mất số từ')
  })

  it.sequential('server: the band says that it is gone', async () => {
    const from = Date.now()
    await stack.server.kill()
    await wall.said('offline', from, 10_000)
    words.set('offline', await wall.bands())
    expect(words.get('offline')).toContain('MẤT MÁY CHỦ')
  })

  it.sequential('looks like no other', () => {
    const failed = ['clock-off', 'expired', 'ingest-down', 'offline', 'source-late']
    if (kind === 'redis') failed.push('store-down')
    expect([...words.keys()].toSorted()).toEqual(failed)
    expect(new Set(words.values()).size).toBe(failed.length)
  })
})

describe.concurrent('a wall that is loaded again while the server is gone', () => {
  const title =
    'shows the last figures as old, never as live, and is live when the server is back, %s store'
  it.concurrent.each(onEither('embedded'))(title, async (kind) => {
    const stack = await startStack(kind)
    try {
      await stack.server.postLevel(SITE, 'ai-nghia', 7.65)
      const wall = await openWall(browser, stack.server.origin, SITE)
      await wall.whenPainted('river.level/ai-nghia', '7,65')
      await whenSaved(wall.page)
      await stack.server.kill()
      await wall.page.reload()
      await wall.whenPainted('river.level/ai-nghia', '7,65')
      expect(await wall.bands()).toContain('SỐ ĐÃ LƯU')
      expect(await wall.root('feed')).toBe('offline')
      expect(await wall.freshness('river.level/ai-nghia')).toBe('stale')
      const states = (await wall.seen()).map((one) => one.feed)
      expect(new Set(states.filter((feed) => feed !== ''))).toEqual(new Set(['offline']))
      await stack.server.start()
      const backAt = Date.now()
      expect((await wall.whole(0)) - backAt).toBeLessThanOrEqual(10_000)
      expect(await wall.bands()).toBe('')
      expect(await wall.freshness('river.level/ai-nghia')).toBe('fresh')
      await wall.close()
    } finally {
      await stack.stop()
    }
  })
})

describe('a page that is no wall', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack('embedded')
  })
  afterAll(() => stack.stop())

  it('leaves the server’s own addresses to the server, also once the wall is kept', async () => {
    const wall = await openWall(browser, stack.server.origin, SITE)
    await wall.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await wall.page.goto(`${stack.server.origin}/metrics`)
    expect(await wall.page.textContent('body')).toContain('ioc_wall_walls{')
    await wall.page.goto(`${stack.server.origin}/readyz`)
    expect(await wall.page.textContent('body')).not.toContain('IOC Wall')
    await wall.close()
  })

  it('says in words that the server has no such site', async () => {
    const page = await browser.newPage()
    await page.goto(`${stack.server.origin}/wall/nowhere`)
    const words = page.getByText('Máy chủ không có đơn vị này')
    await words.waitFor({ timeout: 5_000 })
    await page.close()
  })
})
