import { describe, it } from 'vitest'
import { realReadings, shuffled, type Reading } from './harness/real-readings.ts'
import { onEither, startStack, type StoreKind } from './harness/stores.ts'

const SITE = 'da-nang'

function newest(rows: readonly Reading[]): Map<string, Reading> {
  const found = new Map<string, Reading>()
  for (const row of rows) {
    const held = found.get(row.sensor)
    if (!held || Date.parse(row.at) > Date.parse(held.at)) found.set(row.sensor, row)
  }
  return found
}

const cases = onEither('redis').flatMap((kind) =>
  (['JSON', 'NDJSON'] as const).map((format): [StoreKind, 'JSON' | 'NDJSON'] => [kind, format]),
)

describe.concurrent.each(cases)('the real readings of the flood, %s store', (kind, format) => {
  it(`posted shuffled as ${format} end on the newest of each station`, async ({ expect }) => {
    const rows = realReadings()
    expect(rows).toHaveLength(83)
    const stack = await startStack(kind, { env: { SITES: SITE } })
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
