// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import type { JournalRow } from '../../../../protocol/people.ts'
import {
  ADMIN_OF_ALL,
  buildFakeState,
  buildKey,
  buildPerson,
  buildSession,
  FAKE_NOW,
  RIGHT_PASSWORD,
  type FakeState,
} from '../../people/fake-server.ts'
import { useAccessStore } from '../../stores/access.ts'
import { openOffice, type OfficePage } from '../office/open-office.ts'

let opened: OfficePage | undefined
async function open(path: string, state: FakeState): Promise<OfficePage> {
  opened = await openOffice(path, state)
  return opened
}
afterEach(() => opened?.close())

const admin = (given: Partial<FakeState> = {}): FakeState => {
  return { ...buildFakeState(ADMIN_OF_ALL), ...given }
}
const changes = ({ asked }: OfficePage) => asked.filter(({ method }) => method !== 'GET')

describe('administration', () => {
  it('sends whoever is not signed in to the door, and says where from', async () => {
    const state = admin()
    const page = await open('/admin/journal?action=x', {
      ...{ ...state, session: { ...state.session, person: undefined } },
    })
    expect(page.router.currentRoute.value.path).toBe('/sign-in')
    expect(page.router.currentRoute.value.query['to']).toBe('/admin/journal?action=x')
  })

  it('shows each the pages that are open to them', async () => {
    const page = await open('/admin', buildFakeState([{ site: 'dai-loc', role: 'officer' }]))
    expect(page.text()).toContain('chưa có quyền quản trị ở địa bàn nào')
    expect(page.find('nav[aria-label="Các trang quản trị"]').textContent).toBe('Tài khoản của tôi')
  })

  it.each(['people', 'new-person', 'keys', 'keys/hiep-duc', 'journal', 'self-check'])(
    'says so where somebody may not go: %s',
    async (path) => {
      const page = await open(
        `/admin/${path}`,
        buildFakeState([{ site: 'dai-loc', role: 'editor' }]),
      )
      expect(page.find('h1').textContent).toBe('Bạn không có quyền xem trang này')
    },
  )

  it('runs no wall', async () => {
    const page = await open('/admin/keys/dai-loc', admin())
    expect(page.find('h1').textContent).toBe('Khóa truy cập')
    expect(useAccessStore().access).toBeUndefined()
  })

  it('says so where there is no such page, and signs out', async () => {
    const page = await open('/admin/x/y', admin())
    expect(page.find('h1').textContent).toBe('Không có trang này')
    await page.press('Đăng xuất')
    expect(page.router.currentRoute.value.fullPath).toBe('/')
  })
})

describe('a sensitive act', () => {
  async function makingKey(): Promise<OfficePage> {
    const page = await open('/admin/keys', admin({ isConfirmed: false }))
    await page.press('Tạo khóa')
    await page.fill('main form input', 'trạm đo mưa')
    await page.submit()
    return page
  }
  const dialogOf = (page: OfficePage) => page.find<HTMLDialogElement>('dialog')
  const DIALOG_PASSWORD = 'dialog input[autocomplete="current-password"]'

  it('asks for the password in a dialog, then is done by itself', async () => {
    const page = await makingKey()
    expect(dialogOf(page).open).toBe(true)
    await page.fill(DIALOG_PASSWORD, 'wrong')
    await page.submit('dialog form')
    expect(dialogOf(page).textContent).toContain('Mật khẩu không đúng.')
    await page.fill(DIALOG_PASSWORD, RIGHT_PASSWORD)
    await page.submit('dialog form')
    expect(dialogOf(page).open).toBe(false)
    expect(page.text()).toContain('iwk_4Jx9pQ2vT7bLs0')
    const order = { name: 'trạm đo mưa', scope: 'ingest' }
    expect(changes(page).map(({ path, body }) => [path, body])).toEqual([
      ['/sites/dai-loc/keys', order],
      ['/session/confirm', { password: 'wrong' }],
      ['/session/confirm', { password: RIGHT_PASSWORD }],
      ['/sites/dai-loc/keys', order],
    ])
  })

  it('changes nothing when the dialog is closed, and keeps what was entered', async () => {
    const page = await makingKey()
    await page.press('Hủy')
    expect(page.find<HTMLInputElement>('main form input').value).toBe('trạm đo mưa')
    expect(page.text()).toContain('Chưa nhập lại mật khẩu nên chưa thay đổi gì.')
    expect(changes(page)).toHaveLength(1)
  })
})

