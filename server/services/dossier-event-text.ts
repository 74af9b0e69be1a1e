import {
  DOSSIER_CHANNELS,
  DOSSIER_EVENT_TYPES,
  type DossierChannel,
  type DossierEvent,
  type DossierEventType,
  type DossierLimit,
} from '../../protocol/dossiers.ts'
import { ORIGINS, type Origin } from '../../protocol/sample.ts'
import type { StoredDossierEvent } from './dossier-store.ts'

const TYPE_LETTERS: Readonly<Record<DossierEventType, string>> = {
  received: 'r',
  'supplement-requested': 's',
  'financial-duty-requested': 'f',
  resumed: 'u',
  extended: 'x',
  completed: 'c',
  returned: 'b',
  withdrawn: 'w',
  retracted: 't',
}
const CHANNEL_LETTERS: Readonly<Record<DossierChannel, string>> = {
  'in-person': 'i',
  online: 'o',
  post: 'p',
}
const ORIGIN_LETTERS: Readonly<Record<Origin, string>> = {
  real: 'r',
  manual: 'm',
  simulated: 's',
  derived: 'd',
}

const typesByLetter = new Map(DOSSIER_EVENT_TYPES.map((one) => [TYPE_LETTERS[one], one]))
const channelsByLetter = new Map(DOSSIER_CHANNELS.map((one) => [CHANNEL_LETTERS[one], one]))
const originsByLetter = new Map(ORIGINS.map((one) => [ORIGIN_LETTERS[one], one]))

/**
 * What an event says beside its id and revision, as a JSON list without line breaks: the same text
 * for the same content, whatever the order of its keys. A field to come goes to the end of its list,
 * so that what is kept stays equal to itself.
 */
export function contentText(event: DossierEvent): string {
  return listText([TYPE_LETTERS[event.type], event.at, ...detailsOf(event)])
}

/** When and by what it came in: no part of what an event says. */
export function arrivalText({ receivedAt, origin }: StoredDossierEvent): string {
  return `${JSON.stringify(receivedAt)},${JSON.stringify(ORIGIN_LETTERS[origin])}`
}

type Part = string | number | readonly Part[] | undefined

function detailsOf(event: DossierEvent): readonly Part[] {
  switch (event.type) {
    case 'received': {
      const { unit, field, procedure, channel, limit, due, level } = event
      const letter = channel && CHANNEL_LETTERS[channel]
      return [unit, field, procedure, letter, limitParts(limit), due, level]
    }
    case 'extended':
      return [event.due, limitParts(event.limit), event.apologyAt]
    case 'supplement-requested':
    case 'financial-duty-requested':
    case 'resumed':
    case 'completed':
    case 'returned':
    case 'withdrawn':
    case 'retracted':
      return []
  }
}

function limitParts(limit: DossierLimit | undefined): readonly Part[] | undefined {
  return limit && withoutEnd([limit.workingDays, limit.workingHours, limit.calendarDays])
}

function listText(parts: readonly Part[]): string {
  return JSON.stringify(withoutEnd(parts))
}

/** What is absent at the end takes no place. */
function withoutEnd(parts: readonly Part[]): readonly Part[] {
  return parts.slice(0, parts.findLastIndex((part) => part !== undefined) + 1)
}

/**
 * Inverse of the texts: of the list `[id, revision, content, receivedAt, origin]`. Throws for anything
 * else. A million are read at start, so each is made at once, in one shape.
 */
export function readEvent(dossier: string, row: unknown): StoredDossierEvent {
  const parts = listIn(row)
  const revision = numberIn(parts[1])
  return {
    event: readContent(textIn(parts[0]), dossier, revision || undefined, listIn(parts[2])),
    receivedAt: numberIn(parts[3]),
    origin: namedIn(originsByLetter, parts[4]),
  }
}

function readContent(
  id: string,
  dossier: string,
  revision: number | undefined,
  parts: readonly unknown[],
): DossierEvent {
  const type = namedIn(typesByLetter, parts[0])
  const at = numberIn(parts[1])
  switch (type) {
    case 'received':
      return {
        id,
        dossier,
        revision,
        type,
        at,
        unit: textIn(parts[2]),
        field: textIn(parts[3]),
        procedure: optional(textIn, parts[4]),
        channel: optional(channelIn, parts[5]),
        limit: optional(limitIn, parts[6]),
        due: optional(numberIn, parts[7]),
        level: optional(textIn, parts[8]),
      }
    case 'extended':
      return {
        id,
        dossier,
        revision,
        type,
        at,
        due: optional(numberIn, parts[2]),
        limit: optional(limitIn, parts[3]),
        apologyAt: optional(numberIn, parts[4]),
      }
    case 'supplement-requested':
    case 'financial-duty-requested':
    case 'resumed':
    case 'completed':
    case 'returned':
    case 'withdrawn':
    case 'retracted':
      return { id, dossier, revision, type, at }
  }
}

function channelIn(part: unknown): DossierChannel {
  return namedIn(channelsByLetter, part)
}

function limitIn(part: unknown): DossierLimit {
  const parts = listIn(part)
  return {
    workingDays: optional(numberIn, parts[0]),
    workingHours: optional(numberIn, parts[1]),
    calendarDays: optional(numberIn, parts[2]),
  }
}

/** JSON has no `undefined`: what is absent in the middle of a list is null. */
function optional<T>(read: (part: unknown) => T, part: unknown): T | undefined {
  return part === undefined || part === null ? undefined : read(part)
}

function textIn(part: unknown): string {
  if (typeof part === 'string') return part
  throw new TypeError(`no text: ${JSON.stringify(part)}`)
}

function numberIn(part: unknown): number {
  if (typeof part === 'number') return part
  throw new TypeError(`no number: ${JSON.stringify(part)}`)
}

function listIn(part: unknown): readonly unknown[] {
  if (Array.isArray(part)) return part
  throw new TypeError(`no list: ${JSON.stringify(part)}`)
}

function namedIn<T>(byLetter: ReadonlyMap<string, T>, part: unknown): T {
  const name = byLetter.get(textIn(part))
  if (name !== undefined) return name
  throw new TypeError(`no such letter: ${JSON.stringify(part)}`)
}
