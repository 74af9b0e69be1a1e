import { expect, it } from 'vitest'
import { formatAnchor, parseAnchor, scenarioTime, withRate } from './scenario.ts'

const anchor = { siteStart: 1_000_000, realAnchorAt: 5_000, rate: 60 }

it('runs the scenario at its rate from the anchor', () => {
  expect(scenarioTime(anchor, 5_000)).toBe(1_000_000)
  expect(scenarioTime(anchor, 6_500)).toBe(1_000_000 + 90_000)
})

it('changes the rate without moving the scenario', () => {
  const slower = withRate(anchor, 10, 6_000)
  expect(scenarioTime(slower, 6_000)).toBe(scenarioTime(anchor, 6_000))
  expect(scenarioTime(slower, 7_000) - scenarioTime(slower, 6_000)).toBe(10_000)
})

it('reads back what it has formatted and refuses everything else', () => {
  const stored = { scenario: 'flood', ...anchor }
  expect(parseAnchor(formatAnchor(stored))).toEqual(stored)
  for (const body of [undefined, '', '{', '[]', '{"scenario":"flood"}', '{"rate":-1}']) {
    expect(parseAnchor(body)).toBeUndefined()
  }
  expect(parseAnchor(JSON.stringify({ ...stored, rate: 0 }))).toBeUndefined()
})
