import { Hiding } from '../core/alarms/hiding.ts'
import { summarise, type ShiftSummary } from '../core/alarms/shift-report.ts'
import { shiftsIn, type ShiftRecord } from '../core/alarms/shifts.ts'
import type { AlarmFollower } from './alarm-follower.ts'
import { readSpan, type NumberedEvent } from './alarm-spans.ts'
import type { JournalStore } from './journal-store.ts'

/** Who was on watch when, and what happened meanwhile. */
export interface Shifts {
  /** Newest first, the running one with them. */
  readonly list: () => Promise<readonly ShiftRecord[]>
  /** `undefined`: no shift began with that entry of the journal, or it is too long ago. */
  readonly report: (shift: number) => Promise<ShiftAccount | undefined>
}

export interface ShiftAccount {
  readonly shift: ShiftRecord
  readonly summary: ShiftSummary
  /** False where the shift is longer than what is looked through. */
  readonly isWhole: boolean
}

export interface ShiftsParts {
  readonly journal: JournalStore
  readonly follower: Pick<AlarmFollower, 'book'>
}

const MOST_LISTED = 50

export function createShifts({ journal, follower }: ShiftsParts): Shifts {
  const readAll = async (): Promise<readonly NumberedEvent[]> =>
    (await readSpan(journal, { reaches: () => false })).events
  const shiftsAmong = (events: readonly NumberedEvent[]): readonly ShiftRecord[] =>
    shiftsIn(events.flatMap(onlyWatch), follower.book().watch.value.shift)

  return {
    list: async () =>
      shiftsAmong(await readAll())
        .toReversed()
        .slice(0, MOST_LISTED),
    async report(number) {
      const known = await readAll()
      const shift = shiftsAmong(known).find((one) => one.shift === number) ?? longRunning(number)
      if (!shift) return undefined
      const { endedBy } = shift
      const { events, isWhole } = await readSpan(journal, {
        ...(endedBy !== undefined && { before: endedBy + 1 }),
        reaches: ({ seq }) => seq <= number,
      })
      const happened = events.map(({ event }) => event)
      // How the alarms are now says something of how they were only where all since then is known.
      const alarms = endedBy === undefined ? follower.book().alarms() : []
      const now = alarms.map(({ value }) => value)
      const first = events[0]?.seq ?? number
      const before = known.filter(({ seq }) => seq < first).map(({ event }) => event)
      const hiding = new Hiding([...before, ...happened], now)
      const summary = summarise(happened, { before, hiding })
      return { shift, summary, isWhole }
    },
  }

  /** The one that is in force began before what is looked through. */
  function longRunning(number: number): ShiftRecord | undefined {
    const { officer, shift, until } = follower.book().watch.value
    if (!officer || shift !== number) return undefined
    const { id, name, at: from } = officer
    return { shift, officer: { id, name }, from, ...(until !== undefined && { until }) }
  }
}

function onlyWatch({ seq, event }: NumberedEvent) {
  return 'kind' in event && event.kind === 'watch' ? [{ seq, event }] : []
}
