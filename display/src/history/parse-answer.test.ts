import { describe, expect, it } from 'vitest'
import { parseHistory } from './parse-answer.ts'

const at = (minute: number): string => `2025-10-29T13:${String(minute).padStart(2, '0')}:00.000Z`
const RAW = ['at', 'value', 'quality']

describe('an answer of the history route', () => {
  it('is read as sampled, in order, the later row of one moment staying', () => {
    const page = parseHistory({
      columns: RAW,
      points: [
        [at(5), 2, 'good'],
        [at(1), 1, 'good'],
        [at(5), 3, 'uncertain'],
      ],
    })
    expect(page?.points.map(({ value }) => value)).toEqual([1, 3])
    expect(page?.points[0]?.at).toBe(Date.parse(at(1)))
  })

  it('has no value where there explicitly is none, and where it cannot be trusted', () => {
    const points = [
      [at(1), null, 'good'],
      [at(2), 9, 'bad'],
    ]
    expect(parseHistory({ columns: RAW, points })?.points.map(({ value }) => value)).toEqual([
      null,
      null,
    ])
  })

  it('is read in steps by the names of its columns, whatever comes beside them', () => {
    const page = parseHistory({
      columns: ['count', 'at', 'min', 'max', 'last', 'more'],
      points: [[3, at(0), 1, 4, 2, 'x']],
      next: 'abc',
    })
    expect(page).toMatchObject({ points: [{ value: 2, min: 1, max: 4 }], next: 'abc' })
  })

  it('brings breaks with their words, and leaves out what is none', () => {
    const words = { vi: 'ranh giới mới', en: 'new borders' }
    const breaks = [{ at: at(0), words }, { at: 'x', words }, { at: at(1) }, 7]
    expect(parseHistory({ columns: RAW, points: [], breaks })?.breaks).toEqual([
      { at: Date.parse(at(0)), words },
    ])
  })

  it.each([
    [undefined],
    ['points'],
    [{ points: [] }],
    [{ columns: ['value'], points: [] }],
    [{ columns: RAW, points: [['yesterday', 1, 'good']] }],
    [{ columns: RAW, points: [[at(1), '1', 'good']] }],
    [{ columns: RAW, points: [[at(1), Infinity, 'good']] }],
    [{ columns: RAW, points: ['x'] }],
    [{ columns: RAW, points: new Array(50_001).fill([at(1), 1, 'good']) }],
  ])('is refused whole where it is none: %#', (data) => {
    expect(parseHistory(data)).toBeUndefined()
  })
})
