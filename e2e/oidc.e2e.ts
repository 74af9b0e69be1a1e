import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startOidcService, type OidcService } from '../server/testing/oidc-service.ts'
import { until } from './harness/until.ts'
import { launchChromium } from './harness/wall-page.ts'
import { placeWallServer, type WallServer } from './harness/wall-server.ts'

const LABEL = 'Cổng của tỉnh'
const SHOWN_MS = 20_000

/** The service is at 127.0.0.1 and the wall at localhost: another site, as it is in life. */
describe('signing in through the organisation, in a browser', () => {
  let service: OidcService
  let server: WallServer
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let origin: string

  const session = async (): Promise<{ person?: { name: string; confirmedUntil?: number } }> =>
    (await context.request.get(`${origin}/session`)).json()

  beforeAll(async () => {
    service = await startOidcService()
    await service.down()
    const env = {
      OIDC_ISSUER: service.issuer,
      OIDC_CLIENT_ID: 'wall',
      OIDC_CLIENT_SECRET: 'a secret of the client',
      OIDC_LABEL: LABEL,
      OIDC_ROLES: 'quan-tri=*:admin',
    }
    server = await placeWallServer({ env })
    origin = `http://localhost:${server.port}`
    // The service is away, and the server starts nevertheless.
    await server.start()
    const redirectUris = [`${origin}/api/v1/session/oidc/callback`]
    service.serve({ id: 'wall', secret: env.OIDC_CLIENT_SECRET, redirectUris })
    service.accounts.set('lan', { name: 'Nguyễn Thị Lan', claims: { roles: ['quan-tri'] } })
    service.visitor = 'lan'
    browser = await launchChromium()
    context = await browser.newContext({ locale: 'vi-VN' })
    page = await context.newPage()
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
    await service.down()
  })

  it('says that the service is away, on the page where one can try again', async () => {
    await page.goto(`${origin}/sign-in?to=/account`)
    await page.getByText(`Đăng nhập bằng ${LABEL}`).click()
    await page.getByText('Chưa nối được với dịch vụ đăng nhập').waitFor({ timeout: SHOWN_MS })
    expect(new URL(page.url()).searchParams.get('to')).toBe('/account')
  })

  it('leads there, back, and to where one was going', async () => {
    await service.up()
    await page.getByText(`Đăng nhập bằng ${LABEL}`).click()
    await page.getByText('Nguyễn Thị Lan').first().waitFor({ timeout: SHOWN_MS })
    expect(page.url()).toBe(`${origin}/account`)
    const cookies = await context.cookies(origin)
    const strict = { name: '__Host-iocwall', httpOnly: true, secure: true, sameSite: 'Strict' }
    expect(cookies).toContainEqual(expect.objectContaining(strict))
    expect(cookies.map(({ name }) => name)).not.toContain('__Host-iocwall-oidc')
  })

  it('confirms the session that there is', async () => {
    expect((await session()).person?.confirmedUntil).toBeUndefined()
    await page.evaluate(() => {
      location.href = '/api/v1/session/oidc?confirm=1&to=/account'
    })
    await until('the session is confirmed', SHOWN_MS, async () => {
      return (await session()).person?.confirmedUntil !== undefined
    })
    await page.waitForURL(`${origin}/account`, { timeout: SHOWN_MS })
    expect(await session()).toMatchObject({ person: { name: 'Nguyễn Thị Lan' } })
  })
})
