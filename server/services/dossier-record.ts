import { arrivalText, contentText, readEvent } from './dossier-event-text.ts'
import {
  MAX_EVENTS_OF_DOSSIER,
  type DossierEventOutcome,
  type StoredDossier,
  type StoredDossierEvent,
} from './dossier-store.ts'

/**
 * The parts of an event's line in a dossier's record. A record is a JSON list with a line for each
 * event, `[id, revision, content, receivedAt, origin]`: JSON has no line breaks inside a text, so an
 * event is found and compared without parsing the others, in the function of Redis as here.
 */
export interface EventLine {
  /** The line break and the id: begins the line of every revision of this event, and no other's. */
  readonly head: string
  readonly revision: number
  readonly content: string
  readonly arrival: string
}

export function lineOf(stored: StoredDossierEvent): EventLine {
  const { event } = stored
  return {
    head: `\n[${JSON.stringify(event.id)},`,
    revision: event.revision ?? 0,
    content: contentText(event),
    arrival: arrivalText(stored),
  }
}

/** Which record there is afterwards: another one only when the event is new. '' = there is none yet. */
export function addLine(
  record: string,
  line: EventLine,
): { readonly outcome: DossierEventOutcome; readonly record: string } {
  const { head, revision, content, arrival } = line
  const text = `${head}${revision},${content},${arrival}]`
  const from = record.indexOf(head)
  if (from === -1) {
    if (lineCount(record) >= MAX_EVENTS_OF_DOSSIER) return { outcome: 'too-many', record }
    const others = record === '' ? '[' : `${record.slice(0, -1)},`
    return { outcome: 'new', record: `${others}${text}]` }
  }
  const behind = from + head.length
  const held = Number(record.slice(behind, record.indexOf(',', behind)))
  if (revision < held) return { outcome: 'known', record }
  if (revision === held) {
    const isSame = record.startsWith(`${revision},${content},`, behind)
    return { outcome: isSame ? 'known' : 'conflict', record }
  }
  const next = record.indexOf(',\n', behind)
  const end = next === -1 ? record.length - 1 : next
  return { outcome: 'new', record: record.slice(0, from) + text + record.slice(end) }
}

function lineCount(record: string): number {
  let count = 0
  for (let at = record.indexOf('\n'); at !== -1; at = record.indexOf('\n', at + 1)) count++
  return count
}

export function readRecord(code: string, record: string): StoredDossier {
  try {
    const rows: unknown = JSON.parse(record)
    if (!Array.isArray(rows)) throw new TypeError('no list')
    return { code, events: rows.map((row) => readEvent(code, row)) }
  } catch (cause) {
    throw new Error(`the record of dossier ${JSON.stringify(code)} is damaged`, { cause })
  }
}
