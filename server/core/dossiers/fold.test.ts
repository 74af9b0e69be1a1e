import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DossierEvent } from '../../../protocol/dossiers.ts'
import { at, buildDossierRules, received, step } from '../../testing/dossier-rules.ts'
import { createCatalogue } from './catalogue.ts'
import { foldDossier } from './fold.ts'

const catalogue = createCatalogue(buildDossierRules())
const fold = (...events: readonly DossierEvent[]) => foldDossier(events, catalogue)
const lastOf = (...events: readonly DossierEvent[]) => fold(...events)?.stretches.at(-1)
const refusalsOf = (...events: readonly DossierEvent[]) =>
  fold(...events)?.refused.map(({ reason }) => reason)

describe('the life of a dossier', () => {
  it('is unknown until somebody reports its reception', () => {
    expect(fold(step('completed', '2025-10-21 09:00'))).toBeUndefined()
  })

  it('runs from its reception to the closing of the last day of its limit', () => {
    expect(lastOf(received('2025-10-20 09:00'))).toEqual({
      from: at('2025-10-20 09:00'),
      phase: 'running',
      due: at('2025-11-03 17:00'),
    })
  })

  it('counts from the next working day what came in after the cut-off', () => {
    expect(lastOf(received('2025-10-20 16:10'))?.due).toBe(at('2025-11-04 17:00'))
  })

  it('takes the promised time before the limit', () => {
    const due = at('2025-10-24 17:00')
    expect(lastOf(received('2025-10-20 09:00', { due }))?.due).toBe(due)
  })

  it('takes the limit of the procedure where the source states none', () => {
    const event = received('2025-10-20 09:00', {
      field: 'HT',
      procedure: 'đăng ký khai sinh',
      limit: undefined,
    })
    expect(fold(event)?.facts).toMatchObject({
      field: 'civil-status',
      procedure: 'birth',
      level: 'full',
    })
    expect(lastOf(event)?.due).toBe(at('2025-10-21 17:00'))
  })

  it('is never due without a limit', () => {
    const open = received('2025-10-20 09:00', { limit: undefined })
    expect(lastOf(open)?.due).toBe(Infinity)
    expect(lastOf(open, step('completed', '2026-10-20 09:00'))?.phase).toBe('early')
  })

  it('counts the limit again from its beginning after a supplement', () => {
    const events = [
      received('2025-10-20 09:00'),
      step('supplement-requested', '2025-10-22 10:00'),
      step('resumed', '2025-10-29 09:00'),
    ]
    expect(fold(...events)?.stretches.map(({ phase }) => phase)).toEqual([
      'running',
      'paused',
      'running',
    ])
    expect(lastOf(...events)?.due).toBe(at('2025-11-12 17:00'))
  })

  it('counts the promised number of working days again where only the promise is known', () => {
    const events = [
      received('2025-10-20 09:00', { limit: undefined, due: at('2025-10-22 17:00') }),
      step('supplement-requested', '2025-10-21 10:00'),
      step('resumed', '2025-10-27 09:00'),
    ]
    expect(lastOf(...events)?.due).toBe(at('2025-10-29 17:00'))
  })

  it('goes on where it stood after a financial duty', () => {
    const events = [
      received('2025-10-20 09:00', { limit: { workingDays: 2 } }),
      step('financial-duty-requested', '2025-10-22 09:00'),
      step('resumed', '2025-10-27 08:30'),
    ]
    // On the 22nd 6.5 working hours were left; so they are on the 27th from 08:30.
    expect(lastOf(...events)?.due).toBe(at('2025-10-27 16:30'))
  })

  it('waits for a financial duty also without a limit', () => {
    const events = [
      received('2025-10-20 09:00', { limit: undefined }),
      step('financial-duty-requested', '2025-10-22 09:00'),
    ]
    expect(lastOf(...events)).toMatchObject({ phase: 'paused', due: Infinity })
    expect(lastOf(...events, step('resumed', '2025-10-27 08:30'))?.due).toBe(Infinity)
    expect(lastOf(...events, step('completed', '2025-10-27 08:30'))?.phase).toBe('early')
  })

  it('stays overdue through a financial duty that came too late', () => {
    const events = [
      received('2025-10-20 09:00', { limit: { workingDays: 1 } }),
      step('financial-duty-requested', '2025-10-22 09:00'),
      step('resumed', '2025-10-27 08:30'),
    ]
    expect(lastOf(...events)?.due).toBeLessThan(at('2025-10-27 08:30'))
  })

  it.each([
    ['2025-10-31 16:59', 'early'],
    ['2025-11-03 08:00', 'on-time'],
    ['2025-11-03 17:00', 'on-time'],
    ['2025-11-03 17:01', 'late'],
  ])('completed at %s it ended %s', (when, phase) => {
    expect(lastOf(received('2025-10-20 09:00'), step('completed', when))?.phase).toBe(phase)
  })

  it('keeps the timeliness of its completion when the result is handed over later', () => {
    const history = fold(
      received('2025-10-20 09:00'),
      step('completed', '2025-10-31 09:00'),
      step('returned', '2025-12-01 09:00'),
    )
    expect(history?.stretches.at(-1)?.phase).toBe('early')
    expect(history?.returnedAt).toBe(at('2025-12-01 09:00'))
    expect(history?.refused).toEqual([])
  })

  it('is measured by the handing over where nobody reported the completion', () => {
    expect(lastOf(received('2025-10-20 09:00'), step('returned', '2025-11-04 09:00'))?.phase).toBe(
      'late',
    )
  })

  it('is not late when it is withdrawn after its time', () => {
    expect(lastOf(received('2025-10-20 09:00'), step('withdrawn', '2025-12-04 09:00'))?.phase).toBe(
      'withdrawn',
    )
  })

  it('is in time when completed while supplements are out, for its limit had stopped', () => {
    const events = [
      received('2025-10-20 09:00'),
      step('supplement-requested', '2025-10-22 10:00'),
      step('completed', '2025-12-01 10:00'),
    ]
    expect(lastOf(...events)?.phase).toBe('early')
  })
})

