import { addLine, lineOf, readRecord } from '../services/dossier-record.ts'
import {
  assertAppendable,
  KEPT_DOSSIER_CHANGES,
  type DossierPosition,
  type DossierReport,
  type DossierStore,
  type StoredDossier,
  type StoredDossierEvent,
} from '../services/dossier-store.ts'

export interface FakeDossiersParts {
  readonly assertReachable: () => void
  /** Why the store takes no writes just now. */
  readonly refusal: () => 'full' | 'read-only' | undefined
}

/** Dossiers in memory that keep the port's rules. */
export class FakeDossiers implements DossierStore {
  /** How many appends took effect. */
  appendCount = 0
  readonly #parts: FakeDossiersParts
  readonly #records = new Map<string, string>()
  /** Sequence of the last change by code, in order. */
  readonly #changes = new Map<string, number>()
  readonly #reports = new Map<string, number>()
  #identityCount = 0
  #position: DossierPosition = { identity: '', sequence: 0 }

  constructor(parts: FakeDossiersParts) {
    this.#parts = parts
  }

  clear(): void {
    this.#records.clear()
    this.#changes.clear()
    this.#reports.clear()
    this.#position = { identity: '', sequence: 0 }
  }

  async append(
    events: readonly StoredDossierEvent[],
    reports: readonly DossierReport[],
  ): ReturnType<DossierStore['append']> {
    this.#parts.assertReachable()
    assertAppendable(events, reports)
    const reason = this.#parts.refusal()
    if (reason) return { ok: false, reason }
    const changed = new Set<string>()
    const outcomes = events.map((stored) => {
      const code = stored.event.dossier
      const { outcome, record } = addLine(this.#records.get(code) ?? '', lineOf(stored))
      if (outcome !== 'new') return outcome
      this.#records.set(code, record)
      changed.add(code)
      return outcome
    })
    for (const code of changed) this.#note(code)
    for (const { unit, reportedUntil } of reports) {
      this.#reports.set(unit, Math.max(reportedUntil, this.#reports.get(unit) ?? -Infinity))
    }
    this.appendCount++
    return { ok: true, outcomes }
  }

  async position(): Promise<DossierPosition> {
    this.#parts.assertReachable()
    return this.#position
  }

  async changedAfter(after: number, limit: number): ReturnType<DossierStore['changedAfter']> {
    this.#parts.assertReachable()
    const { sequence } = this.#position
    if (after > sequence || after < sequence - KEPT_DOSSIER_CHANGES) {
      return { codes: [], sequence, forgotten: true }
    }
    const behind = [...this.#changes].filter(([, at]) => at > after).slice(0, limit)
    return {
      codes: behind.map(([code]) => code),
      sequence: behind.at(-1)?.[1] ?? sequence,
      forgotten: false,
    }
  }

  async read(codes: readonly string[]): Promise<readonly StoredDossier[]> {
    this.#parts.assertReachable()
    return codes.flatMap((code) => {
      const record = this.#records.get(code)
      return record === undefined ? [] : [readRecord(code, record)]
    })
  }

  async scan(cursor: string, limit: number): ReturnType<DossierStore['scan']> {
    const codes = [...this.#records.keys()].toSorted().filter((code) => code > cursor)
    const page = codes.slice(0, limit)
    const next = codes.length > limit ? page.at(-1) : undefined
    return { dossiers: await this.read(page), next }
  }

  async reports(): Promise<readonly DossierReport[]> {
    this.#parts.assertReachable()
    return [...this.#reports].map(([unit, reportedUntil]) => ({ unit, reportedUntil }))
  }

  #note(code: string): void {
    const identity = this.#position.identity || `fake-dossiers-${++this.#identityCount}`
    const sequence = this.#position.sequence + 1
    this.#position = { identity, sequence }
    this.#changes.delete(code)
    this.#changes.set(code, sequence)
  }
}
