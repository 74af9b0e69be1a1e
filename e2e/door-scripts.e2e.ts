import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ask, askAll } from './harness/ask.ts'
import { invite, PASSWORD, post, setupToken, type SignedIn } from './harness/people.ts'
import { report } from './harness/report.ts'
import { SCRIPT_TEXTS } from './harness/script-texts.ts'
import { aliensOn, missingOn, openWatched, type WatchedContext } from './harness/script-watch.ts'
import { startWallServer, type WallServer } from './harness/wall-server.ts'
import { launchChromium } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const NEXT_PASSWORD = 'trăng rằm trên núi chúa'
const IS_LONG = process.env['LONG'] === '1'
const AT_ONCE = 4
/** What the administrator is called, who is named on every page and in every journal. */
const ADMIN_NAME = '<img src=x onerror=hit(0)>{{constructor.constructor("hit(0)")()}}'

/** All of them, or every few of them where each takes a page of its own. */
const some = (every: number): readonly string[] =>
  SCRIPT_TEXTS.filter((_, index) => IS_LONG || index % every === 0)

describe('texts that would be scripts', () => {
  let server: WallServer
  let browser: Browser
  let watched: WatchedContext
  let page: Page
  let admin: SignedIn
  let entered = 0

  beforeAll(async () => {
    server = await startWallServer({ env: { TRUST_PROXY: '1' } })
    browser = await launchChromium()
    watched = await openWatched(browser, server.origin)
    page = watched.page
  })
  afterEach(async () => {
    expect(watched.harm).toEqual({
      ...{ executed: [], dialogs: [], away: [], violations: [], errors: [] },
    })
    expect(await aliensOn(page)).toEqual([])
  })
  afterAll(async () => {
    report('texts entered into pages', entered, '')
    await browser.close()
    await server.stop()
  })

  const go = (path: string): Promise<unknown> => page.goto(server.origin + path)
  const english = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}lang=en`
  const press = (name: string | RegExp): Promise<void> =>
    page
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .click()
  async function fill(label: string, text: string): Promise<void> {
    await page.getByLabel(label, { exact: true }).first().fill(text)
    entered++
  }
  /** Waits until a text stands on the page, exactly as it is. */
  async function stands(text: string): Promise<void> {
    await page.waitForFunction(
      (wanted) => document.querySelector('#app')?.textContent.includes(wanted),
      text,
    )
  }
  /** Changes what stands behind the # without loading the page again. */
  const turn = (hash: string): Promise<void> =>
    page.evaluate((next) => void (location.hash = next), hash)

  it('stay texts on the way to the first administrator, and in the name', async () => {
    for (const text of some(60)) await go(`/setup?lang=en#${encodeURIComponent(text)}`)
    await page.goto('about:blank')
    await go(`/setup?lang=en#${await setupToken(server)}`)
    for (const text of some(3)) {
      await fill('Full name', text)
      await fill('User name', text)
      await fill('New password', text)
    }
    await press('Create and sign in')
    await stands('2 to 63 characters')
    await fill('Full name', ADMIN_NAME)
    await fill('User name', 'root')
    await fill('New password', PASSWORD)
    await press('Create and sign in')
    await page.waitForURL(/step=site/)
    admin = await signInAs('root', 'Mozilla/5.0')
    await storeAll()
  })

  /** A session of its own beside the one of the browser. */
  async function signInAs(user: string, agent: string): Promise<SignedIn> {
    const headers = { 'User-Agent': agent }
    const answer = await post(server, '/session', { user, password: PASSWORD }, headers)
    expect([answer.status, answer.text]).toEqual([200, expect.anything()])
    const cookies = answer.headers['set-cookie']?.map((one) => one.split(';')[0]) ?? []
    return {
      id: user,
      password: PASSWORD,
      secret: '',
      device: '',
      headers: { Cookie: cookies.join('; ') },
    }
  }

  /** Every text as a person's name and agency, a key's name, a refused user, an address and a browser. */
  async function storeAll(): Promise<void> {
    const answers = await askAll(SCRIPT_TEXTS, AT_ONCE, async (text, index) => {
      const order = { id: `s${index}`, name: text }
      const grants = [{ site: SITE, role: 'reporter', agency: text }]
      const made = await post(server, '/people', { ...order, grants }, admin.headers)
      expect(made.status).toBe(201)
      const address = Buffer.from(text).toString('latin1')
      const guess = { user: text, password: 'x' }
      const refused = await post(server, '/session', guess, { 'X-Forwarded-For': address })
      expect(refused.status).toBe(401)
      return post(server, `/sites/${SITE}/keys`, { name: text, scope: 'read' }, admin.headers)
    })
    expect(answers.map(({ status }) => status)).toEqual(SCRIPT_TEXTS.map(() => 201))
    for (const text of some(6)) await signInAs('root', Buffer.from(text).toString('latin1'))
  }

  it('stay texts in the list of accounts and in its search', async () => {
    await go(english('/admin/people'))
    await stands(SCRIPT_TEXTS[0] ?? '')
    expect(await missingOn(page, SCRIPT_TEXTS)).toEqual([])
    for (const text of some(2)) {
      await fill('Search by name', `${text} zzz`)
      await stands(`“${text} zzz”`)
    }
  })

  it('stay texts on the page of an account, and when it gets another name', async () => {
    for (const text of some(8)) {
      await go(english(`/admin/people/s${SCRIPT_TEXTS.indexOf(text)}`))
      await page.locator('h1', { hasText: text.slice(0, 5) }).waitFor()
      expect(await missingOn(page, [text])).toEqual([])
      expect(await page.title()).toContain(text)
    }
    for (const text of some(4).toReversed()) {
      await fill('Full name', text)
      await press('Save the name')
      await page.waitForFunction((name) => document.querySelector('h1')?.textContent === name, text)
    }
  })

  it('stay texts in the form for an account', async () => {
    await go(english('/admin/new-person'))
    for (const text of some(6)) {
      await fill('Full name', text)
      await fill('User name', text)
      await press('Create the account')
      await stands('2 to 63 characters')
      await fill('User name', `t${SCRIPT_TEXTS.indexOf(text)}`)
      await press('Create the account')
      await stands(`Account of ${text} created`)
      expect(await aliensOn(page)).toEqual([])
      await press('Add another account')
    }
  })

  it('stay texts in the list of keys, and in the form for one', async () => {
    await go(english(`/admin/keys/${SITE}`))
    await stands(SCRIPT_TEXTS[0] ?? '')
    expect(await missingOn(page, SCRIPT_TEXTS)).toEqual([])
    for (const text of some(6)) {
      await press('Create a key')
      await fill('Name of the key', text)
      await page.getByText('Limit the key (optional)').click()
      await fill('Search in the list', text)
      await press('Create the key')
      await stands(`Key “${text}”`)
      expect(await aliensOn(page)).toEqual([])
      await press('I have put it away')
      await press(`Revoke the key ${text}`)
      await stands(`Revoke the key “${text}”?`)
    }
    await go(english(`/setup?step=key&site=${SITE}`))
    await stands('This site has keys already')
    expect(await missingOn(page, SCRIPT_TEXTS)).toEqual([])
  })

  it('stay texts in the journals and in their filters', async () => {
    for (const path of [`/admin/journal/${SITE}`, '/admin/journal']) {
      await go(english(path))
      await stands('no. ')
      const older = page.getByRole('button', { name: 'Older' })
      for (let pages = 0; pages < 12 && (await older.count()) > 0; pages++) {
        const count = await page.locator('ol > li').count()
        await older.click()
        await page.waitForFunction(
          (before) =>
            document.querySelectorAll('ol > li').length > before ||
            ![...document.querySelectorAll('button')].some(
              (one) => one.textContent.trim() === 'Older',
            ),
          count,
        )
      }
      expect(await missingOn(page, SCRIPT_TEXTS)).toEqual([])
      expect(await aliensOn(page)).toEqual([])
    }
    for (const text of some(4)) {
      await fill('Person or key', text)
      await press('Filter')
      await page.waitForURL((url) => url.searchParams.get('actor') === text)
      await stands('No line matches.')
    }
    for (const text of some(12)) {
      const query = new URLSearchParams({ action: text, actor: text, from: text, to: text })
      await go(english(`/admin/journal?${query}`))
      await stands('No line matches.')
      expect(await missingOn(page, [text])).toEqual([])
    }
  })

  it('stay texts among the sessions of an account', async () => {
    await go(english('/account'))
    await page.locator('main li .badge-strong').first().waitFor()
    expect(
      await missingOn(
        page,
        some(6)
          .map((text) => text.slice(0, 40))
          .filter(isLatin),
      ),
    ).toEqual([])
    await go(english('/'))
    await stands(ADMIN_NAME)
  })

  it('stay texts behind to= and in places', async () => {
    for (const text of some(10)) {
      const to = encodeURIComponent(text)
      await go(`/sign-in?lang=en&to=${to}`)
      await press('Go on')
      await page.waitForURL((url) => url.pathname === '/admin')
      for (const path of ['/admin/people/', '/admin/journal/', '/admin/keys/', '/admin/']) {
        await page.evaluate((next) => {
          history.pushState(history.state, '', next)
          dispatchEvent(new PopStateEvent('popstate', { state: history.state }))
        }, `${path}${to}`)
      }
    }
  })

  it('stay texts in fragments', async () => {
    await go('/set-password?lang=en')
    for (const text of some(2)) {
      await turn(text)
      await page.getByText(/The link (no longer works|is incomplete)/).waitFor()
    }
    await go('/sign-in?lang=en')
    for (const text of some(2)) await turn(`failed=${encodeURIComponent(text)}`)
    for (const text of some(40)) {
      await page.goto('about:blank')
      await go(`/wall/${SITE}?lang=en#key=${encodeURIComponent(text)}`)
      await page.locator('[data-panel]').first().waitFor()
      await page.goto('about:blank')
      await go(`/m/${encodeURIComponent(text)}?lang=en#${text}`)
      await page.waitForTimeout(100)
    }
  })

  it('stay texts for who is called so, from the link to signing in', async () => {
    const own = await openWatched(browser, server.origin)
    ;[watched, page] = [own, own.page]
    await go('/sign-in?lang=en')
    for (const text of some(20)) {
      await fill('User name', text)
      await fill('Password', text)
      await press('Sign in')
      await page.getByRole('alert').waitFor()
      expect(await page.getByLabel('User name', { exact: true }).inputValue()).toBe(text)
      await page.reload()
    }
    const name = SCRIPT_TEXTS[10] ?? ''
    const { invitation } = await invite(server, admin, { id: 'u0', name, grants: [] })
    await go(`/set-password?lang=en#${invitation.token}`)
    await stands(`For ${name}, user name u0.`)
    await fill('New password', NEXT_PASSWORD)
    await press('Save and sign in')
    await page.waitForURL((url) => url.pathname === '/')
    await stands(name)
    await go('/sign-in?lang=en')
    await stands(`You are signed in as ${name}.`)
  })

  it('are data in what is downloaded', async () => {
    const path = `/api/v1/sites/${SITE}/journal?format=csv`
    const { status, headers, text } = await ask(server.origin, { path, headers: admin.headers })
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(headers['content-disposition']).toMatch(/^attachment;/)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(text).toContain('hit(11)')
  })
})

const isLatin = (text: string): boolean => /^[\x20-\x7e]*$/.test(text)
