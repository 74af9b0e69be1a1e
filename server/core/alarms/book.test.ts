import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALARM_STATES, SEVERITIES, type AlarmRow } from '../../../protocol/alarms.ts'
import { AlarmGame, anyMove, buildRule } from '../../testing/alarm-moves.ts'
import { anyEvent, anyPosture, anyWatch } from '../../testing/any-alarm-event.ts'
import { rowsOf } from './alarm-state.ts'
import { AlarmBook } from './book.ts'
import type { AlarmEvent, AlarmSiteEvent } from './events.ts'
import {
  postureRecordOf,
  readPostureRecord,
  readRecord,
  readWatchRecord,
  recordOf,
  watchRecordOf,
} from './record.ts'

/** What really happens to alarms, mixed with entries about no alarm and with events that cannot be. */
const anyJournal: fc.Arbitrary<readonly (AlarmSiteEvent | undefined)[]> = fc
  .tuple(
    fc.array(anyMove, { maxLength: 40, size: 'max' }),
    fc.array(
      fc.tuple(fc.nat(), fc.oneof(anyEvent(), anyPosture, anyWatch, fc.constant(undefined))),
      {
        maxLength: 20,
        size: 'max',
      },
    ),
  )
  .map(([moves, others]) => {
    const game = new AlarmGame(buildRule({ isLatched: moves.length % 2 === 0 }))
    for (const move of moves) game.move(move)
    const journal: (AlarmSiteEvent | undefined)[] = [...game.journal]
    for (const [place, event] of others) journal.splice(place % (journal.length + 1), 0, event)
    return journal
  })

function bookOf(journal: readonly (AlarmSiteEvent | undefined)[]): AlarmBook {
  const book = new AlarmBook()
  for (const [index, event] of journal.entries()) book.apply(index + 1, event)
  return book
}

function stateIn(book: AlarmBook) {
  return { head: book.head, alarms: book.alarms(), posture: book.posture, watch: book.watch }
}

function countsIn(book: AlarmBook): readonly string[] {
  return ALARM_STATES.flatMap((state) =>
    [undefined, 'none' as const, ...SEVERITIES].map(
      (severity) => `${state} ${severity}: ${book.counts.of(state, severity)}`,
    ),
  )
}

function countedIn(rows: readonly AlarmRow[]): readonly string[] {
  return ALARM_STATES.flatMap((state) =>
    [undefined, 'none' as const, ...SEVERITIES].map((severity) => {
      const those = rows.filter(
        (row) =>
          row.state === state && (severity === undefined || (row.severity ?? 'none') === severity),
      )
      return `${state} ${severity}: ${those.length}`
    }),
  )
}

const RAISED: AlarmEvent = {
  alarm: 'quiet',
  rule: 'quiet',
  subject: undefined,
  at: 5,
  actor: { kind: 'server', id: 'server', name: 'server' },
  change: {
    kind: 'raised',
    occurrence: 1,
    severity: 'high',
    value: 51,
    limit: 50,
    isLatched: false,
    isSimulated: false,
  },
}

