import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DOSSIER_CHANNELS,
  DOSSIER_EVENT_TYPES,
  type DossierChannel,
  type DossierEvent,
  type DossierLimit,
} from '../../protocol/dossiers.ts'
import { LINE_OF_TEXT } from '../../protocol/people.ts'
import { ORIGINS } from '../../protocol/sample.ts'
import { contentText } from './dossier-event-text.ts'
import { addLine, lineOf, readRecord } from './dossier-record.ts'
import {
  MAX_EVENTS_OF_DOSSIER,
  type DossierEventOutcome,
  type StoredDossierEvent,
} from './dossier-store.ts'

const code = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme' }),
    fc.constantFrom('__proto__', 'constructor', '"],["', '],\\n["', 'x",0,["r"', '0', 'null'),
  )
  .filter((text) => LINE_OF_TEXT.test(text))
const instant = fc.integer({ min: -1e13, max: 1e13 })
const optional = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
/** What events of all types have. */
interface Details {
  readonly unit: string
  readonly field: string
  readonly procedure: string | undefined
  readonly channel: DossierChannel | undefined
  readonly level: string | undefined
  readonly limit: DossierLimit | undefined
  readonly due: number | undefined
  readonly apologyAt: number | undefined
}
const limit: fc.Arbitrary<DossierLimit> = fc.record({
  workingDays: optional(fc.nat(200)),
  workingHours: optional(fc.nat(200)),
  calendarDays: optional(fc.nat(200)),
})
const details: fc.Arbitrary<Details> = fc.record({
  unit: code,
  field: code,
  procedure: optional(code),
  channel: optional(fc.constantFrom(...DOSSIER_CHANNELS)),
  level: optional(code),
  limit: optional(limit),
  due: optional(instant),
  apologyAt: optional(instant),
})

function eventOf(
  head: { readonly id: string; readonly dossier: string; readonly at: number },
  type: DossierEvent['type'],
  { unit, field, procedure, channel, level, limit: own, due, apologyAt }: Details,
): DossierEvent {
  switch (type) {
    case 'received':
      return { ...head, type, unit, field, procedure, channel, level, limit: own, due }
    case 'extended':
      return { ...head, type, due, limit: own, apologyAt }
    case 'supplement-requested':
    case 'financial-duty-requested':
    case 'resumed':
    case 'completed':
    case 'returned':
    case 'withdrawn':
    case 'retracted':
      return { ...head, type }
  }
}

const event = fc
  .tuple(
    fc.record({ id: code, dossier: fc.constant('H1'), at: instant, revision: optional(fc.nat(9)) }),
    fc.constantFrom(...DOSSIER_EVENT_TYPES),
    details,
  )
  .map(([head, type, rest]) => eventOf(head, type, rest))
const stored: fc.Arbitrary<StoredDossierEvent> = fc.record({
  event,
  receivedAt: fc.oneof(instant, fc.constant(1_761_523_200_000.25)),
  origin: fc.constantFrom(...ORIGINS),
})

/** Nothing and revision 0 are the same. */
function plain(one: StoredDossierEvent): unknown {
  return JSON.parse(
    JSON.stringify({ ...one, event: { ...one.event, revision: one.event.revision || undefined } }),
  )
}

function recordOf(events: readonly StoredDossierEvent[]): {
  readonly record: string
  readonly outcomes: readonly DossierEventOutcome[]
} {
  let record = ''
  const outcomes = events.map((one) => {
    const added = addLine(record, lineOf(one))
    record = added.record
    return added.outcome
  })
  return { record, outcomes }
}

const step = (id: string, revision?: number, at = 1): StoredDossierEvent => ({
  event: { type: 'resumed', id, dossier: 'H1', at, revision },
  receivedAt: 5,
  origin: 'real',
})

/** The same with its keys the other way round. */
function turned(event: DossierEvent): DossierEvent {
  return Object.fromEntries(Object.entries(event).toReversed()) as unknown as DossierEvent
}

