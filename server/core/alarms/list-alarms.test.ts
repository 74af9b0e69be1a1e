import { describe, expect, it } from 'vitest'
import type { Severity } from '../../../protocol/alarms.ts'
import type { AlarmChange, AlarmEvent } from './events.ts'
import { AlarmBook } from './book.ts'
import { listAlarms, type AlarmFilter, type AlarmPlace } from './list-alarms.ts'

const ACTOR = { kind: 'person', id: 'lan', name: 'Lan' } as const

function event(sensor: string, at: number, change: AlarmChange): AlarmEvent {
  const subject = { kind: 'sensor', id: sensor } as const
  return { alarm: `river~${sensor}`, rule: 'river', subject, at, actor: ACTOR, change }
}

function raised(sensor: string, at: number, severity: Severity): AlarmEvent {
  const facts = { occurrence: 1, isLatched: false, isSimulated: false } as const
  return event(sensor, at, { kind: 'raised', severity, ...facts })
}

const JOURNAL: readonly AlarmEvent[] = [
  raised('b', 30, 'high'),
  raised('a', 40, 'high'),
  raised('seen', 10, 'high'),
  event('seen', 50, { kind: 'acknowledged', occurrence: 1 }),
  raised('worst', 90, 'critical'),
  raised('same-time', 30, 'high'),
  event('quiet', 20, { kind: 'suppressed', by: 'flood' }),
  raised('mild', 5, 'low'),
  {
    ...raised('x', 7, 'medium'),
    alarm: 'mood~new',
    rule: 'mood',
    subject: { kind: 'unit', id: 'new' },
  },
]
const IN_ORDER = [
  'river~worst',
  'river~b',
  'river~same-time',
  'river~a',
  'river~seen',
  'mood~new',
  'river~mild',
  'river~quiet',
]

function bookOf(journal: readonly AlarmEvent[]): AlarmBook {
  const book = new AlarmBook()
  for (const [index, one] of journal.entries()) book.apply(index + 1, one)
  return book
}

function listed(filter: AlarmFilter): readonly string[] {
  const { rows } = listAlarms(bookOf(JOURNAL), filter, { after: undefined, limit: 100 })
  return rows.map(({ alarm }) => alarm)
}

describe('the list of alarms', () => {
  it('begins with the worst, of these with what nobody has acknowledged, of these with the oldest', () => {
    expect(listed({})).toEqual(IN_ORDER)
  })

  it('has only what was asked for', () => {
    expect(listed({ states: new Set(['acknowledged', 'suppressed']) })).toEqual([
      'river~seen',
      'river~quiet',
    ])
    expect(listed({ severities: new Set(['low', 'critical']) })).toEqual([
      'river~worst',
      'river~mild',
    ])
    expect(listed({ unit: 'new' })).toEqual(['mood~new'])
    expect(listed({ sensor: 'b' })).toEqual(['river~b'])
    expect(listed({ rule: 'mood' })).toEqual(['mood~new'])
    expect(listed({ rule: 'mood', sensor: 'b' })).toEqual([])
  })

  it.each([1, 2, 3, 8])('is the same in pages of %i', (limit) => {
    const book = bookOf(JOURNAL)
    const all: string[] = []
    let after: AlarmPlace | undefined
    for (let pages = 0; pages < 10; pages++) {
      const page = listAlarms(book, {}, { after, limit })
      expect(page.total).toBe(IN_ORDER.length)
      all.push(...page.rows.map(({ alarm }) => alarm))
      after = page.next
      if (!after) break
    }
    expect(all).toEqual(IN_ORDER)
  })

  it('goes on behind a place whose alarm is not there any more', () => {
    const book = bookOf(JOURNAL)
    const { next } = listAlarms(book, {}, { after: undefined, limit: 2 })
    book.apply(100, event('b', 95, { kind: 'acknowledged', occurrence: 1 }))
    book.apply(101, event('b', 96, { kind: 'cleared', occurrence: 1 }))
    const { rows } = listAlarms(book, {}, { after: next, limit: 1 })
    expect(rows.map(({ alarm }) => alarm)).toEqual(['river~same-time'])
  })
})
