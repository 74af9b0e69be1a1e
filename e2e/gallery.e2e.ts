import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { build, preview, type PreviewServer } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GALLERY_POSTURES } from '../display/src/views/gallery/gallery-postures.ts'
import { GALLERY_SCENES } from '../display/src/views/gallery/gallery-scenes.ts'
import { GALLERY_STATES, type GalleryState } from '../display/src/views/gallery/gallery-states.ts'
import { misfitsOn } from './harness/misfits.ts'
import { ARTEFACTS } from './harness/report.ts'
import { launchChromium } from './harness/wall-page.ts'
import { freePort } from '../server/testing/redis-server.ts'

/** Every language and theme; not every one with every other. */
const EVERY_LOOK = [
  ['dark', 'vi'],
  ['dark', 'en'],
  ['light', 'en'],
  ['contrast', 'vi'],
] as const
/** The bounded run takes one of each language. */
const LOOKS = process.env['LONG'] === '1' ? EVERY_LOOK : EVERY_LOOK.slice(0, 2)

/** A layout is identical on every screen of a shape: the bounded run draws the smaller one. */
const SIZE =
  process.env['LONG'] === '1' ? { width: 1920, height: 1080 } : { width: 1280, height: 720 }

/** The scenes in which something is drawn of days gone by. */
const SCENES_OVER_TIME = ['charts', 'shapes']

let outDir: string
let server: PreviewServer
let browser: Browser
let page: Page
let problems: string[]

beforeAll(async () => {
  // Built once: a page of single modules takes longer to load than to look at.
  outDir = await mkdtemp(path.join(tmpdir(), 'iocwall-gallery-'))
  const quiet = { mode: 'gallery', logLevel: 'error' } as const
  await build({ ...quiet, build: { outDir } })
  const on = { host: '127.0.0.1', port: await freePort() }
  server = await preview({ ...quiet, build: { outDir }, preview: on })
  browser = await launchChromium()
  page = await browser.newPage({ viewport: SIZE })
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(error.message))
  mkdirSync(ARTEFACTS, { recursive: true })
})
afterAll(async () => {
  await browser.close()
  await server.close()
  await rm(outDir, { recursive: true, force: true })
})

async function open(scene: string, state: GalleryState, query = ''): Promise<void> {
  problems = []
  const origin = server.resolvedUrls?.local[0] ?? ''
  await page.goto(`${origin}gallery?bare&scene=${scene}&state=${state}${query}`)
  await page.locator('[data-panel]').first().waitFor()
  await page.waitForFunction(() => document.querySelector('[data-loading]') === null)
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  await page.waitForTimeout(300)
}

/** Pictures for people to look at; drawing them takes longer than looking for faults. */
async function keepPicture(name: string): Promise<void> {
  if (process.env['LONG'] === '1') await page.screenshot({ path: path.join(ARTEFACTS, name) })
}

describe.each(GALLERY_SCENES.map(({ id }) => id))('the gallery scene %s', (scene) => {
  it.each(GALLERY_STATES)('is drawn without a fault when %s', async (state) => {
    await open(scene, state)
    await keepPicture(`gallery-${scene}-${state}.png`)
    expect(await misfitsOn(page)).toEqual([])
    // An old total is as grey as any other, the total of totals too.
    const tones = await page
      .locator('.look-total-stale')
      .evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell).color))
    expect(new Set(tones).size).toBeLessThanOrEqual(1)
    // A metric that is not there is reported; everything else must be silent.
    if (state !== 'unknown-metric') expect(problems).toEqual([])
  })

  it.each(LOOKS)('fits in %s, %s', async (theme, lang) => {
    await open(scene, 'mixed', `&theme=${theme}&lang=${lang}`)
    await keepPicture(`gallery-${scene}-${theme}-${lang}.png`)
    expect(await misfitsOn(page)).toEqual([])
    expect(problems).toEqual([])
  })
})

