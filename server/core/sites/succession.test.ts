import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildUnit } from '../../testing/build-site.ts'
import { breaksOf, segmentsOf, unitOn } from './succession.ts'
import type { Unit } from './site.ts'
import { dayAfter, dayBefore, isInForce } from './validity.ts'

const REFORM = '2025-07-01'
const EVE = '2025-06-30'
const old = (code: string, ...successors: string[]): Unit =>
  buildUnit(code, { validity: { to: EVE }, successors })
const since = (code: string): Unit => buildUnit(code, { validity: { from: REFORM } })
const codesOf = (units: readonly Unit[]): readonly string[] => units.map(({ code }) => code)

describe('the units that made up a unit', () => {
  const daiLoc = since('20500')
  const all = [old('20500', '20500'), old('20524', '20500'), old('20503', '20506'), daiLoc]

  it('are those that ended on its eve and name it, under whatever code', () => {
    const segments = segmentsOf(daiLoc, { from: '2025-06-01', to: '2025-07-31' }, all)
    expect(segments.map(({ from, to, units }) => [from, to, codesOf(units)])).toEqual([
      ['2025-06-01', EVE, ['20500', '20524']],
      [REFORM, '2025-07-31', ['20500']],
    ])
    expect(segments[0]?.units[0]).toBe(all[0])
    expect(segments[1]?.units[0]).toBe(daiLoc)
    expect(breaksOf(segments)).toEqual([REFORM])
  })

  it('are the unit itself within its own days, and nothing after its last one', () => {
    const ofOld = segmentsOf(all[0] ?? daiLoc, { from: '2025-06-01', to: '2025-07-31' }, all)
    expect(ofOld).toEqual([{ from: '2025-06-01', to: EVE, units: [all[0]], isExact: true }])
    expect(segmentsOf(daiLoc, { from: REFORM, to: REFORM }, all)).toHaveLength(1)
    expect(segmentsOf(all[0] ?? daiLoc, { from: REFORM, to: '2025-07-31' }, all)).toEqual([])
  })

  it('stop where no predecessor is known', () => {
    const ward = since('20194')
    const segments = segmentsOf(ward, { from: '2025-01-01', to: '2025-08-01' }, [ward])
    expect(segments.map(({ from }) => from)).toEqual([REFORM])
  })

  it('are not exact where one of them was divided', () => {
    const parts = [since('1'), since('2')]
    const divided = old('3', '1', '2')
    const [first] = parts
    const segments = segmentsOf(first ?? divided, { from: EVE, to: REFORM }, [...parts, divided])
    expect(segments.map(({ isExact }) => isExact)).toEqual([false, true])
  })

  it('may change one after the other, the rest staying', () => {
    const [a, b] = [
      buildUnit('a', { validity: { from: '2024-01-01', to: EVE }, successors: ['c'] }),
      buildUnit('b', { validity: { to: EVE }, successors: ['c'] }),
    ]
    const ancestor = buildUnit('x', { validity: { to: '2023-12-31' }, successors: ['a'] })
    const c = since('c')
    const segments = segmentsOf(c, { from: '2023-01-01', to: REFORM }, [a, b, c, ancestor])
    expect(segments.map(({ from, units }) => [from, codesOf(units)])).toEqual([
      ['2023-01-01', ['x', 'b']],
      ['2024-01-01', ['a', 'b']],
      [REFORM, ['c']],
    ])
  })

  it('are found by code and date', () => {
    expect(unitOn('20500', EVE, all)).toBe(all[0])
    expect(unitOn('20500', REFORM, all)).toBe(daiLoc)
    expect(unitOn('20506', EVE, all)).toBeUndefined()
  })
})

describe('segments of any history of mergers and divisions', () => {
  const START = '2020-01-01'
  const dayOf = (offset: number): string => {
    let day = START
    for (let count = 0; count < offset; count++) day = dayAfter(day)
    return day
  }

  /** Generations of units that follow each other on random days; each unit has one to three successors. */
  const history = fc
    .record({
      starts: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 }),
      sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 5, maxLength: 5 }),
      picks: fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 20, maxLength: 20 }),
      window: fc.tuple(fc.integer({ min: 0, max: 220 }), fc.integer({ min: 0, max: 60 })),
    })
    .map(({ starts, sizes, picks, window: [first, length] }) => {
      const days = starts.toSorted((a, b) => a - b).map(dayOf)
      const generations = [undefined, ...days].map((from, generation) => {
        const until = days[generation]
        return Array.from({ length: sizes[generation] ?? 1 }, (_, index): Unit => {
          const next = sizes[generation + 1] ?? 1
          const pick = picks[generation * 4 + index] ?? 1
          const named = [0, 1, 2, 3].filter((bit) => bit < next && pick & (1 << bit))
          return buildUnit(`u${index}`, {
            validity: {
              ...(from !== undefined && { from }),
              ...(until !== undefined && { to: dayBefore(until) }),
            },
            ...(until !== undefined && { successors: named.map((bit) => `u${bit}`) }),
          })
        })
      })
      const range = { from: dayOf(first), to: dayOf(first + length) }
      return { all: generations.flat(), range }
    })

  it('follow each other day by day within the range, up to the last day of the unit', () => {
    fc.assert(
      fc.property(history, ({ all, range }) => {
        for (const unit of all) {
          const segments = segmentsOf(unit, range, all)
          for (const [index, segment] of segments.entries()) {
            const { from, to, units } = segment
            expect(from >= range.from && from <= to && to <= range.to).toBe(true)
            const next = segments[index + 1]
            if (next) expect(dayAfter(to)).toBe(next.from)
            expect(units.length).toBeGreaterThan(0)
            for (const one of units) {
              expect(isInForce(one.validity, from) && isInForce(one.validity, to)).toBe(true)
            }
          }
          const last = segments.at(-1)
          if (last) expect(last.to < range.to ? unit.validity.to : range.to).toBe(last.to)
        }
      }),
    )
  })

  it('hold every unit whose ground became part of the one asked about, and no other', () => {
    /** Forward from a unit, by the successors alone. */
    function leadsTo(from: Unit, target: Unit, all: readonly Unit[]): boolean {
      if (from === target) return true
      const { to } = from.validity
      if (to === undefined) return false
      return all.some(
        (next) =>
          from.successors?.includes(next.code) &&
          next.validity.from === dayAfter(to) &&
          leadsTo(next, target, all),
      )
    }
    fc.assert(
      fc.property(history, ({ all, range }) => {
        for (const unit of all) {
          const segments = segmentsOf(unit, range, all)
          for (const { from, units } of segments) {
            const expected = all.filter(
              (one) => isInForce(one.validity, from) && leadsTo(one, unit, all),
            )
            expect(new Set(units)).toEqual(new Set(expected))
          }
          // Nothing is left out before the first segment either.
          const [first] = segments
          if (!first || first.from === range.from) continue
          const eve = dayBefore(first.from)
          expect(all.some((one) => isInForce(one.validity, eve) && leadsTo(one, unit, all))).toBe(
            false,
          )
        }
      }),
    )
  })
})
