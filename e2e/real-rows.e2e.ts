import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'vitest'
import { startStack, STORE_KINDS, type StoreKind } from './harness/stores.ts'

const SITE = 'da-nang'
const FILE = path.resolve(import.meta.dirname, '../config/packs/demo/scenario-flood.csv')

interface Row {
  readonly metric: 'river.level'
  readonly sensor: string
  readonly value: number
  readonly at: string
}

function realRows(): Row[] {
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

function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed
  const order = list.map((item) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return { item, key: state }
  })
  return order.toSorted((a, b) => a.key - b.key).map(({ item }) => item)
}

function newest(rows: readonly Row[]): Map<string, Row> {
  const found = new Map<string, Row>()
  for (const row of rows) {
    const held = found.get(row.sensor)
    if (!held || Date.parse(row.at) > Date.parse(held.at)) found.set(row.sensor, row)
  }
  return found
}

const cases = STORE_KINDS.flatMap((kind) =>
  (['JSON', 'NDJSON'] as const).map((format): [StoreKind, 'JSON' | 'NDJSON'] => [kind, format]),
)

describe.concurrent.each(cases)('the real readings of the flood, %s store', (kind, format) => {
  it(`posted shuffled as ${format} end on the newest of each station`, async ({ expect }) => {
    const rows = realRows()
    expect(rows).toHaveLength(83)
    const stack = await startStack(kind)
    try {
      const mixed = shuffled(rows, 7)
      for (let first = 0; first < mixed.length; first += 10) {
        const some = mixed.slice(first, first + 10)
        const answer =
          format === 'JSON'
            ? await stack.server.post(SITE, some)
            : await stack.server.post(
                SITE,
                some.map((row) => JSON.stringify(row)).join('\n'),
                'application/x-ndjson',
              )
        expect(answer).toMatchObject({ status: 202, body: { accepted: some.length, rejected: [] } })
      }
      const wanted = [...newest(rows).values()]
        .map((row) => `${row.sensor} ${row.value} ${Date.parse(row.at)}`)
        .toSorted()
      const held = async (): Promise<string[]> => {
        const { series } = await stack.server.snapshot(SITE)
        return series
          .filter((one) => one.metric === 'river.level')
          .map((one) => `${one.sensor} ${one.value} ${Date.parse(one.sampledAt)}`)
          .toSorted()
      }
      // What was accepted last may reach the node's own state after its answer.
      await expect.poll(held, { timeout: 10_000 }).toEqual(wanted)
      expect(wanted).toHaveLength(8)
    } finally {
      await stack.stop()
    }
  })
})
