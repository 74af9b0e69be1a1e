import { describe, expect, it } from 'vitest'
import { buildContext, buildReading, NOW } from './build-context.ts'
import { combineFreshness, freshnessOn, hasNumber, panelState } from './panel-state.ts'

const MINUTE = 60_000
const limits = {
  cadenceMs: MINUTE,
  graceMs: MINUTE,
  staleAfterMs: 20 * MINUTE,
  expireAfterMs: 80 * MINUTE,
}
const fresh = buildReading({ value: 1 })
const ageing = buildReading({ value: 2, freshness: 'ageing', ageMs: 12 * MINUTE })
const stale = buildReading({ value: 3, freshness: 'stale', ageMs: 52 * MINUTE })
const expired = buildReading({ value: 4, freshness: 'expired', ageMs: 300 * MINUTE })
const live = buildContext()

describe('combining freshness', () => {
  it('takes the worst of the numbers that are shown', () => {
    expect(combineFreshness(['fresh', 'stale', 'ageing'])).toBe('stale')
    expect(combineFreshness(['fresh', 'expired', 'none'])).toBe('fresh')
  })

  it('says expired before none where no number is shown', () => {
    expect(combineFreshness(['none', 'expired'])).toBe('expired')
    expect(combineFreshness(['none'])).toBe('none')
    expect(combineFreshness([])).toBe('none')
  })
})

describe('a number', () => {
  it('is shown until it has expired', () => {
    expect([fresh, ageing, stale].every(hasNumber)).toBe(true)
    expect(hasNumber(expired)).toBe(false)
    expect(hasNumber(buildReading({ value: null, freshness: 'none' }))).toBe(false)
    expect(hasNumber(undefined)).toBe(false)
  })

  it('is stale at best while the server is not heard', () => {
    expect(freshnessOn(fresh, 'offline')).toBe('stale')
    expect(freshnessOn(expired, 'offline')).toBe('expired')
    expect(freshnessOn(undefined, 'offline')).toBe('none')
    expect(freshnessOn(fresh, 'source-late')).toBe('fresh')
  })
})

describe('the state of a panel', () => {
  it('is silent while everything is fresh', () => {
    expect(panelState([fresh, fresh], limits, live)).toEqual({
      freshness: 'fresh',
      look: 'plain',
      age: undefined,
      strip: undefined,
    })
  })

  it('says the age in words when a number is ageing', () => {
    expect(panelState([fresh, ageing], limits, live)).toMatchObject({
      freshness: 'ageing',
      look: 'plain',
      age: '12 phút trước',
    })
  })

  it('is hatched, with the time of the number, when every number is stale', () => {
    expect(panelState([stale, expired], limits, live)).toEqual({
      freshness: 'stale',
      look: 'stale',
      age: undefined,
      strip: 'số lúc 08:50, cũ 52 phút',
    })
  })

  it('counts the stale numbers when others are not', () => {
    expect(panelState([fresh, stale, expired], limits, live)).toMatchObject({
      freshness: 'stale',
      look: 'plain',
      age: '1/2 số đã cũ',
    })
  })

  it('shows no age where it shows no number', () => {
    expect(panelState([expired], limits, live)).toMatchObject({
      freshness: 'expired',
      look: 'plain',
    })
    expect(panelState([undefined], limits, live)).toMatchObject({ freshness: 'none', look: 'none' })
  })

  it('is old by the time of the cut when the server is lost', () => {
    const cut = buildContext({ layer: 'offline', since: NOW - 71_000 })
    expect(panelState([fresh, ageing], limits, cut)).toMatchObject({
      freshness: 'stale',
      look: 'stale',
      strip: 'cũ 71 giây',
    })
  })

  it('keeps the age of its own when that was stale before the cut', () => {
    const cut = buildContext({ layer: 'offline', since: NOW - 71_000 })
    expect(panelState([stale], limits, cut).strip).toBe('số lúc 08:50, cũ 52 phút')
  })

  it('says since when it stands still while nothing is received', () => {
    const halted = buildContext({ layer: 'ingest-down', since: NOW - 11 * MINUTE })
    expect(panelState([fresh], limits, halted)).toMatchObject({
      freshness: 'fresh',
      age: '11 phút trước',
    })
  })
})
