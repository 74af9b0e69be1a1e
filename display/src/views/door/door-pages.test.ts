// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import {
  ADMIN_OF_ALL,
  buildFakeState,
  RIGHT_PASSWORD,
  type FakeState,
} from '../../people/fake-server.ts'
import { openOffice, type OfficePage } from '../office/open-office.ts'

let opened: OfficePage | undefined
async function open(path: string, state: FakeState): Promise<OfficePage> {
  opened = await openOffice(path, state)
  return opened
}
afterEach(() => opened?.close())

/** One person who exists, and nobody signed in. */
function signedOut(grants = ADMIN_OF_ALL): FakeState {
  const state = buildFakeState(grants)
  return { ...state, session: { ...state.session, person: undefined } }
}

const USER = 'input[autocomplete="username"]'
const PASSWORD = 'input[autocomplete="current-password"]'
const NEW_PASSWORD = 'input[autocomplete="new-password"]'

async function signIn(page: OfficePage, password = RIGHT_PASSWORD): Promise<void> {
  await page.fill(USER, ' Nguyen.Van.An ')
  await page.fill(PASSWORD, password)
  await page.submit()
}

describe('signing in', () => {
  it('goes to where the person was on the way to', async () => {
    const page = await open('/sign-in?to=%2Faccount%3Flang%3Den', signedOut())
    await signIn(page)
    expect(page.router.currentRoute.value.fullPath).toBe('/account?lang=en')
    expect(page.asked.find(({ method }) => method === 'POST')?.body).toEqual({
      ...{ user: 'nguyen.van.an', password: RIGHT_PASSWORD },
    })
  })

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'https:evil.example'])(
    'goes nowhere else: %s',
    async (to) => {
      const page = await open(`/sign-in?to=${encodeURIComponent(to)}`, signedOut())
      await signIn(page)
      expect(page.router.currentRoute.value.fullPath).toBe('/admin')
    },
  )

  it('goes to the list of sites who administers nothing, in the language of before', async () => {
    const state = signedOut([{ site: 'dai-loc', role: 'officer' }])
    const page = await open('/sign-in?lang=en', state)
    await signIn(page)
    expect(page.router.currentRoute.value.fullPath).toBe('/?lang=en')
  })

  it('says what is missing at the field, ties the two and goes there', async () => {
    const page = await open('/sign-in', signedOut())
    await page.submit()
    const field = page.find<HTMLInputElement>(USER)
    expect(document.activeElement).toBe(field)
    expect(field.getAttribute('aria-invalid')).toBe('true')
    const [error] = (field.getAttribute('aria-describedby') ?? '').split(' ')
    expect(document.getElementById(error ?? '')?.textContent).toBe('Nhập tên đăng nhập.')
    expect(page.asked.every(({ method }) => method === 'GET')).toBe(true)
  })

  it('keeps the name and asks for the password again when one of them is wrong', async () => {
    const page = await open('/sign-in', signedOut())
    await signIn(page, 'wrong')
    expect(page.text()).toContain('Tên đăng nhập hoặc mật khẩu không đúng.')
    expect(page.find<HTMLInputElement>(USER).value).toBe(' Nguyen.Van.An ')
    expect(document.activeElement).toBe(page.find(PASSWORD))
    expect(page.find<HTMLInputElement>(PASSWORD).value).toBe('')
  })

  it('counts down what the server makes people wait, and asks nothing meanwhile', async () => {
    const state = signedOut()
    const page = await open('/sign-in', { ...state, waitS: 32 })
    await signIn(page)
    expect(page.text()).toContain('Thử lại sau 32 giây.')
    expect(page.find('main button[type="submit"]').getAttribute('aria-disabled')).toBe('true')
    await page.submit()
    expect(page.asked.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it('shows the password on demand', async () => {
    const page = await open('/sign-in', signedOut())
    await page.press('Hiện mật khẩu')
    expect(page.find<HTMLInputElement>(PASSWORD).type).toBe('text')
  })

  it('warns of plain http, says what failed elsewhere, and offers the organisation’s service', async () => {
    const state = signedOut()
    const session = { ...state.session, isSecure: false, oidc: { label: 'Cổng tỉnh' } }
    const page = await open('/sign-in?to=%2Fadmin#failed=no-role', { ...state, session })
    expect(page.text()).toContain('http không mã hóa')
    expect(page.text()).toContain('chưa được cấp quyền ở đây')
    expect(page.find('main a[href^="/api"]').getAttribute('href')).toBe(
      '/api/v1/session/oidc?to=%2Fadmin',
    )
  })

  it('fills in a name of the demo with one press', async () => {
    const state = signedOut()
    const demoPeople = [{ id: 'truc-ban', role: 'officer' as const }]
    const session = { ...state.session, isDemo: true, demoPeople }
    const page = await open('/sign-in', { ...state, session })
    await page.press('truc-ban, Cán bộ trực ban')
    expect(page.find<HTMLInputElement>(USER).value).toBe('truc-ban')
    expect(page.find<HTMLInputElement>(PASSWORD).value).toBe('demo')
  })
})

describe('a link to set a password', () => {
  it('signs in whom it is for', async () => {
    const state = { ...signedOut(), invitation: { token: 'tok', kind: 'password' as const } }
    const page = await open('/set-password#tok', state)
    expect(page.text()).toContain('Cho Nguyễn Văn An, tên đăng nhập nguyen.van.an.')
    await page.fill(NEW_PASSWORD, 'short')
    await page.submit()
    expect(page.text()).toContain('Mật khẩu còn ngắn.')
    await page.fill(NEW_PASSWORD, RIGHT_PASSWORD)
    await page.submit()
    expect(page.router.currentRoute.value.path).toBe('/admin')
  })

  it.each([
    ['/set-password', 'Thiếu mã trong đường dẫn'],
    ['/set-password#other', 'Đường dẫn không còn dùng được'],
    ['/setup', 'Cần đường dẫn thiết lập'],
    ['/setup#other', 'Đường dẫn thiết lập không còn dùng được'],
  ])('says so where it does not work: %s', async (path, words) => {
    const state = signedOut()
    const page = await open(path, { ...state, session: { ...state.session, isSetUp: false } })
    expect(page.text()).toContain(words)
  })
})

describe('the first start', () => {
  it('leads from the account over site and key to what is left, and drops the token', async () => {
    const state = signedOut()
    const session = { ...state.session, isSetUp: false }
    const page = await open('/setup#tok', {
      ...{ ...state, session, invitation: { token: 'tok', kind: 'setup' as const } },
    })
    await page.fill('input[autocomplete="name"]', 'Nguyễn  Văn An')
    await page.fill(USER, 'An')
    await page.fill(NEW_PASSWORD, RIGHT_PASSWORD)
    await page.submit()
    const { currentRoute } = page.router
    expect(currentRoute.value.fullPath).toBe('/setup?step=site')
    expect(page.asked.at(-1)?.body).toEqual({
      ...{ token: 'tok', password: RIGHT_PASSWORD, user: 'an', name: 'Nguyễn Văn An' },
    })
    await page.press('Tiếp tục')
    expect(currentRoute.value.query).toEqual({ step: 'key', site: 'dai-loc' })
    await page.fill('main form input', 'trạm đo mưa')
    await page.submit()
    expect(page.text()).toContain('iwk_4Jx9pQ2vT7bLs0')
    expect(page.text()).toContain('curl -X POST')
    await page.press('Tiếp tục')
    expect(currentRoute.value.query).toMatchObject({ step: 'rest' })
  })

  it('comes back to its step when the page is loaded again, and lets every step wait', async () => {
    const page = await open('/setup?step=key&site=hiep-duc', buildFakeState(ADMIN_OF_ALL))
    expect(page.text()).toContain('gửi số về Huyện Hiệp Đức')
    await page.press('Để sau')
    expect(page.text()).toContain('Không có điều gì cần xem lại.')
  })

  it('asks whoever is not signed in to do so when an administrator exists', async () => {
    const page = await open('/setup?step=key', signedOut())
    expect(page.text()).toContain('Hệ thống đã có người quản trị')
    expect(page.find('main section a').getAttribute('href')).toBe('/sign-in?to=/setup')
  })
})
