import { seeded } from './seeded.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Viet Nam is so far ahead of Greenwich. */
const ZONE_MS = 7 * HOUR
/** From so many mm in an hour on the air is as cool and wet as it gets. */
const SOAKING_MM = 12

export interface Weather {
  /** °C. */
  readonly temperature: number
  /** Relative, %. */
  readonly humidity: number
  /** At 10 m, km/h. */
  readonly wind: number
}

/** Invented weather of October at a station, consistent with its rain in mm an hour: warm noons, cool and damp where it pours. */
export function createWeather(
  station: string,
  rain1h: (at: number) => number,
): (at: number) => Weather {
  return (at) => {
    const hour = Math.floor(at / HOUR)
    const chance = (what: string): number => seeded(`${station} ${what} ${hour}`) - 0.5
    const wet = Math.min(1, rain1h(at) / SOAKING_MM)
    // −1 in the small hours, 1 at 13:00.
    const sun = Math.cos((2 * Math.PI * ((at + ZONE_MS - 13 * HOUR) % DAY)) / DAY)
    const temperature = 26.2 + 3.6 * sun * (1 - wet) - 2.6 * wet + 0.8 * chance('temperature')
    const humidity = 84 - 11 * sun * (1 - wet) + 12 * wet + 4 * chance('humidity')
    const wind = 6 + 4 * Math.max(0, sun) + 14 * wet + 6 * (chance('wind') + 0.5)
    return {
      temperature: Math.round(temperature * 10) / 10,
      humidity: Math.min(100, Math.round(humidity)),
      wind: Math.round(wind),
    }
  }
}
