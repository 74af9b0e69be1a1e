import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALARM_SITE, configWithRivers, Officer } from './harness/alarm-site.ts'
import { axeViolations } from './harness/axe.ts'
import type { ConfigCopy } from './harness/config-copy.ts'
import { misfitsOn } from './harness/misfits.ts'
import { report } from './harness/report.ts'
import { startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const RIVERS = 14
/** A unit of the site, see its units.csv. */
const UNIT = '20779'
const SCENE = 'ung-pho-thien-tai'
const CRITICAL = 'critical~e2e-0'
const HIGH = 'high~e2e-0'
/** A tick, and what a busy machine makes of it. */
const SEEN_MS = 10_000
/** Ten minutes of the scenario, in which its flood of alarms ends, are twenty seconds. */
const SPEED = '30'
const FLOOD_MS = 40_000

let browser: Browser
let config: ConfigCopy
let stack: Stack
beforeAll(async () => {
  browser = await launchChromium()
  config = await configWithRivers(RIVERS)
  await config.edit('alarms/e2e.yaml', withCriticals)
  await config.edit(`sites/${ALARM_SITE}/sensors.yaml`, (text) =>
    text.replace('{ id: e2e-0,', `{ id: e2e-0, unit: '${UNIT}',`),
  )
  stack = await startStack('embedded', { env: { CONFIG_DIR: config.folder, SITES: ALARM_SITE } })
})
afterAll(async () => {
  await browser.close()
  await stack.stop()
  await config.remove()
})

/** Beside the rule for high water one for water that is critical. */
function withCriticals(text: string): string {
  const rule = text.slice(text.indexOf('  - id: high'))
  return (
    text.trimEnd() +
    '\n' +
    rule
      .replace('id: high', 'id: critical')
      .replace('Nước cao', 'Nước rất cao')
      .replace('limit: 10, severity: high', 'limit: 20, severity: critical')
  )
}

async function isThere(wall: WallPage, selector: string): Promise<boolean> {
  return (await wall.page.locator(selector).count()) > 0
}

async function comes(wall: WallPage, selector: string, withinMs = SEEN_MS): Promise<number> {
  return until(`${selector} is on the wall`, withinMs, () => isThere(wall, selector))
}

async function goes(wall: WallPage, selector: string, withinMs = SEEN_MS): Promise<number> {
  return until(`${selector} is gone`, withinMs, async () => !(await isThere(wall, selector)))
}

/** How an alarm stands in the list, its occurrence left out; undefined where it is not. */
function listed(wall: WallPage, alarm: string): Promise<string | null> {
  const row = wall.page.locator(`[data-panel="alarms"] [data-alarm="${alarm}#1"]`)
  return row.getAttribute('data-state')
}

describe('a wall whose site has alarms', () => {
  it('gives a critical one the scene, and takes it back when that is acknowledged', async () => {
    const { server } = stack
    const officer = await Officer.at(server, 'truc-ban')
    const wall = await openWall(browser, server.origin, ALARM_SITE, {
      query: `scene=${SCENE}`,
      isTakenOver: true,
    })
    await wall.whole(0)
    await comes(wall, '.commune-cell')
    await wall.page.getByText('Không có cảnh báo nào', { exact: true }).waitFor()
    const commune = await wall.page.locator('.commune-cell').first().elementHandle()

    const postedAt = await server.postLevel(ALARM_SITE, 'e2e-0', 25)
    const takenAt = await comes(wall, '[data-panel="takeover"]')
    report('critical value answered → takeover on the wall', takenAt - postedAt)
    const takeover = wall.page.locator('[data-panel="takeover"]')
    const words = await takeover.innerText()
    for (const part of ['Nước rất cao', 'Sông e2e-0', '25,00\u00a0m', 'chưa ai nhận']) {
      expect(words).toContain(part)
    }
    expect(await wall.page.locator('.wall-below [data-panel="alarms"]').isVisible()).toBe(false)
    expect(await misfitsOn(wall.page)).toEqual([])
    expect(await axeViolations(wall.page)).toEqual([])

    const [critical] = (await officer.list('unacknowledged')).filter(({ id }) => id === CRITICAL)
    expect((await officer.acknowledge(critical!, 'first')).status).toBe(200)
    await goes(wall, '[data-panel="takeover"]')
    // The scene is the one that was there: its map was not drawn again.
    expect(await commune?.evaluate((element) => element.isConnected)).toBe(true)
    expect(await wall.page.locator('[data-panel="alarms"]').isVisible()).toBe(true)
    expect(await listed(wall, CRITICAL)).toBe('acknowledged')
    expect(await listed(wall, HIGH)).toBe('unacknowledged')
    const ring = wall.page.locator(`[data-ring="${UNIT}"]`)
    expect(await ring.getAttribute('data-state')).toBe('acknowledged')
    const tally = (severity: string) => wall.page.locator(`[data-tally="${severity}"] b`)
    expect(await tally('critical').innerText()).toBe('1')

    await server.postLevel(ALARM_SITE, 'e2e-0', 2)
    await goes(wall, `[data-alarm="${CRITICAL}#1"]`)
    expect(await listed(wall, HIGH)).toBe('returned-unacknowledged')
    expect(await ring.getAttribute('data-state')).toBe('returned-unacknowledged')
    expect(await tally('critical').innerText()).toBe('0')

    // A flood takes the scene, and the alarm that it began with is told.
    for (let at = 1; at < RIVERS; at++) await server.postLevel(ALARM_SITE, `e2e-${at}`, 15)
    await comes(wall, '[data-panel="flood"]')
    expect(await isThere(wall, `[data-first="${HIGH}#1"], [data-first="${CRITICAL}#1"]`)).toBe(true)
    await server.postLevel(ALARM_SITE, 'e2e-5', 25)
    await comes(wall, '[data-panel="critical-strip"][data-alarm="critical~e2e-5#1"]')
    expect(await isThere(wall, '[data-panel="takeover"]')).toBe(false)
    expect(await misfitsOn(wall.page)).toEqual([])
    expect(await axeViolations(wall.page)).toEqual([])
    expect(wall.problems).toEqual([])
    await wall.close()
  }, 90_000)

  it('gives the scene back from a flood to the critical alarm that nobody has acknowledged', async () => {
    const demo = await startStack('embedded', {
      flags: ['--demo', 'flood', '--speed', SPEED],
      env: { SITES: 'da-nang' },
    })
    try {
      const wall = await openWall(browser, demo.server.origin, 'da-nang', { isTakenOver: true })
      await comes(wall, '[data-panel="flood"]', FLOOD_MS)
      await comes(wall, '[data-panel="critical-strip"][data-alarm]')
      expect(await isThere(wall, '[data-panel="takeover"]')).toBe(false)
      await goes(wall, '[data-panel="flood"]', FLOOD_MS)
      await comes(wall, '[data-panel="takeover"]')
      expect(wall.problems).toEqual([])
    } finally {
      await demo.stop()
    }
  }, 120_000)
})
