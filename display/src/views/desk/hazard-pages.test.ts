// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import type { Grant } from '../../../../protocol/access.ts'
import type { EnteredReadings, GaugeFacts } from '../../../../protocol/readings.ts'
import { buildFakeState, FAKE_NOW, problem, type FakeAnswer } from '../../people/fake-server.ts'
import { buildMetric, buildScreen } from '../../stores/build-screen.ts'
import { useScreenStore } from '../../stores/screen.ts'
import { useSiteClockStore } from '../../stores/site-clock.ts'
import { openOffice, type OfficePage } from '../office/open-office.ts'

const OFFICER: readonly Grant[] = [{ site: 'dai-loc', role: 'officer' }]
const iso = (at: number): string => new Date(at).toISOString()
const text = (words: string) => ({ vi: words, en: words })

const entered: EnteredReadings = {
  time: iso(FAKE_NOW),
  entered: [
    {
      ...{ metric: 'river.level', sensor: 'ai-nghia', value: 6.5, quality: 'uncertain' },
      ...{ at: iso(FAKE_NOW - 3_600_000), enteredAt: iso(FAKE_NOW - 3_500_000), by: 'Lê Tuấn' },
    },
  ],
}
const facts: GaugeFacts = {
  ...{ time: iso(FAKE_NOW), metric: 'river.level', sensor: 'ai-nghia' },
  range: { min: -5, max: 60 },
  last: { value: 6.5, at: iso(FAKE_NOW - 600_000) },
  usual: { low: 6.1, high: 6.9 },
  faults: [{ kind: 'silent', since: iso(FAKE_NOW - 600_000) }],
}

let opened: OfficePage | undefined
afterEach(() => opened?.close())

async function open(
  path: string,
  answers: (route: string, body: Readonly<Record<string, unknown>>) => FakeAnswer,
  grants: readonly Grant[] = OFFICER,
): Promise<OfficePage> {
  opened = await openOffice(path, { ...buildFakeState(grants), hazards: answers })
  const clock = useSiteClockStore()
  clock.setAnchor({ siteTime: FAKE_NOW, realTime: FAKE_NOW, rate: 0 }, 0)
  clock.tick(0)
  useScreenStore().screen = buildScreen({
    metrics: [buildMetric({ shortName: text('Mực nước') })],
    sensors: [{ id: 'ai-nghia', name: text('Ái Nghĩa'), kind: 'river' }],
  })
  await nextTick()
  return opened
}

describe('the page of readings by hand', () => {
  const PAGE = '/desk/dai-loc/readings'
  const sent: object[] = []
  const answers = (route: string, body: Readonly<Record<string, unknown>>): FakeAnswer => {
    if (route.startsWith('POST')) {
      sent.push(body)
      return { status: 200, body: { quality: Number(body['value']) > 7 ? 'uncertain' : 'good' } }
    }
    return { status: 200, body: route.endsWith('/readings') ? entered : facts }
  }

  async function filled(value: string, minute = '2025-10-27T09:30'): Promise<OfficePage> {
    sent.length = 0
    const page = await open(PAGE, answers)
    await page.fill('main select', '0')
    await page.fill('main input[type="text"]', value)
    const field = page.find<HTMLInputElement>('main input[type="datetime-local"]')
    field.value = minute
    field.dispatchEvent(new Event('blur'))
    await nextTick()
    await new Promise((resolve) => setTimeout(resolve, 20))
    return page
  }

  it('shows what is known of the gauge, and what was entered by whom', async () => {
    const page = await filled('')
    expect(page.text()).toContain('Số gần nhất 6,50\u00a0m'.replace('\u00a0', ' '))
    expect(page.text()).toContain('Máy đo không gửi số từ 09:32 27/10/2025.')
    expect(page.text()).toContain('từ -5,00 đến 60,00')
    expect(page.find('table').textContent).toContain('Ái Nghĩa, mực nước')
    expect(page.find('table').textContent).toContain('chưa chắc')
    expect(page.find('table').textContent).toContain('Lê Tuấn')
  })

  it('sends a usual reading at once, under the name of who is signed in', async () => {
    const page = await filled('6,52')
    expect(page.text()).toContain('Ghi dưới tên Nguyễn Văn An')
    await page.submit()
    expect(sent).toEqual([
      { metric: 'river.level', sensor: 'ai-nghia', value: 6.52, at: '2025-10-27T02:30:00.000Z' },
    ])
    expect(page.text()).toContain('Đã nhận Ái Nghĩa, mực nước: 6,52 m.')
  })

  it('asks once before it sends a leap', async () => {
    const page = await filled('9,52')
    await page.submit()
    expect(sent).toEqual([])
    expect(page.text()).toContain('9,52 m khác hẳn các số vừa rồi (thường từ 6,10 đến 6,90 m)')
    await page.submit()
    expect(sent).toHaveLength(1)
    expect(page.text()).toContain('9,52 m, đánh dấu chưa chắc.')
  })

  it('asks again when the number is changed after the warning', async () => {
    const page = await filled('9,52')
    await page.submit()
    await page.fill('main input[type="text"]', '9,6')
    await page.submit()
    expect(sent).toEqual([])
    expect(page.text()).toContain('9,60 m khác hẳn')
  })

  it.each([
    ['61', undefined, '61,00 m không thể có ở đây: chỉ nhận từ -5,00 đến 60,00 m.'],
    ['sáu', undefined, 'Nhập một số, ví dụ 6,52.'],
    ['6,5', '', 'Nhập giờ đọc.'],
    ['6,5', '2025-10-27T10:30', 'Giờ đọc còn ở phía trước.'],
  ])('refuses %s read at %s in words', async (value, minute, words) => {
    const page = await filled(value, minute)
    await page.submit()
    expect(page.text()).toContain(words)
    expect(sent).toEqual([])
  })

  it('says that the server does not take it', async () => {
    const page = await open(PAGE, (route, body) =>
      route.startsWith('POST') ? problem(422, 'reading-refused') : answers(route, body),
    )
    await page.fill('main select', '0')
    await page.fill('main input[type="text"]', '6,5')
    await page.submit()
    expect(page.text()).toContain('Máy chủ không nhận số đo này.')
  })

  it('is for officers and reporters', async () => {
    const page = await open(PAGE, answers, [{ site: 'dai-loc', role: 'viewer' }])
    expect(page.text()).toContain('Bạn không nhập được số đo')
  })
})

