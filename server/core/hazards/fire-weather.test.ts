import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayLengthsAt, STANDARD_LATITUDE } from './day-lengths.ts'
import {
  nextFireWeather,
  START_CODES,
  type FireWeather,
  type FireWeatherDay,
  type MoistureCodes,
} from './fire-weather.ts'

type Row = readonly [day: readonly number[], expected: readonly number[]]

/**
 * Invented days at 16° N, worked out from the equations of the report by a second program. In each row
 * month, temperature, humidity, wind, rain; then FFMC, DMC, DC, ISI, BUI, FWI.
 */
const DAYS: readonly Row[] = [
  [
    [3, 29.5, 58, 12, 0],
    [87.15867, 8.16641, 21.514, 5.218358, 8.380255, 5.151764],
  ],
  [
    [3, 31, 52, 9, 0.4],
    [88.60351, 10.76368, 28.298, 5.517516, 11.03445, 6.279242],
  ],
  [
    [3, 33.2, 41, 15, 0],
    [91.00398, 14.17495, 35.478, 10.53039, 14.18307, 12.41656],
  ],
  [
    [3, 27, 88, 8, 14.2],
    [40.75174, 6.935557, 19.5378, 0.05962695, 7.349115, 0.03066675],
  ],
  [
    [4, 30.5, 60, 11, 1.8],
    [74.62469, 8.114401, 26.2318, 1.305995, 9.151565, 0.7513901],
  ],
  [
    [4, 34, 38, 21, 0],
    [90.97389, 12.03004, 33.5558, 14.18684, 12.6881, 14.89851],
  ],
  [
    [9, 26, 93, 5, 62],
    [23.51564, 4.905673, 5.884, 0.0005989915, 4.579626, 0.0002482105],
  ],
  [
    [9, 28, 77, 6, 0],
    [56.26929, 6.059238, 12.128, 0.4212395, 5.956195, 0.1959479],
  ],
  [
    [12, 18, 81, 14, 3.1],
    [53.74842, 4.243228, 13.93678, 0.5010238, 4.818684, 0.2121284],
  ],
  [
    [12, -2, 100, 0, 0],
    [53.74842, 4.243228, 14.78078, 0.2474463, 4.940612, 0.1058951],
  ],
]

function dayOf([month = 0, temperature = 0, humidity = 0, wind = 0, rain = 0]: readonly number[]) {
  return { month, temperature, humidity, wind, rain }
}

function run(days: readonly FireWeatherDay[], latitude: number): readonly FireWeather[] {
  let before: MoistureCodes = START_CODES
  return days.map((day) => {
    const weather = nextFireWeather(before, day, dayLengthsAt(latitude))
    before = weather
    return weather
  })
}

describe('the Canadian fire weather index', () => {
  it('is what the equations of the report give, day after day', () => {
    const weather = run(
      DAYS.map(([day]) => dayOf(day)),
      16,
    )
    for (const [index, { ffmc, dmc, dc, isi, bui, fwi }] of weather.entries()) {
      const rounded = [ffmc, dmc, dc, isi, bui, fwi].map((one) => Number(one.toPrecision(7)))
      expect(rounded).toEqual(DAYS[index]?.[1])
    }
  })

  it('starts the season of 13 April as the report does, to what it prints', () => {
    const [first] = run([dayOf([4, 17, 42, 25, 0])], STANDARD_LATITUDE)
    expect(first?.dmc).toBeCloseTo(8.5, 1)
    expect(first?.dc).toBeCloseTo(19.0, 1)
    expect(first?.bui).toBeCloseTo(8.5, 1)
    // The report's 87.7, 10.9 and 10.1 come of its rounded 147.2.
    expect(Math.abs((first?.ffmc ?? 0) - 87.7)).toBeLessThan(0.06)
    expect(Math.abs((first?.fwi ?? 0) - 10.1)).toBeLessThan(0.1)
  })

  it('builds up over a long drought by the second form of its equations', () => {
    const dry = run(
      Array.from({ length: 90 }, () => dayOf([7, 33, 35, 20, 0])),
      STANDARD_LATITUDE,
    )
    const last = dry.at(-1)
    expect(last?.dmc).toBeGreaterThan(65)
    expect(last?.bui).toBeGreaterThan(80)
    expect(last?.fwi).toBeGreaterThan(50)
    const wet = nextFireWeather(last!, dayOf([7, 20, 90, 5, 40]), dayLengthsAt(STANDARD_LATITUDE))
    expect(wet.dmc).toBeLessThan(last!.dmc / 2)
    expect(wet.fwi).toBeLessThan(1)
  })

  it('builds nothing up out of nothing', () => {
    const cold = dayOf([1, -10, 100, 0, 0])
    const none = nextFireWeather({ ffmc: 85, dmc: 0, dc: 0 }, cold, dayLengthsAt(50))
    expect([none.dmc, none.dc, none.bui]).toEqual([0, 0, 0])
  })
})

