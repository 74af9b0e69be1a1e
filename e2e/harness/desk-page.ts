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
