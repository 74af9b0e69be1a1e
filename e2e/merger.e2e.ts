import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyConfig, type ConfigCopy } from './harness/config-copy.ts'
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

/** Runs in the page: its Date is that of the machine under test. */
function shiftDate(): void {
  const RealDate = Date
  class PastDate extends RealDate {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(PastDate.now())
      else super(...(given as [number]))
    }
    static override now(): number {
      return RealDate.now() + Number(Reflect.get(window, 'dateOffsetMs') ?? 0)
    }
  }
  Reflect.set(window, 'Date', PastDate)
  Reflect.set(window, 'dateOffsetMs', Number(location.hash.slice(1)) || 0)
}

/** What a drawn line shows: whether a column of its canvas is marked from top to bottom, and what is left of it. */
function readCanvas(canvas: HTMLCanvasElement): {
  readonly marked: readonly number[]
  readonly drawn: readonly number[]
  readonly width: number
} {
  const { width, height } = canvas
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, width, height) ?? {}
  if (!data) throw new Error('no drawing')
  const light = (x: number, y: number): number => {
    const at = (y * width + x) * 4
    return ((data[at + 3] ?? 0) / 255) * Math.max(data[at] ?? 0, data[at + 1] ?? 0)
  }
  const columns = Array.from({ length: width }, (_, x) =>
    Array.from({ length: height }, (_row, y) => light(x, y)),
  )
  const counts = columns.map((column) => column.filter((one) => one > 120).length)
  return {
    marked: counts.flatMap((count, x) => (count > height * 0.3 ? [x] : [])),
    drawn: counts.flatMap((count, x) => (count > 0 ? [x] : [])),
    width,
  }
}

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
    expect(said).toContain('Ranh giới mới từ 01/07/2025')
    expect(said).toContain('Ái Nghĩa, Đại Nghĩa, … → Đại Lộc')
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
    expect(said).toContain('Ranh giới mới từ 01/07/2025')
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
})