describe('a retracted event', () => {
  it('never happened, and is no contradiction, whatever stands around it', () => {
    const events = [
      received('2025-10-20 09:00'),
      step('retracted', '2025-10-19 09:00', { id: 'a' }),
      step('retracted', '2025-10-21 09:00', { id: 'b' }),
      step('completed', '2025-10-31 09:00'),
      step('retracted', '2025-11-03 09:00', { id: 'c' }),
    ]
    const [base, , , done] = events
    expect(fold(...events)).toEqual(fold(...[base, done].flatMap((event) => event ?? [])))
  })
})

describe('an extension', () => {
  const base = received('2025-10-20 09:00')
  const due = at('2025-11-07 17:00')

  it('moves the due time once, when announced a day before', () => {
    expect(lastOf(base, step('extended', '2025-11-02 16:00', { due }))?.due).toBe(due)
  })

  it('moves the due time by a limit', () => {
    const limit = { workingDays: 3 }
    expect(lastOf(base, step('extended', '2025-10-30 16:00', { limit }))?.due).toBe(
      at('2025-11-06 17:00'),
    )
  })

  it.each([
    ['on the last day', step('extended', '2025-11-03 08:00', { due })],
    ['after it', step('extended', '2025-11-04 08:00', { due })],
    [
      'before, but with a letter of apology on the last day',
      step('extended', '2025-10-31 08:00', { due, apologyAt: at('2025-11-03 08:00') }),
    ],
  ])('announced %s is refused and changes nothing', (_, extension) => {
    expect(refusalsOf(base, extension)).toEqual(['extension-late'])
    expect(lastOf(base, extension)?.due).toBe(at('2025-11-03 17:00'))
  })

  it('is refused the second time', () => {
    const events = [
      base,
      step('extended', '2025-10-30 08:00', { due }),
      step('extended', '2025-11-03 08:00', { id: 'again', due: at('2025-11-20 17:00') }),
    ]
    expect(refusalsOf(...events)).toEqual(['extension-second'])
    expect(lastOf(...events)?.due).toBe(due)
  })

  it('is refused when it moves nothing, and while the clock stands still', () => {
    expect(
      refusalsOf(base, step('extended', '2025-10-30 08:00', { due: at('2025-10-31 17:00') })),
    ).toEqual(['extension-not-later'])
    expect(
      refusalsOf(
        base,
        step('supplement-requested', '2025-10-29 08:00'),
        step('extended', '2025-10-30 08:00', { due }),
      ),
    ).toEqual(['extension-while-paused'])
  })
})

