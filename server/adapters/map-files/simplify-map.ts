import type { Feature, FeatureCollection, MultiPolygon, Position as GeoPosition } from 'geojson'
import { feature as featuresOf } from 'topojson-client'
import { topology as topologyOf } from 'topojson-server'
import { presimplify } from 'topojson-simplify'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { extentOf } from '../../core/maps/inside.ts'
import { findCrossing } from '../../core/maps/crossing.ts'
import { signedArea } from '../../core/maps/ring-faults.ts'
import type { MapFeature, MapPolygon, Ring } from '../../core/maps/map-feature.ts'

/** What a wall's map file holds of a unit. */
export interface UnitProperties {
  readonly code: string
  readonly name: string
  /** Far from the rest: drawn in a box of its own. */
  readonly inset?: true
  /** A neighbour: drawn in outline, left out when the view is fitted. */
  readonly context?: true
}

export type WallMap = FeatureCollection<MultiPolygon, UnitProperties>

type Units = Topology<{ units: GeometryCollection<UnitProperties> }>

/** The largest picture that a whole map is drawn as, in pixels of a screen, and the largest box for islands. */
const PICTURE_PX = { width: 3_840, height: 2_160 }
const INSET_PX = { width: 640, height: 480 }
/**
 * Square pixels of the triangle that a corner spans with its neighbours, below which it goes. Measured
 * on the communes of Đà Nẵng and Quảng Nam: 19 of 20 corners left out then lie within a pixel of the
 * border as it is drawn, half a pixel on average; half of the positions go.
 */
const LEAST_CORNER_PX2 = 4
/** Borders among neighbours may be so many times as coarse: they only say where one is. */
const CONTEXT_PX = 4
/** Positions are rounded to this share of a pixel or finer. */
const ROUNDING_PX = 0.25
/** About a tenth of a metre: what files come with. */
const MOST_DECIMALS = 6
const MOST_TRIES = 8
/** A ring is closed: three corners and the first again. */
const LEAST_POSITIONS = 4

/**
 * The map as walls draw it: neighbours keep one and the same border, details smaller than a pixel of
 * the largest picture go (Visvalingam: corners by the triangle they span), outlines run counterclockwise.
 * A border that would make a ring cross itself keeps more of its corners. Every unit stays; so does
 * every islet of a unit that is drawn in a box of its own.
 */
export function simplifyMap(
  features: readonly MapFeature[],
  propertiesOf: (code: string) => UnitProperties,
): WallMap {
  const [insets, mainland] = parted(features, propertiesOf)
  const isOwn = ({ code }: MapFeature): boolean =>
    code !== undefined && propertiesOf(code).context !== true
  const pixel = pixelOf(mainland.filter(isOwn), PICTURE_PX)
  const insetPixel = Math.min(...insets.map((one) => pixelOf([one], INSET_PX)))
  const collection: WallMap = {
    type: 'FeatureCollection',
    features: features.flatMap((one) => unitFeature(one, propertiesOf, pixel)),
  }
  const weighted = presimplify(topologyOf({ units: collection }) as Units) as unknown as Units
  const decimals = Math.min(MOST_DECIMALS, Math.ceil(-Math.log10(pixel * ROUNDING_PX)))
  const weights = weighted.arcs.map(() => LEAST_CORNER_PX2 * pixel * pixel)
  for (const arc of arcsOf(weighted, ({ inset }) => inset === true)) {
    weights[arc] = LEAST_CORNER_PX2 * insetPixel * insetPixel
  }
  const own = new Set(arcsOf(weighted, ({ context }) => context !== true))
  for (const arc of arcsOf(weighted, ({ context }) => context === true)) {
    if (!own.has(arc)) weights[arc] = LEAST_CORNER_PX2 * (CONTEXT_PX * pixel) ** 2
  }
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    const map = drawn(weighted, weights, decimals)
    const crossed = crossedArcs(map, weighted)
    if (crossed.size === 0) return tidied(map)
    for (const arc of crossed) weights[arc] = tried < MOST_TRIES - 2 ? (weights[arc] ?? 0) / 4 : 0
  }
  return tidied(collection)
}

function parted(
  features: readonly MapFeature[],
  propertiesOf: (code: string) => UnitProperties,
): readonly [insets: readonly MapFeature[], mainland: readonly MapFeature[]] {
  const isInset = ({ code }: MapFeature): boolean =>
    code !== undefined && propertiesOf(code).inset === true
  return [features.filter(isInset), features.filter((one) => !isInset(one))]
}

/** Degrees that a pixel spans where the features fill the picture. */
function pixelOf(features: readonly MapFeature[], picture: typeof PICTURE_PX): number {
  const outlines = features.flatMap(({ polygons }) => polygons.map(({ outline }) => outline))
  const { west, east, south, north } = extentOf(outlines.flatMap(({ positions }) => positions))
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const pixel = Math.max(((east - west) * shrink) / picture.width, (north - south) / picture.height)
  return Number.isFinite(pixel) ? pixel : 10 ** -MOST_DECIMALS
}

