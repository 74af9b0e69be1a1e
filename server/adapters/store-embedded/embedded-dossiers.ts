import { randomUUID } from 'node:crypto'
import { addLine, lineOf, readRecord, type EventLine } from '../../services/dossier-record.ts'
import {
  assertAppendable,
  KEPT_DOSSIER_CHANGES,
  type DossierEventOutcome,
  type DossierPosition,
  type DossierReport,
  type DossierStore,
  type StoredDossier,
} from '../../services/dossier-store.ts'
import type { Appended } from './appended.ts'
import { rangeOf, removeAll, type SiteRows } from './site-rows.ts'
import { refusedWrite } from './write-refusal.ts'

interface NewLine {
  readonly code: string
  readonly line: EventLine
}

/** What the store holds of a dossier; sequence 0 and '' when nothing. */
interface Held {
  /** Of its last change. */
  readonly sequence: number
  readonly record: string
}

export function createEmbeddedDossiers(rows: SiteRows, appended: Appended): DossierStore {
  const { site, environment } = rows
  return {
    async append(events, reports) {
      assertAppendable(events, reports)
      appended.assertOpen()
      const lines = events.map((one) => ({ code: one.event.dossier, line: lineOf(one) }))
      try {
        const outcomes = await environment.commit(() => {
          moveReports(rows, reports)
          return appendLines(rows, lines)
        })
        return { ok: true, outcomes }
      } catch (cause) {
        return refusedWrite(cause, environment.folder)
      }
    },
    async position() {
      environment.refresh()
      return positionOf(rows)
    },
    async changedAfter(after, limit) {
      environment.refresh()
      const { sequence } = positionOf(rows)
      if (after > sequence || after < sequence - KEPT_DOSSIER_CHANGES) {
        return { codes: [], sequence, forgotten: true }
      }
      const range = { start: [site, after + 1], end: [site, Infinity], limit }
      const changes = [...environment.dossierChanges.getRange(range)]
      const last = changes.at(-1)
      return {
        codes: changes.map(({ value }) => value),
        sequence: last ? Number(last.key[1]) : sequence,
        forgotten: false,
      }
    },
    async read(codes) {
      environment.refresh()
      return codes.flatMap((code) => {
        const value = environment.dossiers.get([site, code])
        return value === undefined ? [] : [dossierOf(code, value)]
      })
    },
    async scan(cursor, limit) {
      environment.refresh()
      const start = cursor === '' ? [site] : [site, cursor]
      const range = { ...rangeOf(site), start, exclusiveStart: true, limit }
      const dossiers = [...environment.dossiers.getRange(range)].map(({ key, value }) =>
        dossierOf(String(key[1]), value),
      )
      return { dossiers, next: dossiers.length < limit ? undefined : dossiers.at(-1)?.code }
    },
    async reports() {
      environment.refresh()
      const held = environment.dossierReports.getRange(rangeOf(site))
      return [...held].map(({ key, value }) => ({ unit: String(key[1]), reportedUntil: value }))
    },
  }
}

/** Everything that is kept of the site's dossiers; in a write transaction. */
export function clearDossiers({ site, environment }: SiteRows): void {
  removeAll(environment.dossiers, site)
  removeAll(environment.dossierChanges, site)
  removeAll(environment.dossierReports, site)
  environment.dossierPositions.removeSync([site])
}

function positionOf({ site, environment }: SiteRows): DossierPosition {
  return environment.dossierPositions.get([site]) ?? { identity: '', sequence: 0 }
}

function appendLines(rows: SiteRows, lines: readonly NewLine[]): readonly DossierEventOutcome[] {
  const held = new Map<string, Held>()
  const changed = new Map<string, Held>()
  const outcomes = lines.map(({ code, line }) => {
    const before = changed.get(code) ?? held.get(code) ?? readHeld(rows, code)
    held.set(code, before)
    const { outcome, record } = addLine(before.record, line)
    if (outcome === 'new') changed.set(code, { ...before, record })
    return outcome
  })
  if (changed.size > 0) writeChanged(rows, changed)
  return outcomes
}

function writeChanged(rows: SiteRows, changed: ReadonlyMap<string, Held>): void {
  const { site, environment } = rows
  const position = positionOf(rows)
  let { sequence } = position
  for (const [code, { sequence: before, record }] of changed) {
    sequence++
    environment.dossiers.putSync([site, code], `${sequence}${record}`)
    if (before > 0) environment.dossierChanges.removeSync([site, before])
    environment.dossierChanges.putSync([site, sequence], code)
  }
  const forgotten = { start: [site], end: [site, sequence - KEPT_DOSSIER_CHANGES + 1] }
  for (const key of [...environment.dossierChanges.getKeys(forgotten)]) {
    environment.dossierChanges.removeSync(key)
  }
  const identity = position.identity || randomUUID()
  environment.dossierPositions.putSync([site], { identity, sequence })
}

function moveReports({ site, environment }: SiteRows, reports: readonly DossierReport[]): void {
  for (const { unit, reportedUntil } of reports) {
    const held = environment.dossierReports.get([site, unit]) ?? -Infinity
    if (reportedUntil > held) environment.dossierReports.putSync([site, unit], reportedUntil)
  }
}

function readHeld({ site, environment }: SiteRows, code: string): Held {
  const value = environment.dossiers.get([site, code])
  return value === undefined ? { sequence: 0, record: '' } : splitValue(value)
}

function dossierOf(code: string, value: string): StoredDossier {
  return readRecord(code, splitValue(value).record)
}

/** A value is the sequence of the dossier's last change, then its record. */
function splitValue(value: string): Held {
  const begin = value.indexOf('[')
  return { sequence: Number(value.slice(0, begin)), record: value.slice(begin) }
}
