import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boundaryFile, inventedUnits } from './harness/boundary-file.ts'
import { copyConfig, type ConfigCopy } from './harness/config-copy.ts'
import { startStack, type Stack } from './harness/stores.ts'
import { sleep, until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const COMMITTED_MAPS = path.resolve(import.meta.dirname, '../maps')
const SITE = 'da-nang'
const METRIC = 'dossiers.overdue'
const DATE = '2025-07-01'
const TICK_MS = 250
const TICKS = 24
const MOST_BYTES = 250_000
const LOADED_MS = 60_000

interface Report {
  readonly ok: boolean
  readonly features: number
  readonly problems: readonly {
    readonly severity: string
    readonly code: string
    readonly feature: number | null
    readonly unit: string | null
    readonly line: number
  }[]
  readonly written?: { readonly file: string; readonly bytes: number; readonly namedIn: string }
}

/** Runs in the page: remembers the drawn geometry and hears of whatever happens to it. */
function watchGeometry(): void {
  const cells = [...document.querySelectorAll<SVGPathElement>('.commune-cell')]
  const canvas = document.querySelector('.map-canvas')
  const labels = [...document.querySelectorAll('.map-overlay text')]
  const changes: string[] = []
  if (!canvas) throw new Error('no map')
  new MutationObserver((records) => {
    for (const { type, attributeName, target } of records) {
      if (attributeName !== 'data-shade')
        changes.push(`${type} ${attributeName} ${target.nodeName}`)
    }
  }).observe(canvas, { subtree: true, childList: true, attributes: true })
  const boxesOf = (all: readonly Element[]): string =>
    JSON.stringify(all.map((one) => [one.getBoundingClientRect().x, one.getBoundingClientRect().y]))
  const boxes = boxesOf(cells)
  Object.assign(window, {
    geometry: () => ({
      count: cells.length,
      areSame: cells.every(
        (cell, index) => document.querySelectorAll('.commune-cell')[index] === cell,
      ),
      areLabelsSame: labels.every(
        (label, index) => document.querySelectorAll('.map-overlay text')[index] === label,
      ),
      isStill: boxesOf(cells) === boxes,
      changes,
    }),
  })
}

describe('boundaries that are imported', () => {
  let browser: Browser
  let config: ConfigCopy
  let maps: string
  let stack: Stack
  let wall: WallPage
  const units = inventedUnits()

  beforeAll(async () => {
    browser = await launchChromium()
    config = await copyConfig()
    maps = await mkdtemp(path.join(tmpdir(), 'iocwall-e2e-maps-'))
    await cp(COMMITTED_MAPS, maps, { recursive: true })
    stack = await startStack('embedded', {
      env: { CONFIG_DIR: config.folder, MAPS_DIR: maps, SITES: SITE },
    })
    await post(0)
    wall = await openWall(browser, stack.server.origin, SITE, { query: 'scene=tong-quan' })
  })
  afterAll(async () => {
    await browser.close()
    await stack.stop()
    await config.remove()
    await rm(maps, { recursive: true, force: true })
  })

  async function runMaps(command: string, text: string): Promise<{ code: number; report: Report }> {
    const file = path.join(maps, `given-${command}.geojson`)
    await writeFile(file, text)
    const words = ['maps', command, file, '--site', SITE, '--date', DATE, '--json']
    try {
      return { code: 0, report: JSON.parse(await stack.server.command(...words)) as Report }
    } catch (error) {
      const { code, stdout } = error as { code: number; stdout: string }
      return { code, report: JSON.parse(stdout) as Report }
    }
  }

  /** Every unit has another value in every turn; all of two digits, as labels are laid anew for longer ones. */
  async function post(turn: number): Promise<void> {
    const samples = units.map(({ code }, index) => ({
      metric: METRIC,
      unit: code,
      value: 10 + ((index + turn) % 30),
    }))
    const { status, body } = await stack.server.post(SITE, samples)
    if (status !== 202) throw new Error(`not accepted: ${status} ${JSON.stringify(body)}`)
  }

  const cellCount = (): Promise<number> => wall.page.locator('.map-canvas .commune-cell').count()

  it('are refused with three precise problems where axes are swapped, a unit is missing and a ring is broken', async () => {
    const [first, second] = units
    if (!first || !second) throw new Error('no units')
    const swapped = {
      ...first,
      rings: first.rings.map((ring) => ring.map(([lon, lat]) => [lat, lon] as const)),
    }
    const open = { ...second, rings: second.rings.map((ring) => ring.slice(0, -1)) }
    const left = units.slice(2, -2)
    const hoangSa = units.slice(-1)
    const missing = units.at(-2)?.code ?? ''
    const { code, report } = await runMaps(
      'check',
      boundaryFile([swapped, open, ...left, ...hoangSa]),
    )
    expect(code).toBe(1)
    expect(report.ok).toBe(false)
    const errors = report.problems.filter(({ severity }) => severity === 'error')
    expect(errors).toMatchObject([
      { code: 'missing-unit', feature: null, unit: missing },
      { code: 'axes-swapped', feature: 0, unit: first.code, line: 2 },
      { code: 'ring-unclosed', feature: 1, line: 3 },
    ])
    const imported = await runMaps('import', boundaryFile(units.slice(0, -1)))
    expect(imported.code).toBe(1)
    expect(imported.report.problems.map(({ code: one }) => one)).toContain('islands-missing')
    expect(imported.report.written).toBeUndefined()
  })

  it('stand on the running wall, named with their day, small enough and with every islet', async () => {
    const { code, report } = await runMaps('import', boundaryFile(units))
    expect([code, report.problems]).toEqual([0, []])
    expect(report).toMatchObject({ ok: true, features: 94 })
    expect(report.written?.bytes).toBeLessThan(MOST_BYTES)
    const written = await readFile(path.join(maps, report.written?.file ?? ''), 'utf8')
    const { features } = JSON.parse(written) as {
      features: { properties: { inset?: true }; geometry: { coordinates: unknown[] } }[]
    }
    const islands = features.find(({ properties }) => properties.inset)
    expect(islands?.geometry.coordinates).toHaveLength(4)
    await wall.page.getByText('ranh giới từ 01/07/2025').first().waitFor({ timeout: LOADED_MS })
    await until('all units are drawn', LOADED_MS, async () => (await cellCount()) === 93)
    await wall.page.locator('.inset-shape').waitFor()
  })

  it('stay the same nodes in the same place while all values change four times a second', async () => {
    await until('labels stand in units', LOADED_MS, async () => {
      return (await wall.page.locator('.map-overlay .label-value').count()) > 60
    })
    // Labels are placed again when the fonts are there: that comes first.
    await wall.page.evaluate(() => document.fonts.ready.then(() => undefined))
    await sleep(1_000)
    await wall.page.evaluate(watchGeometry)
    const [unit = ''] = units.map(({ code }) => code)
    const series = `${METRIC}/${unit}`
    for (let turn = 1; turn <= TICKS; turn++) {
      const nextAt = performance.now() + TICK_MS
      await post(turn)
      await sleep(nextAt - performance.now())
    }
    await wall.page.evaluate(
      ([selector, text]) => window.wallRecorder.whenPainted(selector, text),
      [`.map-overlay [data-series="${series}"]`, String(10 + TICKS)] as const,
    )
    const seen = await wall.page.evaluate(() => {
      const geometry = Reflect.get(window, 'geometry') as () => Record<string, unknown>
      return geometry()
    })
    expect(seen).toEqual({
      count: 94,
      areSame: true,
      areLabelsSame: true,
      isStill: true,
      changes: [],
    })
    expect(wall.problems).toEqual([])
  })
})
