import { describe, expect, it } from 'vitest'
import { FEW_UNITS, roomForValues } from './value-room.ts'

const cellsOf = (...texts: string[]): { code: string; text: string }[] =>
  texts.map((text, index) => ({ code: `${index}`, text }))
const many = (text: string): string[] => Array.from({ length: FEW_UNITS }, () => text)

describe('the room for values', () => {
  it('is that of the longest for all where units are few', () => {
    expect([...roomForValues(cellsOf('1', '1.234,5', '—')).values()]).toEqual(
      Array.from({ length: 3 }, () => '0.000,0'),
    )
    expect(roomForValues(cellsOf('1')).get('0')).toBe('00')
  })

  it('is the same object while no value needs another room, so that no label is placed again', () => {
    const kept = roomForValues(cellsOf('10', '9'))
    expect(roomForValues(cellsOf('99', '1'), kept)).toBe(kept)
    expect(roomForValues(cellsOf('100', '1'), kept)).not.toBe(kept)
  })

  it('only grows, each unit’s for itself, where units are many', () => {
    const kept = roomForValues(cellsOf('7', ...many('12')))
    expect([kept.get('0'), kept.get('1')]).toEqual(['0', '00'])
    expect(roomForValues(cellsOf('8', ...many('3')), kept)).toBe(kept)
    expect(roomForValues(cellsOf('88', ...many('3')), kept).get('0')).toBe('00')
  })

  it('is made anew for other units', () => {
    const kept = roomForValues(cellsOf('7', ...many('12')))
    const others = cellsOf('7', ...many('12')).map((cell) => ({ ...cell, code: `x${cell.code}` }))
    expect([...roomForValues(others, kept).keys()]).toEqual(others.map(({ code }) => code))
  })
})
