import type { SiteClockReading } from '../../protocol/freshness.ts'
import type { LocalizedText } from '../../protocol/screen.ts'

/** The clock of a site, real or a scenario. All times in ms since 1970. */
export interface SiteClock {
  /** Site time: what ages, rules, deadlines and axes use. */
  readonly now: () => number
  readonly reading: () => SiteClockReading
  /** Present while the clock is a scenario: what the violet band says. */
  readonly scenario: () => { readonly title: LocalizedText } | undefined
  /** False while the machine's wall clock disagrees with its monotonic clock by more than 2 s. */
  readonly isSound: () => boolean
}

/** The machine's clocks, as ports: wall clock in ms since 1970, monotonic in ms since any start. */
export interface MachineClock {
  readonly wallNow: () => number
  readonly monotonicNow: () => number
}