describe('the day lengths', () => {
  const july = (latitude: number) => {
    const { dmc, dc } = dayLengthsAt(latitude)
    return [dmc[6], dc[6]]
  }

  it.each([
    [46, [12.4, 6.4]],
    [30.1, [12.4, 6.4]],
    [30, [10.1, 6.4]],
    [20.1, [10.1, 6.4]],
    [20, [10.1, 1.4]],
    [16, [10.1, 1.4]],
    [10, [9, 1.4]],
    [-10, [7.9, 1.4]],
    [-20, [7.9, -1.6]],
    [-30, [6.5, -1.6]],
    [-46, [6.5, -1.6]],
  ])('of July at latitude %s are %s', (latitude, expected) => {
    expect(july(latitude)).toEqual(expected)
  })

  it('are there for every month', () => {
    for (const latitude of [46, 16, 0, -16, -46]) {
      const { dmc, dc } = dayLengthsAt(latitude)
      expect([dmc.length, dc.length]).toEqual([12, 12])
    }
  })
})

const anyDay = fc.record({
  month: fc.integer({ min: 1, max: 12 }),
  temperature: fc.double({ min: -50, max: 60, noNaN: true }),
  humidity: fc.double({ min: 0, max: 100, noNaN: true }),
  wind: fc.double({ min: 0, max: 300, noNaN: true }),
  rain: fc.double({ min: 0, max: 2_000, noNaN: true }),
})

describe('over any weather', () => {
  it('codes and indexes are numbers within their bounds', () => {
    const latitude = fc.double({ min: -90, max: 90, noNaN: true })
    fc.assert(
      fc.property(fc.array(anyDay, { minLength: 1, maxLength: 30 }), latitude, (days, where) => {
        for (const { ffmc, ...others } of run(days, where)) {
          expect(ffmc).toBeGreaterThanOrEqual(0)
          expect(ffmc).toBeLessThanOrEqual(101)
          for (const value of Object.values(others)) {
            expect(Number.isFinite(value)).toBe(true)
            expect(value).toBeGreaterThanOrEqual(0)
          }
        }
      }),
    )
  })

  it('rain never raises a code', () => {
    const lengths = dayLengthsAt(16)
    fc.assert(
      fc.property(fc.array(anyDay, { maxLength: 10 }), anyDay, (past, today) => {
        const before = run(past, 16).at(-1) ?? START_CODES
        const dry = nextFireWeather(before, { ...today, rain: 0 }, lengths)
        const wet = nextFireWeather(before, today, lengths)
        // The duff's equation for rain is the inverse of its code to four digits only.
        expect(wet.dmc).toBeLessThanOrEqual(dry.dmc + 0.01)
        expect(wet.dc).toBeLessThanOrEqual(dry.dc + 1e-9)
        expect(wet.ffmc).toBeLessThanOrEqual(dry.ffmc + 1e-9)
      }),
    )
  })
})
