import fc from 'fast-check'
import { expect, it } from 'vitest'
import { at, buildBook, buildDossierRules, received, step } from '../../testing/dossier-rules.ts'
import { createCatalogue } from './catalogue.ts'
import { foldDossier } from './fold.ts'
import { judgeDossier } from './judge.ts'
import { listDossiers } from './list.ts'
import { DOSSIER_CLASSES } from '../../../protocol/dossiers.ts'
import { viewOf } from './view.ts'

const catalogue = createCatalogue(buildDossierRules())
const due = at('2025-10-24 17:00')
const base = received('2025-10-20 09:00', { due })

it.each([
  ['2025-10-20 10:00', 'in-time'],
  ['2025-10-24 10:00', 'due-soon'],
  ['2025-10-24 17:00', 'due-soon'],
  ['2025-10-24 17:01', 'overdue'],
])('at %s an open dossier is %s', (now, is) => {
  expect(judgeDossier([base], catalogue, at(now))?.is).toBe(is)
})

it('says how a dossier ended, what it waits for, and what contradicts itself', () => {
  const now = at('2025-11-24 10:00')
  const judge = (...events: Parameters<typeof judgeDossier>[0]) =>
    judgeDossier(events, catalogue, now)
  expect(judge(base, step('completed', '2025-10-23 09:00'))?.is).toBe('early')
  expect(judge(base, step('completed', '2025-10-24 09:00'))?.is).toBe('on-time')
  expect(judge(base, step('returned', '2025-10-27 09:00'))?.is).toBe('late')
  expect(judge(base, step('withdrawn', '2025-10-27 09:00'))?.is).toBe('withdrawn')
  expect(judge(base, step('supplement-requested', '2025-10-21 09:00'))?.is).toBe('paused')
  expect(judge(received('2025-10-20 09:00', { limit: undefined }))?.is).toBe('in-time')
  expect(judge(base, step('resumed', '2025-10-21 09:00'))?.refused).toMatchObject([
    { reason: 'nothing-to-resume' },
  ])
  expect(judge(step('resumed', '2025-10-21 09:00'))).toBeUndefined()
})

it('agrees with the book at every hour', () => {
  const hours = fc.integer({ min: 0, max: 24 * 40 })
  const limits = fc.constantFrom(
    undefined,
    { workingDays: 1 },
    { workingDays: 10 },
    { calendarDays: 7 },
  )
  fc.assert(
    fc.property(
      hours,
      hours,
      limits,
      fc.option(hours, { nil: undefined }),
      (from, later, limit, pause) => {
        const start = at('2025-10-01 00:00')
        const now = start + (from + later) * 3_600_000
        const events = [
          received('2025-10-01 00:00', { at: start + from * 3_600_000, limit }),
          ...(pause === undefined
            ? []
            : [
                step('supplement-requested', '2025-10-01 00:00', {
                  at: start + (from + pause) * 3_600_000,
                }),
              ]),
        ]
        const book = buildBook(now)
        book.set('H1', foldDossier(events, book.rules.catalogue))
        const view = viewOf(book, book.counts, now, { elsewhere: new Set(), reported: new Set() })
        const query = { classes: new Set(DOSSIER_CLASSES), filter: {}, after: undefined, limit: 1 }
        const [row] = listDossiers([view], query).dossiers
        if (pause !== undefined && pause > later) return
        expect(judgeDossier(events, catalogue, now)?.is).toBe(row?.class)
      },
    ),
  )
})
