import { describe, expect, it } from 'vitest'
import { CanaryWatch, type CanarySight } from './canary-watch.ts'

const SITE = 1_761_500_000_000

/** A page whose site clock stood at `SITE` when it began. */
class Rig {
  readonly watch = new CanaryWatch()
  now = 0

  constructor() {
    this.watch.started(0)
    this.watch.connected(0)
  }

  at(now: number): this {
    this.now = now
    return this
  }

  see(given: Partial<CanarySight> = {}): this {
    const siteTime = SITE + this.now
    this.watch.seen({
      canaryAt: siteTime,
      siteTime,
      rate: 1,
      madeAt: this.now,
      isStoreSound: true,
      ...given,
    })
    return this
  }

  verdict(now = this.now): string {
    return this.watch.verdict(now)
  }
}

describe('canary watch', () => {
  it('[G17] is silent thirty seconds after the last canary came, and proven with the next', () => {
    const rig = new Rig().at(5_000).see()
    expect(rig.verdict(35_000)).toBe('proven')
    expect(rig.verdict(35_001)).toBe('silent')
    expect(rig.at(36_000).see().verdict()).toBe('proven')
  })

  it('takes the same canary again and again for one', () => {
    const rig = new Rig().at(5_000).see()
    for (let now = 6_000; now <= 36_000; now += 1_000) {
      rig.at(now).see({ canaryAt: SITE + 5_000 })
    }
    expect(rig.verdict()).toBe('silent')
  })

  it('takes any other canary for a new one, also of a site clock that was set back', () => {
    const rig = new Rig().at(5_000).see().at(20_000)
    rig.see({ canaryAt: SITE - 3_600_000 })
    expect(rig.verdict(50_000)).toBe('proven')
  })

  it('is silent where there never was a canary', () => {
    const rig = new Rig()
    for (let now = 0; now <= 31_000; now += 1_000) rig.at(now).see({ canaryAt: 0 })
    expect(rig.verdict()).toBe('silent')
    // The store of alarms lost what it had, and nobody has sent anything since.
    rig.see().see({ canaryAt: 0 })
    expect(rig.verdict(61_001)).toBe('silent')
  })

  it('lets a canary count only where its node vouches for the store of alarms', () => {
    const rig = new Rig().at(29_000).see({ isStoreSound: false })
    expect(rig.verdict(30_001)).toBe('silent')
    rig.at(31_000).see({ canaryAt: SITE + 29_000 })
    expect(rig.verdict()).toBe('proven')
  })

  it('gives the first canary thirty seconds from the first connection, and no later one any', () => {
    const watch = new CanaryWatch()
    watch.started(0)
    expect(watch.verdict(30_000)).toBe('proven')
    expect(watch.verdict(30_001)).toBe('silent')
    watch.connected(40_000)
    expect(watch.verdict(70_000)).toBe('proven')
    watch.connected(70_000)
    expect(watch.verdict(70_001)).toBe('silent')
  })

  it('is not proven by an old canary that another connection had not named, but by the next', () => {
    const rig = new Rig().at(5_000).see()
    rig.at(600_000).watch.connected(600_000)
    rig.see({ canaryAt: SITE + 300_000 })
    expect(rig.verdict()).toBe('silent')
    rig.at(605_000).see({ canaryAt: SITE + 310_000 })
    expect(rig.verdict()).toBe('proven')
  })

  it('is proven at once by a canary that flew shortly before a new connection', () => {
    const rig = new Rig().at(5_000).see()
    rig.at(600_000).watch.connected(600_000)
    expect(rig.see({ canaryAt: SITE + 595_000 }).verdict()).toBe('proven')
    const replayed = new Rig().at(60_000)
    replayed.see({ canaryAt: SITE + 60_000 - 60 * 9_000, rate: 60 })
    expect(replayed.verdict()).toBe('proven')
  })

  it('is not proven by canaries that waited in a buffer while the page stood still', () => {
    const rig = new Rig().at(5_000).see().at(120_000)
    for (let madeAt = 15_000; madeAt <= 65_000; madeAt += 10_000) {
      rig.see({ canaryAt: SITE + madeAt, siteTime: SITE + madeAt, madeAt })
    }
    expect(rig.verdict()).toBe('silent')
  })

  it('waits one flight for a canary after time that no clock counted', () => {
    const rig = new Rig().at(5_000).see().at(6_000)
    rig.watch.suspect(6_000)
    expect(rig.verdict(18_000)).toBe('proven')
    expect(rig.verdict(18_001)).toBe('silent')
    // What is proven for a shorter time than that is not proven for longer.
    const older = new Rig().at(5_000).see()
    older.watch.suspect(30_000)
    expect(older.verdict(35_001)).toBe('silent')
  })
})
