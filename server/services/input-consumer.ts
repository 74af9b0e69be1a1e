import type { IncomingSample } from '../core/ingest/incoming-sample.ts'
import { readInputEntry } from '../core/ingest/read-input.ts'
import type { FeedLog, Sleep } from './feed-ports.ts'
import { outcomeOfRefusal } from './ingest.ts'
import { createEntryBuilder, type EntryParts } from './ingest-entry.ts'
import type { ServerMetrics } from './metrics.ts'
import type { MachineClock } from './site-clock.ts'
import { EpochChanged, StoreUnavailable, type InputEntry, type StoreInput } from './store.ts'

const READ_LIMIT = 1_000
const READ_WAIT_MS = 1_000
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2_000

export interface InputConsumer {
  readonly start: () => void
  /** Resolves when the batch in hand is through. */
  readonly stop: () => Promise<void>
  /** False after a batch could not be moved, until one can again. */
  readonly isSound: () => boolean
}

export interface InputConsumerParts extends EntryParts {
  readonly siteId: string
  readonly input: StoreInput
  readonly machine: MachineClock
  readonly metrics: Pick<
    ServerMetrics,
    'samplesAccepted' | 'sampleRejected' | 'appended' | 'inputDead'
  >
  readonly log: FeedLog
  readonly sleep: Sleep
}

interface DeadEntry {
  readonly id: string
  readonly reason: string
}

/** Moves what producers wrote to the store's input into the site's stream, batch by batch, by the same checks as every other way in. */
export function createInputConsumer(parts: InputConsumerParts): InputConsumer {
  const { siteId, log } = parts
  const moveWaiting = createMover(parts)
  let isSound = true
  let stopping = new AbortController()
  let running: Promise<void> | undefined

  async function run(signal: AbortSignal): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS
    while (!signal.aborted) {
      const problem = await moveWaiting()
      if (problem === undefined) {
        if (!isSound) log.info({ site: siteId }, 'input is moved again')
        isSound = true
        pauseMs = FIRST_PAUSE_MS
        continue
      }
      if (isSound) log.warn({ site: siteId, ...problem }, 'input cannot be moved, trying again')
      isSound = false
      await parts.sleep(pauseMs, signal)
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    }
  }

  return {
    start() {
      if (running) return
      stopping = new AbortController()
      running = run(stopping.signal)
    },
    async stop() {
      stopping.abort()
      await running
      running = undefined
    },
    isSound: () => isSound,
  }
}

interface MoveProblem {
  readonly reason: string
  readonly err?: unknown
}

/** One batch from the input to the stream; answers what stood in the way, if anything did. */
function createMover(parts: InputConsumerParts): () => Promise<MoveProblem | undefined> {
  const { input, metrics, siteId } = parts
  const builder = createEntryBuilder(parts)

  async function moveAll(entries: readonly InputEntry[]): Promise<MoveProblem | undefined> {
    const { samples, sampleIds, dead } = readAll(entries)
    const checked = builder.check(samples, 'real')
    for (const { index, code, message } of checked.rejected) {
      dead.push({ id: sampleIds[index] ?? '', reason: `${code}: ${message}` })
    }
    const startedAt = parts.machine.monotonicNow()
    const { count } = checked.batch
    const entry = count > 0 ? await builder.entryOf(checked) : undefined
    const result = await input.move({ ids: entries.map((one) => one.id), entry, dead })
    if (!result.ok && result.reason === 'already-moved') return undefined
    const outcome = result.ok ? 'ok' : outcomeOfRefusal(result.reason)
    if (entry) metrics.appended(siteId, outcome, parts.machine.monotonicNow() - startedAt)
    if (outcome !== 'ok') return { reason: outcome }
    metrics.samplesAccepted(siteId, 'real', count)
    metrics.inputDead(siteId, dead.length)
    for (const { code } of checked.rejected) metrics.sampleRejected(siteId, code)
    return undefined
  }

  return async () => {
    try {
      const entries = await input.read({ limit: READ_LIMIT, waitMs: READ_WAIT_MS })
      return entries.length === 0 ? undefined : await moveAll(entries)
    } catch (error) {
      if (error instanceof StoreUnavailable) return { reason: 'store-unavailable' }
      if (error instanceof EpochChanged) return { reason: 'epoch-changed' }
      return { reason: 'failed', err: error }
    }
  }
}

function readAll(entries: readonly InputEntry[]): {
  readonly samples: readonly IncomingSample[]
  readonly sampleIds: readonly string[]
  readonly dead: DeadEntry[]
} {
  const samples: IncomingSample[] = []
  const sampleIds: string[] = []
  const dead: DeadEntry[] = []
  for (const { id, fields } of entries) {
    const sample = readInputEntry(id, fields)
    if (typeof sample === 'string') dead.push({ id, reason: `malformed: ${sample}` })
    else {
      samples.push(sample)
      sampleIds.push(id)
    }
  }
  return { samples, sampleIds, dead }
}
