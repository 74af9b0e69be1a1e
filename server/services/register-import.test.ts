import { describe, expect, it } from 'vitest'
import type { ReadRow, RegisterRow } from '../core/register/register-row.ts'
import { buildCalendar } from '../testing/build-calendar.ts'
import { buildRegisterDossiers, type DossiersUnderTest } from '../testing/register-dossiers.ts'
import { importRegister, type RegisterReading } from './register-import.ts'
import { takeFromRegister } from './register-intake.ts'

const NOW = Date.parse('2025-10-12T09:00:00+07:00')
const NONE = { blank: 1, headings: 2, totals: 0, footnotes: 0, signatures: 0, skipped: 0 }
const COLUMNS = {
  code: { index: 1, header: 'Mã hồ sơ' },
  received: { index: 5, header: 'Ngày tiếp nhận' },
  due: { index: 6, header: 'Ngày hẹn trả' },
  completed: { index: 26, header: 'Ngày có kết quả' },
}

function dossier(row: number, overrides: Partial<RegisterRow> = {}): ReadRow {
  const base = {
    row,
    code: `H${row}`,
    unit: 'a',
    field: 'land',
    received: '2025-10-01',
    steps: [],
  }
  return { kind: 'dossier', dossier: { ...base, ...overrides } }
}

function reading(...batches: readonly (readonly ReadRow[])[]): RegisterReading {
  return { ok: true, columns: COLUMNS, others: NONE, facts: { encoding: 'utf-8' }, batches }
}

async function run(
  read: RegisterReading,
  dossiers: DossiersUnderTest,
  isTrial = false,
  previewRows = 0,
) {
  const done = await importRegister({
    reading: read,
    calendar: buildCalendar(),
    take: async (told) => {
      const taken = await takeFromRegister(dossiers, told, isTrial)
      return taken.ok ? taken : { ok: false, message: taken.reason }
    },
    previewRows,
  })
  if (!done.ok) throw new Error(done.message)
  return done.report
}

const done = (when: string) => ({ steps: [{ type: 'completed', when } as const] })

const REGISTER = reading(
  [
    dossier(4, { due: '2025-10-20' }),
    dossier(5, { due: '2025-10-10' }),
    {
      kind: 'faulty',
      row: 6,
      faults: [
        { column: 'due', code: 'bad-date', message: 'no date' },
        { code: 'unknown-unit', message: 'no unit' },
      ],
    },
  ],
  [
    dossier(7, { due: '2025-10-10', ...done('2025-10-09') }),
    dossier(8, { due: '2025-10-08', ...done('2025-10-09') }),
    dossier(9),
    dossier(10, done('2025-09-30')),
    dossier(11, { unit: 'forbidden' }),
  ],
)

