import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttp, type RunningHttp } from '../../testing/build-http.ts'
import type { JournalRecord } from '../../services/journal-pages.ts'
import { csvOf } from './journal-routes.ts'

const FORMULAS = [
  '=1+1',
  '=HYPERLINK("http://evil.example","x")',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  "=cmd|' /C calc'!A0",
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(A1)',
]

describe('a journal as a table', () => {
  it('has nothing that a spreadsheet would calculate', () => {
    const records = FORMULAS.map((text, at): JournalRecord => ({
      seq: at + 1,
      at: 0,
      hash: 'h',
      actor: { kind: 'person', id: text, name: text },
      action: 'key.created',
      subject: text,
    }))
    const lines = csvOf(records).split('\r\n')
    expect(lines[0]).toBe(
      '\ufeffseq,at,action,actor_kind,actor_id,actor_name,subject,site,address,detail,hash',
    )
    for (const line of lines.slice(1).filter((one) => one !== '')) {
      for (const cell of line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
        expect(cell.replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r＝＋－＠]/)
      }
    }
  })
})

describe('the journal over HTTP', () => {
  let running: RunningHttp
  let cookie: string

  beforeAll(async () => {
    running = await startHttp({ siteIds: ['one'] })
    const token = (await running.people.ownAccount.setupLink()) ?? ''
    const answer = await post('/api/v1/invitations/accept', {
      token,
      user: 'lan',
      name: 'Nguyễn Thị Lan',
      password: 'cầu ái nghĩa lúc sáng',
    })
    expect(answer.status).toBe(200)
    cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
  })
  afterAll(() => running.stop())

  function post(path: string, body: object): Promise<Response> {
    return fetch(running.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(cookie && { Cookie: cookie }) },
      body: JSON.stringify(body),
    })
  }
  const get = (path: string): Promise<Response> =>
    fetch(running.url + path, { headers: { Cookie: cookie } })

  it('tells who signed in, and who made and revoked which key', async () => {
    const made = (await (
      await post('/api/v1/sites/one/keys', { name: 'trạm', scope: 'ingest' })
    ).json()) as {
      key: { id: string }
      text: string
    }
    const revoked = await fetch(`${running.url}/api/v1/sites/one/keys/${made.key.id}`, {
      method: 'DELETE',
      headers: { Cookie: cookie },
    })
    expect(revoked.status).toBe(204)
    const site = (await (await get('/api/v1/sites/one/journal')).json()) as {
      entries: JournalRecord[]
      actions: string[]
    }
    expect(site.entries.map(({ action, actor, subject }) => [action, actor.id, subject])).toEqual([
      ['key.revoked', 'lan', made.key.id],
      ['key.created', 'lan', made.key.id],
    ])
    expect(JSON.stringify(site)).not.toContain(made.text)
    const own = (await (await get('/api/v1/journal?action=session.opened')).json()) as typeof site
    expect(own.entries.map(({ actor }) => actor.name)).toEqual(['Nguyễn Thị Lan'])
  })

  it('goes on where the page before ended', async () => {
    const first = (await (await get('/api/v1/sites/one/journal?limit=1')).json()) as {
      entries: JournalRecord[]
      next: string
    }
    const second = (await (
      await get(`/api/v1/sites/one/journal?limit=1&cursor=${first.next}`)
    ).json()) as { entries: JournalRecord[]; next?: string }
    expect([...first.entries, ...second.entries].map(({ seq }) => seq)).toEqual([2, 1])
    expect(second.next).toBeUndefined()
  })

  it('is a file on demand, and refuses what it does not understand by name', async () => {
    const csv = await get('/api/v1/sites/one/journal?format=csv')
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="journal-one.csv"')
    expect((await csv.text()).split('\r\n')).toHaveLength(4)
    for (const query of ['format=xml', 'limit=0', 'limit=1e3', 'cursor=x', 'from=yesterday']) {
      const answer = await get(`/api/v1/sites/one/journal?${query}`)
      expect([query, answer.status]).toEqual([query, 400])
    }
  })
})
