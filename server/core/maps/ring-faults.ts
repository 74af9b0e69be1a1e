import { findCrossing } from './crossing.ts'
import { isInsideRing, isOnRing } from './inside.ts'
import type { MapFault, MapFeature, MapRing, Position, Ring } from './map-feature.ts'

/** In square degrees, about a tenth of a square metre: nothing that has a border is smaller. */
const LEAST_AREA = 1e-11
const DIGITS = 6

/** What is wrong with the rings of a feature beyond their form: direction, crossings, area, holes. */
export function ringFaults({ polygons, code }: MapFeature): readonly MapFault[] {
  const unit = code === undefined ? {} : { unit: code }
  return polygons.flatMap(({ outline, holes }) => {
    const faultOf = ({ path, positions }: MapRing, around?: Ring): readonly MapFault[] => {
      const found = faultOfRing(positions, around)
      return found ? [{ ...found, ...unit, path }] : []
    }
    return [...faultOf(outline), ...holes.flatMap((hole) => faultOf(hole, outline.positions))]
  })
}

type Found = Pick<MapFault, 'severity' | 'rule' | 'message'>

/** The first fault counts: a ring that crosses itself has no direction. `around` is the outline of a hole. */
function faultOfRing(ring: Ring, around: Ring | undefined): Found | undefined {
  const area = signedArea(ring)
  const crossing = findCrossing(ring)
  if (crossing) {
    const message = `the ring crosses itself at ${words(crossing)}`
    return { severity: 'error', rule: 'ring-crosses-itself', message }
  }
  if (Math.abs(area) < LEAST_AREA) {
    return { severity: 'error', rule: 'ring-without-area', message: 'the ring encloses nothing' }
  }
  const outside = around && ring.find((one) => !isInsideRing(one, around) && !isOnRing(one, around))
  if (outside) {
    const message = `the hole reaches outside the outline of its polygon at ${words(outside)}`
    return { severity: 'error', rule: 'hole-outside', message }
  }
  if (area > 0 === (around === undefined)) return undefined
  const message = around
    ? 'the hole runs counterclockwise, RFC 7946 wants it clockwise'
    : 'the outline runs clockwise, RFC 7946 wants it counterclockwise'
  return { severity: 'warning', rule: 'ring-reversed', message }
}

/** In square degrees; above 0 where the ring runs counterclockwise. */
export function signedArea(ring: Ring): number {
  const [first] = ring
  if (!first) return 0
  let sum = 0
  for (let index = 1; index < ring.length; index++) {
    const [a, b] = [ring[index - 1] ?? first, ring[index] ?? first]
    // From the first position, so that degrees far from zero do not cost digits.
    sum += (a[0] - first[0]) * (b[1] - first[1]) - (b[0] - first[0]) * (a[1] - first[1])
  }
  return sum / 2
}

function words([lon, lat]: Position): string {
  return `${lon.toFixed(DIGITS)}, ${lat.toFixed(DIGITS)}`
}
