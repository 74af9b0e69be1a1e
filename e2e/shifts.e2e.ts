import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeViolations } from './harness/axe.ts'
import { accept, invite, PASSWORD, setUp } from './harness/people.ts'
import { onEither, startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const NOBODY = 'CHƯA CÓ TRỰC BAN'
const SEEN_MS = 10_000
const OFFICERS = [
  ['hanh', 'Trần Thị Hạnh'],
  ['tuan', 'Lê Văn Tuấn'],
] as const
const TABLET = { width: 820, height: 1180 }
const PHONE = { width: 360, height: 800 }

describe.each(onEither('redis'))('the watch over a site, %s store', (kind) => {
  let browser: Browser
  let stack: Stack
  let wall: WallPage

  beforeAll(async () => {
    browser = await launchChromium()
    stack = await startStack(kind)
    const root = await setUp(stack.server, 'here')
    for (const [id, name] of OFFICERS) {
      const grants = [{ site: SITE, role: 'officer' }] as const
      const { invitation } = await invite(stack.server, root, { id, name, grants })
      await accept(stack.server, 'here', invitation.token, { user: id })
    }
    wall = await openWall(browser, stack.server.origin, SITE)
    await wall.whole(0)
  })
  afterAll(async () => {
    await browser.close()
    await stack.stop()
  })

  /** The page of shifts in a browser of the officer's own. */
  async function openPage(user: string, viewport: typeof TABLET): Promise<Page> {
    const { origin } = stack.server
    const context = await browser.newContext({ viewport, locale: 'vi-VN' })
    const data = { user, password: PASSWORD }
    const signedIn = await context.request.post(`${origin}/session`, {
      ...{ data, headers: { Origin: origin } },
    })
    expect(signedIn.status()).toBe(200)
    const page = await context.newPage()
    await page.goto(`${origin}/desk/${SITE}/shifts`)
    await page.locator('[data-card="watch"] .who').waitFor({ timeout: SEEN_MS })
    return page
  }
  const wallSays = (words: string): Promise<string> =>
    wall.page.locator('.wall', { hasText: words }).innerText({ timeout: SEEN_MS })

  it('is said to be nobody’s, taken, handed over with a note and taken by the next, on every screen', async () => {
    expect(await wallSays(NOBODY)).toContain('chưa ai nhận ca trực cảnh báo')
    const hanh = await openPage('hanh', TABLET)
    await hanh.getByRole('button', { name: 'Nhận ca', exact: true }).click()
    await hanh.getByText('Bạn đang trực').waitFor({ timeout: SEEN_MS })
    await until('the wall names who is on watch', SEEN_MS, async () => {
      const text = await wall.page.locator('.wall').innerText()
      return text.includes('Trần Thị Hạnh') && !text.includes(NOBODY)
    })

    const tuan = await openPage('tuan', PHONE)
    await tuan.getByText('Trần Thị Hạnh chưa đề nghị giao ca').waitFor({ timeout: SEEN_MS })
    await hanh.getByRole('textbox').fill('Ái Nghĩa đang lên, đã gọi trạm')
    await hanh.getByRole('button', { name: 'Giao ca' }).click()
    await tuan.getByText('Lời nhắn: Ái Nghĩa đang lên, đã gọi trạm').first().waitFor({
      timeout: SEEN_MS,
    })
    expect(await axeViolations(tuan)).toEqual([])
    expect(await axeViolations(hanh)).toEqual([])
    await tuan.getByRole('button', { name: 'Nhận ca từ Trần Thị Hạnh' }).click()
    await tuan.getByText('Bạn đang trực').waitFor({ timeout: SEEN_MS })
    await wallSays('Lê Văn Tuấn')
    await hanh.getByText('đã bàn giao cho Lê Văn Tuấn').waitFor({ timeout: SEEN_MS })
    const wide = await tuan.evaluate(() => document.documentElement.scrollWidth)
    expect(wide).toBeLessThanOrEqual(PHONE.width)
  })

  it('is whose it was after the server was killed', async () => {
    await stack.server.kill('SIGKILL')
    await stack.server.start()
    await until('the wall names who is on watch', 20_000, async () => {
      const text = await wall.page.locator('.wall').innerText()
      return text.includes('Lê Văn Tuấn') && !text.includes('MẤT MÁY CHỦ')
    })
  })
})
