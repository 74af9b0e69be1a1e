import { expect, it } from 'vitest'
import { createWeather } from './weather.ts'

const HOUR = 3_600_000
const START = Date.parse('2025-10-26T00:00:00+07:00')
const MOMENTS = Array.from({ length: 7 * 24 }, (_, hour) => START + hour * HOUR)

it('is warm and drier at noon where it hardly rains, cool, damp and windy where it pours', () => {
  const dry = createWeather('a', () => 0.2)
  const wet = createWeather('a', () => 25)
  for (const at of MOMENTS.filter((_, hour) => hour % 24 === 13)) {
    expect(dry(at).temperature).toBeGreaterThan(27)
    expect(dry(at).humidity).toBeLessThan(80)
    expect(wet(at).temperature).toBeLessThan(25)
    expect(wet(at).humidity).toBeGreaterThan(92)
    expect(wet(at).wind).toBeGreaterThan(dry(at).wind)
  }
})

it('stays within what there can be, and is the same each time', () => {
  const weather = createWeather('a', (at) => (at / HOUR) % 40)
  for (const at of MOMENTS) {
    const { temperature, humidity, wind } = weather(at)
    expect(temperature).toBeGreaterThan(15)
    expect(temperature).toBeLessThan(40)
    expect(humidity).toBeGreaterThan(40)
    expect(humidity).toBeLessThanOrEqual(100)
    expect(wind).toBeGreaterThanOrEqual(0)
    expect(weather(at)).toEqual({ temperature, humidity, wind })
  }
})
