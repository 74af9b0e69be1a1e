import { drillScore, type DrillScore } from '../core/alarms/drill-score.ts'
import { readSpan } from './alarm-spans.ts'
import type { JournalStore } from './journal-store.ts'

/** One run of a scenario, and how its alarms were answered. */
export interface DrillRun extends DrillScore {
  /** Real time of its first and last entry, ms since 1970. */
  readonly from: number
  readonly to: number
}

export interface Drill {
  /** The run that goes on, then those before it, newest first. */
  readonly runs: () => Promise<readonly DrillRun[]>
}

const MOST_RUNS = 3

/** Scores of the scenario's runs: where its time goes back, another one began. */
export function createDrill(journal: JournalStore): Drill {
  return {
    async runs() {
      const runs: DrillRun[] = []
      let before: number | undefined
      while (runs.length < MOST_RUNS) {
        const span = { reaches: () => false, ...(before !== undefined && { before }) }
        const { events } = await readSpan(journal, span)
        const [first, last] = [events[0], events.at(-1)]
        if (!first || !last) break
        runs.push({ ...drillScore(events), from: first.writtenAt, to: last.writtenAt })
        before = first.seq
      }
      return runs
    },
  }
}
