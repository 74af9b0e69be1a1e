// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import type {
  DossierDetail,
  DossierFigures,
  DossierFiguresAnswer,
  DossierList,
  Grouping,
  Heatmap,
} from '../../../../protocol/dossiers.ts'
import { buildChoices, buildFakeState, problem, type FakeState } from '../../people/fake-server.ts'
import { openOffice, type OfficePage } from '../office/open-office.ts'

const DESK = '/desk/dai-loc/dossiers'
const AT = '2025-10-27T02:42:00.000Z'
const name = (vi: string) => ({ vi, en: vi })
const land = { code: 'land', name: name('Đất đai'), apart: true as const }
const unit = { code: '20539', name: name('Đại Hồng') }

function figures(given: Partial<DossierFigures> = {}): DossierFigures {
  return {
    ...{ open: 60, inTime: 32, dueSoon: 11, overdue: 11, paused: 6, withoutLimit: 2 },
    ...{ received: 130, receivedOnline: 10, resolved: 100, early: 50, onTime: 40, late: 10 },
    ...{ withdrawn: 1, onTimeOfResolved: 90, onTimeOfReceived: 69.2, meanDelay: 5 },
    forecast: [1, 4, 8, 24].map((workingHours) => ({ workingHours, count: workingHours })),
    ageing: [0, 1, 60].map((from) => ({ from, count: from + 1 })),
    ...given,
  }
}

const HEADS: Readonly<Record<Grouping, DossierFiguresAnswer['groups'][number]['head']>> = {
  unit,
  field: land,
  procedure: { code: 'title', name: name('Cấp giấy chứng nhận') },
  level: { code: 'full', name: name('Toàn trình') },
  channel: { code: '', name: name('') },
}

function figuresAnswer(by: Grouping): DossierFiguresAnswer {
  const group = { head: HEADS[by], figures: figures({ overdue: 7 }) }
  return {
    ...{ site: 'dai-loc', at: AT, by, total: figures(), groups: [group] },
    ...{ silentUnits: ['20542', '99999'], refusedEvents: 4, withoutReception: 3 },
  }
}

const row = {
  ...{ code: 'H17/1 & 2', unit, field: land, receivedAt: '2025-10-10T01:00:00.000Z' },
  ...{ dueAt: '2025-10-24T10:00:00.000Z', class: 'overdue' as const, workingMsLeft: -7_200_000 },
}

const list: DossierList = {
  ...{ site: 'dai-loc', at: AT, total: 30, dossiers: [row], next: 'page-2' },
}

const heatmap: Heatmap = {
  ...{ site: 'dai-loc', at: AT, measure: 'overdue', name: name('Quá hạn') },
  ...{ unitOfMeasure: name(''), decimals: 0, classes: [1, 3, 6, 9], direction: 'neither' },
  ...{ rows: [unit], columns: [land, { code: 'x', name: name('Hộ tịch') }] },
  ...{ cells: [[7, null]], rowTotals: [7], columnTotals: [7, null], total: 7, silentUnits: [] },
}

const detail: DossierDetail = {
  ...{ site: 'dai-loc', at: AT, dossier: row },
  events: [
    { id: '1', type: 'received', at: row.receivedAt },
    { id: '2', type: 'extended', at: row.dueAt, refusal: 'extension-late' },
  ],
  clock: [
    { at: row.receivedAt, words: name('nhận 08:00') },
    { words: name('trừ cuối tuần: 11/10, 12/10') },
    { at: row.dueAt, words: name('10 ngày làm việc → đến hạn 17:00') },
  ],
}

function dossiers(path: string) {
  const [route = '', search] = path.split('?')
  const query = new URLSearchParams(search)
  const ok = (body: unknown) => ({ status: 200, body })
  if (route.endsWith('/figures')) return ok(figuresAnswer(query.get('by') as Grouping))
  if (route.endsWith('/heatmap')) return ok(heatmap)
  if (route.endsWith('/by-code')) {
    return query.get('code') === row.code ? ok(detail) : problem(404, 'no-such-dossier')
  }
  return ok(list)
}

let opened: OfficePage | undefined
async function open(path: string, given: Partial<FakeState> = {}): Promise<OfficePage> {
  const state = buildFakeState([{ site: 'dai-loc', role: 'officer' }])
  opened = await openOffice(path, { ...state, dossiers, ...given })
  return opened
}
afterEach(() => opened?.close())

