import { describe, expect, it } from 'vitest'
import { Transit } from './transit.ts'

const HOUR = 3_600_000

/** Frames each 250 ms from a node whose clock is `offset` behind ours; answers the last passage. */
function run(
  transit: Transit,
  {
    from,
    count,
    offset,
    delay = 0,
  }: Record<'from' | 'count' | 'offset', number> & { delay?: number },
): readonly boolean[] {
  return Array.from({ length: count }, (_, index) => {
    const madeAt = from + index * 250
    return transit.observe(madeAt - offset, madeAt + delay).isLate
  })
}

describe('transit', () => {
  it('measures what a frame took beyond the quickest', () => {
    const transit = new Transit()
    expect(transit.observe(1_000, 51_020).delayMs).toBe(0)
    expect(transit.observe(1_250, 51_350).delayMs).toBe(80)
    expect(transit.observe(1_500, 51_515).delayMs).toBe(0)
    expect(transit.observe(1_750, 51_775).delayMs).toBe(10)
  })

  it('filters the network out of the difference of the clocks', () => {
    const transit = new Transit()
    run(transit, { from: 0, count: 3, offset: 500, delay: 300 })
    expect(transit.minimum()).toBeUndefined()
    run(transit, { from: 750, count: 1, offset: 500, delay: 20 })
    expect(transit.minimum()).toBe(520)
  })

  it('calls frames late that waited in a buffer, however many come at once', () => {
    const transit = new Transit()
    run(transit, { from: 0, count: 8, offset: 0 })
    for (let index = 8; index < 14; index++) {
      expect(transit.observe(index * 250, 60_000 + index).isLate).toBe(true)
    }
    expect(transit.observe(60_050, 60_050)).toEqual({ delayMs: 0, isLate: false })
  })

  it('[G16] takes a node clock set back for what it is after a second of steady frames', () => {
    const transit = new Transit()
    run(transit, { from: 0, count: 8, offset: 0 })
    const late = run(transit, { from: 2_000, count: 8, offset: HOUR })
    expect(late).toEqual([true, true, true, true, false, false, false, false])
    expect(transit.minimum()).toBe(HOUR)
  })

  it('[G16] follows a node clock set forward at once', () => {
    const transit = new Transit()
    run(transit, { from: 0, count: 8, offset: 0 })
    expect(run(transit, { from: 2_000, count: 2, offset: -HOUR })).toEqual([false, false])
    expect(transit.minimum()).toBe(-HOUR)
  })

  it('forgets a quick network after some seconds of a slower one', () => {
    const transit = new Transit()
    run(transit, { from: 0, count: 8, offset: 0 })
    run(transit, { from: 2_000, count: 60, offset: 0, delay: 400 })
    expect(transit.minimum()).toBe(400)
  })
})
