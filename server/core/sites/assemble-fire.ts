import type { SensorFireOptions } from '../hazards/fire-options.ts'
import { durationMs } from './config-values.ts'
import type { SensorFire } from './site.ts'
import type { SharedSources } from './sources.ts'

/** The fire indices of a weather station, with the bands that its file names. */
export function assembleFire(
  { from, p, fwi, rain, within }: SensorFireOptions,
  { fireBands }: Pick<SharedSources, 'fireBands'>,
): SensorFire {
  const bands = p && fireBands.get(p.bands)?.value
  return {
    from,
    ...(p && bands && { p: { bands, ...(p.start !== undefined && { start: p.start }) } }),
    ...(fwi && { fwi }),
    ...(rain !== undefined && { rain }),
    withinMs: durationMs(within),
  }
}
