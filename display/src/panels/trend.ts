import type { Reading } from '../stores/readings.ts'

export type Trend = NonNullable<Reading['trend']>

/** Arrows in a box of 24 around the origin; the text face has none. */
export const TREND_PATHS: Readonly<Record<Trend, string>> = {
  up: 'M0 9V-9M-7 -2L0 -9L7 -2',
  down: 'M0 -9V9M-7 2L0 9L7 2',
  level: 'M-9 0H9M2 -7L9 0L2 7',
}
