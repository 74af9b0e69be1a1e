import { describe, expect, it } from 'vitest'
import { fadeWithOthers, MOST_FADES } from './fading.ts'

async function fadesOf(count: number): Promise<number> {
  let started = 0
  for (let index = 0; index < count; index++) fadeWithOthers(() => started++)
  expect(started).toBe(0)
  await Promise.resolve()
  return started
}

describe('fades', () => {
  it('start together, and not at all when too many would', async () => {
    expect(await fadesOf(1)).toBe(1)
    expect(await fadesOf(MOST_FADES)).toBe(MOST_FADES)
    expect(await fadesOf(MOST_FADES + 1)).toBe(0)
    expect(await fadesOf(3)).toBe(3)
  })
})
