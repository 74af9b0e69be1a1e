/** Sizes of the type scale, the largest first. */
export const TYPE_SIZES = ['figure', 'headline', 'title', 'body', 'fine'] as const
export type TypeSize = (typeof TYPE_SIZES)[number]

/** A screen, or several seen as one, and how far away its reader stands. */
export interface ScreenProfile {
  readonly diagonalInches: number
  readonly widthPx: number
  readonly heightPx: number
  readonly distanceM: number
}

/** Taken for a room that says nothing of itself. */
export const DEFAULT_SCREEN: ScreenProfile = {
  diagonalInches: 110,
  widthPx: 3840,
  heightPx: 2160,
  distanceM: 5,
}

const MM_PER_INCH = 25.4
/** 1 rem is the less of 1/192 of the width and 1/108 of the height: see --unit. */
const UNITS_WIDE = 192
const UNITS_HIGH = 108
/** Of Be Vietnam Pro, in em. */
const CAPITAL_HEIGHT = 0.74

/** Capital height over distance: 1/200 (about 17 arc-minutes) for what must be read at a glance. */
const DISTANCE_PER_HEIGHT: Readonly<Record<TypeSize, number>> = {
  figure: 200,
  headline: 200,
  title: 400,
  body: 400,
  fine: 400,
}

/** Capital height, in mm, of text of so many rem. */
export function capitalHeightMm(rem: number, screen: Omit<ScreenProfile, 'distanceM'>): number {
  const { diagonalInches, widthPx, heightPx } = screen
  const unitPx = Math.min(widthPx / UNITS_WIDE, heightPx / UNITS_HIGH)
  const mmPerPx = (diagonalInches * MM_PER_INCH) / Math.hypot(widthPx, heightPx)
  return rem * unitPx * mmPerPx * CAPITAL_HEIGHT
}

/** The sizes (in rem) that cannot be read on a screen from where its reader stands, the largest first. */
export function illegibleSizes(
  rem: Readonly<Record<TypeSize, number>>,
  screen: ScreenProfile,
): readonly TypeSize[] {
  return TYPE_SIZES.filter((size) => {
    const neededMm = (screen.distanceM * 1_000) / DISTANCE_PER_HEIGHT[size]
    return capitalHeightMm(rem[size], screen) < neededMm
  })
}
