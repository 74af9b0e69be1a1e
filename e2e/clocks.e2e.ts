import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FIGURE_SCENE } from './harness/config-copy.ts'
import { onEither, startStack, STORE_KINDS, type Stack } from './harness/stores.ts'
import { sleep, until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const SERIES = 'river.level/ai-nghia'
const HOUR_MS = 3_600_000
const SETTLE_MS = 10_000

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

/** Runs in the page: its Date is off by `window.dateOffsetMs`, its monotonic clock is not. */
function shiftDate(): void {
  const RealDate = Date
  const now = (): number => RealDate.now() + Number(Reflect.get(window, 'dateOffsetMs') ?? 0)
  class ShiftedDate extends RealDate {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(now())
      else super(...(given as [number]))
    }
    static override now(): number {
      return now()
    }
  }
  Reflect.set(window, 'Date', ShiftedDate)
  Reflect.set(window, 'dateOffsetMs', Number(location.hash.slice(1)) || 0)
}

const setOffset = (wall: WallPage, offsetMs: number): Promise<unknown> =>
  wall.page.evaluate((ms) => Reflect.set(window, 'dateOffsetMs', ms), offsetMs)

describe('a kiosk whose clock is wrong', () => {
  describe.concurrent.each(onEither('embedded'))('%s store', (kind) => {
    let stack: Stack
    beforeAll(async () => {
      stack = await startStack(kind)
      await stack.server.postLevel(SITE, 'ai-nghia', 7.1)
    })
    afterAll(() => stack.stop())

    it.sequential.each([
      [HOUR_MS, 'máy trạm nhanh 1 giờ'],
      [-HOUR_MS, 'máy trạm chậm 1 giờ'],
    ])('from the start by %i ms says so and keeps the figures fresh', async (offsetMs, words) => {
      const wall = await openWall(browser, stack.server.origin, SITE, {
        before: shiftDate,
        query: `scene=${FIGURE_SCENE}#${offsetMs}`,
      })
      await wall.said('clock-off', 0)
      await wall.page.getByText(words).first().waitFor({ timeout: SETTLE_MS })
      await sleep(2_000)
      expect(await wall.freshness(SERIES)).toBe('fresh')
      expect(await wall.tile(SERIES)).toBe('7,10')
      const clock = await wall.page.locator('.clock, [data-clock], time').first().innerText()
      expect(clock).toContain(`${vietnamHour(Date.now())}:`)
      await wall.close()
    })

    it.sequential(
      'that jumps while it runs says so, and never that the figures are old',
      async () => {
        const wall = await openWall(browser, stack.server.origin, SITE, { before: shiftDate })
        const liveAt = await wall.whole(0)
        for (const offsetMs of [HOUR_MS, -HOUR_MS]) {
          const jumpedAt = Date.now()
          await setOffset(wall, offsetMs)
          await wall.said('clock-off', jumpedAt, SETTLE_MS)
          expect(await wall.freshness(SERIES)).toBe('fresh')
          const setBackAt = Date.now()
          await setOffset(wall, 0)
          await wall.whole(setBackAt, SETTLE_MS)
        }
        const feeds = (await wall.seen()).filter((one) => one.at > liveAt).map((one) => one.feed)
        expect(feeds.filter((feed) => feed !== 'clock-off' && feed !== 'live')).toEqual([])
        await wall.close()
      },
    )

    it.sequential(
      'is never offline for it: a server that is gone is still said in time',
      async () => {
        const wall = await openWall(browser, stack.server.origin, SITE, { before: shiftDate })
        await wall.whole(0)
        await setOffset(wall, -HOUR_MS)
        const killedAt = Date.now()
        stack.server.signal('SIGSTOP')
        const saidAt = await wall.said('offline', killedAt)
        stack.server.signal('SIGCONT')
        expect(saidAt - killedAt).toBeLessThanOrEqual(5_000)
        await wall.close()
      },
    )
  })
})

function vietnamHour(at: number): string {
  return String(new Date(at + 7 * HOUR_MS).getUTCHours()).padStart(2, '0')
}

const SHIFTED = path.resolve(import.meta.dirname, 'harness/shifted-clock.js')

const jumps = STORE_KINDS.flatMap((kind) => [
  { kind, way: 'forward', signal: 'SIGUSR2' } as const,
  { kind, way: 'back', signal: 'SIGWINCH' } as const,
])

describe('a server whose clock jumps', () => {
  it.concurrent.for(jumps)(
    'an hour $way says so; nothing fresh is old by it, nothing new is refused, $kind store',
    async ({ kind, signal }) => {
      const stack = await startStack(kind, { env: { NODE_OPTIONS: `--import=${SHIFTED}` } })
      try {
        await stack.server.postLevel(SITE, 'ai-nghia', 7.1)
        const wall = await openWall(browser, stack.server.origin, SITE)
        const liveAt = await wall.whole(0)
        const jumpedAt = Date.now()
        stack.server.signal(signal)
        await wall.said('clock-off', jumpedAt, SETTLE_MS)
        expect(await wall.freshness(SERIES)).toBe('fresh')
        const painted = wall.whenPainted(SERIES, '7,20')
        await stack.server.postLevel(SITE, 'ai-nghia', 7.2)
        await painted
        expect(await wall.freshness(SERIES)).toBe('fresh')
        const { series, time } = await stack.server.snapshot(SITE)
        expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(5_000)
        expect(series.find((one) => one.sensor === 'ai-nghia')).toMatchObject({
          value: 7.2,
          freshness: 'fresh',
        })
        const feeds = (await wall.seen()).filter((one) => one.at > liveAt).map((one) => one.feed)
        expect(feeds.filter((feed) => feed !== 'clock-off' && feed !== 'live')).toEqual([])
        await until('the server counts the jump', SETTLE_MS, async () => {
          const skew = await stack.server.metric('ioc_wall_clock_skew_seconds', `site="${SITE}"`)
          return Math.abs(Math.abs(skew) - 3_600) < 5
        })
        await wall.close()
      } finally {
        await stack.stop()
      }
    },
  )
})
