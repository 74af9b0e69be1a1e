import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

/** Longitude and latitude, degrees, WGS 84; outline first, holes after it. */
export type GeoPolygon = readonly (readonly (readonly [number, number])[])[]

export interface MapShape {
  readonly code: string
  readonly name: string
  /** Drawn in a box of its own and left out when the view is fitted: islands far from the mainland. */
  readonly isInset: boolean
  /** A neighbour: only its outline and its name are drawn, as far as the view shows them. */
  readonly isContext: boolean
  readonly polygons: readonly GeoPolygon[]
}

export type ShapesState =
  | { readonly kind: 'missing' | 'loading' | 'failed' }
  | { readonly kind: 'ready'; readonly shapes: readonly MapShape[] }

const CACHE = 'map-shapes'
const RETRY_MS = 10_000
const loaded = new Map<string, Promise<readonly MapShape[]>>()

interface FeatureLike {
  readonly properties?: {
    readonly code?: unknown
    readonly name?: unknown
    readonly inset?: unknown
    readonly context?: unknown
  }
  readonly geometry?: { readonly type?: unknown; readonly coordinates?: unknown }
}

/** Reads a GeoJSON feature collection of polygons whose features carry `properties.code`; anything else throws. */
export function parseShapes(json: unknown): readonly MapShape[] {
  const features = (json as { features?: unknown } | null)?.features
  if (!Array.isArray(features)) throw new TypeError('the map is no feature collection')
  return (features as readonly FeatureLike[]).map(({ properties, geometry }) => {
    if (typeof properties?.code !== 'string') throw new TypeError('a map feature has no code')
    const coordinates = geometry?.coordinates
    if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') {
      throw new TypeError(`map feature ${properties.code} is no polygon`)
    }
    return {
      code: properties.code,
      name: typeof properties.name === 'string' ? properties.name : properties.code,
      isInset: properties.inset === true,
      isContext: properties.context === true,
      polygons: (geometry.type === 'Polygon' ? [coordinates] : coordinates) as GeoPolygon[],
    }
  })
}

/** From the server, or from what the kiosk kept of it: the wall draws its map with no server in reach. */
async function fetchShapes(url: string): Promise<readonly MapShape[]> {
  const cache = 'caches' in globalThis ? await caches.open(CACHE) : undefined
  const response = await fetch(url).catch(() => undefined)
  if (response?.ok) {
    // A full disk must not cost the map: it is only not kept for an outage.
    await cache?.put(url, response.clone()).catch(() => cache.delete(url))
    return parseShapes(await response.json())
  }
  const kept = await cache?.match(url)
  if (!kept) throw new Error(`no map at ${url}: ${response?.status ?? 'no answer'}`)
  return parseShapes(await kept.json())
}

function loadShapes(url: string): Promise<readonly MapShape[]> {
  const known = loaded.get(url)
  if (known) return known
  const shapes = fetchShapes(url)
  loaded.set(url, shapes)
  shapes.catch(() => loaded.delete(url))
  return shapes
}

/** The shapes behind an address, loaded once for the whole page and tried again until they are there. */
export function useMapShapes(url: () => string | undefined): ShallowRef<ShapesState> {
  const state = shallowRef<ShapesState>({ kind: 'loading' })
  let retry: ReturnType<typeof setTimeout> | undefined

  async function load(wanted: string): Promise<void> {
    try {
      const shapes = await loadShapes(wanted)
      if (url() === wanted) state.value = { kind: 'ready', shapes }
    } catch {
      if (url() !== wanted) return
      state.value = { kind: 'failed' }
      retry = setTimeout(() => void load(wanted), RETRY_MS)
    }
  }

  watch(
    url,
    (wanted) => {
      clearTimeout(retry)
      state.value = { kind: wanted === undefined ? 'missing' : 'loading' }
      if (wanted !== undefined) void load(wanted)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(retry))
  return state
}
