import { describe, expect, it } from 'vitest'
import { buildMetric } from '../stores/build-screen.ts'
import { answeredState, toneOf, type Answered } from './answered-state.ts'
import { buildContext, buildReading, NOW } from './build-context.ts'

const metric = buildMetric({ id: 'open' })
const answered = (ageMs: number, given: Partial<Answered> = {}): Answered => ({
  proof: { state: 'answered', ageMs },
  metric,
  reading: buildReading({ value: 5 }),
  rate: 1,
  ...given,
})

describe('the state of a panel that draws an answer', () => {
  it('is fresh while somebody confirms it, stale after 30 s, and no number after 10 min', () => {
    const states = [0, 30_000, 30_001, 600_000, 600_001].map((ageMs) =>
      answeredState(answered(ageMs), buildContext()),
    )
    expect(states.map(({ freshness }) => freshness)).toEqual([
      ...['fresh', 'fresh', 'stale', 'stale', 'expired'],
    ])
    expect(states.map(toneOf)).toEqual(['live', 'live', 'old', 'old', 'gone'])
    expect(states[3]).toMatchObject({ look: 'stale', strip: 'số lúc 09:32, cũ 10 phút' })
  })

  it('is never better than that of the series that lends its age', () => {
    const ageing = buildReading({ value: 5, freshness: 'ageing', ageMs: 90_000 })
    expect(answeredState(answered(0, { reading: ageing }), buildContext())).toMatchObject({
      freshness: 'ageing',
      age: '90 giây trước',
    })
    expect(answeredState(answered(40_000, { reading: ageing }), buildContext())).toMatchObject({
      freshness: 'stale',
    })
    const expired = buildReading({ value: 5, freshness: 'expired', ageMs: 900_000 })
    const gone = answeredState(answered(0, { reading: expired }), buildContext())
    expect(toneOf(gone)).toBe('gone')
    const never = answeredState(answered(0, { reading: undefined }), buildContext())
    expect(never).toMatchObject({ freshness: 'none', look: 'none' })
  })

  it('is stale at once when the server is lost', () => {
    const cut = buildContext({ layer: 'offline', since: NOW - 240_000 })
    expect(answeredState(answered(1_000), cut)).toMatchObject({
      freshness: 'stale',
      strip: 'cũ 4 phút',
    })
  })

  it('tells ages in the time of the site, also where that runs faster', () => {
    const fast = answeredState(answered(60_000, { rate: 60 }), buildContext())
    expect(fast.strip).toBe('số lúc 08:42, cũ 1 giờ')
  })

  it('is none before the first answer, hatched once nobody has given one', () => {
    const looks = (['loading', 'failed'] as const).map(
      (state) => answeredState(answered(0, { proof: { state } }), buildContext()).look,
    )
    expect(looks).toEqual(['plain', 'none'])
  })
})
