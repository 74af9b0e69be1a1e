import type { Site } from '../sites/site.ts'
import { isInsidePolygon } from './inside.ts'
import type { MapFault, MapFeature, Position } from './map-feature.ts'

interface Box {
  readonly west: number
  readonly east: number
  readonly south: number
  readonly north: number
}

interface Islands {
  readonly name: string
  readonly box: Box
}

const HOANG_SA: Islands = {
  name: 'Hoàng Sa',
  box: { west: 111, east: 113.2, south: 15.5, north: 17.4 },
}
const TRUONG_SA: Islands = {
  name: 'Trường Sa',
  box: { west: 111.2, east: 118, south: 6.3, north: 12.2 },
}

/** In the west, the north, the middle and the south of the city within its borders before 2025-07-01. */
const DA_NANG: readonly Position[] = [
  [107.9748, 16.1313],
  [108.0942, 16.0875],
  [108.2068, 16.0662],
  [108.1903, 15.9854],
]
const DA_NANG_NAME = 'Đà Nẵng'

/** Degrees of latitude of the mainland: it reaches from 8.4 to 23.4, the longest province over less than 3. */
const NATION = { south: 11.5, north: 20, eastOfMainland: 110 }

/**
 * A map of Đà Nẵng contains Hoàng Sa; a map of the nation contains Hoàng Sa and Trường Sa. What a map
 * shows is judged by the ground it draws, not by what it is called: one that covers the city from end
 * to end is a map of Đà Nẵng, one whose mainland reaches from the north into the south is national,
 * whatever levels of units it is made of.
 */
export function islandFaults(
  features: readonly MapFeature[],
  site: Site | undefined,
): readonly MapFault[] {
  const isOfCity = isDaNang(site) || DA_NANG.every((point) => features.some(coversPoint(point)))
  const isNational = reachesAcross(features)
  const needed = isNational ? [HOANG_SA, TRUONG_SA] : isOfCity ? [HOANG_SA] : []
  const whose = isNational ? 'the country' : 'Đà Nẵng'
  return needed
    .filter(({ box }) => !features.some(liesIn(box)))
    .map(({ name }) => {
      const message = `a map of ${whose} contains ${name}: nothing is drawn there`
      return { severity: 'error', rule: 'islands-missing', path: [], message }
    })
}

function isDaNang(site: Site | undefined): boolean {
  const root = site?.units.find(({ code }) => code === site.rootUnit)
  return root?.name.vi.normalize('NFC') === DA_NANG_NAME
}

function coversPoint(point: Position): (feature: MapFeature) => boolean {
  return ({ polygons }) => polygons.some((polygon) => isInsidePolygon(point, polygon))
}

function liesIn({ west, east, south, north }: Box): (feature: MapFeature) => boolean {
  return ({ polygons }) =>
    polygons.some(({ outline }) =>
      outline.positions.every(
        ([lon, lat]) => lon >= west && lon <= east && lat >= south && lat <= north,
      ),
    )
}

function reachesAcross(features: readonly MapFeature[]): boolean {
  let [least, most] = [Infinity, -Infinity]
  for (const { polygons } of features) {
    for (const { outline } of polygons) {
      for (const [lon, lat] of outline.positions) {
        if (lon > NATION.eastOfMainland) continue
        least = Math.min(least, lat)
        most = Math.max(most, lat)
      }
    }
  }
  return least < NATION.south && most > NATION.north
}
