import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { ALARM_CHANNEL_INDEX } from '../../protocol/alarm-frame.ts'
import type { AlarmRow } from '../../protocol/alarms.ts'
import { FIGURE_SCENE } from './config-copy.ts'
import { until } from './until.ts'

/** Where a frame's header has its channel, see F3 in the specification. */
const CHANNEL = 2
const KEPT_FRAMES = 40

/** The same engine without a window to draw costs a third less time; without it the whole browser does. */
const CHROMIUM = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(existsSync)
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The engine alone rounds the widths of letters, and a picture twice as large would not be the same.
  '--font-render-hinting=none',
]

/** What the root element said, and since when (ms since 1970 by the machine, whatever the page's Date says). */
export interface SeenState {
  readonly at: number
  readonly feed: string
  readonly version: string
  readonly epoch: string
}

interface WallRecorder {
  readonly seen: SeenState[]
  /** Resolves with the time at which a text stood on the glass; rejects after 30 s. */
  readonly whenPainted: (selector: string, text: string) => Promise<number>
}

declare global {
  interface Window {
    wallRecorder: WallRecorder
  }
}

/** Runs in the page before its own scripts; must not refer to anything outside itself. */
function recordWall(): void {
  const seen: SeenState[] = []
  const now = (): number => performance.timeOrigin + performance.now()
  const note = (): void => {
    const { feed = '', version = '', epoch = '' } = document.documentElement.dataset
    const last = seen.at(-1)
    if (last?.feed === feed && last.version === version && last.epoch === epoch) return
    seen.push({ at: now(), feed, version, epoch })
    if (seen.length > 20_000) seen.splice(0, 10_000)
  }
  new MutationObserver(note).observe(document, {
    subtree: true,
    attributes: true,
    attributeFilter: ['data-feed', 'data-version', 'data-epoch'],
  })
  const whenPainted = (selector: string, text: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const texts = (): string[] =>
        [...document.querySelectorAll(selector)].map((one) => one.textContent.trim())
      const giveUp = setTimeout(() => {
        observer.disconnect()
        reject(new Error(`not painted in 30 s: ${text}; there is ${texts().join(', ')}`))
      }, 30_000)
      const look = (): void => {
        if (!texts().includes(text)) return
        observer.disconnect()
        clearTimeout(giveUp)
        requestAnimationFrame(() => setTimeout(() => resolve(now())))
      }
      const observer = new MutationObserver(look)
      observer.observe(document, { subtree: true, childList: true, characterData: true })
      look()
    })
  window.wallRecorder = { seen, whenPainted }
}

/** A missing Chromium is a failure: nothing here is skipped. */
export function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('no Chromium in /usr/bin')
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...flags] })
}

export interface WallPageOptions {
  readonly query?: string
  /** Another page of the site than its wall: `/m/dai-loc/unit/20500`. */
  readonly path?: string
  readonly viewport?: { readonly width: number; readonly height: number }
  /** Runs in the page before its own scripts. */
  readonly before?: () => void
  /** Alarms may take the place of scenes, as on a wall of a room with one; else it is kept for its scenes. */
  readonly isTakenOver?: boolean
}

/** A wall in a browser context of its own, and what can be seen of it. */
export class WallPage {
  readonly page: Page
  readonly context: BrowserContext
  readonly problems: string[] = []
  /** When frames of figures came, by channel. */
  readonly #frames = new Map<number, number[]>()

