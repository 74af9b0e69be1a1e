import type { ServerMetrics } from './metrics.ts'
import { StoreUnavailable, type StoreInput } from './store.ts'

/** Tells how much waits in a site's input; one question at a time, however slow the store is. */
export function createInputGauge(parts: {
  readonly siteId: string
  readonly input: Pick<StoreInput, 'waitingCount'>
  readonly metrics: Pick<ServerMetrics, 'inputWaiting'>
}): () => Promise<void> {
  const { siteId, input, metrics } = parts
  let isAsking = false

  async function count(): Promise<number | undefined> {
    try {
      return await input.waitingCount()
    } catch (error) {
      if (error instanceof StoreUnavailable) return undefined
      throw error
    }
  }

  return async () => {
    if (isAsking) return
    isAsking = true
    try {
      metrics.inputWaiting(siteId, await count())
    } finally {
      isAsking = false
    }
  }
}