function arcsOf(
  { objects }: Units,
  isWanted: (properties: UnitProperties) => boolean,
): readonly number[] {
  return objects.units.geometries.flatMap((geometry) =>
    geometry.type === 'MultiPolygon' && geometry.properties && isWanted(geometry.properties)
      ? geometry.arcs.flat(2).map((arc) => (arc < 0 ? ~arc : arc))
      : [],
  )
}

function unitFeature(
  { code, polygons }: MapFeature,
  propertiesOf: (code: string) => UnitProperties,
  pixel: number,
): readonly Feature<MultiPolygon, UnitProperties>[] {
  if (code === undefined || polygons.length === 0) return []
  const properties = propertiesOf(code)
  const kept = properties.inset ? polygons : withoutSpecks(polygons, pixel)
  const coordinates = kept.map(({ outline, holes }) =>
    [outline, ...holes].map(({ positions }) => positions.map(([lon, lat]) => [lon, lat])),
  )
  const geometry = { type: 'MultiPolygon', coordinates } as const
  return [{ type: 'Feature', properties, geometry }]
}

/** Without rocks smaller than half a pixel, unless the unit is nothing else. */
function withoutSpecks(polygons: readonly MapPolygon[], pixel: number): readonly MapPolygon[] {
  const areaOf = ({ outline }: MapPolygon): number => Math.abs(signedArea(outline.positions))
  const largest = Math.max(...polygons.map(areaOf))
  return polygons.filter((one) => areaOf(one) >= Math.min(largest, (pixel * pixel) / 2))
}

/** The units with each arc reduced by its own weight, an area in square degrees. */
function drawn(weighted: Units, weights: readonly number[], decimals: number): WallMap {
  const round = (value = 0): number => Number(value.toFixed(decimals))
  const arcs = weighted.arcs.map((arc, index) => {
    const kept = reduced(arc, weights[index] ?? 0).map(([lon, lat]) => [round(lon), round(lat)])
    const distinct = kept.filter((one, at) => !isSame(one, kept[at - 1]))
    // What rounding would make of a small islet is nothing.
    const isRing = isSame(arc[0], arc.at(-1))
    if (isRing && distinct.length < LEAST_POSITIONS) return reduced(arc, Infinity)
    return distinct.length < 2 ? kept.slice(0, 2) : distinct
  })
  const topology = { ...weighted, arcs: arcs.map((arc) => arc.map(([x = 0, y = 0]) => [x, y])) }
  return featuresOf(topology, weighted.objects.units) as unknown as WallMap
}

/** Positions carry their weight as a third number; the ends of an arc weigh more than anything. */
function reduced(arc: readonly GeoPosition[], least: number): readonly GeoPosition[] {
  const kept = arc.filter(([, , weight = 0]) => weight >= least)
  if (kept.length >= LEAST_POSITIONS || !isSame(arc[0], arc.at(-1))) return kept
  const heaviest = arc
    .slice(1, -1)
    .map(([, , weight = 0]) => weight)
    .toSorted((a, b) => b - a)[LEAST_POSITIONS - 3]
  return heaviest === undefined ? arc : arc.filter(([, , weight = 0]) => weight >= heaviest)
}

function isSame(a: GeoPosition | undefined, b: GeoPosition | undefined): boolean {
  return a !== undefined && a[0] === b?.[0] && a[1] === b?.[1]
}

/** The arcs of every ring that crosses itself. */
function crossedArcs(map: WallMap, { objects }: Units): ReadonlySet<number> {
  const found = new Set<number>()
  objects.units.geometries.forEach((geometry, unit) => {
    if (geometry.type !== 'MultiPolygon') return
    geometry.arcs.forEach((rings, polygon) => {
      rings.forEach((arcs, ring) => {
        const positions = map.features[unit]?.geometry.coordinates[polygon]?.[ring] ?? []
        if (!findCrossing(positions as unknown as Ring)) return
        for (const arc of arcs) found.add(arc < 0 ? ~arc : arc)
      })
    })
  })
  return found
}

/** Turned the right way, and without rings that simplifying has left no area of. */
function tidied(map: WallMap): WallMap {
  const features = map.features.map((one) => {
    const coordinates = one.geometry.coordinates.flatMap(([outline = [], ...holes]) => {
      if (areaOf(outline) === 0) return []
      const open = holes.filter((hole) => areaOf(hole) !== 0)
      return [[turned(outline, true), ...open.map((hole) => turned(hole, false))]]
    })
    return { ...one, geometry: { ...one.geometry, coordinates } }
  })
  return { type: 'FeatureCollection', features }
}

function areaOf(ring: readonly GeoPosition[]): number {
  return ring.length < LEAST_POSITIONS ? 0 : signedArea(ring as unknown as Ring)
}

function turned(ring: GeoPosition[], isCounterclockwise: boolean): GeoPosition[] {
  return areaOf(ring) > 0 === isCounterclockwise ? ring : ring.toReversed()
}
