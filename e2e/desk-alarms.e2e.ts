import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../server/testing/simulator/random.ts'
import { ALARM_SITE, configWithRivers, Officer } from './harness/alarm-site.ts'
import { axeViolations } from './harness/axe.ts'
import type { ConfigCopy } from './harness/config-copy.ts'
import {
  acknowledgedAt,
  clickedAt,
  longTasks,
  openCount,
  openDesk,
  scrollCost,
  shownInRowAt,
  sideways,
  smallTargets,
  type DeskPage,
} from './harness/desk-page.ts'
import { report } from './harness/report.ts'
import { startStack, STORE_KINDS, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'
import { launchChromium, openWall } from './harness/wall-page.ts'

const IS_LONG = process.env['LONG'] === '1'
/** Each raised so often, and all open: a site has a thousand sensors at most. */
const RIVERS = 500
const RAISES = 4
const MANY = RIVERS * RAISES
const KILLS = IS_LONG ? 20 : 3
/** A tick of the alarms' channel and what the way may take beside it. */
const SEEN_WITHIN_MS = 250 + 50
const TIMED = 30
const SEED = Number(process.env['SEED'] ?? Date.now() % 100_000)
const PHONE = { width: 360, height: 800 }
const TABLET = { width: 820, height: 1_180 }
const DESKTOP = { width: 1_440, height: 900 }
const MAIN = '.actions .button-main'
const ORDERS = '**/alarm-commands'

let browser: Browser
let config: ConfigCopy
beforeAll(async () => {
  browser = await launchChromium()
  config = await configWithRivers(RIVERS)
})
afterAll(async () => {
  await browser.close()
  await config.remove()
})

const idOf = (at: number): string => `high~e2e-${at}`
const rowOf = (page: Page, at: number) => page.locator(`[data-key="${idOf(at)}#1"]`)
const outbox = (page: Page) => page.locator('.outbox')

describe.each(IS_LONG ? STORE_KINDS : (['embedded'] as const))(
  'the duty desk, %s store',
  (kind) => {
    let stack: Stack
    let auditor: Officer
    beforeAll(async () => {
      stack = await startStack(kind, {
        env: { CONFIG_DIR: config.folder, SITES: ALARM_SITE },
        redis: { appendonly: 'yes', appendfsync: 'always' },
      })
      await stack.server.ingestKey(ALARM_SITE)
      auditor = await Officer.at(stack.server, 'kiểm tra')
    })
    afterAll(() => stack.stop())

    async function raise(first: number, count = 1, level = 12): Promise<void> {
      const samples = Array.from({ length: count }, (_, at) => {
        return { metric: 'river.level', sensor: `e2e-${first + at}`, value: level }
      })
      expect((await stack.server.post(ALARM_SITE, samples)).status).toBe(202)
    }

    /** Ends what is raised on every river, and raises it once more. */
    async function raiseAnew(time: number): Promise<void> {
      const samples = Array.from({ length: RIVERS }, (_, at) =>
        [3, 12].map((value, after) => ({
          ...{ metric: 'river.level', sensor: `e2e-${at}`, value },
          at: new Date(time + after).toISOString(),
        })),
      )
      expect((await stack.server.post(ALARM_SITE, samples.flat())).status).toBe(202)
    }

    async function acknowledgementsOf(at: number): Promise<readonly (string | undefined)[]> {
      const lines = await auditor.journal()
      return lines
        .filter(({ action, subject }) => action === 'alarm.acknowledged' && subject === idOf(at))
        .map(({ actor }) => actor.name)
    }

    function openAt(name: string, size: typeof PHONE, query = ''): Promise<DeskPage> {
      const id = `p${name
        .normalize('NFD')
        .replace(/[^a-z]/gi, '')
        .toLowerCase()}`
      return openDesk(browser, stack.server, { id, name }, { size, query })
    }

    const acknowledgeOn = (page: Page) => page.locator(MAIN).click()

    it('takes an acknowledgement with its comment on a phone, and another desk and a wall see it at once', async () => {
      await raise(0)
      const wall = await openWall(browser, stack.server.origin, ALARM_SITE)
      const other = await openAt('Bình', DESKTOP)
      const { page, context, problems } = await openAt('Lan', PHONE)
      await rowOf(page, 0).waitFor()
      expect(await axeViolations(page)).toEqual([])
      expect([await sideways(page), await smallTargets(page)]).toEqual([0, []])
      await rowOf(page, 0).click()
      await page.getByRole('button', { name: 'Thêm ghi chú' }).click()
      await page.locator('.actions input').fill('đã gọi trạm')
      expect(await axeViolations(page)).toEqual([])
      expect([await sideways(page), await smallTargets(page)]).toEqual([0, []])
      const [clicked, onWall] = [clickedAt(page), acknowledgedAt(wall.page, idOf(0))]
      const onDesk = shownInRowAt(other.page, `${idOf(0)}#1`, 'Lan nhận')
      await acknowledgeOn(page)
      await outbox(page).getByText('đã ghi').waitFor()
      await other.page.locator('.groups h2', { hasText: 'Đã nhận' }).waitFor()
      expect(await rowOf(other.page, 0).innerText()).toContain('Lan nhận')
      const began = await clicked
      report(`acknowledged on a phone until another desk shows it, ${kind}`, (await onDesk) - began)
      report(`acknowledged on a phone until a wall has it, ${kind}`, (await onWall) - began)
      await expect
        .poll(() => wall.alarms())
        .toMatchObject([{ isAcknowledged: true, comment: { name: 'Lan', text: 'đã gọi trạm' } }])
      await page.getByRole('link', { name: 'Danh sách' }).click()
      await rowOf(page, 0).waitFor()
      await page.setViewportSize(TABLET)
      await rowOf(page, 0).click()
      await page.locator('.detail').waitFor()
      expect([await sideways(page), await axeViolations(page)]).toEqual([0, []])
      await rowOf(other.page, 0).click()
      await other.page.getByText('“đã gọi trạm”').first().waitFor()
      await other.page.getByText('Lan nhận lần 1').waitFor()
      await raise(0, 1, 12.4)
      await rowOf(other.page, 0).getByText('hiện 12,40').waitFor()
      await other.page.locator('.figure .number', { hasText: '12,40' }).waitFor()
      expect([await sideways(other.page), await axeViolations(other.page)]).toEqual([0, []])
      await other.page.keyboard.press('?')
      expect(await axeViolations(other.page)).toEqual([])
      expect([...problems, ...other.problems]).toEqual([])
      await Promise.all([context.close(), other.context.close(), wall.close()])
    })

    // What a machine that does other work besides makes of it says nothing about the way.
    if (IS_LONG) {
      it('is seen elsewhere within a tick and 50 ms', async () => {
        const wall = await openWall(browser, stack.server.origin, ALARM_SITE)
        const other = await openAt('Khánh', DESKTOP)
        const { page, context } = await openAt('Diệp', PHONE)
        const times: { readonly wall: number; readonly desk: number }[] = []
        for (let at = 100; at < 100 + TIMED; at++) {
          await raise(at)
          await Promise.all([rowOf(page, at).click(), rowOf(other.page, at).waitFor()])
          await page.locator(MAIN).waitFor()
          const [clicked, onWall] = [clickedAt(page), acknowledgedAt(wall.page, idOf(at))]
          const onDesk = shownInRowAt(other.page, `${idOf(at)}#1`, 'Diệp nhận')
          await acknowledgeOn(page)
          const began = await clicked
          times.push({ wall: (await onWall) - began, desk: (await onDesk) - began })
          await raise(at, 1, 3)
          await page.getByRole('link', { name: 'Danh sách' }).click()
          await rowOf(page, at).waitFor({ state: 'detached' })
        }
        const [onWalls, onDesks] = [times.map((one) => one.wall), times.map((one) => one.desk)]
        report(`clicked on a phone until a wall has it, ${kind}`, onWalls)
        report(`clicked on a phone until another desk shows it, ${kind}`, onDesks)
        expect(Math.max(...onWalls)).toBeLessThanOrEqual(SEEN_WITHIN_MS)
        expect(Math.max(...onDesks)).toBeLessThanOrEqual(SEEN_WITHIN_MS)
        await Promise.all([context.close(), other.context.close(), wall.close()])
      })
    }

    it('[G7] says to the second officer who was first and when, and how it stands', async () => {
      await raise(1)
      const { page, context } = await openAt('Hạnh', DESKTOP, `?alarm=${idOf(1)}&occurrence=1`)
      await page.locator(MAIN).waitFor()
      // Between the look and the click somebody else is faster.
      await page.route(
        ORDERS,
        async (route) => {
          await auditor.acknowledge({ id: idOf(1), occurrence: 1 }, 'faster')
          await route.continue()
        },
        { times: 1 },
      )
      await acknowledgeOn(page)
      // How it stands now comes by the feed, which may be a tick behind the refusal.
      const told = outbox(page).locator('.is-wrong', { hasText: 'Hiện nay: kiểm tra nhận' })
      await told.waitFor()
      const text = await told.innerText()
      expect(text).toContain('KHÔNG ghi được')
      expect(text).toMatch(/kiểm tra đã nhận lúc \d\d:\d\d/)
      expect(text).toMatch(/Hiện nay: kiểm tra nhận/)
      expect(await axeViolations(page)).toEqual([])
      expect(await acknowledgementsOf(1)).toEqual(['kiểm tra'])
      await context.close()
    })

    it(`[G6] never shows as done what kill -9 has undone, and has it done after the restart (SEED=${SEED})`, async () => {
      const chance = new Random(SEED)
      await raise(10, KILLS)
      const { page, context } = await openAt('Tuấn', DESKTOP)
      for (let at = 10; at < 10 + KILLS; at++) {
        await rowOf(page, at).click()
        await page.locator('.detail h2').waitFor()
        // Before the request arrives, after it was carried out, or anywhere between.
        const kindOfKill = at - 10 < 2 ? at - 10 : 2
        await page.route(
          ORDERS,
          async (route) => {
            if (kindOfKill === 0) await stack.server.kill('SIGKILL')
            else if (kindOfKill === 1) {
              await route.fetch()
              await stack.server.kill('SIGKILL')
            } else setTimeout(() => void stack.server.kill('SIGKILL'), chance.integer(0, 12))
            await (kindOfKill === 1 ? route.abort() : route.continue()).catch(() => undefined)
          },
          { times: 1 },
        )
        await acknowledgeOn(page)
        if (kindOfKill < 2) {
          // What was carried out may have come by the feed before the server died.
          const unsure = page.locator(MAIN, { hasText: 'chưa được xác nhận' })
          const told = page.locator('.detail', { hasText: 'Tuấn nhận' })
          await (kindOfKill === 0 ? unsure : unsure.or(told)).waitFor()
          expect(await outbox(page).innerText()).not.toContain(`đã ghi · Nước cao, Sông e2e-${at}`)
        }
        await until('the server is dead', 5_000, () => stack.server.isDead())
        const lost = page.locator('.band-offline', { hasText: 'MẤT MÁY CHỦ' })
        await lost.waitFor({ timeout: 6_000 })
        await stack.server.start()
        await lost.waitFor({ state: 'detached' })
        await rowOf(page, at).filter({ hasText: 'Tuấn nhận' }).waitFor()
        expect(await acknowledgementsOf(at)).toEqual(['Tuấn'])
      }
      await expect.poll(() => outbox(page).locator('.is-late, .is-wrong').count()).toBe(0)
      await context.close()
    })

    it('[G6] keeps what was ordered without a network, over a reload, and sends it when there is one', async () => {
      await raise(5)
      const { page, context } = await openAt('Mai', PHONE, `?alarm=${idOf(5)}&occurrence=1`)
      await page.locator(MAIN).waitFor()
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready
        if (navigator.serviceWorker.controller) return
        await new Promise((resolve) => {
          navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true })
        })
      })
      await context.setOffline(true)
      await acknowledgeOn(page)
      await page.locator(MAIN, { hasText: 'chờ gửi · chưa được xác nhận' }).waitFor()
      expect(await outbox(page).innerText()).toContain('1 lệnh chờ gửi · chưa được xác nhận')
      expect(await axeViolations(page)).toEqual([])
      expect(await sideways(page)).toBe(0)
      await page.reload()
      await outbox(page).getByText('còn lệnh chưa gửi của Mai').waitFor()
      expect(await acknowledgementsOf(5)).toEqual([])
      await context.setOffline(false)
      await outbox(page).getByText('đã ghi').waitFor({ timeout: 20_000 })
      expect(await acknowledgementsOf(5)).toEqual(['Mai'])
      await context.close()
    })

    it('stays fluid with two thousand alarms, and acknowledges them all together', async () => {
      const begun = Date.now() - 1_000
      for (let round = 0; round < RAISES; round++) await raiseAnew(begun + 100 * round)
      const { page, context, problems } = await openAt('Thu', DESKTOP)
      await expect.poll(() => openCount(page), { timeout: 30_000 }).toBe(MANY)
      expect(await page.locator('.it').count()).toBeLessThan(40)
      const scrolled = await scrollCost(page)
      report('a frame while 2,000 alarms are scrolled', scrolled.frames)
      report('script and layout of it', scrolled.busy)
      const search = page.locator('input[type="search"]')
      const searching = performance.now()
      await search.fill('song e2e-499')
      await until('it is found', 5_000, async () => (await page.locator('.it').count()) === RAISES)
      report('search among 2,000 alarms', performance.now() - searching)
      await page.getByRole('button', { name: 'Bỏ lọc' }).click()
      await page.getByRole('button', { name: 'Chọn nhiều' }).click()
      await page.getByRole('button', { name: /Chọn tất cả/ }).click()
      await page.locator('.bulk .button-main').click()
      expect(await axeViolations(page)).toEqual([])
      const began = performance.now()
      const updating = longTasks(page, 'Chờ nhận 0')
      await page.locator('dialog .button-main').click()
      report('long tasks while 2,000 alarms change', await updating)
      report('2,000 alarms acknowledged by four orders', performance.now() - began)
      expect((await auditor.list('unacknowledged')).length).toBe(0)
      expect(problems).toEqual([])
      await context.close()
    })
  },
)
