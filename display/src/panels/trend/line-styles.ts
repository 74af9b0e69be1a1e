import type { ChartLook } from '../../charts/chart-look.ts'

export interface LineStyle {
  readonly colour: keyof Omit<ChartLook, 'font'>
  /** In rem. */
  readonly width: number
  /** Lengths of dashes and spaces in rem; none for a whole line. */
  readonly dash: readonly number[]
}

/** Told apart by lightness and dash before hue: grey for the first, the water's family between. */
export const LINE_STYLES: readonly LineStyle[] = [
  { colour: 'text1', width: 0.32, dash: [] },
  { colour: 'water3', width: 0.32, dash: [] },
  { colour: 'text3', width: 0.28, dash: [1.1, 0.5] },
  { colour: 'water2', width: 0.28, dash: [0.4, 0.4] },
  { colour: 'text2', width: 0.28, dash: [1.6, 0.4, 0.4, 0.4] },
  { colour: 'water1', width: 0.32, dash: [2, 0.7] },
]

export function lineStyle(index: number): LineStyle {
  return LINE_STYLES[index % LINE_STYLES.length]!
}

/** The CSS variable of a style's colour. */
export function cssColour({ colour }: LineStyle): string {
  return `var(--${colour.replace(/(\d)$/, '-$1')})`
}
