import { readFileSync } from 'node:fs'
import path from 'node:path'

const FILE = path.resolve(import.meta.dirname, '../../config/packs/demo/scenario-flood.csv')

export interface Reading {
  readonly metric: 'river.level'
  readonly sensor: string
  readonly value: number
  readonly at: string
}

/** The readings of the flood that are quoted from reports. */
export function realReadings(): Reading[] {
  const [head = '', ...lines] = readFileSync(FILE, 'utf8').trim().split('\n')
  const names = head.split(',')
  const [time, station, level, kind] = ['time', 'station_id', 'level_m', 'kind'].map((name) =>
    names.indexOf(name),
  )
  return lines
    .map((line) => line.split(','))
    .filter((cells) => cells[kind ?? -1] === 'real')
    .map((cells) => ({
      metric: 'river.level',
      sensor: cells[station ?? -1] ?? '',
      value: Number(cells[level ?? -1]),
      at: cells[time ?? -1] ?? '',
    }))
}

/** The same in another order, the same one for a seed. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed
  const order = list.map((item) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return { item, key: state }
  })
  return order.toSorted((a, b) => a.key - b.key).map(({ item }) => item)
}
