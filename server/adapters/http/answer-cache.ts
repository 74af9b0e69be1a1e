import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'

const MAX_ENTRIES = 128
/** How long an answer stands although nothing that it was made of has changed: it holds times, too. */
const STANDS_MS = 1_000
/** An address takes at most a fifth of the server's time: after each answer so many times what it took. */
const REST_FACTOR = 4
const MAX_REST_MS = 1_000
const TAG_LENGTH = 27

/** An answer, and what it is known by: where this is the same, the answer is. */
export interface MadeAnswer {
  readonly text: string
  readonly same: string
}

export interface Question {
  /** Who is asked for what; equal ones have equal answers. */
  readonly address: string
  /** Changes with everything that the answer is made of. */
  readonly revision: () => string
  readonly make: () => Promise<MadeAnswer>
}

export interface AnswerCache {
  /** Answers with an ETag, or 304 to one who has the answer already. */
  readonly send: (req: Request, res: Response, question: Question) => Promise<void>
}

interface Kept {
  readonly text: string
  readonly tag: string
}

interface Entry {
  readonly revision: string
  readonly answer: Promise<Kept>
  /** Monotonic ms; the time it took is known when it is there. */
  readonly madeAt: number
  restsUntil: number
}

export interface CacheParts {
  readonly monotonicNow: () => number
  readonly sleep: (ms: number) => Promise<void>
}

/**
 * Hundreds of walls ask for the same every few seconds: they are answered with one computation. Who
 * asks after something has changed never gets the answer of before, but may wait for the next one.
 */
export function createAnswerCache({ monotonicNow, sleep }: CacheParts): AnswerCache {
  const entries = new Map<string, Entry>()

  function begin({ address, make }: Question, revision: string): Entry {
    const madeAt = monotonicNow()
    const answer = make().then(({ text, same }) => ({ text, tag: tagOf(same) }))
    const entry = { revision, answer, madeAt, restsUntil: madeAt }
    entries.delete(address)
    entries.set(address, entry)
    const [oldest] = entries.keys()
    if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest)
    answer.then(
      () => {
        const tookMs = monotonicNow() - madeAt
        entry.restsUntil = monotonicNow() + Math.min(REST_FACTOR * tookMs, MAX_REST_MS)
      },
      () => {
        if (entries.get(address) === entry) entries.delete(address)
      },
    )
    return entry
  }

  function standing({ address, revision }: Question): Entry | undefined {
    const entry = entries.get(address)
    const stands = entry && monotonicNow() - entry.madeAt < STANDS_MS
    return stands && entry.revision === revision() ? entry : undefined
  }

  async function answerTo(question: Question): Promise<Kept> {
    const held = standing(question)
    if (held) return held.answer
    const last = entries.get(question.address)
    await last?.answer.catch(() => undefined)
    const restMs = (last?.restsUntil ?? 0) - monotonicNow()
    if (last && restMs > 0) await sleep(restMs)
    // Of all who waited the first one begins.
    return (standing(question) ?? begin(question, question.revision())).answer
  }

  return {
    async send(req, res, question) {
      const { text, tag } = await answerTo(question)
      res.set('ETag', tag)
      if (isHeld(req.get('If-None-Match'), tag)) res.status(304).end()
      else res.type('application/json').send(text)
    },
  }
}

/** Not `req.fresh`: browsers that are told to keep nothing ask with `no-cache`, and mean their cache. */
function isHeld(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  const held = header.split(',').map((one) => one.trim())
  return held.includes('*') || held.some((one) => opaque(one) === opaque(tag))
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '')
}

/** Weak: the answer may say another moment, but nothing else of it. */
function tagOf(same: string): string {
  return `W/"${createHash('sha256').update(same).digest('base64url').slice(0, TAG_LENGTH)}"`
}
