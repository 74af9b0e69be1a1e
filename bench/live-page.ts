import type { LaunchOptions, Page } from 'playwright-core'

export const CHROMIUM: LaunchOptions = {
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
}

declare global {
  interface Window {
    /** When the picture with the first live panel was out, ms since navigation. */
    benchLiveAt?: number
  }
}

const LIVE_WITHIN_MS = 30_000

/** Opens a wall; answers when its first live panel was painted, in ms since navigation. */
export async function firstLivePanel(page: Page, url: string): Promise<number> {
  await page.addInitScript({ content: WATCH_FOR_LIVE_PANEL })
  await page.goto(url)
  const shown = await page.waitForFunction(() => window.benchLiveAt, undefined, {
    timeout: LIVE_WITHIN_MS,
  })
  return (await shown.jsonValue()) ?? NaN
}

/**
 * Runs in the page, before its own scripts: a live feed, a fresh panel, a drawn value. As text, for
 * what compiles this file adds names that the page does not know.
 */
const WATCH_FOR_LIVE_PANEL = `
  const panel = '[data-panel][data-freshness="fresh"]'
  const drawn = panel + ' [data-series], ' + panel + '[data-series]'
  requestAnimationFrame(function look() {
    const isLive = document.documentElement.dataset.feed === 'live'
    if (!isLive || !document.querySelector(drawn)) requestAnimationFrame(look)
    else setTimeout(() => (window.benchLiveAt = performance.now()))
  })
`
