import { setTimeout as pause } from 'node:timers/promises'
import type { WallServer } from './wall-server.ts'

/** A source that posts a reading again and again, whatever the answers are. */
export interface Producer {
  readonly acceptedCount: () => number
  /** The newest value that was accepted. */
  readonly accepted: () => number
  readonly stop: () => Promise<void>
}

export function startProducer(
  server: () => WallServer,
  site: string,
  sensors: readonly string[],
  everyMs: number,
): Producer {
  const stopping = new AbortController()
  const { signal } = stopping
  let count = 0
  let newest = NaN
  async function run(): Promise<void> {
    for (let turn = 0; !signal.aborted; turn++) {
      const value = 1 + (turn % 700) / 100
      const sensor = sensors[turn % sensors.length] ?? 'ai-nghia'
      const answer = await server()
        .post(site, [{ metric: 'river.level', sensor, value }])
        .catch(() => undefined)
      if (answer?.status === 202) {
        count++
        newest = value
      }
      await pause(everyMs, undefined, { signal }).catch(() => undefined)
    }
  }
  const running = run()
  return {
    acceptedCount: () => count,
    accepted: () => newest,
    async stop() {
      stopping.abort()
      await running
    },
  }
}
