// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { Grant } from '../../../../protocol/access.ts'
import type { Watch } from '../../../../protocol/alarms.ts'
import type { ShiftList, ShiftReport } from '../../../../protocol/shifts.ts'
import { buildAlarmRow } from '../../feed/build-alarm-row.ts'
import { buildFakeState, FAKE_NOW, problem, type FakeAnswer } from '../../people/fake-server.ts'
import { useAlarmStore } from '../../stores/alarms.ts'
import { buildScreen } from '../../stores/build-screen.ts'
import { useScreenStore } from '../../stores/screen.ts'
import { useSiteClockStore } from '../../stores/site-clock.ts'
import { openOffice, type OfficePage } from '../office/open-office.ts'

const PAGE = '/desk/dai-loc/shifts'
const OFFICER: readonly Grant[] = [{ site: 'dai-loc', role: 'officer' }]
/** As the fake server has it. */
const ME = { id: 'nguyen.van.an', name: 'Nguyễn Văn An', at: FAKE_NOW - 3_600_000 }
const HANH = { id: 'hanh', name: 'Trần Thị Hạnh', at: FAKE_NOW - 7_200_000 }
const iso = (at: number): string => new Date(at).toISOString()

const done: FakeAnswer = { status: 200, body: { watch: {}, seq: 9, repeated: false } }
const shift = { shift: 4, officer: { id: HANH.id, name: HANH.name }, from: iso(HANH.at) }
const list: ShiftList = {
  time: iso(FAKE_NOW),
  watch: {},
  shifts: [
    shift,
    {
      ...{ shift: 2, officer: { id: 'tuan', name: 'Lê Tuấn' }, from: iso(FAKE_NOW - 4e7) },
      ...{ to: iso(HANH.at), end: 'handed-over', relievedBy: { id: 'hanh', name: HANH.name } },
      note: 'canh mực nước đập',
    },
  ],
}
const report: ShiftReport = {
  time: iso(FAKE_NOW),
  shift: { ...shift, note: 'để ý Ái Nghĩa' },
  counts: {
    raised: 12,
    worsened: 3,
    cleared: 3,
    acknowledged: 7,
    shelved: 1,
    escalated: 2,
    commented: 1,
  },
  acknowledgement: { count: 7, withinFiveMinutes: 6, medianMs: 42_000, longestMs: 1_740_000 },
  raised: [],
  comments: [
    {
      ...{ alarm: 'river~ai-nghia', rule: 'river', sensor: 'ai-nghia', occurrence: 1 },
      ...{ by: { id: 'hanh', name: HANH.name, at: iso(FAKE_NOW) }, text: 'đã gọi trạm' },
    },
  ],
  whole: true,
}

let opened: OfficePage | undefined
async function open(
  watch: Watch,
  {
    grants = OFFICER,
    order = () => done,
  }: { grants?: readonly Grant[]; order?: () => FakeAnswer } = {},
) {
  const shifts = (route: string): FakeAnswer => {
    if (route.startsWith('POST')) return order()
    return { status: 200, body: route.endsWith('/shifts') ? list : report }
  }
  opened = await openOffice(PAGE, { ...buildFakeState(grants), shifts })
  useScreenStore().screen = buildScreen({
    alarmRules: [
      {
        ...{ id: 'river', name: { vi: 'Mực nước', en: 'Level' }, limits: [], call: [] },
        maxShelfMs: 1,
      },
    ],
    sensors: [{ id: 'ai-nghia', name: { vi: 'Ái Nghĩa', en: 'Ai Nghia' }, kind: 'river' }],
  })
  const clock = useSiteClockStore()
  clock.setAnchor({ siteTime: FAKE_NOW, realTime: FAKE_NOW, rate: 0 }, 0)
  clock.tick(0)
  const alarms = useAlarmStore()
  alarms.rows = new Map([
    ['river~ai-nghia', [buildAlarmRow('river~ai-nghia', 1, { sensor: 'ai-nghia' })]],
  ])
  alarms.watch = watch
  for (let turn = 0; turn < 6; turn++) {
    await nextTick()
    await new Promise((resolve) => setTimeout(resolve))
  }
  return opened
}
afterEach(() => {
  vi.restoreAllMocks()
  opened?.close()
})

