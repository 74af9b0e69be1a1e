// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { AlarmResult } from '../../../../../protocol/alarm-answers.ts'
import type { AlarmRow } from '../../../../../protocol/alarms.ts'
import type { JournalRow } from '../../../../../protocol/people.ts'
import { buildAlarmRow } from '../../../feed/build-alarm-row.ts'
import {
  buildFakeState,
  FAKE_NOW,
  problem,
  type Asked,
  type FakeAnswer,
  type FakeState,
} from '../../../people/fake-server.ts'
import { useAlarmStore } from '../../../stores/alarms.ts'
import { buildMetric, buildScreen } from '../../../stores/build-screen.ts'
import { useScreenStore } from '../../../stores/screen.ts'
import { useSiteClockStore } from '../../../stores/site-clock.ts'
import { openOffice, type OfficePage } from '../../office/open-office.ts'

const DESK = '/desk/dai-loc'
const MINUTE = 60_000
const name = (text: string) => ({ vi: text, en: text })

const screen = buildScreen({
  metrics: [buildMetric({})],
  units: [{ code: '20506', name: name('Đại Lộc'), kind: 'commune' }],
  sensors: [
    { id: 'ai-nghia', name: name('Ái Nghĩa'), kind: 'river', unit: '20506' },
    { id: 'hoi-khach', name: name('Hội Khách'), kind: 'river' },
  ],
  alarmRules: [
    {
      ...{ id: 'river', name: name('Mực nước đạt mức báo động'), metric: 'river.level' },
      ...{ limits: [{ name: 'BĐ3', value: 9, severity: 'critical' }], maxShelfMs: 120 * MINUTE },
      ...{ guidance: name('Báo Ban Chỉ huy.'), call: ['Trực ban Ban Chỉ huy'] },
    },
    {
      ...{ id: 'late', name: name('Hồ sơ quá hạn'), limits: [], call: [] },
      maxShelfMs: 30 * MINUTE,
    },
  ],
})

const river = (sensor: string, given: Partial<AlarmRow> = {}): AlarmRow =>
  buildAlarmRow(`river~${sensor}`, 1, {
    ...{ sensor, metric: 'river.level', level: 'BĐ3', value: 9.8, limit: 9, severity: 'critical' },
    ...{ raisedAt: FAKE_NOW - 12 * MINUTE, askedAt: FAKE_NOW - 12 * MINUTE },
    ...given,
  })
const lan = { id: 'lan', name: 'Nguyễn Thị Lan', at: FAKE_NOW - 5 * MINUTE }
const WAITING = river('ai-nghia')
const TAKEN = river('hoi-khach', { isAcknowledged: true, state: 'acknowledged', acknowledged: lan })
const SHELVED = buildAlarmRow('late~20506', 2, {
  ...{ rule: 'late', unit: '20506', severity: 'low', state: 'shelved' },
  shelf: { ...lan, until: FAKE_NOW + 30 * MINUTE },
})

const journal: readonly JournalRow[] = [
  {
    ...{ seq: 2, hash: 'h', at: FAKE_NOW, action: 'alarm.acknowledged', subject: 'river~ai-nghia' },
    actor: { kind: 'person', id: 'lan', name: 'Nguyễn Thị Lan' },
    detail: { occurrence: 1, time: FAKE_NOW, comment: 'đã gọi trạm' },
  },
]

const done = ({ body }: Asked): FakeAnswer => ({
  status: 200,
  body: {
    results: (body['items'] as readonly AlarmResult[]).map(({ id, occurrence }) => ({
      ...{ id, occurrence, ok: true, seq: 3, repeated: false },
    })),
  },
})
const refusing =
  (reason: string, by?: object) =>
  ({ body }: Asked): FakeAnswer => ({
    status: 200,
    body: {
      results: (body['items'] as readonly AlarmResult[]).map(({ id, occurrence }) => ({
        ...{ id, occurrence, ok: false, reason, by },
      })),
    },
  })

let opened: OfficePage | undefined
beforeEach(() => localStorage.clear())
afterEach(() => {
  opened?.close()
  vi.useRealTimers()
})

