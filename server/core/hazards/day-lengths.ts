/** How long the drying of a day lasts, by month from January: a factor for the DMC, an addend for the DC. */
export interface DayLengths {
  readonly dmc: readonly number[]
  readonly dc: readonly number[]
}

/** Of the standard tables, which were made for 46° N (Van Wagner 1987, tables 1 and 2). */
export const STANDARD_LATITUDE = 46

const DMC_NORTH = [6.5, 7.5, 9, 12.8, 13.9, 13.9, 12.4, 10.9, 9.4, 8, 7, 6]
const DMC_20_NORTH = [7.9, 8.4, 8.9, 9.5, 9.9, 10.2, 10.1, 9.7, 9.1, 8.6, 8.1, 7.8]
const DMC_20_SOUTH = [10.1, 9.6, 9.1, 8.5, 8.1, 7.8, 7.9, 8.3, 8.9, 9.4, 9.9, 10.2]
const DMC_SOUTH = [11.5, 10.5, 9.2, 7.9, 6.8, 6.2, 6.5, 7.4, 8.7, 10, 11.2, 11.8]
const DMC_EQUATOR = Array.from({ length: 12 }, () => 9)

const DC_NORTH = [-1.6, -1.6, -1.6, 0.9, 3.8, 5.8, 6.4, 5, 2.4, 0.4, -1.6, -1.6]
const DC_SOUTH = [6.4, 5, 2.4, 0.4, -1.6, -1.6, -1.6, -1.6, -1.6, 0.9, 3.8, 5.8]
const DC_EQUATOR = Array.from({ length: 12 }, () => 1.4)

/**
 * The day lengths of a latitude in degrees, north above zero, by the bands of Lawson and Armitage
 * (2008): DMC in five bands that meet at 30° and 10°, DC in three that meet at 20°.
 */
export function dayLengthsAt(latitude: number): DayLengths {
  return { dmc: dmcAt(latitude), dc: dcAt(latitude) }
}

function dmcAt(latitude: number): readonly number[] {
  if (latitude > 30) return DMC_NORTH
  if (latitude > 10) return DMC_20_NORTH
  if (latitude > -10) return DMC_EQUATOR
  return latitude > -30 ? DMC_20_SOUTH : DMC_SOUTH
}

function dcAt(latitude: number): readonly number[] {
  if (latitude > 20) return DC_NORTH
  return latitude > -20 ? DC_EQUATOR : DC_SOUTH
}
