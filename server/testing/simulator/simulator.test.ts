import { describe, expect, it } from 'vitest'
import { FAULTS } from './fault.ts'
import { simulate } from './simulate.ts'

const LONG = process.env['LONG'] === '1'
/** SEED=n runs that one seed alone. */
const ONE = process.env['SEED'] === undefined ? undefined : Number(process.env['SEED'])
/** Few while one works, more in the full run. */
const SEEDS = LONG ? 20_000 : process.env['CI'] === undefined ? 50 : 150
const STEPS = 400
const SEEDS_TO_FIND = 60

describe('simulator', () => {
  it('[E3, E6, R6, C4, C7] brings every wall to the state of the stream and never shows what was not', async () => {
    const seeds = ONE === undefined ? Array.from({ length: SEEDS }, (_, seed) => seed) : [ONE]
    const closes = new Map<number, number>()
    for (const seed of seeds) {
      const outcome = await simulate(seed, STEPS)
      expect(outcome.violation, `SEED=${seed}`).toBeUndefined()
      for (const [code, count] of outcome.closes) {
        closes.set(code, (closes.get(code) ?? 0) + count)
      }
    }
    // The runs are worth something only if walls were cut and nodes were behind in them.
    if (ONE === undefined) {
      expect(closes.get(4008)).toBeGreaterThan(SEEDS / 4)
      expect(closes.get(4009)).toBeGreaterThan(SEEDS / 20)
    }
  }, 3_600_000)

  it.each(FAULTS)(
    '[R6] finds the planted fault: %s',
    async (fault) => {
      let found: string | undefined
      for (let seed = 0; seed < SEEDS_TO_FIND && found === undefined; seed++) {
        found = (await simulate(seed, STEPS, fault)).violation
      }
      expect(found).toBeDefined()
    },
    60_000,
  )
})
