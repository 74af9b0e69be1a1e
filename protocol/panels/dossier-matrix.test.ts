import { describe, expect, it } from 'vitest'
import { dossierMatrix } from './dossier-matrix.ts'

const refusals = (options: object): readonly string[] =>
  dossierMatrix.options.safeParse(options).error?.issues.map(({ path }) => path.join('.')) ?? []

describe('the options of a matrix of dossiers', () => {
  it('are those of units by field, overdue, where nothing is said', () => {
    const read = dossierMatrix.options.parse({})
    expect(read).toEqual({
      ...{ rows: 'unit', columns: 'field', measure: 'overdue', metric: 'dossiers.open' },
    })
    expect(dossierMatrix.references({ ...read, unit: '20500' })).toEqual([
      { kind: 'metric', id: 'dossiers.open', path: ['metric'], subjects: 'unit' },
      { kind: 'unit', id: '20500', path: ['unit'] },
    ])
  })

  it('take hours only of receptions by weekday', () => {
    expect(refusals({ rows: 'hour' })).toEqual(['columns', 'measure'])
    const hours = { rows: 'hour', columns: 'weekday', measure: 'received' }
    expect(refusals({ ...hours, days: 90 })).toEqual([])
    expect(refusals({ ...hours, ahead: 1 })).toEqual(['ahead'])
    expect(refusals({ columns: 'weekday', measure: 'received' })).toEqual(['columns'])
  })

  it('count days only where days are columns', () => {
    expect(refusals({ days: 10, ahead: 5 })).toEqual(['days', 'ahead'])
    expect(refusals({ columns: 'day', days: 10, ahead: 5 })).toEqual([])
    expect(refusals({ columns: 'day', measure: 'mean-delay' })).toEqual(['measure'])
    expect(refusals({ columns: 'day', days: 0, ahead: 99 })).toEqual(['days', 'ahead'])
  })
})