/** Everything that an event says, by name. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

describe('the record of a dossier', () => {
  it('keeps any event as it was', () => {
    fc.assert(
      fc.property(fc.uniqueArray(stored, { selector: (one) => one.event.id }), (events) => {
        fc.pre(events.length > 0)
        const { record, outcomes } = recordOf(events)
        expect(new Set(outcomes)).toEqual(new Set(['new']))
        const read = readRecord('H1', record)
        expect(read.code).toBe('H1')
        expect(read.events.map(plain)).toEqual(events.map(plain))
      }),
    )
  })

  it('has the same content text for equal events in any order of keys, and for no others', () => {
    const one = <T>(value: T) => optional(fc.constant(value))
    const alike = fc
      .tuple(
        fc.constantFrom(...DOSSIER_EVENT_TYPES),
        fc.record({
          unit: fc.constantFrom('a', 'b'),
          field: fc.constantFrom('a', 'b'),
          procedure: one('a'),
          channel: optional(fc.constantFrom('online' as const, 'post' as const)),
          level: one('a'),
          limit: optional(
            fc.record({ workingDays: one(1), workingHours: one(1), calendarDays: one(1) }),
          ),
          due: one(1),
          apologyAt: one(1),
        }),
      )
      .map(([type, rest]) => eventOf({ id: 'a', dossier: 'H1', at: 1 }, type, rest))
    fc.assert(
      fc.property(alike, alike, (first, second) => {
        expect(contentText(turned(first))).toBe(contentText(first))
        expect(contentText(first) === contentText(second)).toBe(sorted(first) === sorted(second))
      }),
      { numRuns: 2_000 },
    )
  })

  it('takes an event like the simplest list of events does', () => {
    const few = fc
      .tuple(fc.constantFrom('a', 'aa', 'a"', '0'), fc.nat(3), fc.nat(1))
      .map(([id, revision, at]) => step(id, revision, at))
    fc.assert(
      fc.property(fc.array(few, { minLength: 1, maxLength: 40 }), (events) => {
        const held: StoredDossierEvent[] = []
        const expected = events.map((one): DossierEventOutcome => {
          const { id, at, revision = 0 } = one.event
          const place = held.findIndex((other) => other.event.id === id)
          const before = held[place]?.event
          if (!before) return (held.push(one), 'new')
          const beforeRevision = before.revision ?? 0
          if (revision < beforeRevision) return 'known'
          if (revision === beforeRevision) return before.at === at ? 'known' : 'conflict'
          held[place] = one
          return 'new'
        })
        const { record, outcomes } = recordOf(events)
        expect(outcomes).toEqual(expected)
        expect(readRecord('H1', record).events.map(plain)).toEqual(held.map(plain))
      }),
    )
  })

  it('tells revisions apart that begin alike', () => {
    expect(recordOf([step('a', 1), step('a', 10), step('a', 1), step('a', 100)]).outcomes).toEqual([
      'new',
      'new',
      'known',
      'new',
    ])
  })

  it('asks neither when an event came nor what brought it', () => {
    const { record } = recordOf([step('a')])
    const again = lineOf({ ...step('a'), receivedAt: 9, origin: 'manual' })
    expect(addLine(record, again)).toEqual({ outcome: 'known', record })
  })

  it('takes no event more than the most, but still a newer revision of one', () => {
    const full = Array.from({ length: MAX_EVENTS_OF_DOSSIER }, (_, at) => step(`e${at}`))
    const { record, outcomes } = recordOf(full)
    expect(outcomes.every((one) => one === 'new')).toBe(true)
    expect(addLine(record, lineOf(step('more')))).toEqual({ outcome: 'too-many', record })
    expect(addLine(record, lineOf(step('e7'))).outcome).toBe('known')
    const newer = addLine(record, lineOf(step('e7', 1)))
    expect(newer.outcome).toBe('new')
    expect(readRecord('H1', newer.record).events).toHaveLength(MAX_EVENTS_OF_DOSSIER)
  })

  it.each(['', '{}', '[[1]]', '[["a",0,["?",1],5,"r"]]', '[["a",0,["u",1],5,"r"'])(
    'refuses a damaged one and names it: %s',
    (record) => {
      expect(() => readRecord('H"1', record)).toThrow('the record of dossier "H\\"1" is damaged')
    },
  )
})
