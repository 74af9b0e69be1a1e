import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, type ExpectStatic } from 'vitest'
import {
  DossierDetailSchema,
  DossierFiguresAnswerSchema,
  DossierListSchema,
  HeatmapSchema,
  type DossierEvent,
  type DossierRow,
} from '../protocol/dossiers.ts'
import { readScenario } from '../server/adapters/scenario-files/read-scenario.ts'
import { loadSites } from '../server/adapters/site-files/load-sites.ts'
import { dossierEventsOf } from '../server/core/demo/dossiers.ts'
import { axeViolations } from './harness/axe.ts'
import { inventRegister, registerText } from './harness/invented-register.ts'
import { shuffled } from './harness/real-readings.ts'
import { startStack, STORE_KINDS, type Stack } from './harness/stores.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const CONFIG = path.join(import.meta.dirname, '../config')
const COMMUNES = ['20500', '20506', '20515', '20539', '20542']
/** The Monday briefing, as its file has it. */
const BRIEFING = { open: 60, inTime: 32, dueSoon: 11, overdue: 11, paused: 6 }
const ROWS = 20_000
/** One in time, one overdue, one of a unit that there is not, one received on a day that there is not. */
const SMALL_REGISTER = `Mã hồ sơ;Đơn vị;Lĩnh vực;Ngày tiếp nhận;Ngày hẹn trả
TAY-1;20500;Đất đai;20/10/2025;03/11/2025
TAY-2;20500;Đất đai;20/10/2025;24/10/2025
TAY-3;99999;Hộ tịch;20/10/2025;24/10/2025
TAY-4;20500;Hộ tịch;31/02/2025;24/10/2025
`
/** Odd, so that deliveries begin and end anywhere. */
const AT_ONCE = 707

async function ask(stack: Stack, question: string): Promise<unknown> {
  const answer = await fetch(`${stack.server.origin}/api/v1/sites/${question}`)
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return answer.json()
}

async function figures(stack: Stack) {
  return DossierFiguresAnswerSchema.parse(await ask(stack, `${SITE}/dossiers/figures`)).total
}

async function landOverdue(stack: Stack): Promise<number | null | undefined> {
  const heatmap = HeatmapSchema.parse(await ask(stack, `${SITE}/dossiers/heatmap`))
  const land = heatmap.columns.findIndex((column) => column.apart)
  return heatmap.columnTotals[land]
}

async function demoEvents(): Promise<readonly DossierEvent[]> {
  const loaded = await loadSites(CONFIG, [SITE])
  const rules = loaded.ok ? loaded.sites.get(SITE)?.dossiers : undefined
  if (!rules) throw new Error('the site takes no dossiers')
  const data = await readScenario(path.join(CONFIG, 'packs/demo'))
  return COMMUNES.flatMap((unit) => dossierEventsOf(unit, data, rules))
}

async function post({ server }: Stack, events: readonly DossierEvent[]) {
  const answer = await fetch(`${server.origin}/api/v1/sites/${SITE}/dossiers`, {
    method: 'POST',
    headers: { authorization: 'Bearer demo', 'content-type': 'application/json' },
    body: JSON.stringify({ events: events.map((event) => ({ ...event, ...isoTimes(event) })) }),
  })
  return { status: answer.status, body: (await answer.json()) as unknown }
}

function isoTimes(event: DossierEvent): object {
  const iso = (at: number | undefined) => at && new Date(at).toISOString()
  return {
    at: iso(event.at),
    ...('due' in event && { due: iso(event.due) }),
    ...('apologyAt' in event && { apologyAt: iso(event.apologyAt) }),
  }
}

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

describe.concurrent.each(STORE_KINDS)('the Monday briefing, %s store', (kind) => {
  it('stands on the wall and in the answers as its file has it, told twice and shuffled, and after kill -9', async ({
    expect,
  }) => {
    const flags = ['--demo', 'briefing', '--speed', '1']
    const stack = await startStack(kind, { flags, env: { SITES: SITE } })
    const query = 'scene=thu-tuc-hanh-chinh'
    const wall = await openWall(browser, stack.server.origin, SITE, { query })
    try {
      await showsBriefing(expect, stack, wall)
      const events = await demoEvents()
      const twice = shuffled([...events, ...events], 11)
      for (let first = 0; first < twice.length; first += AT_ONCE) {
        expect(await post(stack, twice.slice(first, first + AT_ONCE))).toMatchObject({
          status: 202,
        })
      }
      await showsBriefing(expect, stack, wall)
      // Killed while it is told something: what it answered is kept, what it did not is told again.
      const telling = post(stack, twice.slice(0, AT_ONCE)).catch(() => undefined)
      await stack.server.kill('SIGKILL')
      await telling
      await stack.server.start()
      expect(await post(stack, twice.slice(0, AT_ONCE))).toMatchObject({ status: 202 })
      await showsBriefing(expect, stack, wall)
    } finally {
      await wall.close()
      await stack.stop()
    }
  })
})

async function showsBriefing(expect: ExpectStatic, stack: Stack, wall: WallPage): Promise<void> {
  const answered = async () => ({ ...(await figures(stack)), land: await landOverdue(stack) })
  await expect.poll(answered, { timeout: 30_000 }).toMatchObject({ ...BRIEFING, land: 7 })
  const shown = async (series: string): Promise<number> => {
    const drawn = wall.page.locator(`[data-series="${series}/${SITE}"]`).first()
    return Number(/\d+/.exec(await drawn.innerText())?.[0])
  }
  const onTheWall = async () => ({
    open: await shown('dossiers.open'),
    inTime: await shown('dossiers.in-time'),
    dueSoon: await shown('dossiers.due-soon'),
    overdue: await shown('dossiers.overdue'),
    land: await shown('dossiers.overdue.land'),
    paused: await shown('dossiers.paused'),
  })
  await expect.poll(onTheWall, { timeout: 30_000 }).toEqual({ ...BRIEFING, land: 7 })
  const matrix = wall.page.locator('[data-panel="dossier-matrix"][data-freshness="fresh"]').first()
  await expect.poll(() => matrix.innerText(), { timeout: 30_000 }).toContain('Đất đai')
}

