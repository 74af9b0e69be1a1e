import { describe, expect, it } from 'vitest'
import { buildUnit } from '../../testing/build-site.ts'
import { partsOf } from './parts-of.ts'

const units = [
  { code: 'root', name: { vi: 'Root', en: 'Root' }, kind: 'area', validity: {} } as const,
  buildUnit('a', { parent: 'root', validity: { to: '2025-06-30' } }),
  buildUnit('b', { parent: 'root', validity: { to: '2025-06-30' } }),
  buildUnit('c', { parent: 'root', validity: { from: '2025-07-01' } }),
  buildUnit('d', { parent: 'root', validity: { from: '2025-08-01' } }),
  buildUnit('e', { parent: 'c' }),
]
const found = (code: string, from: string, to: string): unknown[] =>
  partsOf(code, { from, to }, units).map((days) => [
    days.from,
    days.to,
    days.parts.map((unit) => unit.code).join(' '),
  ])

describe('the parts of a unit through a range of dates', () => {
  it('change on the days on which a unit below begins or ends', () => {
    expect(found('root', '2025-06-29', '2025-08-02')).toEqual([
      ['2025-06-29', '2025-06-30', 'a b'],
      ['2025-07-01', '2025-07-31', 'c'],
      ['2025-08-01', '2025-08-02', 'c d'],
    ])
  })

  it('are one stretch where nothing changes, and none where nothing lies below', () => {
    expect(found('root', '2025-07-01', '2025-07-31')).toEqual([['2025-07-01', '2025-07-31', 'c']])
    expect(found('a', '2025-06-01', '2025-07-31')).toEqual([])
  })
})
