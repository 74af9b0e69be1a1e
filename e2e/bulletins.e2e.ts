import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeViolations } from './harness/axe.ts'
import { report } from './harness/report.ts'
import { startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'
import { launchChromium, openWall } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const DESK = { width: 1440, height: 900 }
const PHONE = { width: 320, height: 640 }
/** Somebody waits for it in front of the wall. */
const SHOWN_WITHIN_MS = 3_000

let browser: Browser
let demo: Stack
beforeAll(async () => {
  browser = await launchChromium()
  demo = await startStack('embedded', {
    flags: ['--demo', 'flood', '--speed', '1'],
    env: { SITES: 'dai-loc' },
  })
})
afterAll(async () => {
  await browser.close()
  await demo.stop()
})

async function openDesk(page: string, viewport = DESK): Promise<Page> {
  const context = await browser.newContext({ viewport, timezoneId: 'Asia/Ho_Chi_Minh' })
  const { origin } = demo.server
  const answer = await context.request.post(`${origin}/session`, {
    data: { user: 'truc-ban', password: 'demo' },
    headers: { Origin: origin },
  })
  expect(answer.status()).toBe(200)
  const opened = await context.newPage()
  await opened.goto(`${origin}/desk/${SITE}/${page}`)
  await opened.locator('main form').waitFor()
  return opened
}

/** A minute of the site's clock, as the field of time takes it. */
async function siteMinute(hoursAgo: number): Promise<string> {
  const { time } = await demo.server.snapshot(SITE)
  const at = Date.parse(time) + (7 - hoursAgo) * 3_600_000
  return new Date(at).toISOString().slice(0, 16)
}

describe('what officers enter by hand', () => {
  it('an announced level is on the wall within seconds, and gone when it ends', async () => {
    const wall = await openWall(browser, demo.server.origin, SITE)
    const desk = await openDesk('bulletins')
    const enter = async (level: string, hoursAgo: number): Promise<void> => {
      await desk.getByLabel('Loại thiên tai').selectOption({ label: 'lũ, ngập lụt' })
      await desk.getByLabel('Cấp độ').selectOption({ label: level })
      await desk.getByLabel('Giờ công bố').fill(await siteMinute(hoursAgo))
      await desk.getByRole('button', { name: 'Ghi và đưa lên màn hình' }).click()
    }
    await enter('Cấp 3', 2)
    const enteredAt = Date.now()
    const shield = wall.page.locator('[data-announced]')
    await shield.waitFor({ timeout: SHOWN_WITHIN_MS })
    report('announced level on the wall', Date.now() - enteredAt)
    expect(await shield.textContent()).toContain('Rủi ro cấp 3 do lũ, ngập lụt')
    const head = wall.page.locator('.head h1')
    expect(await head.evaluate((h1) => h1.scrollWidth - h1.clientWidth)).toBeLessThanOrEqual(1)
    await enter('Hết hiệu lực', 1)
    await shield.waitFor({ state: 'detached', timeout: SHOWN_WITHIN_MS })
    await wall.close()
    await desk.context().close()
  })

  it('a reading is asked about where it leaps, and stands with its name', async () => {
    const desk = await openDesk('readings')
    await desk.getByLabel('Trạm và số đo').selectOption({ label: 'Ái Nghĩa, mực nước' })
    await desk.getByText('Số gần nhất').waitFor()
    const value = desk.getByLabel('Số đọc được, m')
    // The site's clock comes with the first frame; until then no time is offered, and none is sent.
    await until('the time of the site is offered', 10_000, async () => {
      return (await desk.getByLabel('Giờ đọc').inputValue()) !== ''
    })
    await value.fill('61')
    await desk.getByRole('button', { name: 'Gửi số đo' }).click()
    await desk.getByText('không thể có ở đây').waitFor()
    await value.fill('30')
    await desk.getByRole('button', { name: 'Gửi số đo' }).click()
    await desk.getByText('khác hẳn các số vừa rồi').waitFor()
    await desk.getByRole('button', { name: 'Đã đọc lại, gửi số này' }).click()
    await desk.getByText('đánh dấu chưa chắc').waitFor()
    const row = await desk.locator('main table tbody tr').first().textContent()
    expect(row).toContain('30,00')
    expect(row).toContain('Trực ban')
    await desk.context().close()
  })

  it.each(['bulletins', 'readings'])(
    'the page of %s is for everybody, on a phone too',
    async (page) => {
      const desk = await openDesk(page, PHONE)
      const width = await desk.evaluate(() => document.documentElement.scrollWidth)
      expect(width).toBeLessThanOrEqual(PHONE.width)
      expect(await axeViolations(desk)).toEqual([])
      await desk.context().close()
    },
  )
})
