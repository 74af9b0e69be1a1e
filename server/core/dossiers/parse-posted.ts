import * as z from 'zod/mini'
import { CodeSchema, DOSSIER_EVENT_TYPES } from '../../../protocol/dossiers.ts'
import { IncomingEventSchema, type IncomingEvent } from './read-events.ts'

/** Events that one request may hold, and units that it may report of. */
export const MAX_EVENTS = 5_000
const MAX_UNITS = 500

const instant = z.pipe(
  z.iso.datetime({ offset: true, error: 'an ISO 8601 time with its offset' }),
  z.transform((text) => Date.parse(text)),
)

const reportFields = {
  /** Everything up to then has been reported, of these units or of all. */
  reportedUntil: z.optional(instant),
  units: z.optional(z.array(CodeSchema).check(z.maxLength(MAX_UNITS))),
}

const BodySchema = z.strictObject({ events: z.array(z.unknown()), ...reportFields })

/** The JSON body of a post of events, as it is described; events are looked at one by one. */
export const PostedDossiersSchema = z.strictObject({
  events: z.array(IncomingEventSchema).check(z.maxLength(MAX_EVENTS)),
  ...reportFields,
})

/** An event that could not be read, by its position in the request. */
export interface UnreadEvent {
  readonly index: number
  readonly code: 'malformed'
  readonly message: string
}

export type PostedDossiers =
  | {
      readonly ok: true
      readonly events: readonly IncomingEvent[]
      /** Where each event stood in the request, from 0; with NDJSON its line. */
      readonly positions: readonly number[]
      readonly rejected: readonly UnreadEvent[]
      readonly reportedUntil: number | undefined
      readonly units: readonly string[] | undefined
    }
  | {
      readonly ok: false
      readonly reason: 'not-json' | 'wrong-shape' | 'too-many'
      readonly message: string
    }

/** Reads `{"events": […], "reportedUntil"?, "units"?}`. A bad event is named by its position and loses nothing else. */
export function parsePostedJson(text: string): PostedDossiers {
  const parsed = parseJson(text)
  if (!parsed.ok) return { ok: false, reason: 'not-json', message: parsed.message }
  const body = BodySchema.safeParse(parsed.value)
  if (!body.success) return { ok: false, reason: 'wrong-shape', message: issueText(body.error) }
  const { events, reportedUntil, units } = body.data
  if (events.length > MAX_EVENTS) return tooMany()
  const items = events.map((value, position): Item => ({ position, read: { ok: true, value } }))
  return { ...readItems(items, () => ''), reportedUntil, units }
}

/** Reads newline-delimited JSON, one event a line, blank lines skipped; messages name the line from 1. */
export function parsePostedNdjson(text: string): PostedDossiers {
  const items: Item[] = []
  for (const [position, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    items.push({ position, read: parseJson(line) })
    if (items.length > MAX_EVENTS) return tooMany()
  }
  const read = readItems(items, (position) => `line ${position + 1}: `)
  return { ...read, reportedUntil: undefined, units: undefined }
}

interface Item {
  readonly position: number
  readonly read: ReadJson
}

function readItems(
  items: readonly Item[],
  where: (position: number) => string,
): Pick<PostedDossiers & { readonly ok: true }, 'ok' | 'events' | 'positions' | 'rejected'> {
  const events: IncomingEvent[] = []
  const positions: number[] = []
  const rejected: UnreadEvent[] = []
  for (const { position, read } of items) {
    const event = read.ok ? readEvent(read.value) : read.message
    if (typeof event === 'string') {
      rejected.push({ index: position, code: 'malformed', message: where(position) + event })
    } else {
      events.push(event)
      positions.push(position)
    }
  }
  return { ok: true, events, positions, rejected }
}

/** The event, or what is wrong with it. */
function readEvent(value: unknown): IncomingEvent | string {
  const read = IncomingEventSchema.safeParse(value)
  return read.success ? read.data : issueText(read.error)
}

/** The first thing that is wrong, with the field where it is. */
function issueText({ issues: [issue] }: z.core.$ZodError): string {
  if (!issue) return 'not understood'
  // Only the kind of event is a choice between shapes.
  if (issue.code === 'invalid_union') return `type: one of ${DOSSIER_EVENT_TYPES.join(', ')}`
  const place = issue.path.map(String).join('.')
  return place === '' ? issue.message : `${place}: ${issue.message}`
}

type ReadJson =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string }

function parseJson(text: string): ReadJson {
  try {
    const value: unknown = JSON.parse(text)
    return { ok: true, value }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { ok: false, message: 'not valid JSON' }
  }
}

function tooMany(): PostedDossiers {
  const message = `a request may hold at most ${MAX_EVENTS} events`
  return { ok: false, reason: 'too-many', message }
}