describe('an import of a register', () => {
  it('sums up what became of every row', async () => {
    const { summary } = await run(REGISTER, buildRegisterDossiers(NOW))
    expect(summary).toEqual({
      rows: 8,
      accepted: 5,
      rejected: [
        {
          row: 6,
          column: 'G',
          cell: 'G6',
          code: 'bad-date',
          message: 'no date',
          more: [{ column: null, cell: null, code: 'unknown-unit', message: 'no unit' }],
        },
        {
          row: 10,
          column: 'AA',
          cell: 'AA10',
          code: 'before-reception',
          message: 'it lies before the reception',
        },
        {
          row: 11,
          column: 'F',
          cell: 'F11',
          code: 'unknown-unit',
          message: 'the site has no unit "forbidden"',
        },
      ],
      onTime: 3,
      overdue: 2,
      open: 3,
      classes: {
        'in-time': 2,
        'due-soon': 0,
        overdue: 1,
        paused: 0,
        early: 1,
        'on-time': 0,
        late: 1,
        withdrawn: 0,
      },
      new: 5,
      changed: 0,
      known: 0,
      others: NONE,
      encoding: 'utf-8',
    })
  })

  it('changes nothing the second time, and only what differs the third', async () => {
    const dossiers = buildRegisterDossiers(NOW)
    const fine = reading([dossier(4), dossier(5, done('2025-10-09')), dossier(6)])
    await run(fine, dossiers)
    const before = JSON.stringify(await dossiers.read(['H4', 'H5', 'H6']))
    const again = await run(fine, dossiers)
    expect([again.summary.accepted, again.summary.known, dossiers.store.appendCount]).toEqual([
      3, 3, 1,
    ])
    expect(JSON.stringify(await dossiers.read(['H4', 'H5', 'H6']))).toBe(before)
    const corrected = reading([dossier(4), dossier(5), dossier(6, { field: 'XD' })])
    const { summary } = await run(corrected, dossiers)
    expect(summary).toMatchObject({ accepted: 3, known: 1, changed: 2, open: 3 })
  })

  it('is a trial that changes nothing and answers the same', async () => {
    const dossiers = buildRegisterDossiers(NOW)
    const fine = reading([dossier(4, { due: '2025-10-10' }), dossier(5, done('2025-10-09'))])
    const trial = await run(fine, dossiers, true)
    expect([(await dossiers.store.position()).sequence, dossiers.store.appendCount]).toEqual([0, 0])
    expect(trial.summary).toEqual((await run(fine, dossiers)).summary)
    expect(trial.summary).toMatchObject({ new: 2, overdue: 1, open: 1 })
  })

  it('shows what the first rows become, in their order', async () => {
    const { preview } = await run(REGISTER, buildRegisterDossiers(NOW), true, 4)
    expect(
      preview.map(({ row, outcome, is, events }) => [row, outcome, is, events.length]),
    ).toEqual([
      [4, 'new', 'in-time', 1],
      [5, 'new', 'overdue', 1],
      [6, undefined, undefined, 0],
      [7, 'new', 'early', 2],
    ])
  })

  it('sends many dossiers in several steps', async () => {
    const dossiers = buildRegisterDossiers(NOW)
    const rows = Array.from({ length: 450 }, (_, index) => dossier(index + 2))
    const { summary } = await run(reading(rows), dossiers)
    expect([summary.accepted, dossiers.store.appendCount]).toEqual([450, 3])
  })

  it('tells of a row that contradicts itself, every time', async () => {
    const dossiers = buildRegisterDossiers(NOW)
    const steps = [
      { type: 'supplement-requested', when: '2025-10-02' },
      { type: 'financial-duty-requested', when: '2025-10-03' },
    ] as const
    const twice = reading([dossier(4, { steps }), dossier(5)])
    const expected = { accepted: 1, rejected: [{ row: 4, code: 'already-paused' }] }
    expect((await run(twice, dossiers, true)).summary).toMatchObject(expected)
    expect((await run(twice, dossiers)).summary).toMatchObject(expected)
    expect((await run(twice, dossiers)).summary).toMatchObject({ ...expected, known: 1 })
  })

  it('refuses what lies ahead, in a trial too', async () => {
    const ahead = reading([dossier(4, { received: '2025-10-13' }), dossier(5, done('2025-10-10'))])
    for (const isTrial of [true, false]) {
      const { summary } = await run(ahead, buildRegisterDossiers(NOW), isTrial)
      expect(summary).toMatchObject({
        accepted: 1,
        rejected: [{ cell: 'F4', code: 'in-the-future' }],
      })
    }
  })

  it('passes on why a file or its events were not taken', async () => {
    const calendar = buildCalendar()
    const unread = { ok: false, reason: 'encrypted', message: 'locked' } as const
    const take = async () => ({ ok: false, message: 'The store is full.' }) as const
    expect(await importRegister({ reading: unread, calendar, take })).toEqual(unread)
    expect(await importRegister({ reading: reading([dossier(2)]), calendar, take })).toEqual({
      ok: false,
      reason: 'not-taken',
      message: 'The store is full.',
    })
  })
})
