import { StoreUnavailable } from '../../services/store.ts'

/** Who waits for a site's next entry. */
export interface Appended {
  readonly announce: () => void
  /** Resolves at the next entry, after `waitMs`, or when the store closes. */
  readonly next: (waitMs: number) => Promise<void>
  readonly assertOpen: () => void
  readonly close: () => void
}

export function createAppended(): Appended {
  let isClosed = false
  let waiting = new Set<() => void>()

  function wake(): void {
    const woken = waiting
    waiting = new Set()
    for (const one of woken) one()
  }

  return {
    announce: wake,
    next: (waitMs) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer)
          waiting.delete(done)
          resolve()
        }
        const timer = setTimeout(done, waitMs)
        waiting.add(done)
      }),
    assertOpen() {
      if (isClosed) throw new StoreUnavailable('the store was closed')
    },
    close() {
      isClosed = true
      wake()
    },
  }
}