describe('the page of bulletins', () => {
  const PAGE = '/desk/dai-loc/bulletins'
  const flood = { hazard: 'flood', level: 3, bulletinAt: iso(FAKE_NOW), source: 'Đài KTTV' }
  let held: object[] = []
  const answers = (route: string, body: Readonly<Record<string, unknown>>): FakeAnswer => {
    if (route.startsWith('POST')) held = [body]
    return { status: 200, body: { time: iso(FAKE_NOW), announced: held } }
  }

  it('shows what holds, with who announced it and when', async () => {
    held = [flood]
    const page = await open(PAGE, answers)
    expect(page.text()).toContain('Rủi ro cấp 3 do lũ, ngập lụt')
    expect(page.text()).toContain('Đài KTTV công bố 09:42 27/10/2025')
    expect(page.find('.shield').textContent).toBe('3')
  })

  it('enters a bulletin by its kind, level and time', async () => {
    held = []
    const page = await open(PAGE, answers)
    expect(page.text()).toContain('Chưa ghi bản tin nào')
    await page.submit()
    expect(page.text()).toContain('Chọn loại thiên tai.')
    const [hazard, level] = [...page.page.querySelectorAll('main select')]
    const choose = async (field: Element | undefined, name: string) => {
      const options = [...(field?.querySelectorAll('option') ?? [])]
      const found = options.find((one) => one.textContent.trim() === name)
      if (!(field instanceof HTMLSelectElement) || !found) throw new Error(`no ${name}`)
      field.value = found.value
      field.dispatchEvent(new Event('change'))
      await nextTick()
    }
    await choose(hazard, 'mưa lớn')
    await choose(level, 'Cấp 2')
    const field = page.find<HTMLInputElement>('main input[type="datetime-local"]')
    field.value = '2025-10-27T09:00'
    field.dispatchEvent(new Event('blur'))
    await nextTick()
    await page.submit()
    expect(held).toEqual([
      { hazard: 'heavy-rain', level: 2, bulletinAt: '2025-10-27T02:00:00.000Z' },
    ])
    expect(page.text()).toContain('Đã ghi. Màn hình đang hiện cấp độ này')
    expect(page.text()).toContain('Rủi ro cấp 2 do mưa lớn')
  })

  it('lets others look', async () => {
    held = [flood]
    const page = await open(PAGE, answers, [{ site: 'dai-loc', role: 'viewer' }])
    expect(page.text()).toContain('Rủi ro cấp 3')
    expect(page.text()).toContain('Ghi bản tin dành cho cán bộ trực ban.')
    expect(page.page.querySelector('main form')).toBeNull()
  })
})
