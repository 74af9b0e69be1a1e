import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DossierEvent, DossierFigures } from '../../../protocol/dossiers.ts'
import { at, buildBook, buildDossierSite, received, step } from '../../testing/dossier-rules.ts'
import type { DossierBook } from './book.ts'
import { foldDossier } from './fold.ts'
import { groupedFigures } from './grouped-figures.ts'
import { heatmapOf } from './heatmap.ts'
import { countsAt } from './past-counts.ts'
import { viewOf } from './view.ts'

const HOUR = 3_600_000
const BEGINS = at('2025-10-13 00:00')

interface Life {
  readonly code: string
  readonly events: readonly DossierEvent[]
}

const lives = fc.array(
  fc.record({
    unit: fc.constantFrom('a', 'b'),
    field: fc.constantFrom('land', 'HT', 'other'),
    days: fc.integer({ min: 0, max: 12 }),
    receivedAfter: fc.integer({ min: 0, max: 400 }),
    next: fc.array(
      fc.record({
        type: fc.constantFrom(
          'supplement-requested',
          'financial-duty-requested',
          'resumed',
          'extended',
          'completed',
          'withdrawn',
        ),
        after: fc.integer({ min: 0, max: 300 }),
      }),
      { maxLength: 4 },
    ),
  }),
  { maxLength: 25 },
)

type Drawn = typeof lives extends fc.Arbitrary<infer T> ? T : never

function livesOf(drawn: Drawn): readonly Life[] {
  return drawn.map(({ unit, field, days, receivedAfter, next }, index) => {
    const code = `D${index}`
    const opened = BEGINS + receivedAfter * HOUR
    const first = received('2025-10-13 00:00', {
      dossier: code,
      at: opened,
      unit,
      field,
      limit: { workingDays: days },
    })
    let when = opened
    const others = next.map(({ type, after }, at): DossierEvent => {
      when += after * HOUR
      const event = step(type as 'resumed', '2025-10-13 00:00', { dossier: code, at: when })
      const limit = type === 'extended' && { limit: { workingDays: 3 } }
      return { ...event, id: `e${at}`, ...limit } as DossierEvent
    })
    return { code, events: [first, ...others] }
  })
}

function put(book: DossierBook, life: Life): void {
  book.set(life.code, foldDossier(life.events, book.rules.catalogue))
}

const view = (book: DossierBook) => viewOf(book, book.counts, book.now)
const figuresOf = (book: DossierBook): DossierFigures =>
  groupedFigures([view(book)], 'unit', {}).total

/** Row by row, from the lives alone, at one moment. */
function oracle(book: DossierBook, all: readonly Life[], now: number): Partial<DossierFigures> {
  const { calendar } = book.rules.catalogue.rules
  const counts = { open: 0, inTime: 0, dueSoon: 0, overdue: 0, paused: 0 }
  const ended = { early: 0, onTime: 0, late: 0, withdrawn: 0 }
  let known = 0
  let lateDays = 0
  const within = [1, 4, 8, 24].map((workingHours) => ({ workingHours, count: 0 }))
  const old = [0, 1, 5, 10, 20, 60].map((from) => ({ from, count: 0 }))
  for (const { events } of all) {
    const history = foldDossier(events, book.rules.catalogue)
    if (!history || history.receivedAt > now) continue
    known++
    const stretch = history.stretches.filter(({ from }) => from <= now).at(-1)
    if (!stretch) continue
    if (stretch.phase === 'early') ended.early++
    else if (stretch.phase === 'on-time') ended.onTime++
    else if (stretch.phase === 'late') ended.late++
    else if (stretch.phase === 'withdrawn') ended.withdrawn++
    else counts.open++
    if (stretch.phase === 'paused') counts.paused++
    if (stretch.phase !== 'running') continue
    if (now > stretch.due) {
      counts.overdue++
      const late = calendar.workingDay(now) - calendar.workingDay(stretch.due)
      lateDays += late
      const bucket = old.findLast(({ from }) => from <= late + 1e-9)
      if (bucket) bucket.count++
      continue
    }
    const left = calendar.workingTimeBetween(now, stretch.due)
    for (const one of within) if (left <= one.workingHours * HOUR) one.count++
    const isLong = (history.facts.limit?.count ?? 0) >= 5
    if (left <= (isLong ? 24 : 16) * HOUR) counts.dueSoon++
    else counts.inTime++
  }
  const meanDelay = counts.overdue === 0 ? null : Math.round((10 * lateDays) / counts.overdue) / 10
  return { ...counts, ...ended, received: known, meanDelay, forecast: within, ageing: old }
}

/** What happens after now is known to the book, and counts in the year already. */
function openPart(figures: Partial<DossierFigures>): object {
  const { open, inTime, dueSoon, overdue, paused, meanDelay, forecast, ageing } = figures
  return { open, inTime, dueSoon, overdue, paused, meanDelay, forecast, ageing }
}

