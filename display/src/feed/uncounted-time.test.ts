import { describe, expect, it } from 'vitest'
import { UncountedTime } from './uncounted-time.ts'

describe('uncounted time', () => {
  it('is what the date gained on the monotonic clock since the last look', () => {
    const time = new UncountedTime()
    expect(time.look(1_000, 5_000_000)).toBe(false)
    expect(time.look(61_000, 5_060_000)).toBe(false)
    expect(time.look(61_250, 5_062_250)).toBe(false)
    expect(time.look(61_500, 5_064_501)).toBe(true)
    expect(time.look(61_750, 5_064_751)).toBe(false)
  })

  it('is none where the date was set back', () => {
    const time = new UncountedTime()
    time.look(0, 5_000_000)
    expect(time.look(250, 1_400_000)).toBe(false)
    expect(time.look(500, 1_400_250)).toBe(false)
  })
})
