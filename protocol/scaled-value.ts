import { MAX_DECIMALS } from './schema.ts'

/** Codes below this are not numbers: explicitly no value, tombstone, exact float64 following. */
export const CODE = { empty: 0, removed: 1, float: 2, firstScaled: 3 } as const

const POWERS = Float64Array.from({ length: MAX_DECIMALS + 1 }, (_, power) => 10 ** power)
const MAX_SCALED = 2 ** 51

export function powerOfTen(decimals: number): number {
  return POWERS[decimals] ?? NaN
}

/**
 * The code of a value as a scaled integer (zigzag, from `CODE.firstScaled` up), or `CODE.float`
 * when scaling would not give the same float64 back (more digits than the metric has, -0, too large).
 */
export function codeOfValue(value: number, power: number): number {
  const scaled = Math.round(value * power)
  if (scaled > MAX_SCALED || scaled < -MAX_SCALED) return CODE.float
  // Adding 0 turns -0 into 0, which no scaled integer can give back as -0.
  if (!Object.is((scaled + 0) / power, value)) return CODE.float
  return (scaled >= 0 ? scaled * 2 : -scaled * 2 - 1) + CODE.firstScaled
}

/** Inverse of `codeOfValue` for codes from `CODE.firstScaled` up. */
export function valueOfCode(code: number, power: number): number {
  const zigzag = code - CODE.firstScaled
  if (zigzag < 0x8000_0000) return ((zigzag >>> 1) ^ -(zigzag & 1)) / power
  return (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2) / power
}