describe('keys', () => {
  it('are revoked after a question', async () => {
    const page = await open('/admin/keys', admin({ keys: [buildKey({ name: 'trạm A' })] }))
    await page.press('Thu hồi khóa trạm A')
    expect(changes(page)).toEqual([])
    await page.press('Thu hồi khóa')
    expect(changes(page).map(({ path }) => path)).toEqual(['/sites/dai-loc/keys/k7Qd2mX0'])
    expect(page.text()).toContain('1 khóa đã hết hạn hoặc đã thu hồi')
  })

  it('can be limited, and the limits are told in names', async () => {
    const page = await open('/admin/keys', admin())
    await page.press('Tạo khóa')
    await page.fill('main form input', 'một cửa')
    const boxes = page.page.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')
    for (const index of [0, 3]) boxes[index]?.dispatchEvent(new Event('change'))
    await page.submit()
    expect(changes(page)[0]?.body['limits']).toEqual({
      ...{ metrics: ['dossiers.overdue'], units: ['20539'] },
    })
    expect(page.text()).toContain('Chỉ gửi: Hồ sơ quá hạn')
    expect(page.text()).toContain('Chỉ của: Đại Hồng')
  })
})

describe('people', () => {
  const binh = buildPerson({
    ...{ id: 'le.thi.binh', name: 'Lê Thị Bình' },
    grants: [{ site: 'dai-loc', role: 'officer' }],
  })

  it('are found without typing marks, by given name', async () => {
    const page = await open('/admin/people', admin({ people: [...admin().people, binh] }))
    const names = (): readonly string[] =>
      [...page.page.querySelectorAll('main .lines a')].map((one) => one.textContent.trim())
    expect(names()).toEqual(['Nguyễn Văn An', 'Lê Thị Bình'])
    await page.fill('main input[type="search"]', 'binh le')
    expect(names()).toEqual(['Lê Thị Bình'])
  })

  it('are made with rights, and a link is shown once', async () => {
    const page = await open('/admin/new-person', admin())
    const [name, user] = page.page.querySelectorAll<HTMLInputElement>('main form input')
    for (const [field, text] of [
      [name, 'Trần Quốc Cường'],
      [user, 'Tran.Quoc.Cuong'],
    ] as const) {
      if (field) field.value = text
      field?.dispatchEvent(new Event('input'))
    }
    await page.press('Thêm vai trò')
    await page.fill('main select', 'reporter')
    await page.submit()
    expect(page.text()).toContain('Chọn đơn vị có số liệu mà người này nhập.')
    expect(changes(page)).toEqual([])
    await page.fill('main .wide select', 'Đài khí tượng thủy văn')
    await page.submit()
    expect(changes(page)[0]?.body).toEqual({
      ...{ id: 'tran.quoc.cuong', name: 'Trần Quốc Cường' },
      grants: [{ site: 'dai-loc', role: 'reporter', agency: 'Đài khí tượng thủy văn' }],
    })
    expect(page.text()).toContain('/set-password#pW3fK9sLq0Zx7')
  })

  it('say at the field that a name is taken', async () => {
    const page = await open('/admin/new-person', admin())
    const [name, user] = page.page.querySelectorAll<HTMLInputElement>('main form input')
    for (const field of [name, user]) {
      if (field) field.value = 'nguyen.van.an'
      field?.dispatchEvent(new Event('input'))
    }
    await page.submit()
    expect(document.activeElement).toBe(user)
    expect(page.text()).toContain('Tên đăng nhập này đã có người dùng.')
  })

  it('are changed, disabled and invited anew', async () => {
    const page = await open(
      '/admin/people/le.thi.binh',
      admin({ people: [...admin().people, binh] }),
    )
    await page.fill('main select', 'editor')
    await page.submit('main form:last-of-type')
    await page.press('Khóa tài khoản')
    expect(page.text()).toContain('Mở khóa tài khoản')
    await page.press('Tạo đường dẫn đặt mật khẩu mới')
    expect(page.text()).toContain('/set-password#pW3fK9sLq0Zx7')
    expect(changes(page).map(({ path, body }) => [path, body])).toEqual([
      ['/people/le.thi.binh', { grants: [{ site: 'dai-loc', role: 'editor' }] }],
      ['/people/le.thi.binh', { isDisabled: true }],
      ['/people/le.thi.binh/invitation', {}],
    ])
  })

  it('with rights elsewhere are shown to be read, and why', async () => {
    const grants = [
      { site: 'hiep-duc', role: 'admin' },
      { site: 'dai-loc', role: 'viewer' },
    ] as const
    const other = { ...binh, grants: [...grants], isManageable: false }
    const state = buildFakeState([{ site: 'dai-loc', role: 'admin' }])
    const page = await open('/admin/people/le.thi.binh', { ...state, people: [other] })
    expect(page.text()).toContain('có quyền ở địa bàn mà bạn không quản trị')
    expect(page.page.querySelectorAll('main select')).toHaveLength(2)
    expect(page.page.querySelector('main input')).toBeNull()
    expect(page.text()).not.toContain('Khóa tài khoản')
  })
})