describe('events that contradict each other', () => {
  it('are named and have no effect', () => {
    expect(
      refusalsOf(
        received('2025-10-20 09:00'),
        step('completed', '2025-10-19 09:00', { id: 'too early' }),
        step('resumed', '2025-10-21 09:00'),
        step('financial-duty-requested', '2025-10-22 09:00'),
        step('supplement-requested', '2025-10-23 09:00'),
        step('withdrawn', '2025-10-24 09:00'),
        step('completed', '2025-10-25 09:00'),
      ),
    ).toEqual(['before-reception', 'nothing-to-resume', 'already-paused', 'after-the-end'])
  })

  it('take the reception with the highest revision', () => {
    const events = [
      received('2025-10-20 09:00', { id: 'new', unit: 'b', revision: 2 }),
      received('2025-10-21 09:00', { id: 'old', revision: 1 }),
    ]
    expect(fold(...events)?.facts.unit).toBe('b')
    expect(refusalsOf(...events)).toEqual(['superseded'])
  })

  const anyEvents = fc.array(
    fc
      .record({
        type: fc.constantFrom(
          'received',
          'supplement-requested',
          'financial-duty-requested',
          'resumed',
          'extended',
          'completed',
          'returned',
          'withdrawn',
        ),
        hours: fc.integer({ min: 0, max: 600 }),
        revision: fc.integer({ min: 0, max: 2 }),
      })
      .map(({ type, hours, revision }): DossierEvent => {
        const when = at('2025-10-20 07:00') + hours * 3_600_000
        if (type === 'received') {
          return received('2025-10-20 07:00', { at: when, revision })
        }
        return {
          ...step(type as 'resumed', '2025-10-20 07:00', { at: when, revision }),
          ...(type === 'extended' && { limit: { workingDays: 2 } }),
        } as DossierEvent
      }),
    { maxLength: 12 },
  )

  it('come to the same in whatever order they arrive', () => {
    fc.assert(
      fc.property(anyEvents, fc.infiniteStream(fc.nat()), (drawn, seeds) => {
        const events = drawn.map((event, index) => ({ ...event, id: `e${index}` }))
        const shuffled = events
          .map((event) => ({ event, place: seeds.next().value as number }))
          .toSorted((a, b) => a.place - b.place)
          .map(({ event }) => event)
        expect(foldDossier(shuffled, catalogue)).toEqual(foldDossier(events, catalogue))
      }),
      { numRuns: 500 },
    )
  })

  it('leave a life whose parts follow each other and end once', () => {
    fc.assert(
      fc.property(anyEvents, (drawn) => {
        const events = drawn.map((event, index) => ({ ...event, id: `e${index}` }))
        const history = foldDossier(events, catalogue)
        if (!history) return events.every(({ type }) => type !== 'received')
        const { stretches, refused } = history
        const isEnd = (phase: string) => phase !== 'running' && phase !== 'paused'
        expect(stretches[0]).toMatchObject({ from: history.receivedAt, phase: 'running' })
        expect(stretches.every((one, index) => one.from >= (stretches[index - 1]?.from ?? 0))).toBe(
          true,
        )
        expect(stretches.slice(0, -1).some(({ phase }) => isEnd(phase))).toBe(false)
        const handedOver = history.returnedAt === undefined ? 0 : 1
        const ended = isEnd(stretches.at(-1)?.phase ?? '') ? 1 : 0
        // Nothing is swallowed: every event began a part, handed over the result, or is named.
        expect(stretches.length + refused.length).toBeGreaterThanOrEqual(
          events.length - handedOver * ended,
        )
        return true
      }),
      { numRuns: 500 },
    )
  })
})
