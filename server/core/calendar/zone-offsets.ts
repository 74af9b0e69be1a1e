import { Temporal } from 'temporal-polyfill'
import { DAY_MS } from './civil-day.ts'

/** No zone is further from UTC, and no clock was ever moved by more. */
const FARTHEST_MS = 2 * DAY_MS

/** How wall clocks of a zone stand against UTC, from 1970 on. */
export interface ZoneOffsets {
  /** Wall-clock time minus UTC, in ms. */
  readonly offsetAt: (at: number) => number
  /**
   * The first instant at which wall clocks show that time or a later one (ms since 1970 as if it were
   * UTC): of a time shown twice the earlier, for one that is skipped the moment of the jump.
   */
  readonly firstInstantAt: (wallMs: number) => number
}

const zones = new Map<string, ZoneOffsets>()

/** The offsets of an IANA zone; read from the date library once, and only as far as asked for. */
export function zoneOffsets(timeZone: string): ZoneOffsets {
  const known = zones.get(timeZone)
  if (known !== undefined) return known
  const zone = readOffsets(timeZone)
  zones.set(timeZone, zone)
  return zone
}

function readOffsets(timeZone: string): ZoneOffsets {
  let last: Temporal.ZonedDateTime | null =
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone)
  const offsets = [last.offsetNanoseconds / 1e6]
  /** Offset `i` holds from `starts[i]` on. */
  const starts = [-Infinity]

  function readUntil(at: number): void {
    while (last !== null && last.epochMilliseconds <= at) {
      last = last.getTimeZoneTransition('next')
      if (last === null) return
      starts.push(last.epochMilliseconds)
      offsets.push(last.offsetNanoseconds / 1e6)
    }
  }

  function indexAt(at: number): number {
    readUntil(at)
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? Infinity) <= at) low = middle
      else high = middle - 1
    }
    return low
  }

  const offsetAt = (at: number): number => offsets[indexAt(at)] ?? 0

  function firstInstantAt(wallMs: number): number {
    readUntil(wallMs + FARTHEST_MS)
    for (let index = indexAt(wallMs - FARTHEST_MS); ; index++) {
      const at = Math.max(starts[index] ?? wallMs, wallMs - (offsets[index] ?? 0))
      if (at < (starts[index + 1] ?? Infinity)) return at
    }
  }

  return { offsetAt, firstInstantAt }
}
