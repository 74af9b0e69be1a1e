import { StoreUnavailable } from '../../services/store.ts'
import { compareVersions, type Version } from '../../../protocol/version.ts'

/** Who waits for a site's next entry. */
export interface Appended {
  readonly last: () => Version
  readonly announce: (version: Version) => void
  /** Resolves at the next entry, after `waitMs`, or when the store closes. */
  readonly next: (waitMs: number) => Promise<void>
  readonly assertOpen: () => void
  readonly close: () => void
}

export function createAppended(first: Version): Appended {
  let last = first
  let isClosed = false
  let waiting = new Set<() => void>()

  function wake(): void {
    const woken = waiting
    waiting = new Set()
    for (const one of woken) one()
  }

  return {
    last: () => last,
    announce(version) {
      if (compareVersions(version, last) > 0) last = version
      wake()
    },
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