function show(...rows: readonly AlarmRow[]): void {
  const alarms = new Map<string, readonly AlarmRow[]>()
  for (const row of rows) alarms.set(row.alarm, [...(alarms.get(row.alarm) ?? []), row])
  const store = useAlarmStore()
  store.rows = alarms
  store.watch = {}
}

async function open(
  query = '',
  orders: (asked: Asked) => FakeAnswer | Promise<FakeAnswer> = done,
  given: Partial<FakeState> = {},
): Promise<OfficePage> {
  const alarms: FakeState['alarms'] = (asked) =>
    asked.path.includes('/journal')
      ? { status: 200, body: { entries: journal, actions: [] } }
      : orders(asked)
  const state = buildFakeState([{ site: 'dai-loc', role: 'officer' }])
  opened = await openOffice(`${DESK}${query}`, { ...state, alarms, ...given })
  const clock = useSiteClockStore()
  clock.setAnchor({ siteTime: FAKE_NOW, realTime: FAKE_NOW, rate: 1 }, 0)
  clock.tick(0)
  useScreenStore().screen = screen
  show(WAITING, TAKEN, SHELVED)
  await settled()
  return opened
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) {
    await nextTick()
    await new Promise((resolve) => setTimeout(resolve))
  }
}

const rowsOf = ({ page }: OfficePage): readonly string[] =>
  [...page.querySelectorAll('.it')].map((one) => one.textContent.replace(/\s+/g, ' ').trim())
const ordersOf = ({ asked }: OfficePage): readonly Asked[] =>
  asked.filter(({ path }) => path.endsWith('/alarm-commands'))
const address = ({ router }: OfficePage): string =>
  decodeURIComponent(router.currentRoute.value.fullPath)
const CHOSEN = '?alarm=river~ai-nghia&occurrence=1'

async function press(key: string): Promise<void> {
  const target = document.activeElement ?? document.body
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await settled()
}

describe('the list of alarms', () => {
  it('is in groups with counts, each alarm in words', async () => {
    const page = await open()
    const heads = [...page.page.querySelectorAll('.groups h2')].map((one) => one.textContent.trim())
    expect(heads).toEqual([
      'Chờ nhận 1',
      'Đã nhận, còn nguyên nhân 1',
      'Tạm gác, ẩn, ngừng theo dõi 1',
    ])
    expect(rowsOf(page)[0]).toContain('Mực nước đạt mức báo động: BĐ3')
    expect(rowsOf(page)[0]).toContain(
      'Ái Nghĩa · Đại Lộc · khi báo 9,80 mKhẩn cấp · chưa nhận, 12 phút',
    )
    expect(rowsOf(page)[1]).toContain('Nguyễn Thị Lan nhận 09:37')
    expect(rowsOf(page)[2]).toContain('gác đến 10:12, Nguyễn Thị Lan')
  })

  it('is filtered by its address, and searched without accents', async () => {
    const page = await open('?group=waiting')
    expect(rowsOf(page)).toHaveLength(1)
    await page.press('Bỏ lọc')
    expect(address(page)).toBe(DESK)
    await page.fill('input[type="search"]', 'hoi khach')
    await page.submit('form[role="search"]')
    expect(address(page)).toBe(`${DESK}?q=hoi+khach`)
    expect(rowsOf(page)).toHaveLength(1)
    await page.fill('input[type="search"]', 'xyz')
    await page.submit('form[role="search"]')
    expect(page.text()).toContain('Không có cảnh báo nào khớp bộ lọc.')
  })

  it('keeps its places under a pointer that moves, and says what has come meanwhile', async () => {
    const page = await open()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const list = page.find('.column nav')
    const move = () =>
      list.dispatchEvent(
        Object.assign(new Event('pointermove', { bubbles: true }), { pointerType: 'mouse' }),
      )
    move()
    const newer = buildAlarmRow('river~giao-thuy', 1, {
      ...{ severity: 'critical', level: 'BĐ3', sensor: 'hoi-khach', askedAt: FAKE_NOW },
    })
    show(newer, { ...WAITING, value: 9.91 }, TAKEN, SHELVED)
    await nextTick()
    expect(rowsOf(page)[0]).toContain('khi báo 9,91 m')
    expect(page.text()).toContain('1 cảnh báo mới ↑')
    vi.advanceTimersByTime(2_400)
    move()
    vi.advanceTimersByTime(2_400)
    await nextTick()
    expect(rowsOf(page)).toHaveLength(3)
    vi.advanceTimersByTime(101)
    await nextTick()
    expect(page.text()).not.toContain('cảnh báo mới')
    expect(page.find('.groups h2').textContent.trim()).toMatch(/^Chờ nhận nặng nhất ở trên\s*2$/)
  })

  it('draws no more rows than can be seen of two thousand, and says how many there are', async () => {
    const page = await open()
    show(...Array.from({ length: 2_000 }, (_, at) => river(`s${at}`)))
    await settled()
    expect(rowsOf(page).length).toBeLessThan(40)
    expect(page.find('.groups h2').textContent.trim()).toMatch(
      /^Chờ nhận nặng nhất ở trên\s*2\.000$/,
    )
    expect(page.find('.line').getAttribute('aria-setsize')).toBe('2000')
  })

  it('changes when another desk has acknowledged, with nothing pressed here', async () => {
    const page = await open()
    show({ ...WAITING, isAcknowledged: true, state: 'acknowledged', acknowledged: lan }, TAKEN)
    await settled()
    expect(page.find('.groups h2').textContent.trim()).toBe('Chờ nhận 0')
    expect(rowsOf(page)).toHaveLength(2)
  })
})

