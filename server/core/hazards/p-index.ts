/** The air at 13:00, and the rain of the day. */
export interface PIndexDay {
  /** °C. */
  readonly t13: number
  /** Saturation deficit, hPa (mb). */
  readonly d13: number
  /** mm. */
  readonly rain: number
}

/**
 * Saturation deficit in hPa of air at a temperature in °C and a relative humidity in %: saturation
 * pressure by Magnus with the coefficients of Tetens (1930), 6.1078 · e^(17.27 t ÷ (t + 237.3)).
 */
export function saturationDeficit(temperature: number, humidity: number): number {
  const saturated = 6.1078 * Math.exp((17.27 * temperature) / (temperature + 237.3))
  return saturated * (1 - humidity / 100)
}

/**
 * The index P of V. G. Nesterov as used in Viet Nam, after one more day: P = K · Σ t13 · d13, where K
 * is 0 on a day with at least `resetRain` mm, from which the sum starts again. Frost adds nothing.
 */
export function nextPIndex(before: number, day: PIndexDay, resetRain: number): number {
  return day.rain >= resetRain ? 0 : before + Math.max(0, day.t13) * day.d13
}

/** P as it is told, which is what its level goes by: to a tenth, so that sums of days leave no dust at a bound. */
export function toldPIndex(p: number): number {
  return Number(p.toFixed(1))
}