describe('how good the alarms are', () => {
  it('is shown as far as there is room, what matters most first', async () => {
    await open('kpis', 'fresh')
    const shown = await page
      .locator('[data-panel="alarm-kpis"]')
      .evaluateAll((panels) =>
        panels.map((panel) =>
          [...panel.querySelectorAll<HTMLElement>('[data-kpi]')].map((one) => one.dataset['kpi']),
        ),
      )
    expect(shown.map((kpis) => kpis[0])).toEqual(Array(5).fill('rate'))
    expect(Math.max(...shown.map((kpis) => kpis.length))).toBe(6)
    expect(Math.min(...shown.map((kpis) => kpis.length))).toBeGreaterThanOrEqual(3)
  })
})

describe('reservoirs', () => {
  it('are shown as far as there is room, and those left out are counted', async () => {
    await open('reservoirs', 'fresh')
    const told = await page.locator('[data-panel="reservoirs"]').evaluateAll((panels) =>
      panels.map((panel) => ({
        shown: panel.querySelectorAll('li.reservoir').length,
        more: Number(/\d+/.exec(panel.querySelector('.reservoirs-more')?.textContent ?? '0')),
        all: panel.querySelectorAll('tbody tr').length,
      })),
    )
    for (const { shown, more, all } of told) expect(shown + more).toBe(all)
    expect(told.some(({ more }) => more === 0)).toBe(true)
    expect(told.some(({ more }) => more > 0)).toBe(true)
  })

  it('say that one is full in words and by a sign, wherever it stands', async () => {
    await open('reservoirs', 'fresh')
    const rows = page.locator('li.reservoir', { hasText: 'A Vương' })
    const count = await rows.count()
    expect(count).toBeGreaterThan(3)
    expect(await rows.locator('.reservoir-full', { hasText: 'ĐẦY' }).count()).toBe(count)
    expect(await rows.locator('.reservoir-full svg').count()).toBe(count)
    const old = page.locator('.reservoir-full')
    await open('reservoirs', 'stale')
    expect(await old.count()).toBe(0)
  })
})

describe.each(GALLERY_POSTURES)('what takes the place of scenes, %s', (posture) => {
  it.each([
    ['fresh', '&alarms=12'],
    ['offline', '&alarms=60&theme=light&lang=en'],
  ] as const)('is drawn without a fault when %s (%s)', async (state, query) => {
    await open(posture, state, query)
    await keepPicture(`gallery-${posture}-${state}.png`)
    expect(await misfitsOn(page)).toEqual([])
    expect(problems).toEqual([])
  })
})

it.each([0, 3, 60])('the lists and maps of %i alarms are drawn without a fault', async (count) => {
  await open('alarms', 'fresh', `&alarms=${count}&lang=en`)
  await keepPicture(`gallery-alarms-of-${count}.png`)
  expect(await misfitsOn(page)).toEqual([])
  expect(problems).toEqual([])
})

describe.each(SCENES_OVER_TIME)('where the ground was cut anew, the gallery scene %s', (scene) => {
  it.each(LOOKS)('fits in %s, %s', async (theme, lang) => {
    await open(scene, 'new-boundaries', `&theme=${theme}&lang=${lang}`)
    const file = `gallery-${scene}-new-boundaries-${theme}-${lang}.png`
    await keepPicture(file)
    const said = page.locator('.chart-table', { hasText: /Ranh giới mới|New boundaries/ })
    expect(await said.count()).toBeGreaterThan(0)
    const lost = await page.locator('.calendar-legend').evaluateAll(
      (legends) =>
        legends.flatMap((legend) => {
          const { bottom } = legend.getBoundingClientRect()
          const steps = [...legend.children]
          return steps.filter((one) => one.getBoundingClientRect().bottom > bottom + 1)
        }).length,
    )
    expect(lost).toBe(0)
    expect(await misfitsOn(page)).toEqual([])
    expect(problems).toEqual([])
  })
})
