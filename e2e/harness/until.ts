const LOOK_EVERY_MS = 25

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms))

/** Looks until something is so and answers when that was; fails with the words of what did not come. */
export async function until(
  what: string,
  withinMs: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<number> {
  const givenUpAt = performance.now() + withinMs
  for (;;) {
    if (await isSo()) return Date.now()
    if (performance.now() > givenUpAt) throw new Error(`not within ${withinMs} ms: ${what}`)
    await sleep(LOOK_EVERY_MS)
  }
}
