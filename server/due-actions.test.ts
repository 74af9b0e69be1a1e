import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dueActions } from './due-actions.ts'

const SHIPPED = path.join(
  import.meta.dirname,
  '..',
  'config',
  'calendars',
  'vn-administration.yaml',
)

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ioc-wall-due-'))
})

afterAll(() => rm(folder, { recursive: true }))

async function batchOf(text: string) {
  const file = path.join(folder, 'rows.csv')
  await writeFile(file, text)
  return dueActions.dueBatch({ calendar: SHIPPED, file })
}

describe('working out due times', () => {
  it('reads a calendar by name or file and moments with or without an offset', async () => {
    const limit = { unit: 'working-days', count: 10 } as const
    for (const calendar of ['vn-administration', SHIPPED]) {
      for (const opened of ['2025-10-20T09:00', '2025-10-20T02:00Z']) {
        const answer = await dueActions.dueOf({ calendar, opened, limit })
        expect(answer.ok ? answer.value.due : answer.message).toBe('2025-11-03T17:00:00+07:00')
      }
    }
  })

  it('explains with moments of the calendar’s zone and names the years it does not know', async () => {
    const limit = { unit: 'working-days', count: 10 } as const
    const opened = '2026-12-22T16:10'
    const answer = await dueActions.dueOf({ calendar: SHIPPED, opened, limit })
    expect(answer).toMatchObject({
      ok: true,
      value: {
        due: '2027-01-07T17:00:00+07:00',
        uncoveredYears: [2027],
        steps: [
          { kind: 'opened', at: '2026-12-22T16:10:00+07:00' },
          { kind: 'counts-from', at: '2026-12-23T07:30:00+07:00', because: 'after-cut-off' },
          { kind: 'skipped', because: 'weekend' },
          { kind: 'skipped', because: 'holiday', dates: ['2027-01-01'] },
          { kind: 'not-covered', year: 2027 },
          { kind: 'due', at: '2027-01-07T17:00:00+07:00' },
        ],
      },
    })
  })

  it('says what it cannot read', async () => {
    const limit = { unit: 'working-days', count: 1 } as const
    const of = async (calendar: string, opened: string) => {
      const answer = await dueActions.dueOf({ calendar, opened, limit })
      return answer.ok ? answer.value.due : answer.message
    }
    expect(await of('nowhere', '2025-10-20')).toContain('nowhere.yaml:1:1: no such file')
    expect(await of(SHIPPED, '20/10/2025')).toContain('"20/10/2025" is no moment')
    const far = { unit: 'working-hours', count: 100_000 } as const
    const lazy = path.join(folder, 'lazy.yaml')
    const hours = "hours: [{ weekdays: { monday: ['08:00-09:00'] } }]"
    await writeFile(
      lazy,
      `name: { vi: a, en: a }\ntimeZone: UTC\ndayRule: same-time\ncoveredYears: []\n${hours}\n`,
    )
    const beyond = await dueActions.dueOf({ calendar: lazy, opened: '2025-10-20', limit: far })
    expect(beyond.ok ? '' : beyond.message).toContain('a calendar ends with the year 2399')
    const bad = path.join(folder, 'bad.yaml')
    await writeFile(bad, 'name: { vi: a, en: a }\ntimeZone: nowhere\n')
    expect(await of(bad, '2025-10-20')).toContain(`${bad}:2:11: timeZone: not an IANA time zone`)
  })

  it('takes rows of each kind of limit, and loses none for those that are wrong', async () => {
    const answer = await batchOf(
      [
        '\uFEFFcode,opened,working-days,working-hours,calendar-days',
        'a,2025-10-20T16:10,1,,',
        '"b, c",2025-10-20T08:00:00+07:00,,2.5,',
        'd,2025-10-20 09:00,,,5',
        'e,2025-13-20,1,,',
        'f,2025-10-20,1,2,',
        'g,2025-10-20,,,',
        'h,2025-10-20,x,,',
        'i,2025-10-20',
        '',
      ].join('\r\n'),
    )
    const rows = answer.ok ? answer.value.rows : []
    expect(
      rows.map(({ number, line, column, result }) =>
        result.ok ? result.value[0] : `${number} ${line}:${column} ${result.message}`,
      ),
    ).toEqual([
      '2025-10-22T17:00:00+07:00',
      '2025-10-20T10:30:00+07:00',
      '2025-10-27T17:00:00+07:00',
      '4 5:3 "2025-13-20" is no moment; write e.g. 2025-10-20T16:10, with or without an offset',
      '5 6:1 give one of working-days, working-hours, calendar-days',
      '6 7:1 give one of working-days, working-hours, calendar-days',
      '7 8:14 "x" is no number of working-days',
      '8 9:1 2 cells, the header has 5',
    ])
    expect(rows[1]?.cells[0]).toBe('b, c')
  })

  it('refuses a file without the columns it needs', async () => {
    const messageOf = async (text: string) => {
      const answer = await batchOf(text)
      return answer.ok ? 'taken' : answer.message.replace(/^.*:1:\d+: /, '')
    }
    expect(await messageOf('working-days\n1\n')).toBe('column "opened" is missing')
    expect(await messageOf('')).toBe('the file is empty')
    expect(await messageOf('opened,opened,working-days\n')).toBe('column "opened" is there twice')
    expect(await messageOf('opened,days\n')).toBe(
      'one of the columns working-days, working-hours, calendar-days is needed',
    )
  })
})