const ordered = (page: OfficePage) =>
  page.asked.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body])

describe('the page of shifts', () => {
  it('says that nobody is on watch, and lets an officer take it', async () => {
    const page = await open({})
    expect(page.text()).toContain('Chưa có trực ban')
    await page.submit('[data-card="watch"] form')
    expect(ordered(page)).toEqual([
      [
        '/sites/dai-loc/shifts',
        { seen: '', until: iso(Math.floor((FAKE_NOW + 8 * 3_600_000) / 60_000) * 60_000) },
      ],
    ])
    expect(page.text()).toContain('Đã ghi vào nhật ký.')
  })

  it('lets whoever is on watch hand over with a note, and never says so before the server has', async () => {
    const page = await open({ officer: ME, shift: 4 })
    expect(page.text()).toContain('Bạn đang trực, từ 08:42')
    await page.fill('textarea', 'nước đang lên')
    await page.submit('[data-card="watch"] form')
    expect(ordered(page)).toEqual([['/sites/dai-loc/shifts/handover', { note: 'nước đang lên' }]])
    expect(page.text()).not.toContain('Đã đề nghị giao ca')
    useAlarmStore().watch = {
      officer: ME,
      shift: 4,
      handover: { at: FAKE_NOW, note: 'nước đang lên' },
    }
    await nextTick()
    expect(page.text()).toContain('Đã đề nghị giao ca lúc 09:42')
    await page.press('Không giao nữa, tôi tiếp tục trực')
    expect(ordered(page).at(-1)).toEqual(['/sites/dai-loc/shifts/keep', {}])
  })

  it('takes a note of several lines as one, and says that one is too long instead of cutting it', async () => {
    const page = await open({ officer: ME, shift: 4 })
    await page.fill('textarea', `nước\n${'lên '.repeat(200)}`)
    expect(page.find('textarea').getAttribute('maxlength')).toBeNull()
    await page.submit('[data-card="watch"] form')
    expect(ordered(page)).toEqual([])
    expect(page.text()).toContain('Nhiều nhất 500 ký tự')
    await page.fill('textarea', 'nước đang lên\r\n\tgọi xã')
    await page.submit('[data-card="watch"] form')
    expect(ordered(page)).toEqual([
      ['/sites/dai-loc/shifts/handover', { note: 'nước đang lên gọi xã' }],
    ])
  })

  it('lets the next officer take over, named, and warns where nothing was handed over', async () => {
    const page = await open({ officer: HANH, shift: 4 })
    expect(page.text()).toContain('Trần Thị Hạnh chưa đề nghị giao ca')
    await page.press('Nhận ca từ Trần Thị Hạnh')
    expect(ordered(page)).toEqual([])
    // The second half of a double click, or a key that stays down, makes nobody sure.
    await page.press('Trần Thị Hạnh chưa giao: vẫn nhận ca')
    expect(ordered(page)).toEqual([])
    const later = performance.now() + 1_000
    vi.spyOn(performance, 'now').mockReturnValue(later)
    await page.press('Trần Thị Hạnh chưa giao: vẫn nhận ca')
    expect(ordered(page).at(-1)?.[1]).toMatchObject({ seen: 'hanh' })
  })

  it('is offered on every page of the desk, and taken by one click where it was offered', async () => {
    const handover = { at: FAKE_NOW, note: 'nước đang lên' }
    const page = await open({ officer: HANH, shift: 4, handover })
    expect(page.find('.watch-line').textContent).toContain('Đang trực: Trần Thị Hạnh')
    await page.router.push('/desk/dai-loc')
    await nextTick()
    expect(page.find('.watch-line').textContent).toContain('đề nghị giao ca')
    await page.press('Xem và nhận ca')
    expect(page.router.currentRoute.value.path).toBe(PAGE)
    await page.submit('[data-card="watch"] form')
    expect(ordered(page).at(-1)?.[1]).toMatchObject({ seen: 'hanh' })
  })

  it('keeps what the officer before wrote, and what was said of alarms that still stand', async () => {
    const page = await open({ officer: { ...ME, at: HANH.at }, shift: 4 })
    expect(page.text()).toContain('Lê Tuấn nhắn lại: canh mực nước đập')
    const said = { id: 'lan', name: 'Lan', at: FAKE_NOW, text: 'đã gọi cho xã' }
    useAlarmStore().rows = new Map([
      ['river~ai-nghia', [buildAlarmRow('river~ai-nghia', 1, { comment: said })]],
    ])
    await nextTick()
    expect(page.text()).toContain('Lan: “đã gọi cho xã”')
  })

  it('counts what waits on every page, names a critical alarm, and leads to it', async () => {
    const page = await open({ officer: ME, shift: 4 })
    const about = { sensor: 'ai-nghia', askedAt: FAKE_NOW, raisedAt: FAKE_NOW - 1 } as const
    const row = buildAlarmRow('river~ai-nghia', 3, { severity: 'critical', level: 'BĐ3', ...about })
    useAlarmStore().rows = new Map([['river~ai-nghia', [row]]])
    await nextTick()
    expect(page.find('.places a[href="/desk/dai-loc"] .count').textContent).toContain('1')
    const critical = page.find('.critical a')
    expect(critical.textContent).toBe('1 cảnh báo khẩn cấp chờ nhận: Ái Nghĩa, Mực nước: BĐ3')
    const address = '/desk/dai-loc?alarm=river~ai-nghia&occurrence=3'
    const links = [critical, page.find('.what a')].map((one) => one.getAttribute('href'))
    expect(links).toEqual([address, address])
    await page.router.push(address)
    await nextTick()
    expect(page.page.querySelector('.critical')).toBeNull()
    expect(page.find('.badges').textContent).toContain('cần nhận từ 09:42')
  })

  it('is not left by signing out without a word', async () => {
    const page = await open({ officer: ME, shift: 4 })
    await page.press('Đăng xuất')
    expect(page.text()).toContain('Bạn đang trực và ca chưa giao cho ai')
    expect(page.asked.some(({ method }) => method === 'DELETE')).toBe(false)
    await page.press('Đăng xuất')
    expect(page.asked.some(({ method }) => method === 'DELETE')).toBe(true)
  })

  it('says so when somebody else was quicker, and when nobody knows', async () => {
    const moved = () => problem(409, 'watch-conflict', { reason: 'moved-on' })
    const page = await open({}, { order: moved })
    await page.submit('[data-card="watch"] form')
    expect(page.text()).toContain('Ca trực vừa đổi')
    opened?.close()
    const refused = await open({}, { order: () => problem(403, 'not-allowed') })
    await refused.submit('[data-card="watch"] form')
    expect(refused.text()).not.toContain('Đã ghi vào nhật ký.')
    expect(refused.find('[role="alert"]').textContent).not.toBe('')
  })

  it('tells whoever follows what stands and what happened', async () => {
    const page = await open({ officer: HANH, shift: 4 })
    const text = page.text()
    expect(text).toContain('Cảnh báo mới12Lên mức nặng hơn3')
    expect(text).toContain('Nhận trong 5 phút6/7')
    expect(text).toContain('Lâu nhất29 phút')
    expect(text).toContain('Lời nhắn: để ý Ái Nghĩa')
    expect(text).toMatch(/Chưa ai nhận 1CMực nướcÁi Nghĩa/)
    expect(text).toContain('đã gọi trạm')
    expect(text).toContain('đã bàn giao cho Trần Thị Hạnh')
    // Seen on paper only, which says of when it is.
    expect(page.find('.as-of').textContent).toMatch(/^Số liệu lúc /)
  })

  it('changes nothing for whoever is no officer', async () => {
    const page = await open({}, { grants: [{ site: 'dai-loc', role: 'viewer' }] })
    expect(page.text()).toContain('Chỉ cán bộ trực ban nhận và giao ca.')
    expect(page.page.querySelector('[data-card="watch"] form')).toBeNull()
    expect(page.asked.filter(({ path }) => path.includes('/shifts'))).toEqual([])
  })
})
