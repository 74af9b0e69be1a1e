/**
 * A clock that keeps the pace of the monotonic clock and is led gently by the wall clock. Times are
 * ms since 1970, monotonic times ms since any start.
 */
export interface SteadyClock {
  /** What the clock showed at `sinceMonotonic`. */
  readonly baseAt: number
  readonly sinceMonotonic: number
  /** ms still to be added (or, negative, taken away) at `SLEW_RATE`. */
  readonly slewMs: number
  /** The difference (wall clock − this clock) that is too large to follow, and since when it stands. */
  readonly jump: { readonly differenceMs: number; readonly sinceMonotonic: number } | undefined
}

/** Differences up to this are slewed away; larger ones make the clock unsound. */
export const MAX_SLEW_MS = 2_000
/** ms of correction per ms: the 500 ppm limit of adjtime(3), times ten, so that 2 s are gone in 7 minutes. */
export const SLEW_RATE = 0.005
/** A jump of the wall clock that stands unchanged for this long is believed: someone has set the clock. */
export const ADOPT_JUMP_AFTER_MS = 10 * 60_000

/** A clock that shows the wall clock's time. */
export function startSteadyClock(wallAt: number, monotonic: number): SteadyClock {
  return { baseAt: wallAt, sinceMonotonic: monotonic, slewMs: 0, jump: undefined }
}

/** What the clock shows at a monotonic time not before its last observation. */
export function steadyTime(clock: SteadyClock, monotonic: number): number {
  const elapsedMs = Math.max(0, monotonic - clock.sinceMonotonic)
  return clock.baseAt + elapsedMs + slewed(clock.slewMs, elapsedMs)
}

/** False while the wall clock is further away than can be slewed. */
export function isSteadyClockSound(clock: SteadyClock): boolean {
  return clock.jump === undefined
}

/**
 * The clock after a look at both clocks. A small difference is slewed away; a large one is not
 * followed until it has stood still (within `MAX_SLEW_MS`) for `ADOPT_JUMP_AFTER_MS`; then the wall
 * clock's time is taken in one step, forwards or backwards.
 */
export function observeWallClock(
  clock: SteadyClock,
  wallAt: number,
  monotonic: number,
): SteadyClock {
  const baseAt = steadyTime(clock, monotonic)
  const differenceMs = wallAt - baseAt
  if (Math.abs(differenceMs) <= MAX_SLEW_MS) {
    return { baseAt, sinceMonotonic: monotonic, slewMs: differenceMs, jump: undefined }
  }
  const isSameJump =
    clock.jump !== undefined && Math.abs(differenceMs - clock.jump.differenceMs) <= MAX_SLEW_MS
  const jump = clock.jump && isSameJump ? clock.jump : { differenceMs, sinceMonotonic: monotonic }
  if (monotonic - jump.sinceMonotonic >= ADOPT_JUMP_AFTER_MS) {
    return startSteadyClock(wallAt, monotonic)
  }
  return { baseAt, sinceMonotonic: monotonic, slewMs: 0, jump }
}

function slewed(slewMs: number, elapsedMs: number): number {
  return Math.sign(slewMs) * Math.min(Math.abs(slewMs), elapsedMs * SLEW_RATE)
}
