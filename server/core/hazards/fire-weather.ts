import type { DayLengths } from './day-lengths.ts'

/** What the weather of the days so far has left: moisture codes of litter, duff and deep layers. Higher = drier. */
export interface MoistureCodes {
  /** Fine fuels, 0…101. */
  readonly ffmc: number
  /** Loosely compacted duff, from 0. */
  readonly dmc: number
  /** Deep compact layers, from 0. */
  readonly dc: number
}

/** The weather of one day at noon, local standard time. */
export interface FireWeatherDay {
  /** 1…12. */
  readonly month: number
  /** °C. */
  readonly temperature: number
  /** Relative, %. */
  readonly humidity: number
  /** At 10 m, km/h. */
  readonly wind: number
  /** Of the last 24 hours, mm. */
  readonly rain: number
}

/** The codes after a day and what they mean: initial spread, build-up and fire weather index, from 0. */
export interface FireWeather extends MoistureCodes {
  readonly isi: number
  readonly bui: number
  readonly fwi: number
}

/** Where a season begins when nothing is known (Van Wagner 1987). */
export const START_CODES: MoistureCodes = { ffmc: 85, dmc: 6, dc: 15 }

/**
 * The Canadian fire weather index of one more day (Van Wagner 1987, Forestry Technical Report 35). Two
 * coefficients are those of the present reference programs of the Canadian Forest Service: 147.27723 for
 * the report's 147.2, and 280 e^(-0.023 P) for its e^(5.6348 - P / 43.43).
 */
export function nextFireWeather(
  before: MoistureCodes,
  day: FireWeatherDay,
  { dmc: dmcFactors, dc: dcAddends }: DayLengths,
): FireWeather {
  const ffmc = nextFineFuel(before.ffmc, day)
  const dmc = nextDuff(before.dmc, day, dmcFactors[day.month - 1] ?? NaN)
  const dc = nextDrought(before.dc, day, dcAddends[day.month - 1] ?? NaN)
  const isi = spreadIndex(ffmc, day.wind)
  const bui = buildUpIndex(dmc, dc)
  return { ffmc, dmc, dc, isi, bui, fwi: weatherIndex(isi, bui) }
}

/** So that code 101 stands for no moisture: 250 × 59.5 ÷ 101. */
const MOISTURE_SCALE = (250 * 59.5) / 101
const MOST_MOISTURE = 250

/** Moisture content in % of dry weight that a fine fuel code stands for (equation 1). */
function moistureOf(ffmc: number): number {
  return (MOISTURE_SCALE * (101 - ffmc)) / (59.5 + ffmc)
}

/** Equations 1 to 10. */
function nextFineFuel(before: number, { temperature, humidity, wind, rain }: FireWeatherDay) {
  const wet = wetted(moistureOf(before), rain)
  const warmth = 0.18 * (21.1 - temperature) * (1 - Math.exp(-0.115 * humidity))
  const late = Math.exp((humidity - 100) / 10)
  const drying = 0.942 * humidity ** 0.679 + 11 * late + warmth
  const wetting = 0.618 * humidity ** 0.753 + 10 * late + warmth
  let moisture = wet
  if (wet > drying) {
    const rate = exchangeRate(humidity / 100, temperature, wind)
    moisture = drying + (wet - drying) * 10 ** -rate
  } else if (wet < wetting) {
    const rate = exchangeRate(1 - humidity / 100, temperature, wind)
    moisture = wetting - (wetting - wet) * 10 ** -rate
  }
  const code = (59.5 * (MOST_MOISTURE - moisture)) / (MOISTURE_SCALE + moisture)
  return Math.min(101, Math.max(0, code))
}

/** Equations 2, 3a and 3b; what falls first stays in the canopy. */
function wetted(moisture: number, rain: number): number {
  const net = rain - 0.5
  if (net <= 0) return moisture
  const usual = 42.5 * net * Math.exp(-100 / (251 - moisture)) * (1 - Math.exp(-6.93 / net))
  const beyond = Math.max(0, moisture - 150)
  return Math.min(MOST_MOISTURE, moisture + usual + 0.0015 * beyond ** 2 * Math.sqrt(net))
}

/** Equations 6 and 7, the logarithm of the daily rate. */
function exchangeRate(dampness: number, temperature: number, wind: number): number {
  const still = 0.424 * (1 - dampness ** 1.7)
  const windy = 0.0694 * Math.sqrt(wind) * (1 - dampness ** 8)
  return (still + windy) * 0.581 * Math.exp(0.0365 * temperature)
}

/** Equations 11 to 17. */
function nextDuff(
  before: number,
  { temperature, humidity, rain }: FireWeatherDay,
  dayLength: number,
): number {
  const drying = 1.894e-4 * (Math.max(-1.1, temperature) + 1.1) * (100 - humidity) * dayLength
  return duffAfterRain(before, rain) + drying
}

function duffAfterRain(before: number, rain: number): number {
  if (rain <= 1.5) return before
  const net = 0.92 * rain - 1.27
  const moisture = 20 + 280 / Math.exp(0.023 * before)
  const wetted = moisture + (1_000 * net) / (48.77 + duffSlope(before) * net)
  return Math.max(0, 43.43 * (5.6348 - Math.log(wetted - 20)))
}

/** Equations 13a to 13c. */
function duffSlope(before: number): number {
  if (before <= 33) return 100 / (0.5 + 0.3 * before)
  return before <= 65 ? 14 - 1.3 * Math.log(before) : 6.2 * Math.log(before) - 17.2
}

/** Equations 18 to 23. */
function nextDrought(
  before: number,
  { temperature, rain }: FireWeatherDay,
  dayLength: number,
): number {
  const evaporation = Math.max(0, 0.36 * (Math.max(-2.8, temperature) + 2.8) + dayLength)
  return droughtAfterRain(before, rain) + 0.5 * evaporation
}

function droughtAfterRain(before: number, rain: number): number {
  if (rain <= 2.8) return before
  const net = 0.83 * rain - 1.27
  const held = 800 * Math.exp(-before / 400)
  return Math.max(0, before - 400 * Math.log(1 + (3.937 * net) / held))
}

/** Equations 24 to 26. */
function spreadIndex(ffmc: number, wind: number): number {
  const moisture = moistureOf(ffmc)
  const fuel = 91.9 * Math.exp(-0.1386 * moisture) * (1 + moisture ** 5.31 / 4.93e7)
  return 0.208 * Math.exp(0.05039 * wind) * fuel
}

/** Equations 27a and 27b. */
function buildUpIndex(dmc: number, dc: number): number {
  if (dmc === 0) return 0
  const share = (0.8 * dc) / (dmc + 0.4 * dc)
  if (dmc <= 0.4 * dc) return dmc * share
  return Math.max(0, dmc - (1 - share) * (0.92 + (0.0114 * dmc) ** 1.7))
}

/** Equations 28a to 30b. */
function weatherIndex(isi: number, bui: number): number {
  const duff = bui <= 80 ? 0.626 * bui ** 0.809 + 2 : 1_000 / (25 + 108.64 * Math.exp(-0.023 * bui))
  const index = 0.1 * isi * duff
  return index <= 1 ? index : Math.exp(2.72 * (0.434 * Math.log(index)) ** 0.647)
}
