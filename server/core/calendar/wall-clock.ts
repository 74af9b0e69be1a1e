import { parseInstant } from '../ingest/instant.ts'
import { zoneOffsets } from './zone-offsets.ts'

const MINUTE_MS = 60_000
const LATEST = Date.UTC(2300, 0)

/**
 * Reads `YYYY-MM-DD[(T| )HH:MM[:SS[.f…]]]` as ms since 1970: with Z or an offset as that moment, without
 * as wall-clock time of the zone (of a time shown twice the earlier, for one that was skipped the
 * moment of the jump; a bare date is its midnight). Refuses (undefined) years before 1970 and from 2300.
 */
export function parseMoment(text: string, timeZone: string): number | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}[:.\d]*)(Z|[+-]\d{2}:\d{2})?)?$/.exec(text)
  const [, date, time = '00:00', offset] = parts ?? []
  const at = parseInstant(`${date}T${time}${offset ?? 'Z'}`)
  if (at === undefined || at >= LATEST) return undefined
  return offset === undefined ? zoneOffsets(timeZone).firstInstantAt(at) : at
}

/** ISO 8601 with the offset of the zone at that moment; milliseconds only where there are some. */
export function isoInZone(at: number, timeZone: string): string {
  const offsetMinutes = Math.round(zoneOffsets(timeZone).offsetAt(at) / MINUTE_MS)
  const wall = new Date(at + offsetMinutes * MINUTE_MS).toISOString().slice(0, -1)
  const sign = offsetMinutes < 0 ? '-' : '+'
  const hours = twoDigits(Math.trunc(Math.abs(offsetMinutes) / 60))
  const minutes = twoDigits(Math.abs(offsetMinutes) % 60)
  return `${wall.replace(/\.000$/, '')}${sign}${hours}:${minutes}`
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
