import type { JournalEvent } from '../core/journal/entry.ts'

/** Writes to a journal; done when it is durable. */
export type Note = (event: JournalEvent) => Promise<unknown>
