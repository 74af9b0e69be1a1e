import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeViolations } from './harness/axe.ts'
import { setupToken } from './harness/people.ts'
import { startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'
import { launchChromium } from './harness/wall-page.ts'

const PASSWORD = 'cầu ái nghĩa lúc sáng'
const OTHER = 'ruộng bậc thang mùa gặt'
const DESK = { width: 1440, height: 900 }
const PHONE = { width: 360, height: 740 }

describe('a room without a specialist', () => {
  let browser: Browser
  let stack: Stack
  let office: BrowserContext
  let page: Page
  const errors: string[] = []

  beforeAll(async () => {
    browser = await launchChromium()
    stack = await startStack('embedded')
    office = await newContext(DESK)
    page = await newPage(office)
  })
  afterAll(async () => {
    await browser.close()
    await stack.stop()
  })

  function newContext(viewport: typeof DESK): Promise<BrowserContext> {
    return browser.newContext({ viewport, locale: 'vi-VN', permissions: ['clipboard-read'] })
  }

  async function newPage(context: BrowserContext): Promise<Page> {
    const made = await context.newPage()
    made.on('pageerror', (error) => errors.push(error.message))
    made.on('console', (message) => {
      // A refused request is also told to the console; what is wrong with a page is told otherwise.
      const isAnswer = message.text().startsWith('Failed to load resource')
      if (message.type() === 'error' && !isAnswer) errors.push(message.text())
    })
    return made
  }

  const open = (path: string, where = page) => where.goto(stack.server.origin + path)
  const heading = (name: string | RegExp, where = page) =>
    where.getByRole('heading', { name }).first().waitFor()
  const press = (name: string | RegExp, where = page) =>
    where.getByRole('button', { name }).first().click()
  const setupPath = async (): Promise<string> => `/setup#${await setupToken(stack.server)}`

  async function fillPassword(password: string, where = page): Promise<void> {
    const fields = where.locator('input[autocomplete="new-password"]')
    await fields.first().waitFor()
    for (const field of await fields.all()) await field.fill(password)
  }

  it('is led from the printed link to a first figure on the wall', async () => {
    await open(await setupPath())
    await page.getByLabel('Họ và tên').fill('Nguyễn Thị Lan')
    await page.getByLabel('Tên đăng nhập').fill('lan')
    await fillPassword('ngắn')
    await press('Tạo và đăng nhập')
    await page.locator('[aria-invalid="true"]').first().waitFor()
    await fillPassword(PASSWORD)
    await press('Tạo và đăng nhập')
    await heading('Chọn địa bàn để bắt đầu')
    expect(page.url()).not.toContain('#')
    // What was done is not lost.
    await page.reload()
    await heading('Chọn địa bàn để bắt đầu')
    await page.getByLabel('Khu vực Đại Lộc').check()
    await press('Tiếp tục')
    await page.getByLabel('Tên khóa').fill('trạm đo')
    await press('Tạo khóa')
    const line = page.locator('code, pre').filter({ hasText: 'curl' }).first()
    await line.waitFor()
    await runShell((await line.innerText()).trim())
    await press('Tiếp tục')
    await heading('Việc còn lại')
    await until('the figure is in the state', 10_000, async () => {
      return (await stack.server.snapshot('dai-loc')).series.length > 0
    })
  })

  /** Runs what the page says to paste into a terminal. */
  async function runShell(text: string): Promise<void> {
    const { execFile } = await import('node:child_process')
    const { promisify } = await import('node:util')
    const { stdout } = await promisify(execFile)('bash', ['-c', text])
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 1 })
  }

  it('cannot be set up twice', async () => {
    const stranger = await newContext(DESK)
    const other = await newPage(stranger)
    await open(await setupPath(), other)
    await heading('Hệ thống đã có người quản trị', other)
    await stranger.close()
  })

  it('takes in a colleague by a link, who sees what the role allows and no more', async () => {
    await open('/admin/people')
    await page.getByRole('link', { name: 'Thêm tài khoản' }).click()
    await page.getByLabel('Tên đăng nhập').fill('binh')
    await page.getByLabel('Họ và tên').fill('Trần Bình')
    await press('Thêm vai trò')
    await page.getByLabel('Địa bàn').selectOption({ label: 'Khu vực Đại Lộc' })
    await page.getByLabel('Vai trò', { exact: true }).selectOption({ label: 'Cán bộ trực ban' })
    await press('Tạo tài khoản')
    await heading('Đã tạo tài khoản cho Trần Bình')
    const link = /\/set-password#[\w-]{43}/.exec(await page.locator('main').innerText())?.[0] ?? ''
    const phone = await newContext(PHONE)
    const own = await newPage(phone)
    await open(link, own)
    await heading('Đặt mật khẩu', own)
    await fillPassword(PASSWORD, own)
    await press('Lưu và đăng nhập', own)
    await until('binh is signed in', 20_000, async () => !own.url().includes('set-password')).catch(
      async (error: unknown) => {
        throw new Error(await own.locator('body').innerText(), { cause: error })
      },
    )
    await open('/account', own)
    await own.getByText('Cán bộ trực ban').first().waitFor()
    await open('/admin/people', own)
    await heading('Bạn không có quyền xem trang này', own)
    expect(await own.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    await phone.close()
  })

  const journalLine = (words: string) => page.locator('main li').filter({ hasText: words }).first()

  it('asks for the password before an act that matters, and does it then by itself', async () => {
    await office.clearCookies()
    await open('/admin/keys/dai-loc')
    await heading('Đăng nhập')
    expect(page.url()).toContain('to=')
    await page.getByLabel('Tên đăng nhập').fill('lan')
    await page.getByLabel('Mật khẩu', { exact: true }).fill('sai rồi đấy nhé')
    await press(/^Đăng nhập$/)
    await page.getByText('Tên đăng nhập hoặc mật khẩu không đúng.').waitFor()
    await page.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD)
    await press(/^Đăng nhập$/)
    await heading('Khóa truy cập')
    let isAsked = false
    await page.route('**/api/v1/sites/dai-loc/keys', async (route) => {
      if (isAsked || route.request().method() !== 'POST') return route.fallback()
      isAsked = true
      const type = 'urn:ioc-wall:problem:confirmation-required'
      const body = JSON.stringify({ type, title: '', status: 403, detail: '', instance: '' })
      await route.fulfill({ status: 403, contentType: 'application/problem+json', body })
    })
    await press('Tạo khóa')
    await page.getByLabel('Tên khóa').fill('màn hình phòng họp')
    await page.locator('form').getByRole('button', { name: 'Tạo khóa' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD)
    await dialog.getByRole('button', { name: 'Xác nhận' }).click()
    await heading('Khóa “màn hình phòng họp”')
    expect(isAsked).toBe(true)
  })

  it('revokes a key, changes the own password, and finds all of it in the journal', async () => {
    await open('/admin/keys/dai-loc')
    await press('Thu hồi khóa trạm đo')
    await press(/^Thu hồi khóa$/)
    await page.getByText('đã hết hạn hoặc đã thu hồi').waitFor()
    await open('/account')
    await page.getByLabel('Mật khẩu hiện tại', { exact: true }).fill(PASSWORD)
    await fillPassword(OTHER)
    await press('Đổi mật khẩu')
    await page.getByText('Đã đổi mật khẩu').waitFor()
    await open('/admin/journal/dai-loc')
    await journalLine('Thu hồi khóa').waitFor()
    await open('/admin/journal')
    await journalLine('Đổi mật khẩu').waitFor()
    await journalLine('Đăng nhập không được').waitFor()
    expect(await stack.server.command('journal', 'verify')).toContain('installation: sound')
  })

  it.each([
    '/sign-in',
    '/admin',
    '/admin/people',
    '/admin/people/new',
    '/admin/people/binh',
    '/admin/keys/dai-loc',
    '/admin/journal',
    '/admin/journal/dai-loc',
    '/admin/self-check',
    '/account',
  ])('shows %s to everybody: axe, keyboard, phone, both languages', async (path) => {
    for (const lang of ['vi', 'en']) {
      await page.setViewportSize(DESK)
      await open(`${path}?lang=${lang}`)
      await page.locator('main h1').first().waitFor()
      await page.waitForLoadState('networkidle')
      expect(await axeViolations(page)).toEqual([])
      await page.setViewportSize(PHONE)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      expect([path, lang, width]).toEqual([path, lang, PHONE.width])
    }
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toMatch(/A|BUTTON|INPUT/)
  })

  it('met no error of a page in all of it', () => {
    expect(errors).toEqual([])
  })
})