describe('one alarm', () => {
  it('says what it is, what to do, whom to call, and what has happened, in words', async () => {
    const page = await open(CHOSEN)
    const text = page.find('.detail').textContent.replace(/\s+/g, ' ')
    expect(text).toContain('Khẩn cấp · Ái Nghĩa · Đại Lộc · báo từ 09:30:00 · lần báo 1')
    expect(text).toContain('Báo Ban Chỉ huy.')
    expect(text).toContain('Trực ban Ban Chỉ huy')
    expect(text).toContain('Nguyễn Thị Lan nhận lần 1')
    expect(text).toContain('“đã gọi trạm”')
  })

  it('is there after it is over, and says so', async () => {
    const page = await open(CHOSEN)
    show(TAKEN)
    await settled()
    expect(page.text()).toContain('Lần báo này không còn mở')
    expect(page.text()).toContain('Nguyễn Thị Lan nhận lần 1')
    expect(page.page.querySelector('.actions')).toBeNull()
  })

  it('has no buttons for those who only look', async () => {
    const { session } = buildFakeState([{ site: 'dai-loc', role: 'viewer' }])
    const page = await open(CHOSEN, done, { session })
    expect(page.page.querySelector('.actions')).toBeNull()
    expect(page.text()).toContain('dành cho cán bộ trực ban')
    expect(page.text()).not.toContain('Chọn nhiều')
    await press('a')
    expect(ordersOf(page)).toEqual([])
  })
})

