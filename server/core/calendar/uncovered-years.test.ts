import { expect, it } from 'vitest'
import { buildCalendar } from '../../testing/build-calendar.ts'
import { uncoveredYears } from './uncovered-years.ts'

const at = (wall: string) => Date.parse(`${wall}+07:00`)

it('asks for the present year always and for the next from October on', () => {
  const calendar = buildCalendar({ coveredYears: [2025, 2026] })
  expect(uncoveredYears(calendar, at('2026-09-30T23:59'))).toEqual([])
  expect(uncoveredYears(calendar, at('2026-10-01T00:00'))).toEqual([2027])
  expect(uncoveredYears(calendar, at('2025-12-31T23:59'))).toEqual([])
  expect(uncoveredYears(calendar, at('2027-01-01T00:00'))).toEqual([2027])
  expect(uncoveredYears(calendar, at('2027-12-01T00:00'))).toEqual([2027, 2028])
})
