import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEVERITIES } from '../../../protocol/alarms.ts'
import { buildEntry, buildRow } from '../../testing/build-notifications.ts'
import { readRow, rowText, type KeptRow } from './outbox.ts'
import { planOf, type PlanFacts } from './plan.ts'

const at = 1_000_000
const awake = { at, quietEndAt: () => undefined }
const hold = { why: 'quiet', until: at } as const

const dueIds = (rows: readonly KeptRow[], facts: PlanFacts = awake): readonly string[] =>
  planOf(rows, facts).due.map(({ id }) => id)

describe('the plan of what is sent', () => {
  it('takes messages in the order in which they came, under their own ids', () => {
    expect(dueIds([buildRow('b'), buildRow('a')])).toEqual(['b', 'a'])
  })

  it('waits for the end of a hold, and puts together what was held until then', () => {
    const rows = ['a', 'b'].map((id) => buildRow(id, 'duty', { hold }))
    expect(dueIds(rows, { ...awake, at: at - 1 })).toEqual([])
    const [digest, ...others] = planOf(rows, awake).due
    expect(others).toEqual([])
    expect(digest?.entries.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(digest?.id).toMatch(/^quiet 1970-01-01T00:16:40.000Z duty [0-9a-f]{16}$/)
  })

  it('names what goes together by what it is made of, so that a latecomer is not taken for a repetition', () => {
    const rows = ['a', 'b', 'c'].map((id) => buildRow(id, 'duty', { hold }))
    const [two, again, three] = [rows.slice(0, 2), rows.slice(0, 2), rows].map((one) => dueIds(one))
    expect(two).toEqual(again)
    expect(two).not.toEqual(three)
  })

  it('puts together neither different targets nor holds', () => {
    const rows = [
      buildRow('a', 'duty', { hold }),
      buildRow('b', 'boss', { hold }),
      buildRow('c', 'duty', { hold: { ...hold, until: at - 1 } }),
      buildRow('d', 'duty', { hold: { ...hold, why: 'flood' } }),
      buildRow('e'),
    ]
    expect(dueIds(rows)).toHaveLength(5)
  })

  it('waits for the next try, and leaves what was tried as it was tried', () => {
    const tries = { count: 1, firstAt: 0, nextAt: at }
    const tried = ['a', 'b'].map((id) => buildRow(id, 'duty', { hold, tries }))
    const rows = [...tried, buildRow('c', 'duty', { hold })]
    const later = planOf(rows, awake).due
    expect(later.map(({ entries }) => entries.length)).toEqual([2, 1])
    expect(later[0]?.id).toBe(
      planOf(
        tried.map(({ id }) => buildRow(id, 'duty', { hold })),
        awake,
      ).due[0]?.id,
    )
    expect(planOf(rows, { ...awake, at: at - 1 }).due).toEqual([])
  })

  it('sends a target in its quiet hours nothing but what is critical, also when it is tried again', () => {
    const facts = { at, quietEndAt: (target: string) => (target === 'duty' ? at + 1 : undefined) }
    const critical = { entries: [buildEntry('x', { severity: 'critical' })] }
    const tries = { count: 1, firstAt: 0, nextAt: 0 }
    const rows = [
      buildRow('high', 'duty', { tries }),
      buildRow('critical', 'duty', { ...critical, tries }),
      buildRow('other', 'boss'),
    ]
    expect(dueIds(rows, facts)).toEqual(['critical', 'other'])
  })

  it('asks once for a note of what is held', () => {
    const rows = ['a', 'b'].map((id) => buildRow(id, 'duty', { hold }))
    const notes = (all: readonly KeptRow[]) => planOf(all, { ...awake, at: 0 }).toNote.length
    expect(notes(rows)).toBe(1)
    expect(notes([buildRow('a', 'duty', { hold, isHoldNoted: true }), ...rows.slice(1)])).toBe(0)
    expect(notes([buildRow('c')])).toBe(0)
  })

  it('sends every row in one piece and no more, once nothing holds it, and never waits with critical ones', () => {
    const anyRow = fc
      .record({
        target: fc.constantFrom('duty', 'boss'),
        severity: fc.constantFrom(...SEVERITIES),
        why: fc.constantFrom('quiet', 'flood', undefined),
        until: fc.nat({ max: 3 }),
        tries: fc.option(
          fc.record({ count: fc.constant(1), firstAt: fc.constant(0), nextAt: fc.nat({ max: 3 }) }),
        ),
      })
      .map(({ target, severity, why, until, tries }, index = 0) => ({
        target,
        severity,
        why,
        until,
        tries,
        index,
      }))
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 20 }), (all) => {
        const rows = all.map(({ target, severity, why, until, tries }, index) =>
          buildRow(`r${index}`, target, {
            entries: [buildEntry(`r${index}`, { severity })],
            ...(why && severity !== 'critical' && { hold: { why, until } }),
            ...(tries && { tries }),
          }),
        )
        const sent = planOf(rows, { ...awake, at: 3 }).due.flatMap((batch) => batch.rows)
        expect(sent.map(({ id }) => id).toSorted()).toEqual(rows.map(({ id }) => id).toSorted())
        const asleep = planOf(rows, { at: 3, quietEndAt: () => 9 }).due.flatMap(
          ({ entries }) => entries,
        )
        const critical = rows
          .flatMap(({ row }) => row.entries)
          .filter(({ severity }) => severity === 'critical')
        expect(asleep.map(({ id }) => id).toSorted()).toEqual(
          critical.map(({ id }) => id).toSorted(),
        )
      }),
    )
  })
})

describe('a row of the outbox', () => {
  it('is read as it was written, and damage is not read as a row', () => {
    const { row } = buildRow('a', 'duty', { hold, reason: 'HTTP 503', isHoldNoted: true })
    expect(readRow(rowText(row))).toEqual(row)
    expect(readRow('x')).toBeUndefined()
    expect(readRow(rowText({ ...row, entries: [] }))).toBeUndefined()
    expect(readRow(JSON.stringify({ format: 2, row }))).toBeUndefined()
  })
})
