import { z } from 'zod'
import { localized } from '../sites/config-values.ts'

/** Levels of forest fire danger (Decree 156/2018/NĐ-CP, article 46). */
export const FIRE_LEVELS = ['I', 'II', 'III', 'IV', 'V'] as const
export type FireLevel = (typeof FIRE_LEVELS)[number]

const ascends = (upTo: readonly number[]): boolean =>
  upTo.every((bound, index) => index === 0 || bound > (upTo[index - 1] ?? bound))

/** A file under `config/fire-bands`: what the index P means in a province, which sets the bounds itself. */
export const fireBandsFile = z.strictObject({
  name: localized(80),
  source: localized(200).describe('Who set the bounds'),
  /** Levels I to IV; what is above the last bound is level V. */
  upTo: z
    .array(z.number().positive().max(1_000_000))
    .length(FIRE_LEVELS.length - 1)
    .refine(ascends, 'bounds must ascend')
    .describe('Highest P of levels I to IV; above the last one it is level V'),
  resetRain: z
    .number()
    .positive()
    .max(100)
    .default(5)
    .describe('mm of rain in a day from which on the sum starts again'),
})

export type FireBands = Readonly<z.output<typeof fireBandsFile>>

/**
 * The level of an index. A bound belongs to the level it ends; published tables that go on with the
 * next whole number leave nothing between: what is above a bound is the higher level.
 */
export function fireLevelOf(p: number, { upTo }: Pick<FireBands, 'upTo'>): FireLevel {
  const passed = upTo.filter((bound) => p > bound).length
  return FIRE_LEVELS[passed] ?? 'V'
}
