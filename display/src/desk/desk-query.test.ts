import { describe, expect, it } from 'vitest'
import {
  changedQuery,
  groupingOf,
  instantOf,
  instantOfMinute,
  readDeskQuery,
  searchOf,
  within,
} from './desk-query.ts'

describe('the query of the desk', () => {
  it('is read from the address, and what makes no sense is left out', () => {
    const query = {
      unit: '20500',
      procedure: '',
      level: 'x'.repeat(65),
      at: '2025-10-27T09:00',
      by: 'colour',
      class: 'overdue',
      measure: 'late',
      columns: 'day',
      channel: ['online', 'post'],
      lang: 'en',
    }
    expect(readDeskQuery(query)).toEqual({
      unit: '20500',
      procedure: '',
      at: '2025-10-27T09:00',
      class: 'overdue',
      columns: 'day',
    })
  })

  it('takes a minute as one of Vietnam', () => {
    expect(instantOfMinute('2025-10-27T09:00')).toBe(Date.parse('2025-10-27T02:00:00Z'))
    for (const wrong of ['2025-10-27', '2025-13-27T09:00', '2025-10-27T09:00Z', '']) {
      expect(instantOfMinute(wrong)).toBeUndefined()
    }
    expect(instantOf({ at: '2025-10-27T09:00' })).toBe('2025-10-27T02:00:00.000Z')
    expect(instantOf({})).toBeUndefined()
  })

  it('goes down from units to fields to procedures, and begins each list anew', () => {
    const top = { class: 'overdue', after: 'x' } as const
    expect(groupingOf(top)).toBe('unit')
    const unit = within(top, 'unit', '20500')
    expect(unit).toEqual({ class: 'overdue', unit: '20500' })
    expect(groupingOf(unit)).toBe('field')
    const field = within({ ...unit, by: 'field' }, 'field', 'land')
    expect(field).toEqual({ class: 'overdue', unit: '20500', field: 'land' })
    expect(groupingOf(field)).toBe('procedure')
    expect(groupingOf({ ...field, by: 'level' })).toBe('level')
    expect(changedQuery(field, { unit: undefined, after: 'y' })).toEqual({
      class: 'overdue',
      field: 'land',
      after: 'y',
    })
  })

  it('asks the server for what is chosen, codes of any kind included', () => {
    expect(searchOf({ field: 'a&b', level: '', unit: undefined, limit: 5 })).toBe(
      '?field=a%26b&level=&limit=5',
    )
    expect(searchOf({})).toBe('')
  })
})
