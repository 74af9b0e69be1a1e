import type { Feature, FeatureCollection, MultiPolygon, Position } from 'geojson'
import L from 'leaflet'
import 'leaflet/dist/leaflet.css'
import { thinRing, type Point, type Polygon } from './geometry.ts'
import type { GeoPolygon, MapShape } from './shapes.ts'

export interface Padding {
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly left: number
}

/** A still map: geometry is made once, the view follows the panel's size and nothing else. */
export interface CommuneLeaflet {
  /** Fits the shapes (insets and neighbours left out) into the container's present size. */
  fit: (padding: Padding) => void
  /** Gives units their shades; those that have them already stay untouched. */
  shade: (cells: readonly { readonly code: string; readonly shade: string }[]) => void
  project: (lon: number, lat: number) => Point
  remove: () => void
}

type UnitFeature = Feature<MultiPolygon, { readonly code: string }>

const STILL: L.MapOptions = {
  attributionControl: false,
  zoomControl: false,
  zoomSnap: 0,
  zoomAnimation: false,
  fadeAnimation: false,
  markerZoomAnimation: false,
  inertia: false,
  dragging: false,
  touchZoom: false,
  scrollWheelZoom: false,
  doubleClickZoom: false,
  boxZoom: false,
  keyboard: false,
  tapHold: false,
  trackResize: false,
}

function featureOf(shape: MapShape): UnitFeature {
  return {
    type: 'Feature',
    properties: { code: shape.code },
    geometry: { type: 'MultiPolygon', coordinates: shape.polygons as unknown as Position[][][] },
  }
}

function collectionOf(shapes: readonly MapShape[]): FeatureCollection<MultiPolygon> {
  return { type: 'FeatureCollection', features: shapes.map(featureOf) }
}

export function createCommuneLeaflet(
  container: HTMLElement,
  shapes: readonly MapShape[],
): CommuneLeaflet {
  const map = L.map(container, STILL)
  const renderer = L.svg({ padding: 0 })
  const layerOf = (drawn: readonly MapShape[], className: string): L.GeoJSON =>
    L.geoJSON(collectionOf(drawn), {
      interactive: false,
      style: { renderer, className, smoothFactor: 0, fillOpacity: 1 } as L.PathOptions,
    })
  const paths = new Map<string, SVGPathElement>()
  const shades = new Map<string, string>()
  const surroundings = layerOf(
    shapes.filter((shape) => shape.isContext),
    'commune-context',
  )
  const layer = layerOf(
    shapes.filter((shape) => !shape.isInset && !shape.isContext),
    'commune-cell',
  )
  let isDrawn = false

  function draw(): void {
    surroundings.addTo(map)
    layer.addTo(map)
    layer.eachLayer((one) => {
      const { feature } = one as L.Polygon<{ readonly code: string }>
      const element = (one as L.Path).getElement()
      const code = feature?.properties.code
      if (element instanceof SVGPathElement && code !== undefined) paths.set(code, element)
    })
    isDrawn = true
  }

  return {
    fit({ top, right, bottom, left }) {
      map.invalidateSize({ animate: false, pan: false })
      map.fitBounds(layer.getBounds(), {
        animate: false,
        paddingTopLeft: [left, top],
        paddingBottomRight: [right, bottom],
      })
      if (!isDrawn) draw()
    },
    shade(cells) {
      for (const { code, shade } of cells) {
        const path = paths.get(code)
        if (!path || shades.get(code) === shade) continue
        path.dataset['shade'] = shade
        shades.set(code, shade)
      }
    },
    project(lon, lat) {
      const { x, y } = map.latLngToContainerPoint([lat, lon])
      return [x, y]
    },
    remove: () => map.remove(),
  }
}

/** Finer than what a screen shows. */
const LEAST_EDGE_PX = 1.5

/** Projects a shape's rings with the map's own projection, without what is too small to be seen. */
export function projectPolygons(
  polygons: readonly GeoPolygon[],
  project: CommuneLeaflet['project'],
): readonly Polygon[] {
  return polygons.map((polygon) =>
    polygon.map((ring) =>
      thinRing(
        ring.map(([lon, lat]) => project(lon, lat)),
        LEAST_EDGE_PX,
      ),
    ),
  )
}
