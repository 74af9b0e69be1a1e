/** How long an administration may take. */
export type Limit =
  | { readonly unit: 'working-days'; readonly count: number }
  | { readonly unit: 'working-hours'; readonly count: number }
  | { readonly unit: 'calendar-days'; readonly count: number }

/**
 * When an administration works, of one calendar file. Instants are ms since 1970; a span of working
 * time is in ms. Working intervals include both of their ends where a deadline is concerned: what is
 * due at closing time is due within working time.
 */
export interface WorkingCalendar {
  readonly id: string
  /** IANA zone of its days. */
  readonly timeZone: string
  /** The instant from which a limit runs: `opened` itself within working time, else the next opening; after the daily cut-off that of the next working day. */
  readonly countsFrom: (opened: number) => number
  /** When a limit that was opened then ends. Never outside working time. */
  readonly due: (opened: number, limit: Limit) => number
  /** A due time moved later by a limit, as an extension moves it. Never outside working time. */
  readonly moved: (due: number, limit: Limit) => number
  /** The last working instant of an ISO date: its closing, or the one of the next working day when nobody works on it. */
  readonly closingOf: (date: string) => number
  /**
   * The earliest instant after which that much working time has passed since `at`; negative goes back: the
   * earliest instant from which that much working time is left until `at`.
   */
  readonly addWorkingTime: (at: number, ms: number) => number
  /** Working time in ms between two instants; negative when `to` lies before `from`. Additive. */
  readonly workingTimeBetween: (from: number, to: number) => number
  /**
   * Working days since a fixed day as a number that grows evenly through the working time of each
   * working day, however long it is, and stands still outside. Differences are spans in working days.
   */
  readonly workingDay: (at: number) => number
  readonly isWorkingDay: (date: string) => boolean
  /** ISO date in the calendar's zone. */
  readonly dateOf: (at: number) => string
  /** Days from 1970-01-01 to that date. */
  readonly dayNumber: (at: number) => number
  /** 0 to 23, in the calendar's zone. */
  readonly hourOf: (at: number) => number
  /** How `due` comes about, step by step; the last step is the due time itself. */
  readonly explain: (opened: number, limit: Limit) => readonly ClockStep[]
  /** False where a year that the calendar has no official days off of lies between the two. */
  readonly isCovered: (from: number, to: number) => boolean
}

/** One step of a deadline's explanation. Dates are ISO; instants ms since 1970. */
export type ClockStep =
  | { readonly kind: 'opened'; readonly at: number }
  /** It counts only from then. */
  | {
      readonly kind: 'counts-from'
      readonly at: number
      readonly because: 'before-opening' | 'after-closing' | 'after-cut-off' | 'midday' | 'day-off'
    }
  /** Days passed over, e.g. Saturdays and Sundays (`weekend`) or holidays with their names. */
  | {
      readonly kind: 'skipped'
      readonly dates: readonly string[]
      readonly because: 'weekend' | 'holiday'
      readonly name?: { readonly vi: string; readonly en: string }
    }
  /** Days worked in exchange for others. */
  | { readonly kind: 'made-up'; readonly dates: readonly string[] }
  | { readonly kind: 'moved-to-working-time'; readonly from: number }
  | { readonly kind: 'due'; readonly at: number; readonly limit: Limit }
  /** Days off of this year were not known when the calendar was written. */
  | { readonly kind: 'not-covered'; readonly year: number }