describe('the counts of a book', () => {
  it('are at every moment what counting row by row gives, whatever order lives come in', () => {
    fc.assert(
      fc.property(
        lives,
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 6 }),
        (drawn, waits) => {
          const all = livesOf(drawn)
          const book = buildBook(BEGINS)
          let now = BEGINS
          for (const [index, wait] of waits.entries()) {
            // Some come late: all that is known so far, in another order each time.
            const known = all.filter((_, at) => at % waits.length <= index)
            for (const life of index % 2 === 0 ? known : known.toReversed()) put(book, life)
            now += wait * HOUR
            book.advance(now)
            expect(figuresOf(book)).toMatchObject(openPart(oracle(book, known, now)))
          }
        },
      ),
      {
        numRuns: 200,
        examples: [
          [
            [
              {
                ...{ unit: 'a', field: 'land', days: 4, receivedAfter: 343 },
                next: [
                  { type: 'financial-duty-requested', after: 0 },
                  { type: 'resumed', after: 1 },
                ],
              },
            ],
            [153, 251, 251, 25, 0],
          ],
        ],
      },
    )
  })

  it('of a moment that has passed are those that the book had then', () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 0, max: 900 }), (drawn, after) => {
        const all = livesOf(drawn)
        const book = buildBook(BEGINS)
        for (const life of all) put(book, life)
        book.advance(BEGINS + 2_000 * HOUR)
        const then = BEGINS + after * HOUR
        const slices = countsAt(book, then)
        let slice = slices.next()
        while (slice.done !== true) slice = slices.next()
        const { total } = groupedFigures([viewOf(book, slice.value, then)], 'unit', {})
        expect(total).toMatchObject(oracle(book, all, then))
      }),
      { numRuns: 200 },
    )
  })

  it('are nothing again when every dossier becomes unknown', () => {
    fc.assert(
      fc.property(lives, (drawn) => {
        const book = buildBook(BEGINS)
        for (const life of livesOf(drawn)) put(book, life)
        book.advance(BEGINS + 500 * HOUR)
        for (const { code } of livesOf(drawn)) book.set(code, undefined)
        expect(figuresOf(book)).toMatchObject({
          open: 0,
          received: 0,
          early: 0,
          late: 0,
          meanDelay: null,
        })
        expect(book.withoutReception).toBe(drawn.length)
        expect(book.refusedEvents).toBe(0)
      }),
      { numRuns: 100 },
    )
  })

  it('are looked at anew when time goes back', () => {
    const book = buildBook(BEGINS)
    put(book, { code: 'D1', events: [received('2025-10-20 09:00')] })
    book.advance(at('2025-11-20 09:00'))
    expect(figuresOf(book).overdue).toBe(1)
    book.advance(at('2025-10-21 09:00'))
    expect(figuresOf(book)).toMatchObject({ overdue: 0, inTime: 1 })
  })

  it('move on some at a time when many are due together', () => {
    const book = buildBook(BEGINS)
    for (let number = 0; number < 10; number++) {
      put(book, { code: `D${number}`, events: [received('2025-10-20 09:00')] })
    }
    const evening = at('2025-11-03 17:01')
    let turns = 0
    while (!book.advance(evening, 3)) turns++
    expect(turns).toBeGreaterThan(2)
    expect(figuresOf(book).overdue).toBe(10)
  })

  it('go with a commune into the one that it became', () => {
    const book = buildBook(at('2025-06-30 09:00'))
    put(book, { code: 'D1', events: [received('2025-06-20 09:00', { unit: 'c' })] })
    const units = () => groupedFigures([view(book)], 'unit', {}).groups.map(({ head }) => head.code)
    expect(units()).toEqual(['c'])
    book.advance(at('2025-07-02 09:00'))
    expect(units()).toEqual(['b'])
  })
})

describe('days', () => {
  it('are at their end what the book was then, and today what it is now', () => {
    fc.assert(
      fc.property(
        lives,
        fc.constantFrom('open', 'overdue', 'due-soon', 'paused'),
        (drawn, measure) => {
          const all = livesOf(drawn)
          const book = buildBook(BEGINS)
          for (const life of all) put(book, life)
          book.advance(BEGINS + 20 * 24 * HOUR + 10 * HOUR)
          const axes = { rows: 'unit', columns: 'day', span: { days: 15, ahead: 3 } } as const
          const matrix = heatmapOf([view(book)], { measure, axes, filter: {} })
          const key = {
            open: 'open',
            overdue: 'overdue',
            'due-soon': 'dueSoon',
            paused: 'paused',
          } as const
          for (const [index, { code }] of matrix.columns.entries()) {
            const isToday = index === 14
            const end = isToday ? book.now : at(`${code} 23:59`) + 59_999
            const expected = all.length === 0 ? undefined : oracle(book, all, end)[key[measure]]
            expect([code, matrix.columnTotals[index]]).toEqual([code, expected ?? 0])
          }
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('a site of other units', () => {
  it('counts what it has no unit for in the whole alone', () => {
    const book = buildBook(BEGINS, buildDossierSite())
    put(book, { code: 'D1', events: [received('2025-10-13 09:00', { unit: 'gone' })] })
    book.advance(at('2025-10-14 09:00'))
    expect(groupedFigures([view(book)], 'unit', {}).groups[0]?.head.code).toBe('')
    expect(figuresOf(book).open).toBe(1)
  })
})
