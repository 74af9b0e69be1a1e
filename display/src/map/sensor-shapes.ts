import type { ScreenSensor } from '../../../protocol/screen.ts'

export interface SensorShape {
  /** Outline in a box of 100 × 100. */
  readonly path: string
  /** Baseline and size of the letter in the same box. */
  readonly baseline: number
  readonly letterSize: number
}

/** One outline per kind, never one of the shapes of the alarm priorities (square, upright triangle, diamond, circle). */
export const SENSOR_SHAPES: Readonly<Record<ScreenSensor['kind'], SensorShape>> = {
  river: { path: 'M4 12H96L50 92Z', baseline: 52, letterSize: 46 },
  rain: {
    path: 'M50 2C58 20 82 42 82 63A32 32 0 0 1 18 63C18 42 42 20 50 2Z',
    baseline: 79,
    letterSize: 46,
  },
  reservoir: { path: 'M28 16H72L96 86H4Z', baseline: 73, letterSize: 50 },
  // The hut that instruments stand in.
  weather: { path: 'M50 4L94 40V92H6V40Z', baseline: 82, letterSize: 48 },
}
