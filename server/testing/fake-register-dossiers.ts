import type { DossierEvent } from '../../protocol/dossiers.ts'
import type { Judgement } from '../core/register/tally.ts'
import type { RegisterDossiers } from '../services/register-intake.ts'

export interface FakeRegisterDossiers extends RegisterDossiers {
  readonly kept: ReadonlyMap<string, readonly DossierEvent[]>
  /** How often events were taken. */
  readonly takes: () => number
}

/** Dossiers that judge by the due time alone; a unit `forbidden` is refused. */
export function createFakeRegisterDossiers(now: number): FakeRegisterDossiers {
  const kept = new Map<string, DossierEvent[]>()
  let takes = 0
  return {
    kept,
    takes: () => takes,
    async read(codes) {
      return codes.flatMap((code) => {
        const events = kept.get(code)
        if (!events) return []
        return [
          {
            code,
            events: events.map((event) => ({ event, receivedAt: now, origin: 'real' as const })),
          },
        ]
      })
    },
    async takeEvents(events) {
      takes += 1
      const isForbidden = (event: DossierEvent): boolean =>
        event.type === 'received' && event.unit === 'forbidden'
      for (const event of events) {
        if (!isForbidden(event))
          kept.set(event.dossier, [...(kept.get(event.dossier) ?? []), event])
      }
      const rejected = events.flatMap((event, index) =>
        isForbidden(event) ? [{ index, code: 'unknown-unit', message: 'no such unit' }] : [],
      )
      return { accepted: events.length - rejected.length, known: 0, rejected }
    },
    async judge(codes, beside) {
      const judgements = codes.map((code) => {
        const more = beside.filter(({ dossier }) => dossier === code)
        return [code, judgementOf([...(kept.get(code) ?? []), ...more], now)] as const
      })
      return new Map(judgements)
    },
  }
}

function judgementOf(events: readonly DossierEvent[], now: number): Judgement {
  const newest = new Map<string, DossierEvent>()
  for (const event of events) {
    const before = newest.get(event.id)
    if (!before || (event.revision ?? 0) >= (before.revision ?? 0)) newest.set(event.id, event)
  }
  const standing = [...newest.values()]
  const due = standing.find((event) => event.type === 'received')?.due ?? Infinity
  const end = standing.find(({ type }) => type === 'completed' || type === 'returned')
  if (end) return end.at > due ? 'late' : 'early'
  return now > due ? 'overdue' : 'in-time'
}
