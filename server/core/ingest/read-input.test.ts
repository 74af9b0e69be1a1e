import { describe, expect, it } from 'vitest'
import { readInputEntry } from './read-input.ts'

const FIELDS = { metric: 'river.level', sensor: 'ai-nghia', value: '9.01' }

describe('readInputEntry', () => {
  it('reads text fields; the id’s milliseconds are the time when none is given', () => {
    expect(readInputEntry('1761519600000-3', FIELDS)).toEqual({
      metric: 'river.level',
      subject: { kind: 'sensor', id: 'ai-nghia' },
      value: 9.01,
      at: 1_761_519_600_000,
    })
    const at = '2025-10-27T06:00:00+07:00'
    expect(readInputEntry('1-0', { ...FIELDS, at, quality: 'uncertain' })).toMatchObject({
      at: Date.parse(at),
      quality: 'uncertain',
    })
  })

  it.each([
    ['', null],
    ['null', null],
    ['-1e3', -1000],
    ['+.5', 0.5],
    [' 7 ', 7],
    ['1e999', Infinity],
    ['NaN', NaN],
    ['-inf', NaN],
  ])('takes %j as %s', (value, expected) => {
    expect(readInputEntry('1-0', { ...FIELDS, value })).toMatchObject({ value: expected })
  })

  it.each(['0x10', '9,01', 'nine', '1_000', '1 2', 'true'])('refuses the value %j', (value) => {
    expect(readInputEntry('1-0', { ...FIELDS, value })).toMatch(/^value must/)
  })

  it('refuses what any other way in refuses', () => {
    expect(readInputEntry('1-0', { metric: 'm', unit: 'u' })).toBe('value is missing')
    expect(readInputEntry('1-0', { ...FIELDS, unit: 'u' })).toBe('give either unit or sensor')
    expect(readInputEntry('1-0', { ...FIELDS, colour: 'red' })).toBe('unknown field "colour"')
    expect(readInputEntry('1-0', { ...FIELDS, at: 'now' })).toMatch(/^at must/)
  })
})
