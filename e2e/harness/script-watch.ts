import type { Browser, BrowserContext, Page } from 'playwright-core'

/** What texts did that a page took for more than text. Nothing of it may ever happen. */
export interface Harm {
  readonly executed: string[]
  readonly dialogs: string[]
  /** Pages and files of elsewhere that were asked for. */
  readonly away: string[]
  /** What the page's policy had to stop. */
  readonly violations: string[]
  readonly errors: string[]
}

export interface WatchedContext {
  readonly context: BrowserContext
  readonly page: Page
  readonly harm: Harm
}

const SELDOM = ['script', 'style', 'iframe', 'math', 'base', 'object', 'embed', 'img', 'video']
const NEVER = ['audio', 'marquee', 'meta', 'link', 'form[action]', '[srcdoc]']
const HANDLERS = ['error', 'load', 'click', 'focus', 'toggle', 'start', 'begin', 'mouseover']
/** What no page of the desk has in its content. */
const ALIEN = [...SELDOM, ...NEVER, ...HANDLERS.map((name) => `[on${name}]`)].join()

/** A browser context whose pages tell when a text has run. */
export async function openWatched(browser: Browser, origin: string): Promise<WatchedContext> {
  const context = await browser.newContext({ locale: 'en-GB' })
  const harm: Harm = { executed: [], dialogs: [], away: [], violations: [], errors: [] }
  const isHere = (url: string): boolean =>
    url.startsWith(`${origin}/`) || /^(about|blob):/.test(url)
  await context.exposeBinding('hit', (_source, what: unknown) => harm.executed.push(String(what)))
  await context.exposeBinding('violated', (_source, what: string) => harm.violations.push(what))
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const { violatedDirective, blockedURI, sample } = event
      void Reflect.apply(Reflect.get(window, 'violated'), window, [
        `${violatedDirective} ${blockedURI} ${sample}`,
      ])
    })
  })
  context.on('request', (request) => {
    if (!isHere(request.url())) harm.away.push(request.url())
  })
  context.on('page', (page) => {
    page.on('dialog', (dialog) => {
      harm.dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    page.on('framenavigated', (frame) => {
      if (!isHere(frame.url())) harm.away.push(frame.url())
    })
    page.on('pageerror', (error) => harm.errors.push(error.message))
  })
  return { context, page: await context.newPage(), harm }
}

/** Elements in the content of a page that only a text could have made. */
export function aliensOn(page: Page): Promise<readonly string[]> {
  return page.evaluate(
    (alien) => [...document.querySelectorAll(`#app :is(${alien})`)].map((one) => one.outerHTML),
    ALIEN,
  )
}

/** Those of the texts that do not stand on the page as they are. */
export function missingOn(page: Page, texts: readonly string[]): Promise<readonly string[]> {
  return page.evaluate((wanted) => {
    const shown = document.querySelector('#app')?.textContent ?? ''
    return wanted.filter((text) => !shown.includes(text))
  }, texts)
}
