import { createHash } from 'node:crypto'

const KEPT_MS = 24 * 3_600_000
const MAX_BYTES = 16 * 1024 * 1024
/** What an entry costs beside its answer. */
const ENTRY_BYTES = 512

/** An answer that may be given again. */
export interface KeptAnswer {
  readonly status: number
  readonly contentType: string
  readonly text: string
}

interface Entry {
  readonly bodyHash: string
  readonly answer: Promise<KeptAnswer>
  readonly keptAt: number
  bytes: number
}

export interface IdempotencyCache {
  /** Runs `work` once per name and body; undefined = the name was used with another body. */
  readonly once: (
    name: string,
    body: Uint8Array,
    work: () => Promise<KeptAnswer>,
  ) => Promise<KeptAnswer | undefined>
}

/**
 * Answers by idempotency key, in this process's memory: at most 24 h and 16 MiB, the oldest go first.
 * A restart forgets them; posting a sample again is then harmless, for the same time and value
 * replaces itself. Failures are not kept.
 */
export function createIdempotencyCache(monotonicNow: () => number): IdempotencyCache {
  const entries = new Map<string, Entry>()
  let bytes = 0

  function drop(name: string, entry: Entry): void {
    if (entries.get(name) !== entry) return
    entries.delete(name)
    bytes -= entry.bytes
  }

  function makeRoom(): void {
    const tooOld = monotonicNow() - KEPT_MS
    for (const [name, entry] of entries) {
      if (bytes <= MAX_BYTES && entry.keptAt > tooOld) return
      drop(name, entry)
    }
  }

  function keep(name: string, bodyHash: string, work: () => Promise<KeptAnswer>): Entry {
    const entry = { bodyHash, answer: work(), keptAt: monotonicNow(), bytes: ENTRY_BYTES }
    entries.set(name, entry)
    bytes += entry.bytes
    return entry
  }

  return {
    async once(name, body, work) {
      makeRoom()
      const bodyHash = createHash('sha256').update(body).digest('base64')
      const held = entries.get(name)
      if (held !== undefined) return held.bodyHash === bodyHash ? held.answer : undefined
      const entry = keep(name, bodyHash, work)
      try {
        const answer = await entry.answer
        if (entries.get(name) === entry) {
          entry.bytes += answer.text.length * 2
          bytes += answer.text.length * 2
        }
        return answer
      } catch (error) {
        drop(name, entry)
        throw error
      }
    },
  }
}
