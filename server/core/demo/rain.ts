import type { Curve } from './interpolate.ts'
import { seeded } from './seeded.ts'

const HOUR = 3_600_000
/** Water needs about so long from the slopes to the gauge of the river. */
const RUNOFF_MS = 2 * HOUR
const MM_PER_METRE_OF_RISE = 45

/**
 * Invented rain at a gauge, consistent with the flood: it falls when the given rivers are about to
 * rise. `rain1h` and `rain24h` answer mm in the last hour and 24 hours before a moment.
 */
export function createRain(
  gauge: string,
  rivers: readonly Curve[],
): { readonly rain1h: (at: number) => number; readonly rain24h: (at: number) => number } {
  const strength = 0.6 + 0.8 * seeded(`${gauge} strength`)
  const known = new Map<number, number>()

  /** mm that fall within a clock hour (hours since 1970), evenly. */
  function hourly(hour: number): number {
    const held = known.get(hour)
    if (held !== undefined) return held
    const rises = rivers.map((curve) => riseAt(curve, hour * HOUR + RUNOFF_MS))
    const rise = rises.reduce((a, b) => a + b, 0) / Math.max(1, rises.length)
    const shower = 0.5 + seeded(`${gauge} ${hour}`)
    const mm = Math.max(0, 0.3 + MM_PER_METRE_OF_RISE * rise) * strength * shower
    known.set(hour, mm)
    return mm
  }

  function within(at: number, hours: number): number {
    const hour = Math.floor(at / HOUR)
    const share = at / HOUR - hour
    let mm = share * hourly(hour) + (1 - share) * hourly(hour - hours)
    for (let back = 1; back < hours; back++) mm += hourly(hour - back)
    return Math.round(mm * 10) / 10
  }

  return { rain1h: (at) => within(at, 1), rain24h: (at) => within(at, 24) }
}

/** Metres per hour; 0 outside the curve. */
function riseAt(curve: Curve, at: number): number {
  const before = curve(at)
  const after = curve(at + HOUR)
  return before === undefined || after === undefined ? 0 : after - before
}
