import { StoreUnavailable } from './store.ts'

const MOST_TRIES = 10
const PAUSE_MS = 500

/** Asks again while the store does not answer in time: a busy moment must not end what waits for it. Rejects as the last try did. */
export async function patiently<T>(
  ask: () => Promise<T>,
  pause: (ms: number) => Promise<unknown>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || tries === MOST_TRIES) throw error
      await pause(PAUSE_MS)
    }
  }
}
