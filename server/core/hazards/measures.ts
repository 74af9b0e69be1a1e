/** What can be measured, in which unit, and between which bounds it can be true. */
export const MEASURES = {
  month: { noun: 'month', min: 1, max: 12 },
  temp: { noun: 'temperature in °C', min: -60, max: 60 },
  rh: { noun: 'relative humidity in %', min: 0, max: 100 },
  wind: { noun: 'wind in km/h', min: 0, max: 300 },
  rain: { noun: 'rain in mm', min: 0, max: 2_000 },
  deficit: { noun: 'saturation deficit in hPa', min: 0, max: 200 },
  counter: { noun: 'count of rain in mm', min: 0, max: 100_000_000 },
  ffmc: { noun: 'FFMC', min: 0, max: 101 },
  code: { noun: 'moisture code', min: 0, max: 10_000 },
  index: { noun: 'index P', min: 0, max: 1_000_000 },
  latitude: { noun: 'latitude in degrees', min: -90, max: 90 },
  minutes: { noun: 'number of minutes', min: 1, max: 100_000 },
  wrap: { noun: 'count in mm', min: 1, max: 100_000_000 },
} as const

export type Measure = keyof typeof MEASURES

export type Measured =
  { readonly ok: true; readonly value: number } | { readonly ok: false; readonly message: string }

/** A written number of a measure; what is none, or cannot be true, is refused with words that say so. */
export function readMeasure(measure: Measure, text: string): Measured {
  const { noun, min, max } = MEASURES[measure]
  const isNumber = /^[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})(e[+-]?\d{1,2})?$/i.test(text)
  const value = Number(text)
  if (!isNumber) return { ok: false, message: `"${text}" is no ${noun}` }
  if (value < min || value > max || (measure === 'month' && !Number.isInteger(value))) {
    return { ok: false, message: `"${text}" is no ${noun} (${min} to ${max})` }
  }
  return { ok: true, value }
}
