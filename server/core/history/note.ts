import { z } from 'zod'

/** What a site's history says of itself. Times in ms since 1970. */
export interface HistoryNote {
  /** Stretches, by time of receipt, of which samples left the stream before the history had them; oldest first. */
  readonly losses: readonly Loss[]
  /** Raw samples before this were given up early, for size. */
  readonly sizeCutTo?: number | undefined
}

export interface Loss {
  readonly from: number
  readonly to: number
}

const MAX_LOSSES = 16

const noteSchema = z.object({
  losses: z.array(z.object({ from: z.number(), to: z.number() })).max(MAX_LOSSES),
  sizeCutTo: z.number().optional(),
})

export const EMPTY_NOTE: HistoryNote = { losses: [] }

/** The stored form read; one that nobody can read says nothing. */
export function parseNote(text: string | undefined): HistoryNote {
  if (text === undefined) return EMPTY_NOTE
  try {
    const parsed = noteSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : EMPTY_NOTE
  } catch (error) {
    if (error instanceof SyntaxError) return EMPTY_NOTE
    throw error
  }
}

export function formatNote(note: HistoryNote): string {
  return JSON.stringify(note)
}

/** The note with one more loss, once however often it is told. Of more than 16 the two oldest are told as one. */
export function withLoss(note: HistoryNote, loss: Loss): HistoryNote {
  if (note.losses.some((one) => one.from === loss.from && one.to === loss.to)) return note
  const all = [...note.losses, { from: Math.min(loss.from, loss.to), to: loss.to }]
  const [first, second, ...rest] = all
  if (all.length <= MAX_LOSSES || !first || !second) return { ...note, losses: all }
  const joined = { from: Math.min(first.from, second.from), to: Math.max(first.to, second.to) }
  return { ...note, losses: [joined, ...rest] }
}

/** The note when raw samples before `cutTo` were given up for size. */
export function withSizeCut(note: HistoryNote, cutTo: number): HistoryNote {
  return { ...note, sizeCutTo: Math.max(cutTo, note.sizeCutTo ?? -Infinity) }
}