describe('a register of 20,000 rows', () => {
  let stack: Stack
  let file: string
  beforeAll(async () => {
    const flags = ['--demo', 'briefing', '--speed', '1']
    stack = await startStack('embedded', { flags, env: { SITES: 'hiep-duc,dai-loc' } })
    file = path.join(stack.server.dataDir, 'register.csv')
  })
  afterAll(() => stack.stop())

  const site = 'hiep-duc'
  const take = async (): Promise<Record<string, unknown>> => {
    const words = ['--site', site, '--mapping', 'one-stop-register', '--json']
    const printed = await stack.server
      .command('import', 'register', file, ...words)
      .catch((error: { readonly stdout: string }) => error.stdout)
    return JSON.parse(printed) as Record<string, unknown>
  }

  async function openOnes(): Promise<ReadonlyMap<string, DossierRow['class']>> {
    const found = new Map<string, DossierRow['class']>()
    let cursor: string | undefined = ''
    while (cursor !== undefined) {
      const from = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const page = DossierListSchema.parse(await ask(stack, `${site}/dossiers?limit=200${from}`))
      for (const one of page.dossiers)
        if (one.code.startsWith('SO-')) found.set(one.code, one.class)
      cursor = page.next
    }
    return found
  }

  it('is taken in with an exact account, row by row as counted by hand, and again without effect', async () => {
    const rows = inventRegister(ROWS)
    await writeFile(file, registerText(rows))
    const count = (...classes: readonly (string | undefined)[]) =>
      rows.filter(({ is }) => classes.includes(is)).length
    const account = {
      rows: ROWS,
      accepted: ROWS - count(undefined),
      onTime: count('in-time', 'due-soon', 'paused', 'early', 'on-time'),
      overdue: count('overdue', 'late'),
      open: count('in-time', 'due-soon', 'overdue', 'paused'),
      classes: {
        'in-time': count('in-time'),
        'due-soon': count('due-soon'),
        overdue: count('overdue'),
        paused: count('paused'),
        early: count('early'),
        'on-time': count('on-time'),
        late: count('late'),
      },
    }
    const first = await take()
    expect(first).toMatchObject({ ...account, new: account.accepted, known: 0 })
    const damaged = rows.flatMap(({ is }, index) => (is === undefined ? [index + 3] : []))
    const rejected = first['rejected'] as { readonly row: number; readonly cell: string }[]
    expect(rejected.map(({ row }) => row)).toEqual(damaged)
    expect(rejected[0]?.cell).toBe(`F${damaged[0]}`)
    const wanted = rows.flatMap(({ code, is }): [string, string][] =>
      is === undefined || ['early', 'on-time', 'late'].includes(is) ? [] : [[code, is]],
    )
    expect(new Map([...(await openOnes())].toSorted())).toEqual(new Map(wanted))
    expect(await take()).toMatchObject({ ...account, new: 0, known: account.accepted })
    expect((await readFile(file, 'utf8')).length).toBeGreaterThan(1_000_000)
  })

  it('is shown to a reporter before it is taken, on a phone, and taken once', async () => {
    const context = await browser.newContext({
      viewport: { width: 360, height: 800 },
      locale: 'vi-VN',
    })
    const page = await context.newPage()
    const { origin } = stack.server
    await page.request.post(`${origin}/session`, { data: { user: 'nhap-lieu', password: 'demo' } })
    await page.goto(`${origin}/desk/${SITE}/dossiers/import`)
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: 'so.csv', mimeType: 'text/csv', buffer: Buffer.from(SMALL_REGISTER) })
    await page.getByLabel('Kiểu sổ').selectOption({ label: 'Sổ theo dõi hồ sơ một cửa' })
    const shown = async (heading: string): Promise<string> => {
      await page.getByRole('heading', { name: heading }).waitFor()
      return (await page.locator('.counts').innerText()).replaceAll('\n', ' ')
    }
    await page.getByRole('button', { name: 'Xem trước' }).click()
    expect(await shown('Xem trước: chưa nhập gì')).toBe(
      'Hồ sơ trong tệp 4 Mới 2 Thay đổi 0 Đã có, không đổi 0 Bị loại 2',
    )
    const refused = await page.getByText(/Dòng \d, ô [A-Z]\d/).allInnerTexts()
    expect(refused).toEqual([expect.stringContaining('ô B4'), expect.stringContaining('ô D5')])
    expect(await axeViolations(page)).toEqual([])
    const one = (code: string) => fetch(`${origin}/api/v1/sites/${SITE}/dossiers/${code}`)
    expect((await one('TAY-2')).status).toBe(404)
    await page.getByRole('button', { name: 'Nhập 2 hồ sơ' }).click()
    await shown('Đã nhập xong')
    const { dossier } = DossierDetailSchema.parse(await (await one('TAY-2')).json())
    expect(dossier).toMatchObject({ class: 'overdue', field: { code: 'land' } })
    await page.getByRole('button', { name: 'Xem trước' }).click()
    expect(await shown('Xem trước: chưa nhập gì')).toContain('Mới 0 Thay đổi 0 Đã có, không đổi 2')
    await context.close()
  })
})