describe('the own account', () => {
  it('lists sessions, marks this one and ends another', async () => {
    const sessions = [buildSession({ id: 'a', isCurrent: true }), buildSession({ id: 'b/c' })]
    const page = await open('/account', admin({ sessions }))
    expect(page.text()).toContain('phiên này')
    await page.press('Kết thúc phiên Chrome · Windows, 10.20.1.15')
    expect(changes(page).map(({ path }) => path)).toEqual(['/account/sessions/b%2Fc'])
  })

  it('tells a wrong current password at its field', async () => {
    const page = await open('/account', admin())
    await page.fill('input[autocomplete="current-password"]', 'wrong')
    await page.fill('input[autocomplete="new-password"]', RIGHT_PASSWORD)
    await page.submit()
    expect(document.activeElement).toBe(page.find('input[autocomplete="current-password"]'))
    expect(page.text()).toContain('Mật khẩu hiện tại không đúng.')
  })
})

describe('the journal', () => {
  const entry = (seq: number, action: string): JournalRow => {
    const actor = { kind: 'person', id: 'an', name: 'An' } as const
    return { seq, hash: '9f2c4be17a03d5568812', at: FAKE_NOW, actor, action }
  }

  it('has words for known acts and the name of others', async () => {
    const journal = [entry(2, 'key.created'), entry(1, 'moon.landed')]
    const page = await open('/admin/journal', admin({ journal }))
    const acts = [...page.page.querySelectorAll('main ol b')].map((one) => one.textContent)
    expect(acts).toEqual(['Tạo khóa truy cập', 'moon.landed'])
    expect(page.text()).toContain('09:42:00 27/10/2025')
    expect(page.text()).toContain('mã 9f2c4be17a…')
  })

  it('is searched by its address, which the file of it follows', async () => {
    const page = await open('/admin/journal/dai-loc', admin({ journal: [entry(1, 'key.created')] }))
    await page.fill('main form input[type="date"]', '2025-10-27')
    await page.submit()
    expect(page.router.currentRoute.value.fullPath).toBe('/admin/journal/dai-loc?from=2025-10-27')
    const asked = '/sites/dai-loc/journal?from=2025-10-26T17%3A00%3A00.000Z'
    expect(page.asked.at(-1)?.path).toBe(asked)
    expect(page.find('a[download]').getAttribute('href')).toBe(`/api/v1${asked}&format=csv`)
  })

  it('of the installation is for administrators of everything', async () => {
    const page = await open('/admin/journal', buildFakeState([{ site: 'hiep-duc', role: 'admin' }]))
    expect(page.asked.some(({ path }) => path === '/sites/hiep-duc/journal')).toBe(true)
    expect(page.asked.some(({ path }) => path === '/journal')).toBe(false)
  })
})

describe('the self-check', () => {
  it('says what is wrong and what to do, the worst first, and folds what is good', async () => {
    const page = await open(
      '/admin/self-check',
      admin({
        checks: [
          { check: 'clock', state: 'good', finding: 'right', facts: {} },
          {
            check: 'site-figures',
            state: 'warning',
            finding: 'some-news',
            site: 'dai-loc',
            facts: {},
          },
          { check: 'tls', state: 'bad', finding: 'plain-http', facts: {} },
        ],
      }),
    )
    const titles = [...page.page.querySelectorAll('main h2')].map((one) => one.textContent.trim())
    expect(titles).toEqual([...['Đường truyền mã hóa (https)', 'Số liệu gửi về · Huyện Đại Lộc']])
    expect(page.text()).toContain('ai ở cùng mạng cũng đọc được')
    expect(page.find('main details').textContent).toContain('1 điều đã tốt')
  })
})