  constructor(context: BrowserContext, page: Page) {
    this.context = context
    this.page = page
    page.on('pageerror', (error) => this.problems.push(error.message))
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        if (typeof payload === 'string') return
        const channel = payload[CHANNEL] ?? 0
        if (channel === ALARM_CHANNEL_INDEX) return
        const times = this.#frames.get(channel) ?? []
        this.#frames.set(channel, [...times.slice(1 - KEPT_FRAMES), Date.now()])
      })
    })
  }

  /** When the channel that is furthest behind last brought a frame: until then the way was proven. */
  lastFrameAt(): number {
    return Math.min(...[...this.#frames.values()].map((times) => times.at(-1) ?? -Infinity))
  }

  /** When every channel had brought a frame again after an instant; Infinity while one has not. */
  framesBackAt(since: number): number {
    const firsts = [...this.#frames.values()].map((times) => times.find((at) => at > since))
    return Math.max(...firsts.map((at) => at ?? Infinity))
  }

  /** The most frames that came on one channel since an instant, of those that are remembered. */
  framesSince(since: number): number {
    const counts = [...this.#frames.values()].map((times) => times.filter((at) => at >= since))
    return Math.max(...counts.map((times) => times.length))
  }

  root(name: 'feed' | 'version' | 'epoch' | 'alarms' | 'alarmCount'): Promise<string> {
    return this.page.evaluate((asked) => document.documentElement.dataset[asked] ?? '', name)
  }

  seen(): Promise<readonly SeenState[]> {
    return this.page.evaluate(() => window.wallRecorder.seen)
  }

  /** All but the newest, and forgets them. */
  takeSeen(): Promise<readonly SeenState[]> {
    return this.page.evaluate(() =>
      window.wallRecorder.seen.splice(0, window.wallRecorder.seen.length - 1),
    )
  }

  /** Waits until the root element says so, at or after an instant; answers when it began to. */
  async said(feed: string, since: number, withinMs = 60_000): Promise<number> {
    let at: number | undefined
    await until(`the wall says ${feed}`, withinMs, async () => {
      at = await this.page.evaluate(
        ([wanted, from]) => {
          const { seen } = window.wallRecorder
          const now = seen.at(-1)
          if (now?.feed === wanted && now.at < from) return from
          return seen.find((one) => one.feed === wanted && one.at >= from)?.at
        },
        [feed, since] as const,
      )
      return at !== undefined
    })
    return at ?? since
  }

  /** Live or only its sources are late: the way from the store to the glass is whole. */
  async whole(since: number, withinMs = 60_000): Promise<number> {
    let at: number | undefined
    await until('the wall is live again', withinMs, async () => {
      at = await this.page.evaluate((from) => {
        const { seen } = window.wallRecorder
        const isWhole = (feed: string): boolean => feed === 'live' || feed === 'source-late'
        const now = seen.at(-1)
        if (now && isWhole(now.feed) && now.at < from) return from
        return seen.find((one) => isWhole(one.feed) && one.at >= from)?.at
      }, since)
      return at !== undefined
    })
    return at ?? since
  }

  whenPainted(series: string, text: string): Promise<number> {
    return this.page.evaluate(
      ([selector, wanted]) => window.wallRecorder.whenPainted(selector, wanted),
      [tileOf(series), text] as const,
    )
  }

  /** The text of a figure tile. */
  async tile(series: string): Promise<string> {
    return (await this.page.locator(tileOf(series)).first().innerText()).trim()
  }

  /** The freshness that the panel around a figure tile shows. */
  async freshness(series: string): Promise<string> {
    const panel = this.page.locator(`[data-panel="figure"]:has(${seriesSelector(series)})`).first()
    return (await panel.getAttribute('data-freshness')) ?? ''
  }

  /** The words of the bands across the wall, one line each; without the one that says that nobody is on watch, as nobody is where a test is about something else. */
  async bands(): Promise<string> {
    const bands = this.page.locator('.bands .band:not(.band-nobody-on-watch)')
    return (await bands.allInnerTexts()).map((text) => text.trim()).join('\n')
  }

  stateHash(channel: string): Promise<string | undefined> {
    return this.page.evaluate((name) => window.iocwall?.stateHash(name), channel)
  }

  /** The rows of the site's alarms that the page holds. */
  alarms(): Promise<readonly AlarmRow[]> {
    return this.page.evaluate(() => window.iocwall?.alarms() ?? [])
  }

  /** Fails to be found again after a reload. */
  async mark(): Promise<() => Promise<boolean>> {
    const mark = Math.random()
    await this.page.evaluate((value) => Object.assign(window, { e2eMark: value }), mark)
    return () => this.page.evaluate((value) => Reflect.get(window, 'e2eMark') === value, mark)
  }

  close(): Promise<void> {
    return this.context.close()
  }
}

const seriesSelector = (series: string): string => `[data-series="${series}"]`
const tileOf = (series: string): string => `[data-panel="figure"] ${seriesSelector(series)}`

/** Opens a site's wall; the scene of figures where the query names no other. */
export async function openWall(
  browser: Browser,
  origin: string,
  site: string,
  options: WallPageOptions = {},
): Promise<WallPage> {
  const viewport = options.viewport ?? { width: 1920, height: 1080 }
  const context = await browser.newContext({ viewport, locale: 'vi-VN' })
  await context.addInitScript(recordWall)
  if (options.before) await context.addInitScript(options.before)
  const page = await context.newPage()
  const wall = new WallPage(context, page)
  const query = options.query ?? `scene=${FIGURE_SCENE}`
  // Before the query, which may end with a fragment; other pages than walls show no alarm in place of a scene.
  const isKept = options.path === undefined && options.isTakenOver !== true
  const kept = isKept ? 'takeover=off&' : ''
  await page.goto(`${origin}${options.path ?? `/wall/${site}`}?${kept}${query}`)
  return wall
}