describe('an acknowledgement', () => {
  it('[G6] is being sent until the server has confirmed it, and names what was seen', async () => {
    let answer: (value: FakeAnswer) => void = () => undefined
    const page = await open(CHOSEN, () => new Promise((resolve) => (answer = resolve)))
    expect(page.find('.signs').textContent).toContain(
      'Ghi tên Nguyễn Văn An vào lần\u00a0báo\u00a01',
    )
    await page.press('Thêm ghi chú')
    await page.fill('.actions input', 'đã gọi')
    await page.submit('.actions form')
    const [order] = ordersOf(page)
    expect(order?.body).toEqual({
      ...{ command: 'acknowledge', comment: 'đã gọi' },
      items: [
        {
          ...{ id: 'river~ai-nghia', occurrence: 1, severity: 'critical' },
          askedAt: new Date(FAKE_NOW - 12 * MINUTE).toISOString(),
        },
      ],
    })
    expect(order?.idempotencyKey).toMatch(/^[0-9a-f]{32}$/)
    expect(page.find('.actions .button-main').textContent.trim()).toBe('Đang gửi…')
    expect(page.text()).not.toContain('đã ghi')
    if (order) answer(done(order))
    await settled()
    expect(page.text()).toContain('Xác nhận đã nhận: đã ghi · Mực nước đạt mức báo động: BĐ3')
  })

  it('[G7] that comes second says who was first and when, and how it stands', async () => {
    const by = { id: 'binh', name: 'Trần Bình', at: new Date(FAKE_NOW - MINUTE).toISOString() }
    const page = await open(CHOSEN, refusing('already', by))
    await page.submit('.actions form')
    expect(page.text()).toContain('Xác nhận đã nhận: KHÔNG ghi được')
    expect(page.text()).toContain('Trần Bình đã nhận lúc 09:41')
    expect(page.text()).toContain('Hiện nay: chưa nhận, 12 phút')
    await page.press('Đã đọc')
    expect(page.text()).not.toContain('KHÔNG ghi được')
  })

  it('[G6] is asked again under the same id when nobody knows, also after a reload', async () => {
    let isDown = true
    const orders = (asked: Asked): FakeAnswer => {
      return isDown ? problem(503, 'outcome-unknown') : done(asked)
    }
    let page = await open(CHOSEN, orders)
    await page.submit('.actions form')
    expect(page.text()).toContain('1 lệnh chờ gửi · chưa được xác nhận')
    expect(page.find('.actions .button-main').textContent.trim()).toBe(
      'chờ gửi · chưa được xác nhận',
    )
    const [first] = ordersOf(page)
    page.close()
    isDown = false
    page = await open(CHOSEN, orders)
    expect(ordersOf(page)).toHaveLength(1)
    expect(ordersOf(page)[0]?.idempotencyKey).toBe(first?.idempotencyKey)
    expect(page.text()).toContain('Xác nhận đã nhận: đã ghi')
  })

  it('is kept for whoever gave it: others are told, and nothing is sent in their name', async () => {
    let page = await open(CHOSEN, () => problem(503, 'store-unavailable'))
    await page.submit('.actions form')
    page.close()
    const other = buildFakeState([{ site: 'dai-loc', role: 'officer' }]).session
    const person = other.person && { ...other.person, id: 'binh', name: 'Trần Bình' }
    page = await open(CHOSEN, done, { session: { ...other, person } })
    expect(page.text()).toContain('Trên máy này còn lệnh chưa gửi của Nguyễn Văn An')
    expect(ordersOf(page)).toEqual([])
  })

  it('is not sent while there is no network, and can be called off', async () => {
    const page = await open(CHOSEN)
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    dispatchEvent(new Event('offline'))
    await page.submit('.actions form')
    expect(ordersOf(page)).toEqual([])
    expect(page.text()).toContain('1 lệnh chờ gửi · chưa được xác nhận')
    await page.press('Hủy lệnh')
    expect(page.text()).not.toContain('chưa được xác nhận')
    online.mockRestore()
  })
})

describe('other commands', () => {
  it('ask for what they need: until when within what the rule allows', async () => {
    const page = await open(CHOSEN)
    await page.press('Tạm gác')
    const choices = [...page.page.querySelectorAll('dialog option')].map((one) =>
      one.textContent.trim(),
    )
    expect(choices).toEqual(['30 phút, đến 10:12', '1 giờ, đến 10:42', '2 giờ, đến 11:41'])
    await page.submit('dialog form')
    expect(ordersOf(page)[0]?.body).toEqual({
      ...{ command: 'shelve', items: [{ id: 'river~ai-nghia', occurrence: 1 }] },
      until: new Date(FAKE_NOW + 60 * MINUTE).toISOString(),
    })
  })

  it('want a name, or take one’s own', async () => {
    const page = await open(CHOSEN)
    await page.press('Giao việc')
    await page.submit('dialog form')
    expect(page.find('dialog').textContent).toContain('Chưa nhập.')
    expect(ordersOf(page)).toEqual([])
    await page.press('Tôi nhận việc (Nguyễn Văn An)')
    expect(ordersOf(page)[0]?.body).toMatchObject({ command: 'assign', owner: 'Nguyễn Văn An' })
  })

  it('are asked about where they silence an alarm', async () => {
    const page = await open(CHOSEN)
    await page.press('Ngừng theo dõi')
    expect(ordersOf(page)).toEqual([])
    expect(page.find('dialog').textContent).toContain('Sẽ KHÔNG báo gì nữa')
    await page.submit('dialog form')
    expect(ordersOf(page)[0]?.body).toMatchObject({ command: 'out-of-service' })
  })

  it('are those that fit: nothing is acknowledged twice', async () => {
    const page = await open('?alarm=river~hoi-khach&occurrence=1')
    const text = page.find('.actions').textContent
    expect(text).not.toContain('Xác nhận đã nhận')
    expect(text).toContain('Bỏ xác nhận')
    expect(text).not.toContain('Mở chốt')
  })
})

