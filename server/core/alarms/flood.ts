/** Over so many raises in `FLOOD_WINDOW_MS` a flood begins, under so many it ends (ISA-18.2). */
const FLOOD_OVER = 10
const FLOOD_UNDER = 5
export const FLOOD_WINDOW_MS = 10 * 60_000
/** More of them say nothing new. */
const MAX_KEPT = 1_000

/** Site times of the raises of the last ten minutes, oldest first. */
export type RaiseWindow = readonly number[]

/** The window at a moment, with the raises that came then. */
export function withRaises(
  window: RaiseWindow,
  raised: readonly number[],
  at: number,
): RaiseWindow {
  const oldest = at - FLOOD_WINDOW_MS
  const all = raised.length === 0 ? window : [...window, ...raised]
  if (all.length <= MAX_KEPT && (all[0] === undefined || all[0] > oldest)) return all
  return all.filter((one) => one > oldest).slice(-MAX_KEPT)
}

/** Whether the site is in flood, given whether it was. */
export function isFlood(window: RaiseWindow, wasFlood: boolean): boolean {
  return wasFlood ? window.length >= FLOOD_UNDER : window.length > FLOOD_OVER
}
