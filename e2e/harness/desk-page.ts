import type { Browser, BrowserContext, Page } from 'playwright-core'
import { ALARM_SITE } from './alarm-site.ts'
import type { WallServer } from './wall-server.ts'

const PASSWORD = 'cầu ái nghĩa lúc sáng'

export interface DeskPage {
  readonly page: Page
  readonly context: BrowserContext
  readonly problems: readonly string[]
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** Somebody's desk of alarms, in a browser of its own, signed in with a new account. */
export async function openDesk(
  browser: Browser,
  server: WallServer,
  officer: { readonly id: string; readonly name: string },
  { size, query = '' }: { readonly size: Size; readonly query?: string },
): Promise<DeskPage> {
  const grants = [{ site: ALARM_SITE, role: 'officer' }]
  const { invitation } = await server.ask<{ readonly invitation: { readonly token: string } }>(
    'people.create',
    { ...officer, grants },
  )
  const context = await browser.newContext({ viewport: size, locale: 'vi-VN' })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  const accepted = await page.request.post(`${server.origin}/api/v1/invitations/accept`, {
    data: { token: invitation.token, password: PASSWORD },
  })
  if (!accepted.ok()) throw new Error(`not signed in: ${accepted.status()}`)
  await page.goto(`${server.origin}/desk/${ALARM_SITE}${query}`)
  return { page, context, problems }
}

/** Epoch ms of the first picture of a desk in which a row of its list says so. */
export function shownInRowAt(page: Page, key: string, text: string): Promise<number> {
  return page.evaluate(
    ([wanted, words]) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const row = document.querySelector(`[data-key="${wanted}"]`)
          if (row?.textContent.includes(words)) resolve(Date.now())
          else requestAnimationFrame(look)
        }
        look()
      }),
    [key, text] as const,
  )
}

/** How many alarms a page says are open. */
export function openCount(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.documentElement.dataset['alarmCount'] ?? 0))
}

/** How far the page can be pushed sideways, in px. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}

/** Targets that a finger would miss: lower or narrower than 44 px, but for those in running text. */
export function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const all = [
      ...document.querySelectorAll<HTMLElement>('main :is(a, button, select, summary, input)'),
    ]
    return all.flatMap((one) => {
      const { width, height } = (one.closest('label') ?? one).getBoundingClientRect()
      const isThere = width > 0 && height > 0
      return isThere && (width < 43.5 || height < 43.5)
        ? [`${one.localName} ${one.textContent.trim()} ${width}×${height}`]
        : []
    })
  })
}

/** Epoch ms of the next click, as the page itself has it. */
export function clickedAt(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        addEventListener('click', () => resolve(Date.now()), { once: true, capture: true })
      }),
  )
}

/** Epoch ms of the first picture that is drawn after a wall has an alarm as acknowledged. */
export function acknowledgedAt(page: Page, id: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const rows = window.iocwall?.alarms() ?? []
          if (rows.some(({ alarm, isAcknowledged }) => alarm === wanted && isAcknowledged)) {
            resolve(Date.now())
          } else requestAnimationFrame(look)
        }
        look()
      }),
    id,
  )
}

/** Times between pictures, and what the page itself worked for each, while the list is scrolled end to end. */
export function scrollCost(
  page: Page,
): Promise<{ readonly frames: number[]; readonly busy: number[] }> {
  return page.evaluate(async () => {
    const column = document.querySelector('.column')
    if (!column) throw new Error('no list')
    const [frames, busy]: [number[], number[]] = [[], []]
    let last = performance.now()
    for (let turn = 0; turn < 120; turn++) {
      await new Promise(requestAnimationFrame)
      const now = performance.now()
      frames.push(now - last)
      last = now
      column.scrollTop += 700
      // The list looks in the next picture and is drawn before the one after.
      await new Promise(requestAnimationFrame)
      const began = performance.now()
      await new Promise((resolve) => setTimeout(resolve))
      busy.push(performance.now() - began)
      last = performance.now()
    }
    column.scrollTop = 0
    return { frames, busy }
  })
}

/** Tasks of over 50 ms until a heading says so. */
export function longTasks(page: Page, heading: string): Promise<number[]> {
  return page.evaluate(async (wanted) => {
    const tasks: number[] = [0]
    const observer = new PerformanceObserver((list) => {
      tasks.push(...list.getEntries().map(({ duration }) => duration))
    })
    observer.observe({ type: 'longtask' })
    const text = (): string => document.querySelector('.groups h2')?.textContent.trim() ?? ''
    const givenUpAt = performance.now() + 30_000
    while (text() !== wanted && performance.now() < givenUpAt) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    if (text() !== wanted) throw new Error(`the list says ${text()}`)
    observer.disconnect()
    return tasks
  }, heading)
}