const addressOf = ({ router }: OfficePage): string =>
  decodeURIComponent(router.currentRoute.value.fullPath)
const tile = (page: OfficePage, of: string): string =>
  page.find(`.tile.${of}`).textContent.trim().replace(/\s+/g, ' ')

describe('the page of dossiers', () => {
  it('shows figures, land apart, with both denominators of the rate named', async () => {
    const page = await open(DESK)
    expect(tile(page, 'overdue')).toMatch(/^Quá hạn11trong đó đất đai 7trung bình 5,0 ngày/)
    expect(tile(page, 'in-time')).toContain('2 không có thời hạn')
    expect(page.text()).toContain('trên số đã giải quyết90,0 %90 trên 100 hồ sơ')
    expect(page.text()).toContain('trên số đã tiếp nhận69,2 %90 trên 130 hồ sơ')
    expect(page.text()).toContain('trong 24 giờ làm việc24')
    expect(page.text()).toContain('từ 60 ngày61')
    expect(page.text()).toContain('Tính đến 09:42:00 27/10/2025')
  })

  it('says what the figures do not hold, by name where there is one', async () => {
    const page = await open(DESK)
    expect(page.text()).toContain('Chưa có nguồn nào báo số hồ sơ của: Đại Lãnh, 99999.')
    expect(page.text()).toContain('3 hồ sơ có sự kiện nhưng chưa thấy báo tiếp nhận')
    expect(page.text()).toContain('4 sự kiện không có hiệu lực')
  })

  it('leads from unit to field to procedure and back up, all of it in the address', async () => {
    const page = await open(DESK)
    await page.press('Đại Hồng')
    expect(addressOf(page)).toBe(`${DESK}?unit=20539`)
    await page.press('Đất đai')
    expect(addressOf(page)).toBe(`${DESK}?unit=20539&field=land`)
    await page.press('Cấp giấy chứng nhận')
    expect(addressOf(page)).toBe(`${DESK}?unit=20539&field=land&procedure=title`)
    const trail = page.find('nav[aria-label="Đang xem"]').textContent.replace(/\s+/g, '')
    expect(trail).toBe('TấtcảĐạiHồngĐấtđaiCấpgiấychứngnhận')
    await page.press('Tất cả')
    expect(addressOf(page)).toBe(DESK)
    const asked = page.asked.map(({ path }) => path)
    expect(asked).toContain('/sites/dai-loc/dossiers/figures?by=field&unit=20539')
    expect(asked).toContain('/sites/dai-loc/dossiers?limit=20&unit=20539&field=land')
  })

  it('filters by what nobody stated, too', async () => {
    const page = await open(`${DESK}?by=channel`)
    await page.press('Không rõ')
    expect(addressOf(page)).toBe(`${DESK}?channel=`)
    const asked = page.asked.map(({ path }) => path)
    expect(asked).toContain('/sites/dai-loc/dossiers/figures?by=unit&channel=')
  })

  it('lists a class, page by page, and leads to each dossier, however its code is written', async () => {
    const page = await open(`${DESK}?class=overdue`)
    expect(page.text()).toContain('30 hồ sơ, đến hạn sớm nhất trước')
    expect(page.text()).toContain('quá 2 giờ 0 phút làm việc')
    await page.press('Trang sau')
    expect(addressOf(page)).toBe(`${DESK}?class=overdue&after=page-2`)
    await page.press(row.code)
    expect(page.find('h1').textContent).toBe('Hồ sơ H17/1 & 2')
    await page.press('Về danh sách')
    expect(addressOf(page)).toBe(`${DESK}?class=overdue&after=page-2`)
  })

  it('looks back at a moment: figures and heatmap, but no list', async () => {
    const page = await open(`${DESK}?at=2025-10-20T10:00`)
    expect(page.text()).toContain('Xem lại lúc 10:00:00 20/10/2025')
    expect(page.text()).toContain('Danh sách chỉ có ở hiện tại.')
    const asked = page.asked.map(({ path }) => path).filter((path) => path.includes('/dossiers'))
    expect(asked).toContain(
      '/sites/dai-loc/dossiers/figures?by=unit&at=2025-10-20T03%3A00%3A00.000Z',
    )
    expect(asked.some((path) => path.includes('limit='))).toBe(false)
    await page.press('Về hiện tại')
    expect(addressOf(page)).toBe(DESK)
  })

  it('draws the heatmap that is chosen, with cells that say so where there is nothing', async () => {
    const page = await open(`${DESK}?columns=day&procedure=title`)
    const cells = [...page.page.querySelectorAll('[data-shade]')].map((one) => [
      one.textContent.trim(),
      one.getAttribute('data-shade'),
    ])
    expect(cells.slice(0, 2)).toEqual([
      ['7', '3'],
      ['–', 'none'],
    ])
    expect(page.text()).toContain('Bảng theo ngày, giờ chỉ lọc theo đơn vị và lĩnh vực.')
    const asked = page.asked.map(({ path }) => path)
    expect(asked).toContain(
      '/sites/dai-loc/dossiers/heatmap?rows=unit&columns=day&measure=overdue&ahead=3',
    )
  })

  it('says that there are none, that the site takes none, and that they are being read', async () => {
    const empty = (path: string) => {
      const answer = dossiers(path)
      if (!path.includes('/figures')) return answer
      return { ...answer, body: { ...Object(answer.body), groups: [] } }
    }
    expect((await open(DESK, { dossiers: empty })).text()).toContain('Chưa có hồ sơ nào để đếm.')
    opened?.close()
    const none = await open(DESK, { dossiers: () => problem(404, 'no-dossiers') })
    expect(none.text()).toContain('Địa bàn này chưa được khai để nhận hồ sơ.')
    opened?.close()
    const loading = await open(DESK, { dossiers: () => problem(503, 'loading') })
    expect(loading.text()).toContain('đang đọc hồ sơ')
  })

  it('says of when figures are that cannot be renewed, and shows none of another question', async () => {
    let isDown = false
    const answer = (path: string) => (isDown ? problem(503, 'store-unavailable') : dossiers(path))
    const page = await open(DESK, { dossiers: answer })
    isDown = true
    document.dispatchEvent(new Event('visibilitychange'))
    await page.fill('main input', '')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(page.text()).toContain(
      'Số dưới đây là của lúc 09:42:00 27/10/2025, chưa lấy được số mới',
    )
    expect(tile(page, 'overdue')).toContain('11')
    await page.press('Đại Hồng')
    expect(page.page.querySelector('.tile')).toBeNull()
    expect(page.text()).toContain('Kho dữ liệu tạm thời không trả lời.')
    isDown = false
    await page.press('Thử lại')
    expect(tile(page, 'overdue')).toContain('11')
  })

  it('is open where the room is, and elsewhere sends to the door and back', async () => {
    const session = { ...buildFakeState([]).session, person: undefined }
    const page = await open(DESK, { session })
    expect(tile(page, 'overdue')).toContain('11')
    opened?.close()
    const closed = await open(`${DESK}?unit=20539`, { session, isClosed: true })
    expect(closed.router.currentRoute.value.path).toBe('/sign-in')
    expect(closed.router.currentRoute.value.query['to']).toBe(`${DESK}?unit=20539`)
  })

  it('says that all of it is simulated', async () => {
    const scenario = { title: name('Giao ban thứ Hai') }
    const page = await open(DESK, { choices: buildChoices({ scenario }) })
    expect(page.find('.band').textContent).toBe('DỮ LIỆU MÔ PHỎNG · Giao ban thứ Hai')
  })
})

describe('the page of one dossier', () => {
  it('explains its clock step by step, and why an event has no effect', async () => {
    const page = await open(`${DESK}/dossier?code=${encodeURIComponent(row.code)}`)
    const steps = [...page.page.querySelectorAll('main .card ol li')].map((one) =>
      one.textContent.trim(),
    )
    expect(steps).toEqual(detail.clock.map(({ words }) => words.vi))
    expect(page.text()).toContain('Hẹn trả17:00 24/10/2025')
    expect(page.text()).toContain('Không có hiệu lực: thư xin lỗi gửi quá muộn')
  })

  it('says that there is none of this code', async () => {
    const page = await open(`${DESK}/dossier?code=x`)
    expect(page.text()).toContain('Không có hồ sơ nào mang mã này')
  })
})
