import type { AlarmRow, AlarmState, Severity } from '../../../protocol/alarms.ts'

/** How many rows there are of each state and severity; kept row by row, never counted anew. */
export class AlarmCounts {
  readonly #counts = new Map<string, number>()

  /** `step`: 1 for a row that came, −1 for one that went. */
  count(row: Pick<AlarmRow, 'state' | 'severity'>, step: 1 | -1): void {
    for (const key of [keyOf(row.state), keyOf(row.state, row.severity ?? 'none')]) {
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + step)
    }
  }

  /** Rows in a state; with a severity those of it alone, `none` being alarms without an open occurrence. */
  of(state: AlarmState, severity?: Severity | 'none'): number {
    return this.#counts.get(keyOf(state, severity)) ?? 0
  }
}

function keyOf(state: AlarmState, severity: string = ''): string {
  return `${state} ${severity}`
}