describe('several alarms at once', () => {
  it('are acknowledged by one order for each five hundred, and only those that wait', async () => {
    const page = await open()
    show(TAKEN, ...Array.from({ length: 1_100 }, (_, at) => river(`s${at}`)))
    await settled()
    await page.press('Chọn nhiều')
    await page.press('Chọn tất cả đang lọc (1.101)')
    expect(page.text()).toContain('Đã chọn 1.101')
    await page.press('Xác nhận đã nhận')
    expect(page.find('dialog').textContent).toContain('1.100 trong 1.101 đã chọn')
    await page.submit('dialog form')
    await settled()
    const sizes = ordersOf(page).map(({ body }) => (body['items'] as unknown[]).length)
    expect(sizes).toEqual([500, 500, 100])
    expect(new Set(ordersOf(page).map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3)
  })

  it('say which could not be done, and why', async () => {
    const half = (asked: Asked): FakeAnswer => {
      const { body } = done(asked) as { body: { results: AlarmResult[] } }
      const [first, ...rest] = body.results
      const results = [{ ...first, ok: false, reason: 'closed' }, ...rest]
      return { status: 200, body: { results } }
    }
    const page = await open('', half)
    show(WAITING, river('b'), river('c'))
    await settled()
    await page.press('Chọn nhiều')
    await page.press('Chọn tất cả đang lọc (3)')
    await page.press('Xác nhận đã nhận')
    await page.submit('dialog form')
    expect(page.text()).toContain('ghi được 2 trong 3 cảnh báo')
    expect(page.text()).toContain('lần báo này đã kết thúc (1)')
  })

  it('shelve no longer than every rule allows', async () => {
    const page = await open()
    show(WAITING, buildAlarmRow('late~20506', 1, { rule: 'late', unit: '20506' }))
    await settled()
    await page.press('Chọn nhiều')
    await page.press('Chọn tất cả đang lọc (2)')
    await page.press('Tạm gác')
    const choices = [...page.page.querySelectorAll('dialog option')]
    expect(choices.map((one) => one.textContent.trim())).toEqual(['30 phút, đến 10:11'])
  })
})

describe('the keys', () => {
  it('move through the list, acknowledge and go on to the next', async () => {
    const page = await open()
    show(WAITING, river('hoi-khach'))
    await settled()
    await press('j')
    expect(document.activeElement?.textContent).toContain('Ái Nghĩa')
    await press('a')
    expect(ordersOf(page)[0]?.body['items']).toMatchObject([{ id: 'river~ai-nghia' }])
    expect(document.activeElement?.textContent).toContain('Hội Khách')
    await press('k')
    expect(document.activeElement?.textContent).toContain('Ái Nghĩa')
    await press('/')
    expect(document.activeElement?.getAttribute('type')).toBe('search')
    await press('a')
    expect(ordersOf(page)).toHaveLength(1)
  })

  it('are told, and can be switched off', async () => {
    const page = await open()
    await press('?')
    expect(page.find('dialog').textContent).toContain('Xác nhận đã nhận, rồi sang cảnh báo sau')
    page.find<HTMLInputElement>('dialog input').click()
    await page.press('Đóng')
    await press('j')
    await press('a')
    expect(ordersOf(page)).toEqual([])
  })
})
