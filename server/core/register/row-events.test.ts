import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DossierEvent } from '../../../protocol/dossiers.ts'
import { buildCalendar } from '../../testing/build-calendar.ts'
import { againstKept } from './against-kept.ts'
import { createDayTimes } from './day-times.ts'
import type { RegisterRow } from './register-row.ts'
import { rowEvents } from './row-events.ts'

const days = createDayTimes(buildCalendar())

function row(overrides: Partial<RegisterRow> = {}): RegisterRow {
  const base = {
    row: 2,
    code: 'H1',
    unit: '20500',
    field: 'DAT',
    received: '2025-10-06',
    steps: [],
  }
  return { ...base, ...overrides }
}

/** Types with their local times; or the column of the fault. */
function told(overrides: Partial<RegisterRow>): readonly string[] {
  const made = rowEvents(row(overrides), days)
  if (!made.ok) return [made.fault.column ?? '-']
  return made.events.map(({ type, at }) => `${type} ${local(at)}`)
}

function local(at: number): string {
  return new Date(at + 7 * 3_600_000).toISOString().slice(0, 19)
}

const at = (text: string): number => Date.parse(`${text}+07:00`)

describe('the events of a row', () => {
  it('stand at the opening of their day where only that is known, and are due at its closing', () => {
    const steps = [
      { type: 'supplement-requested', when: '2025-10-07' },
      { type: 'resumed', when: '2025-10-08' },
      { type: 'completed', when: '2025-10-09' },
    ] as const
    expect(told({ steps, due: '2025-10-20' })).toEqual([
      'received 2025-10-06T07:30:00',
      'supplement-requested 2025-10-07T07:30:00',
      'resumed 2025-10-08T07:30:00',
      'completed 2025-10-09T07:30:00',
    ])
    const made = rowEvents(row({ due: '2025-10-18' }), days)
    // 18 October 2025 is a Saturday: it is due when the Monday closes.
    expect(made).toMatchObject({
      events: [{ id: 'register:received', due: at('2025-10-20T17:00:00') }],
    })
  })

  it('stay on their day also where nobody works on it', () => {
    expect(
      told({ received: '2025-10-11', steps: [{ type: 'returned', when: '2025-10-12' }] }),
    ).toEqual(['received 2025-10-11T00:00:00', 'returned 2025-10-12T00:00:00'])
  })

  it('keep their order where days alone would turn it around', () => {
    const steps = (when: string) =>
      (['supplement-requested', 'resumed', 'completed', 'returned'] as const).map((type) => ({
        type,
        when,
      }))
    expect(told({ received: at('2025-10-06T17:20:00'), steps: steps('2025-10-06') })).toEqual([
      'received 2025-10-06T17:20:00',
      'supplement-requested 2025-10-06T17:20:01',
      'resumed 2025-10-06T17:20:02',
      'completed 2025-10-06T17:20:03',
      'returned 2025-10-06T17:20:04',
    ])
    expect(told({ steps: [{ type: 'supplement-requested' }] })[1]).toBe(
      'supplement-requested 2025-10-06T07:30:01',
    )
  })

  it('are refused before the reception, unless two clocks differ', () => {
    const received = at('2025-10-06T10:43:07')
    const done = (text: string) => [{ type: 'completed', when: at(text) } as const]
    expect(told({ received, steps: done('2025-10-06T10:43:04') })[1]).toBe(
      'completed 2025-10-06T10:43:08',
    )
    expect(told({ received, steps: done('2025-10-06T10:30:00') })).toEqual(['completed'])
    expect(told({ received, steps: [{ type: 'returned', when: '2025-10-05' }] })).toEqual([
      'returned',
    ])
    expect(told({ received, due: '2025-10-05' })).toEqual(['due'])
    expect(told({ received: at('2025-10-06T17:30:00'), due: '2025-10-06' })).toEqual(['due'])
    expect(told({ received: at('2025-10-06T16:30:00'), due: '2025-10-06' })).toHaveLength(1)
  })
})

describe('a row against what is kept', () => {
  const events = (overrides: Partial<RegisterRow> = {}): readonly DossierEvent[] => {
    const made = rowEvents(row(overrides), days)
    if (!made.ok) throw new Error(made.fault.message)
    return made.events
  }
  const done = { steps: [{ type: 'completed', when: '2025-10-09' }] } as const

  it('is new, then known, then changed, and taken back', () => {
    const first = againstKept(events(done), [])
    expect(first).toMatchObject({
      change: 'new',
      events: [{ type: 'received' }, { type: 'completed' }],
    })
    const kept = [...first.events]
    expect(againstKept(events(done), kept)).toEqual({ change: 'known', events: [] })
    const moved = againstKept(events({ ...done, field: 'CT' }), kept)
    expect(moved).toMatchObject({ change: 'changed', events: [{ type: 'received', revision: 1 }] })
    kept.push(...moved.events)
    const open = againstKept(events({ field: 'CT' }), kept)
    expect(open).toMatchObject({
      change: 'changed',
      events: [{ id: 'register:completed', type: 'retracted', revision: 1 }],
    })
    kept.push(...open.events)
    expect(againstKept(events({ field: 'CT' }), kept).change).toBe('known')
    expect(againstKept(events({ ...done, field: 'CT' }), kept)).toMatchObject({
      events: [{ type: 'completed', revision: 2 }],
    })
  })

  it('leaves events of other sources alone', () => {
    const other: DossierEvent = { id: 'api-1', dossier: 'H1', at: 1, type: 'completed' }
    expect(againstKept(events(), [other])).toMatchObject({ change: 'new', events: [{}] })
    expect(againstKept(events(), [other, ...events()])).toEqual({ change: 'known', events: [] })
  })

  it('does not care in which order keys and events were kept, nor about older revisions', () => {
    const [received] = events({ limit: { workingDays: 10 } })
    if (!received) throw new Error('no event')
    const turned = Object.fromEntries(
      Object.entries(received).toReversed(),
    ) as unknown as DossierEvent
    const old: DossierEvent = { ...received, at: 1 }
    const newest = { ...turned, revision: 4 }
    const told = events({ limit: { workingDays: 10 } })
    for (const kept of [
      [old, newest],
      [newest, old],
    ]) {
      expect(againstKept(told, kept)).toEqual({ change: 'known', events: [] })
    }
  })

  it('always ends with exactly what the last row says, and then says no more', () => {
    const when = fc.option(fc.constantFrom('2025-10-07', '2025-10-08', '2025-10-09'), {
      nil: undefined,
    })
    const rows = fc.record({ field: fc.constantFrom('DAT', 'CT'), completed: when, returned: when })
    fc.assert(
      fc.property(fc.array(rows, { minLength: 1, maxLength: 8 }), (versions) => {
        const kept: DossierEvent[] = []
        let last: readonly DossierEvent[] = []
        for (const { field, completed, returned } of versions) {
          const steps = [
            ...(completed === undefined ? [] : [{ type: 'completed', when: completed } as const]),
            ...(returned === undefined ? [] : [{ type: 'returned', when: returned } as const]),
          ]
          last = events({ field, steps })
          kept.push(...againstKept(last, kept).events)
          expect(againstKept(last, kept).change).toBe('known')
        }
        const standing = new Map(kept.map((event) => [event.id, event]))
        const told = [...standing.values()].filter(({ type }) => type !== 'retracted')
        const bare = (all: readonly DossierEvent[]) =>
          all.map((event) => JSON.stringify({ ...event, revision: undefined })).toSorted()
        expect(bare(told)).toEqual(bare(last))
      }),
    )
  })
})
