import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeViolations } from './harness/axe.ts'
import { copyConfig, type ConfigCopy } from './harness/config-copy.ts'
import { misfitsOn } from './harness/misfits.ts'
import { edgesOf, readCanvas } from './harness/drawn.ts'
import { shiftDate } from './harness/past-page.ts'
import { ARTEFACTS } from './harness/report.ts'
import { sleep, until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'
import { placeWallServer, WallServer } from './harness/wall-server.ts'

const SITE = 'dai-loc'
const METRIC = 'dossiers.overdue'
const SCORE = 'index-766.total'
/** Until 30 June the town Ái Nghĩa, since then the commune Đại Lộc. */
const CODE = '20500'
const TOWN_AND_OTHERS = ['20500', '20521', '20524', '20547', '20548']
const COMMUNES = ['Đại Lộc', 'Thượng Đức', 'Hà Nha', 'Vu Gia', 'Phú Thuận']
const NOON = '2025-06-30T12:00:00+07:00'
const BEFORE_MIDNIGHT = '2025-06-30T23:59:50+07:00'
const MIDNIGHT = Date.parse('2025-07-01T00:00:00+07:00')
const PAST_CLOCK = path.resolve(import.meta.dirname, 'harness/past-clock.js')
const SETTLE_MS = 30_000
const CUT_ANEW = 'Ranh giới mới từ 01/07/2025'
const UNITS = 'Ái Nghĩa, Đại Nghĩa, … → Đại Lộc'
/** A small phone, a usual one and a tablet. */
const HELD = [
  [320, 640],
  [360, 800],
  [1024, 768],
] as const

const panel = (id: string, place: string, kind: string, options: string): string => `
      - id: ${id}
        at: { ${place} }
        panel: { kind: ${kind}, options: { ${options} } }`
const LAYOUT = `scenes:
  - id: merger
    title: { vi: Sắp xếp, en: Merger }
    panels:${[
      panel('map', 'column: 1, row: 1, width: 8, height: 8', 'commune-map', `metric: ${METRIC}`),
      panel(
        'own',
        'column: 1, row: 9, width: 8, height: 4',
        'figure',
        `metric: ${METRIC}, unit: '${CODE}'`,
      ),
      panel(
        'line',
        'column: 9, row: 1, width: 16, height: 4',
        'trend',
        `hours: 96, series: [{ metric: ${METRIC}, unit: '${CODE}' }]`,
      ),
      panel(
        'score',
        'column: 9, row: 5, width: 16, height: 4',
        'trend',
        `hours: 96, series: [{ metric: ${SCORE}, unit: '${CODE}' }]`,
      ),
      panel(
        'days',
        'column: 9, row: 9, width: 16, height: 4',
        'calendar',
        `weeks: 2, metric: ${METRIC}, unit: '${CODE}'`,
      ),
    ].join('')}
`

describe('a wall on the day on which units were merged', () => {
  let browser: Browser
  let config: ConfigCopy
  let server: WallServer
  let wall: WallPage
  let isSameLoad: () => Promise<boolean>

  const env = (at: string): Record<string, string> => ({
    NODE_OPTIONS: `--import=${PAST_CLOCK}`,
    E2E_CLOCK_AT: at,
    CONFIG_DIR: config.folder,
    SITES: SITE,
  })
  const offsetOf = (at: string): number => Date.parse(at) - Date.now()

  beforeAll(async () => {
    config = await copyConfig()
    await config.edit(`sites/${SITE}/layout.yaml`, () => LAYOUT)
    browser = await launchChromium()
    server = await placeWallServer({ env: env(NOON) })
    await server.start()
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
    await config.remove()
  })

  async function post(samples: readonly object[]): Promise<void> {
    const { status, body } = await server.post(SITE, samples)
    if (status !== 202 || !JSON.stringify(body).includes('"rejected":[]')) {
      throw new Error(`${status} ${JSON.stringify(body)}`)
    }
  }

  /** Each unit has its own minute of the day and its own figure, one more on each later day. */
  function figuresOf(units: readonly string[], day: number): object[] {
    return units.map((unit, index) => ({
      metric: METRIC,
      unit,
      value: index + day - 27,
      at: new Date(Date.parse(`2025-06-${day}T08:00:00+07:00`) + index * 7 * 60_000).toISOString(),
    }))
  }

  async function unitsBefore(): Promise<string[]> {
    const file = path.join(config.folder, 'sites', SITE, 'units.csv')
    const rows = (await readFile(file, 'utf8')).trim().split('\n').slice(1)
    return rows.filter((row) => row.includes('2025-06-30')).map((row) => row.slice(0, 5))
  }

  const panelOf = (kind: string, index = 0): Locator =>
    wall.page.locator(`[data-panel="${kind}"]`).nth(index)
  const cellCount = (): Promise<number> => wall.page.locator('.map-canvas .commune-cell').count()
  const mapNames = (): Promise<string[]> => wall.page.locator('.map-overlay text').allTextContents()
  const rowOf = async (table: Locator, name: string): Promise<string> => {
    const texts = await table.locator('.chart-table tbody tr').allInnerTexts()
    return texts.find((text) => text.startsWith(name)) ?? `no ${name} in ${texts.join(' | ')}`
  }

  it('shows the district of 18 units and their boundaries on the day before', async () => {
    const units = await unitsBefore()
    expect(units).toHaveLength(18)
    const others = units.filter((unit) => !TOWN_AND_OTHERS.includes(unit))
    for (const day of [28, 29, 30]) await post(figuresOf([...TOWN_AND_OTHERS, ...others], day))
    await post([{ metric: SCORE, unit: CODE, value: 71, at: '2025-06-29T10:00:00+07:00' }])
    wall = await openWall(browser, server.origin, SITE, {
      before: shiftDate,
      query: `scene=merger#${offsetOf(NOON)}`,
    })
    isSameLoad = await wall.mark()
    await wall.page.getByText('Huyện Đại Lộc').first().waitFor({ timeout: SETTLE_MS })
    await wall.page.getByText('18 xã, thị trấn').first().waitFor()
    await until('18 units are drawn', SETTLE_MS, async () => (await cellCount()) === 18)
    expect(await mapNames()).toContain('Đại Nghĩa')
    expect(await panelOf('figure').innerText()).toContain('Ái Nghĩa')
    await wall.whenPainted(`${METRIC}/${CODE}`, '3')
    const table = panelOf('trend')
    await until('the line is the town’s alone', SETTLE_MS, async () => {
      return (await rowOf(table, METRIC)).includes('no') && (await table.innerText()).includes('3')
    })
    expect(await table.innerText()).not.toContain('Ranh giới mới')
    expect(await panelOf('calendar').locator('.calendar-divider').count()).toBe(0)
    expect(await panelOf('calendar').innerText()).not.toContain('Ranh giới mới')
  })

  it('passes midnight without a reload: five communes, and none of them has the figure of a town', async () => {
    await server.kill('SIGTERM')
    const { port, dataDir } = server
    await wall.said('offline', 0, SETTLE_MS)
    server = new WallServer(port, dataDir, { env: env(BEFORE_MIDNIGHT) })
    await wall.page.evaluate(
      (ms) => Reflect.set(window, 'dateOffsetMs', ms),
      offsetOf(BEFORE_MIDNIGHT),
    )
    await server.start()
    await until('midnight', SETTLE_MS, async () => {
      return Date.parse((await server.snapshot(SITE)).time) >= MIDNIGHT
    })
    await wall.page.getByText('Khu vực Đại Lộc').first().waitFor({ timeout: 5_000 })
    await wall.page.getByText('5 xã · thành phố Đà Nẵng').first().waitFor()
    await until('five units are drawn', SETTLE_MS, async () => (await cellCount()) === 5)
    await until('the communes are named', 5_000, async () => {
      const names = await mapNames()
      return COMMUNES.every((name) => names.includes(name))
    })
    expect(await panelOf('figure').innerText()).toContain('Đại Lộc')
    await until('no figure of a town stands', 5_000, async () => {
      const { series } = await server.snapshot(SITE)
      const held = series.filter(({ metric }) => metric === METRIC || metric === SCORE)
      return held.every(({ value }) => value === null)
    })
    await until('the commune has none yet', 5_000, async () => {
      return (await wall.tile(`${METRIC}/${CODE}`)) === '—'
    })
    expect(await isSameLoad()).toBe(true)
  })

  it('carries the line over from the units before, with the break marked and said', async () => {
    await post([{ metric: METRIC, unit: CODE, value: 31 }])
    await post([{ metric: SCORE, unit: CODE, value: 83 }])
    const line = panelOf('trend')
    await wall.whenPainted(`${METRIC}/${CODE}`, '31')
    // 1 + 2 + 3 + 4 + 5 in the ten minutes in which the last of the five told its figure.
    await until('the line begins with the sum of the five', SETTLE_MS, async () => {
      return /15 lúc 08:20 28\/06/.test(await line.locator('.chart-table').innerText())
    })
    await until('the table has the newest', SETTLE_MS, async () => {
      return /31 lúc 00:0\d/.test(await line.locator('.chart-table').innerText())
    })
    const said = await line.locator('.chart-table').innerText()
    expect(said).toContain(CUT_ANEW)
    expect(said).toContain(UNITS)
    await sleep(1_500)
    const canvas = line.locator('.trend-canvas canvas')
    const { marked, drawn, width } = await canvas.evaluate(readCanvas)
    expect(marked.some((x) => x > width * 0.6)).toBe(true)
    expect(drawn.filter((x) => x > width * 0.3 && x < width * 0.6).length).toBeGreaterThan(
      width * 0.2,
    )
    expect(wall.problems).toEqual([])
  })

  it('begins a line that cannot be added up at the break, and says so', async () => {
    const line = panelOf('trend', 1)
    await until('the score is told', SETTLE_MS, async () => {
      return (await line.locator('.chart-table').innerText()).includes('83')
    })
    const said = await line.locator('.chart-table').innerText()
    expect(said).not.toContain('71')
    expect(said).toContain(CUT_ANEW)
  })

  it('fills the days before in the calendar with the sum of the units before', async () => {
    const days = panelOf('calendar')
    await until('the days before are told', SETTLE_MS, async () => {
      return (await rowOf(days, '28/06/2025')).endsWith('15')
    })
    expect(await rowOf(days, '29/06/2025')).toMatch(/20$/)
    expect(await rowOf(days, '30/06/2025')).toMatch(/25$/)
    expect(await rowOf(days, '01/07/2025')).toMatch(/31$/)
  })

  it('draws in the calendar what parts the last day of the town from the first of the commune', async () => {
    const days = panelOf('calendar')
    const edges = (selector: string) => days.locator(selector).evaluateAll(edgesOf)
    const divider = (await edges('.calendar-divider path:last-child'))[0]
    // The cells stand in order of time: the last two are Monday, 30 June, and Tuesday, 1 July.
    const [before, after] = (await edges('.calendar-days svg > rect[class^="shade-"]')).slice(-2)
    if (!divider || !before || !after) throw new Error('not drawn')
    const rim = after.top - before.bottom
    expect(rim).toBeGreaterThan(0)
    expect(divider.top).toBeGreaterThan(before.bottom)
    expect(divider.top).toBeLessThan(after.top)
    expect(divider.left).toBeLessThan(after.left)
    expect(Math.abs(divider.left - after.left)).toBeLessThan(2 * rim)
    expect(Math.abs(divider.bottom - after.bottom)).toBeLessThan(2 * rim)
    expect(await days.locator('.calendar-legend').innerText()).toContain(CUT_ANEW)
    const rows = await days.locator('.chart-table tbody tr').allInnerTexts()
    const said = rows.findIndex((row) => row.startsWith(CUT_ANEW))
    expect(rows[said]).toContain(UNITS)
    expect(rows[said - 1]).toMatch(/^01\/07\/2025/)
    expect(rows[said + 1]).toMatch(/^30\/06\/2025/)
    mkdirSync(ARTEFACTS, { recursive: true })
    await wall.page.screenshot({ path: path.join(ARTEFACTS, 'merger-wall.png') })
    expect(await misfitsOn(wall.page)).toEqual([])
  })

  it.each(HELD)('parts the curve of the leaders’ view, %i × %i', async (width, height) => {
    const view = await openWall(browser, server.origin, SITE, {
      path: `/m/${SITE}/series/${METRIC}/${CODE}`,
      viewport: { width, height },
      before: shiftDate,
      query: `period=7d#${offsetOf(BEFORE_MIDNIGHT)}`,
    })
    const { page } = view
    await page.locator('.course .cut').waitFor()
    await page.getByText('Bảng số').click()
    await page.evaluate(() => document.fonts.ready.then(() => undefined))
    const file = path.join(ARTEFACTS, `merger-leader-${width}x${height}.png`)
    await page.screenshot({ path: file, fullPage: true })
    const edges = (selector: string) => page.locator(selector).evaluateAll(edgesOf)
    const line = (await edges('.course .cut'))[0]
    const plot = (await edges('.course .plot'))[0]
    const words = (await edges('.course .cuts li'))[0]
    if (!line || !plot || !words) throw new Error('not drawn')
    const curves = await edges('.course .plot path')
    expect(curves.some((curve) => curve.right < line.right)).toBe(true)
    expect(curves.some((curve) => curve.left >= line.right - 1)).toBe(true)
    for (const curve of curves) {
      expect(curve.right < line.right || curve.left >= line.right - 1).toBe(true)
    }
    expect(line.bottom).toBeCloseTo(plot.bottom, 0)
    expect(words.left).toBeGreaterThanOrEqual(plot.left - 1)
    expect(words.right).toBeLessThanOrEqual(width)
    expect(words.bottom).toBeLessThanOrEqual(plot.top)
    expect(await page.locator('.course .plot').getAttribute('aria-label')).toContain(CUT_ANEW)
    const rows = await page.locator('.course tbody tr').allInnerTexts()
    const said = rows.findIndex((row) => row.includes(`${CUT_ANEW}: ${UNITS}`))
    expect(rows[said - 1]).toMatch(/^00:00 01\/07\s+31\s+31\s+31$/)
    expect(rows[said + 1]).toMatch(/^\d\d:\d\d 30\/06\s/)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    expect(await axeViolations(page)).toEqual([])
    expect(view.problems).toEqual([])
    await view.close()
  })
})