describe('the alarms of a site', () => {
  it('[L14] are the same from the whole journal and from records with the rest of it', () => {
    fc.assert(
      fc.property(anyJournal, fc.nat(), (journal, cut) => {
        const half = cut % (journal.length + 1)
        const texts = new Map<string, string>()
        const book = new AlarmBook()
        for (const [index, event] of journal.slice(0, half).entries()) {
          book.apply(index + 1, event)
          for (const kept of book.changedAfter(index)) texts.set(kept.value.id, recordOf(kept))
        }
        const again = new AlarmBook({
          head: half,
          alarms: [...texts.values()].map((text) => {
            const kept = readRecord(text)
            if (!kept) throw new Error(`not read back: ${text}`)
            return kept
          }),
          posture: readPostureRecord(postureRecordOf(book.posture)),
          watch: readWatchRecord(watchRecordOf(book.watch)),
        })
        expect(stateIn(again)).toEqual(stateIn(book))
        for (const [index, event] of journal.slice(half).entries()) {
          again.apply(half + index + 1, event)
        }
        const whole = bookOf(journal)
        expect(stateIn(again)).toEqual(stateIn(whole))
        expect(countsIn(again)).toEqual(countsIn(whole))
      }),
      { numRuns: 80 },
    )
  })

  it('are counted as their rows are', () => {
    fc.assert(
      fc.property(anyJournal, (journal) => {
        const book = bookOf(journal)
        expect(countsIn(book)).toEqual(countedIn(book.alarms().flatMap((one) => rowsOf(one.value))))
      }),
      { numRuns: 80 },
    )
  })

  it('tell which of them changed after any entry, the last one at the end', () => {
    fc.assert(
      fc.property(anyJournal, (journal) => {
        const book = bookOf(journal)
        for (const seq of [0, 1, 7, journal.length >> 1, journal.length]) {
          const wanted = book.alarms().filter((kept) => kept.seq > seq)
          expect(book.changedAfter(seq)).toEqual(wanted)
          expect(wanted.map((kept) => kept.seq)).toEqual(
            wanted.map((k) => k.seq).sort((a, b) => a - b),
          )
        }
      }),
      { numRuns: 60 },
    )
  })

  it('tell so after thousands of changes too', () => {
    const book = new AlarmBook()
    let seq = 0
    for (let round = 0; round < 500; round++) {
      for (const unit of ['a', 'b', 'c', 'd']) {
        const subject = { kind: 'unit', id: unit } as const
        const kind = round % 2 === 0 ? 'went-blind' : 'sees-again'
        book.apply(++seq, { ...RAISED, alarm: `quiet~${unit}`, subject, change: { kind } })
      }
    }
    expect(book.alarms().map(({ value }) => value.subject?.id)).toEqual(['a', 'b', 'c', 'd'])
    expect(book.changedAfter(seq - 2).map(({ value }) => value.subject?.id)).toEqual(['c', 'd'])
    expect(book.changedAfter(seq)).toEqual([])
  })

  it('do not change by an event that changes nothing', () => {
    const book = bookOf([RAISED])
    book.apply(2, RAISED)
    book.apply(3, { ...RAISED, change: { kind: 'sees-again' } })
    expect(book.head).toBe(3)
    expect(book.changedAfter(1)).toEqual([])
  })

  it('take every entry once and in order', () => {
    const book = bookOf([RAISED, undefined])
    expect(() => book.apply(2, RAISED)).toThrow(RangeError)
    expect(() => book.apply(1, undefined)).toThrow(RangeError)
    book.apply(9, undefined)
    expect(book.head).toBe(9)
  })

  it('know a flood by the entries of its beginning and end', () => {
    const book = bookOf([{ kind: 'flood-began', at: 100, raises: 11 }])
    expect(book.posture).toEqual({ seq: 1, value: { since: 100, raises: 11 } })
    book.apply(2, RAISED)
    book.apply(3, { kind: 'flood-ended', at: 900, raises: 4 })
    expect(book.posture).toEqual({ seq: 3, value: { raises: 4 } })
  })
})

describe('the record of an alarm', () => {
  const book = bookOf([RAISED])
  const kept = book.kept('quiet')
  const good = kept ? recordOf(kept) : ''

  it('is of one format', () => {
    expect(readRecord(good)).toEqual(kept)
    expect(JSON.parse(good)).toMatchObject({ format: 1, seq: 1, alarm: { id: 'quiet' } })
  })

  it.each([
    ['cut short', good.slice(0, -1)],
    ['of another format', good.replace('"format":1', '"format":2')],
    ['without its number', good.replace('"seq":1', '"seq":-1')],
    ['of an alarm that is called otherwise', good.replace('"id":"quiet"', '"id":"loud"')],
    ['with a part that is not known', good.replace('"isBlind"', '"isDeaf"')],
    ['without a part', good.replace('"isBlind":false,', '')],
    ['with an occurrence after the last', good.replace('"lastOccurrence":1', '"lastOccurrence":0')],
    ['with an unknown severity', good.replace('"high"', '"loud"')],
    ['nothing', ''],
    ['another text', 'null'],
  ])('is not read where it is %s', (_what, text) => {
    expect(readRecord(text)).toBeUndefined()
  })

  it('is not read where two of its occurrences are active, or out of order', () => {
    const alarm = book.get('quiet')
    const [one] = alarm?.open ?? []
    if (!alarm || !one) throw new Error('there is no alarm')
    const textOf = (open: readonly (typeof one)[]) =>
      recordOf({ seq: 1, value: { ...alarm, lastOccurrence: 2, open } })
    const two = { ...one, number: 2 }
    expect(readRecord(textOf([{ ...one, clearedAt: 6 }, two]))).toBeDefined()
    expect(readRecord(textOf([one, two]))).toBeUndefined()
    expect(readRecord(textOf([{ ...two, clearedAt: 6 }, one]))).toBeUndefined()
  })

  it('of the posture is read back, and not where it is damaged', () => {
    const text = postureRecordOf({ seq: 4, value: { since: 100, raises: 11 } })
    expect(readPostureRecord(text)).toEqual({ seq: 4, value: { since: 100, raises: 11 } })
    expect(readPostureRecord(text.replace('raises', 'rises'))).toBeUndefined()
    expect(readPostureRecord(text.slice(1))).toBeUndefined()
  })
})
