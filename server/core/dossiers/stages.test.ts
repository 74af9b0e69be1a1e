import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildCalendar } from '../../testing/build-calendar.ts'
import { at } from '../../testing/dossier-rules.ts'
import { createStages } from './stages.ts'

const calendar = buildCalendar()
const stages = createStages({ aheadHours: [1, 4, 8, 16, 24], lateDays: [1, 5, 10] })

describe('the stages of a running dossier', () => {
  const due = at('2025-11-03 17:00')

  it.each([
    ['2025-10-20 09:00', 0],
    ['2025-10-29 16:59', 0],
    // Wednesday's closing: 8 h are left on Thursday, Friday and Monday each.
    ['2025-10-29 17:00', 1],
    ['2025-10-30 07:30', 1],
    ['2025-11-03 07:30', 3],
    ['2025-11-03 12:00', 4],
    ['2025-11-03 16:00', 5],
    ['2025-11-03 17:00', 5],
    ['2025-11-04 07:30', 6],
    ['2025-11-04 16:59', 6],
    ['2025-11-04 17:00', 7],
    ['2025-11-10 17:00', 8],
    ['2026-11-10 17:00', 9],
  ])('at %s is %i', (when, stage) => {
    expect(stages.stageAt(calendar, due, at(when))).toBe(stage)
  })

  it('are left exactly when the next one begins', () => {
    const moment = fc.integer({ min: at('2025-10-01 00:00'), max: at('2025-12-31 00:00') })
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 60 }), (opened, days) => {
        const dueAt = calendar.due(opened, { unit: 'working-days', count: days })
        for (let stage = 0; stage < stages.count - 1; stage++) {
          const leavesAt = stages.leavesAt(calendar, dueAt, stage)
          expect(stages.stageAt(calendar, dueAt, leavesAt)).toBeGreaterThan(stage)
          expect(stages.stageAt(calendar, dueAt, leavesAt - 1)).toBeLessThanOrEqual(stage)
        }
        expect(stages.leavesAt(calendar, dueAt, stages.count - 1)).toBe(Infinity)
      }),
      { numRuns: 300 },
    )
  })
})
