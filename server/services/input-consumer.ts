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
const MOST_TRIES = 5

export interface InputConsumer {
  readonly start: () => void
  /** Resolves when the batch in hand is through. */
  readonly stop: () => Promise<void>
  /** False while the input cannot be read, or what was read cannot be moved. */
  readonly isSound: () => boolean
}

export interface InputConsumerParts extends EntryParts {
  readonly siteId: string
  readonly input: Pick<StoreInput, 'read' | 'move'>
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
  const moveAll = createMover(parts)
  let isSound = true
  let pauseMs = FIRST_PAUSE_MS
  let stopping = new AbortController()
  let running: Promise<void> | undefined

  async function readNext(): Promise<Batch> {
    try {
      return { entries: await parts.input.read({ limit: READ_LIMIT, waitMs: READ_WAIT_MS }) }
    } catch (error) {
      return { entries: [], problem: problemOf(error) }
    }
  }

  /** While one batch is moved the next one is read: under load neither the store nor this node waits for the other. */
  async function run(signal: AbortSignal): Promise<void> {
    let ahead: Promise<Batch> | undefined
    while (ahead || !signal.aborted) {
      const { entries, problem } = await (ahead ?? readNext())
      ahead = entries.length > 0 && !signal.aborted ? readNext() : undefined
      if (problem) await pause(problem, signal)
      else if (entries.length > 0) await moveUntilDone(entries, signal)
      else soundAgain()
    }
  }

  /**
   * Tries until it is done: what is left behind here comes again only after all that was read later.
   * A batch that fails for a reason nobody foresaw must not hold up the others for ever.
   */
  async function moveUntilDone(entries: readonly InputEntry[], signal: AbortSignal): Promise<void> {
    for (let tries = 1; ; tries++) {
      const problem = await moveAll(entries)
      if (!problem) return soundAgain()
      await pause(problem, signal)
      if (signal.aborted || (problem.err !== undefined && tries >= MOST_TRIES)) return
    }
  }

  function soundAgain(): void {
    if (!isSound) log.info({ site: siteId }, 'input is moved again')
    isSound = true
    pauseMs = FIRST_PAUSE_MS
  }

  async function pause(problem: MoveProblem, signal: AbortSignal): Promise<void> {
    if (isSound) log.warn({ site: siteId, ...problem }, 'input cannot be moved, trying again')
    isSound = false
    const ms = pauseMs
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    await parts.sleep(ms, signal)
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

interface Batch {
  readonly entries: readonly InputEntry[]
  readonly problem?: MoveProblem
}

interface MoveProblem {
  readonly reason: string
  readonly err?: unknown
}

function problemOf(error: unknown): MoveProblem {
  if (error instanceof StoreUnavailable) return { reason: 'store-unavailable' }
  if (error instanceof EpochChanged) return { reason: 'epoch-changed' }
  return { reason: 'failed', err: error }
}

/** One batch from the input to the stream; answers what stood in the way, if anything did. */
function createMover(
  parts: InputConsumerParts,
): (entries: readonly InputEntry[]) => Promise<MoveProblem | undefined> {
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

  return async (entries) => {
    try {
      return await moveAll(entries)
    } catch (error) {
      return problemOf(error)
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
