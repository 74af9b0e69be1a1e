import { z } from 'zod'
import { readJson } from './chain.ts'

export const ACTOR_KINDS = ['person', 'key', 'command-line', 'server', 'anonymous'] as const
export type ActorKind = (typeof ACTOR_KINDS)[number]

/** Who did something. */
export interface JournalActor {
  readonly kind: ActorKind
  readonly id?: string | undefined
  readonly name?: string | undefined
}

export type JournalDetail = Readonly<Record<string, string | number | boolean>>

/** What was done, by whom and on what. */
export interface JournalEvent {
  readonly actor: JournalActor
  /** Kebab-case names with points between, e.g. `session.opened`. */
  readonly action: string
  /** What it was done to, e.g. the id of a person or of a key. */
  readonly subject?: string | undefined
  readonly site?: string | undefined
  readonly detail?: JournalDetail | undefined
  /** Where the request came from. */
  readonly address?: string | undefined
}

/** An event with its moment, ms since 1970. */
export interface JournalEntry extends JournalEvent {
  readonly at: number
}

const ACTION = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/
const DETAIL_NAME = /^[a-zA-Z][a-zA-Z0-9-]*$/
const MAX_DETAILS = 20

const detailSchema = z
  .record(
    z.string().max(50).regex(DETAIL_NAME),
    z.union([z.string().max(500), z.number(), z.boolean()]),
  )
  .refine((detail) => Object.keys(detail).length <= MAX_DETAILS, {
    message: `at most ${MAX_DETAILS} details`,
  })

const entrySchema: z.ZodType<JournalEntry> = z.strictObject({
  at: z.int().nonnegative(),
  actor: z.strictObject({
    kind: z.enum(ACTOR_KINDS),
    id: z.string().max(100).optional(),
    name: z.string().max(100).optional(),
  }),
  action: z.string().max(64).regex(ACTION),
  subject: z.string().max(200).optional(),
  site: z.string().max(64).optional(),
  detail: detailSchema.optional(),
  address: z.string().max(100).optional(),
})

/** Checks an entry that is to be noted; throws where a part of it is out of form or too long. */
export function assertEntry(entry: JournalEntry): JournalEntry {
  return entrySchema.parse(entry)
}

/**
 * The entry as JSON in the one form in which it is hashed: names in a fixed order, details by name,
 * what is absent left out; half of a surrogate pair is escaped, so the text is well-formed in UTF-8.
 */
export function bodyOf(entry: JournalEntry): string {
  const { at, actor, action, subject, site, detail, address } = entry
  const { kind, id, name } = actor
  const details = detail && Object.fromEntries(Object.entries(detail).toSorted(byName))
  return JSON.stringify({
    at,
    actor: { kind, id, name },
    action,
    subject,
    site,
    detail: details,
    address,
  })
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

/** Reads a kept body; `undefined` for what is not an entry. */
export function readEntry(body: string): JournalEntry | undefined {
  return entrySchema.safeParse(readJson(body)).data
}
